// A second operating system process for the SQLite tests. `node --import tsx sqlite-child.ts <action> <file> <number>`
import { MorrowError } from '../../src/contract/errors.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { accountId, day, decimal, steppingClock } from './builders.ts';

const NOBODY = 65_534;
const [action = '', file = '', writer = '0'] = process.argv.slice(2);

const open = () => openStore({ kind: 'sqlite', file }, { clock: steppingClock() });

const ACTIONS: Readonly<Record<string, () => Promise<void>>> = {
  /** Brings the file to the newest schema. */
  migrate: async () => {
    const store = await open();
    await store.migrate();
    await store.close();
  },
  /** Publishes 100 figures of its own for one day, and the same ten days as every other writer. */
  write: async () => {
    const store = await open();
    const own = Array.from({ length: 100 }, (_, index) =>
      day({ amount: decimal(`${writer}.${String(index).padStart(2, '0')}`) }),
    );
    const common = Array.from({ length: 10 }, (_, index) => day({ accountId: accountId(`common-${index}`) }));
    await Promise.all([...own, ...common].map((row) => store.revenue.saveDays([row])));
    await store.close();
  },
  /** Writes to the file as somebody who may only read it. */
  'write-without-rights': async () => {
    if (process.getuid?.() === 0) process.setuid?.(NOBODY);
    const store = await open();
    await store.migrate();
    await store.revenue.saveDays([day()]);
  },
};

try {
  await ACTIONS[action]?.();
} catch (error) {
  console.log(error instanceof MorrowError ? `${error.code} ${error.message}` : String(error));
  process.exitCode = 1;
}
