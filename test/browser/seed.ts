// A store as it looks on an ordinary morning: three accounts, forty days, forecasts of the last week, a hold, an alert, a run.
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { RunRecord, Store } from '../../src/ports/store.ts';
import { accountId, anAccount, currency, decimal, sourceId } from '../helpers/builders.ts';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { forecast, forecastDay, hold, statusChange } from '../storage/forecast-builders.ts';

const ACCOUNTS = ['harbor-games', 'koi-pond', 'tin-robot'] as const;
export const DAY_RUN = `day/daily/${LAST_DAY}`;
export const HOLD = `hold/daily/${LAST_DAY}/test-0`;

export async function seedMorning(store: Store): Promise<void> {
  for (const [index, id] of ACCOUNTS.entries()) {
    await store.accounts.save(
      anAccount({
        id: accountId(id),
        name: NAMES[index] ?? id,
        currency: currency('EUR'),
        cohort: index === 2 ? 'north' : 'default',
      }),
    );
    await store.revenue.saveDays(Array.from({ length: 40 }, (_, back) => revenueOf(id, back, 1_000 * (index + 1))));
    for (let back = 1; back <= 7; back += 1) await publish(store, id, addDays(LAST_DAY, -back));
    await store.runs.save(accountDay(id, index === 2 ? 'failed' : index === 1 ? 'held' : 'published'));
  }
  await holdBack(store, 'koi-pond');
  await store.runs.save({ ...accountDay('harbor-games', 'completed'), id: DAY_RUN, kind: 'day', accountId: null });
  await store.alerts.raise({
    id: 'hold/x',
    severity: 'warning',
    title: 'Forecasts are held back',
    detail: '1 forecast of the 21st waits for an answer.',
  });
}

const NAMES = ['Harbor Games', 'Koi Pond', 'Tin Robot'];

function revenueOf(id: string, back: number, base: number) {
  const cents = (base * 100 + ((back * 7_919) % 40_000)).toString();
  const amount = decimal(`${cents.slice(0, -2)}.${cents.slice(-2)}`);
  const half = decimal((Number(cents) / 200).toFixed(6));
  const share = { amount: half, originalAmount: half, originalCurrency: currency('EUR'), rate: null };
  return {
    accountId: accountId(id),
    date: addDays(LAST_DAY, -back),
    amount,
    currency: currency('EUR'),
    shares: ['ad-exchange', 'app-store-1'].map((source) => ({ ...share, sourceId: sourceId(source) })),
    rates: null,
    origin: 'sources' as const,
  };
}

async function publish(store: Store, id: string, businessDate: IsoDate): Promise<void> {
  const key = { accountId: accountId(id), businessDate };
  const days = Array.from({ length: 14 }, (_, index) => ({
    ...forecastDay(businessDate, index + 1, '1500.00'),
    lo80: decimal('900.00'),
    hi80: decimal('2100.50'),
  }));
  await store.forecasts.save([forecast({ ...key, days })]);
  await store.forecasts.setStatus([statusChange({ ...key, revision: 1 })]);
}

async function holdBack(store: Store, id: string): Promise<void> {
  const key = { accountId: accountId(id), businessDate: LAST_DAY };
  await store.forecasts.save([forecast({ ...key, days: [forecastDay(LAST_DAY, 1, '9999.00')] })]);
  const finding = {
    rule: 'level-shift',
    severity: 'hold',
    figure: 5.1,
    limit: 3,
    message: '5.1 times the usual week.',
  } as const;
  const to = { status: 'held', findings: [finding], facts: null, holdId: HOLD } as const;
  await store.forecasts.setStatus([statusChange({ ...key, revision: 1, to })]);
  await store.holds.save(hold(HOLD, { date: LAST_DAY, accounts: 1, reason: '1 forecast is odd by itself.' }));
}

export const accountDay = (id: string, status: RunRecord['status']): RunRecord => ({
  id: `account-day/daily/${LAST_DAY}/${id}`,
  kind: 'account-day',
  pipeline: 'daily',
  date: LAST_DAY,
  accountId: accountId(id),
  cohort: null,
  status,
  errorCode: status === 'failed' ? 'RATE_MISSING' : null,
  errorMessage: null,
  failure: null,
  startedAt: '2026-11-22T06:00:00.000Z',
  finishedAt: '2026-11-22T06:03:20.000Z',
  summary: null,
});
