// One of several processes that share a provider's budget. `provider-child.ts <store location as JSON> <seconds> <holdMs>`
// Asks as often as it may, each request lasting `holdMs`, and prints when each began and ended, as JSON.
import { createGate } from '../../src/connectors/budget/create-gate.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore, type StoreLocation } from '../../src/storage/open-store.ts';
import { sourceId } from './builders.ts';

const [location = '', seconds = '0', holdMs = '0'] = process.argv.slice(2);
const CLIENTS = 20;

const store = await openStore(JSON.parse(location) as StoreLocation, { clock: systemClock });
const nobody = () => Promise.resolve();
const gate = createGate({
  store: store.providers,
  keeper: { reportOutcomes: nobody, reportProbe: nobody },
  clock: systemClock,
  holder: `child:${process.pid}`,
});
const spans: (readonly [startMs: number, endMs: number])[] = [];
const untilMs = Date.now() + Number(seconds) * 1_000;

async function request(): Promise<void> {
  const startMs = Date.now();
  if (holdMs !== '0') await new Promise((resolve) => setTimeout(resolve, Number(holdMs)));
  spans.push([startMs, Date.now()]);
}

async function client(account: string): Promise<void> {
  while (Date.now() < untilMs) {
    const asked = gate.run({ provider: sourceId('app-store-1'), account, continues: false }, request);
    // Sent away: it asks again at once, as no step would, so that the limit is under full load.
    await asked.catch(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
}

console.log('ready');
await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(`u${index}`)));
console.log(JSON.stringify(spans));
await store.close();
