// Made-up accounts for the benchmark of the heavy workers: the same ones on every machine and every day.
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import { isAccountId, type AccountId, type CurrencyCode, type IsoDate } from '../../src/domain/ids.ts';
import { roundNumberToCurrency } from '../../src/domain/money/currency.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import { applyAccounts } from '../../src/operations/accounts.ts';
import type { Bench } from '../bench/context.ts';
import { createRandom } from './random.ts';

export const HISTORY_DAYS = 56;
const COHORT = 'bench-training';
const CURRENCY = 'USD';
/** Accounts whose days are written at once. */
const WRITTEN_AT_ONCE = 50;

/** Adds the accounts, trained by rule before the day's own run, with the 56 days that end with `last`. */
export async function addTrainingAccounts(
  { deps }: Bench,
  count: number,
  last: IsoDate,
): Promise<readonly AccountId[]> {
  const ids = Array.from({ length: count }, (_, index) => `training-${String(index).padStart(4, '0')}`);
  const accounts = ids.map((id) => ({
    id,
    name: id,
    sources: [],
    currency: CURRENCY,
    convertCurrency: false,
    historyDepthDays: HISTORY_DAYS,
    polynomialDegree: 1,
    timeZone: 'UTC',
    cohort: COHORT,
  }));
  await applyAccounts(deps, accounts);
  const settings = await deps.store.cohorts.find(COHORT);
  await deps.store.cohorts.save({ ...settings, mode: 'autonomous' });
  const known = ids.filter(isAccountId);
  for (let first = 0; first < known.length; first += WRITTEN_AT_ONCE) {
    const page = known.slice(first, first + WRITTEN_AT_ONCE);
    await deps.store.revenue.saveDays(page.flatMap((id, index) => daysOf(id, first + index, last)));
  }
  return known;
}

/** A level, a week's rhythm, a slow drift and noise, all of it from the account's number. */
function daysOf(accountId: AccountId, seed: number, last: IsoDate): readonly DailyRevenue[] {
  const random = createRandom(seed);
  const level = 50 + 950 * random();
  const rhythm = Array.from({ length: 7 }, () => 0.7 + 0.6 * random());
  const drift = (random() - 0.5) * 0.01;
  const currency = CURRENCY as CurrencyCode;
  return listDates(addDays(last, 1 - HISTORY_DAYS), last).map((date, day) => ({
    accountId,
    date,
    amount: roundNumberToCurrency(
      level * (rhythm[day % 7] ?? 1) * (1 + drift * day) * (0.85 + 0.3 * random()),
      currency,
    ),
    currency,
    shares: [],
    rates: null,
    origin: 'import',
  }));
}
