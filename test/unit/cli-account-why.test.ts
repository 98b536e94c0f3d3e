// Why the next day is different, on the command line, on a real store with a model that was really trained.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { businessDateAt } from '../../src/domain/calendar/business-date.ts';
import { exactSum } from '../../src/domain/money/exact-sum.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { holdFirstForecast, tellAccount } from '../helpers/account-story.ts';
import { accountId, anAccount, decimal } from '../helpers/builders.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const yesterday = businessDateAt(systemClock.now().toISOString(), 'UTC');

async function morrow(folder: string, ...args: readonly string[]): Promise<string> {
  let stdout = '';
  const write = (text: string, done?: () => void): void => {
    stdout += text;
    done?.();
  };
  const env = { MORROW_STATE_DIR: folder };
  await runCli(args, { env, folder, stdout: { write }, stderr: { write } });
  return stdout;
}

test('says the parts, and they add up to the forecast', async () => {
  const folder = scratchFolder();
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'morrow.db') }, { clock: systemClock });
  await store.migrate();
  await tellAccount(store, 'story', { last: yesterday });
  await store.accounts.save(anAccount({ id: accountId('bare') }));
  await holdFirstForecast(store, 'held', yesterday);
  await store.close();
  const text = await morrow(folder, 'accounts', 'why', 'story');
  const amounts = [...text.matchAll(/^[a-z].*?\s(-?\d+\.\d\d)$/gm)].map(([, amount = '']) => decimal(amount));
  expect(text).toContain(`${addDays(yesterday, 1)}: ${amounts.at(-1)} EUR, model 1 (combination)`);
  expect(amounts.length).toBeGreaterThan(2);
  expect(exactSum(amounts.slice(0, -1))).toBe(amounts.at(-1));
  expect(await morrow(folder, 'accounts', 'why', 'bare')).toContain('Nothing is forecast for the next day');
  const held = await morrow(folder, 'accounts', 'why', 'held');
  expect(held).toContain(`The newest forecast, made on ${yesterday}, is held. 1 of 2 sources did not report`);
  expect(await morrow(folder, 'accounts', 'why', 'nobody')).toContain('error ACCOUNT_NOT_FOUND');
});
