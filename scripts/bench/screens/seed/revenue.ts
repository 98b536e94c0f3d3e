// Revenue of every account and day, by source and merged: account by account, as the tables lie.
import { addDays, weekday } from '../../../../src/domain/calendar/dates.ts';
import type { Account } from '../../../../src/domain/account.ts';
import type { IsoDate } from '../../../../src/domain/ids.ts';
import { parseCurrency, roundToCurrency } from '../../../../src/domain/money/currency.ts';
import { formatDecimal } from '../../../../src/domain/money/decimal.ts';
import type { DailyRevenue, RatesSet, RevenueShare, SourceRevenue } from '../../../../src/domain/revenue/types.ts';
import type { Store } from '../../../../src/ports/store.ts';
import type { Step } from '../../../lib/progress.ts';
import { inLanes } from '../../lanes.ts';
import { hasRevenue } from './outcomes.ts';
import { accountOf, datesOf, microsOf, type DayOfPlan, type SeedPlan } from './plan.ts';

/** Several accounts share a transaction. */
const LANES = 4;
const USD = parseCurrency('USD');
/** Units of the account's currency for one dollar. */
const RATES: Readonly<Record<string, string>> = { EUR: '0.926500000000', JPY: '151.200000000' };

export async function seedRevenue(store: Store, plan: SeedPlan, step: Step): Promise<void> {
  const days = datesOf(plan).map((date, day) => ({ date, day }));
  await seedRates(store, days);
  let done = 0;
  await inLanes([...Array(plan.accounts).keys()], LANES, async (index) => {
    const account = accountOf(plan, index);
    await store.accounts.save(account);
    const rows = days
      .filter(({ day }) => hasRevenue(index, day))
      .map((day) => ({ day, shares: sharesOf(account, index, day) }));
    await store.revenue.saveSources(rows.flatMap(({ day, shares }) => sourceRows(account, day, shares)));
    await store.revenue.saveDays(rows.map(({ day, shares }) => dayRow(account, day, shares)));
    step.update(`${(done += 1)} of ${plan.accounts} accounts`);
  });
}

async function seedRates(store: Store, days: readonly DayOfPlan[]): Promise<void> {
  const base = parseCurrency('EUR');
  const sets = days.map(({ date }): RatesSet => ({
    id: ratesIdOf(date),
    date,
    quoteDate: quoteDateOf(date),
    provider: 'rates-a',
    base,
    rates: { USD: '1.0793', JPY: '163.19' },
    synthetic: false,
  }));
  await store.rates.save(sets);
}

const ratesIdOf = (date: IsoDate): string => `${date}/rates-a/seed`;

/** Nobody publishes on a weekend. */
function quoteDateOf(date: IsoDate): IsoDate {
  const day = weekday(date);
  return day === 0 ? addDays(date, -2) : day === 6 ? addDays(date, -1) : date;
}

/** Stores pay in dollars. */
function sharesOf(account: Account, index: number, day: DayOfPlan): readonly RevenueShare[] {
  const rate = RATES[account.currency] ?? null;
  return account.sources.map((sourceId, source) => {
    const micros = microsOf(index, source, day);
    const isForeign = rate !== null && source > 0;
    return {
      sourceId,
      amount: formatDecimal(micros),
      originalAmount: formatDecimal(isForeign ? (micros * 1_000_000n) / BigInt(Number(rate) * 1_000_000) : micros),
      originalCurrency: isForeign ? USD : account.currency,
      rate: isForeign ? rate : null,
    };
  });
}

const sourceRows = ({ id }: Account, { date }: DayOfPlan, shares: readonly RevenueShare[]): readonly SourceRevenue[] =>
  shares.map(({ sourceId, originalAmount, originalCurrency }) => ({
    accountId: id,
    date,
    sourceId,
    amount: originalAmount,
    currency: originalCurrency,
    items: 12,
    rejected: 0,
    rejects: [],
    payloadId: `${id}/${sourceId}/${date}..${date}/seed`,
  }));

function dayRow({ id, currency }: Account, { date, day }: DayOfPlan, shares: readonly RevenueShare[]): DailyRevenue {
  const sum = shares.reduce((total, { amount }) => total + BigInt(amount.replace('.', '')), 0n);
  const isConverted = shares.some(({ rate }) => rate !== null);
  return {
    accountId: id,
    date,
    amount: roundToCurrency(formatDecimal(sum), currency),
    currency,
    shares,
    rates: isConverted
      ? {
          ratesId: ratesIdOf(date),
          provider: day % 9 === 4 ? 'rates-b' : 'rates-a',
          quoteDate: quoteDateOf(date),
          synthetic: false,
        }
      : null,
    origin: 'sources',
  };
}
