// Time and memory of many accounts, trained and forecast one after the other on one core.
import { performance } from 'node:perf_hooks';
import { parseIsoDate } from '../../src/domain/calendar/dates.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import type { DailySeries } from '../../src/domain/forecast/model.ts';
import { answerHistory } from './answer.ts';
import { LONGEST_HORIZON } from './protocol.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { formatTable } from './table.ts';

const DAYS = 56;
const START = parseIsoDate('2026-01-01');
const READINGS = 5;
const MEGABYTE = 1024 * 1024;
const SEED = 20261125;

export interface AccountsFigures {
  readonly accounts: number;
  readonly seconds: number;
  /** Resident memory in MB when a fifth, two fifths .. of the accounts were done. */
  readonly memoryMb: readonly number[];
  /** Sum of all forecast means: the same for every run, and proof that nothing was skipped. */
  readonly checksum: number;
}

export async function measureAccounts(accounts: number): Promise<number> {
  process.stdout.write(formatFigures(forecastAccounts(accounts)));
  return 0;
}

export function forecastAccounts(accounts: number): AccountsFigures {
  const random = createRandom(SEED);
  const memoryMb: number[] = [];
  const every = Math.max(1, Math.ceil(accounts / READINGS));
  let checksum = 0;
  const started = performance.now();
  for (let done = 1; done <= accounts; done += 1) {
    const steps = answerHistory(makeAccount(random), LONGEST_HORIZON, DEFAULT_CALIBRATION);
    checksum += steps.reduce((sum, { mean }) => sum + mean, 0);
    if (done % every === 0 || done === accounts) memoryMb.push(process.memoryUsage().rss / MEGABYTE);
  }
  return { accounts, seconds: (performance.now() - started) / 1000, memoryMb, checksum };
}

/** A level with a drift, a week of its own, noise, and now and then a missing day. */
export function makeAccount(random: Random): DailySeries {
  const level = 20 * 10 ** (3 * random());
  const drift = 0.004 * (random() - 0.5);
  const week = Array.from({ length: 7 }, () => 0.6 + 0.8 * random());
  const values = Array.from({ length: DAYS }, (_, day) => {
    if (random() < 0.02) return null;
    return Math.round(100 * level * (week[day % 7] ?? 1) * (1 + drift * day) * (0.8 + 0.4 * random())) / 100;
  });
  return { start: START, values };
}

function formatFigures({ accounts, seconds, memoryMb, checksum }: AccountsFigures): string {
  return formatTable([
    ['accounts', String(accounts)],
    ['seconds', seconds.toFixed(2)],
    ['accounts a second', (accounts / seconds).toFixed(0)],
    ['ms an account', ((1000 * seconds) / accounts).toFixed(3)],
    ['memory in MB, on the way', memoryMb.map((value) => value.toFixed(0)).join(' ')],
    ['sum of all forecasts', checksum.toFixed(2)],
  ]);
}
