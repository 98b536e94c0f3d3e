// Kills, an outage of the store and every fault switch at once over one day of 300 accounts: what is promised of a calm day holds.
// `npm run chaos` plays the same with other seeds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kindOf, VICTIMS } from '../../scripts/chaos/kill-plan.ts';
import { planChaos } from '../../scripts/chaos/plan.ts';
import { PROMISES, PROMISE_NAMES } from '../../scripts/chaos/promises.ts';
import { formatRound } from '../../scripts/chaos/report-text.ts';
import { playRound } from '../../scripts/chaos/round.ts';
import type { RoundReport } from '../../scripts/chaos/round-report.ts';
import { createStackSlot, type StackSlot } from '../../scripts/chaos/with-stack.ts';
import { recordingProgress } from '../helpers/real-stack.ts';

const SEED = 1;
const SIZES = { accounts: 300, kills: 30 };
const DEADLINE_MS = 8 * 60_000;

const said: string[] = [];
const stopped = new AbortController();
let slot: StackSlot;
let report: RoundReport;

beforeAll(async () => {
  slot = createStackSlot(recordingProgress(said), 'built');
  const plan = planChaos(SEED, SIZES);
  try {
    report = await playRound({ plan, env: process.env, withStack: slot.withStack, signal: stopped.signal });
  } catch (error) {
    throw new Error(`The round could not be played. The supervisor said:\n${said.join('\n')}`, { cause: error });
  }
  console.log(formatRound(report));
}, DEADLINE_MS);
afterAll(async () => {
  stopped.abort();
  await slot?.stop();
}, DEADLINE_MS);

describe('a storm over a day of 300 accounts', () => {
  test('is one: every kind of process is killed while the day runs, the store refuses, every fault acts', () => {
    const kills = report.kills.reduce((sum, row) => sum + row.kills, 0);
    expect(kills).toBeGreaterThanOrEqual(SIZES.kills);
    expect(report.killsInFlight).toBe(kills);
    for (const kind of new Set(VICTIMS.map(kindOf))) {
      expect(report.kills.find((row) => row.kind === kind)?.kills).toBeGreaterThan(0);
    }
    expect(report.outageSeconds).toBeGreaterThanOrEqual(20);
    const faults = Object.values(report.faults).reduce((sum, acted) => sum + acted, 0);
    expect(faults / report.requests).toBeGreaterThanOrEqual(0.3);
    expect(report.outcomes['published']).toBeGreaterThan(SIZES.accounts / 2);
  });

  test.each(PROMISE_NAMES.map((promise) => ({ promise, sentence: PROMISES[promise] })))(
    'changes nothing: $sentence',
    ({ promise }) => {
      const broken = report.broken.filter((one) => one.promise === promise).map(({ what }) => what);
      expect(broken, broken.join('\n')).toEqual([]);
    },
  );
});
