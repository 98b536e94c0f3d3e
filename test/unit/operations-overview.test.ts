// The overview of a store that nobody has looked into for long, as after an upgrade that adds up all totals anew.
import { expect, test } from 'vitest';
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { readOverview } from '../../src/operations/overview.ts';
import type { Store } from '../../src/ports/store.ts';
import { LAST_DAY, operationsStack } from '../helpers/operations-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accountId, day } from '../storage/builders.ts';
import { forecast, statusChange } from '../storage/forecast-builders.ts';

const DAYS_BEFORE = 40;

/** Revenue of the day before, and a forecast for the next one, as every night leaves them. */
async function liveThrough(store: Store, dates: readonly IsoDate[], ...ids: readonly string[]): Promise<void> {
  const keys = ids.map(accountId).flatMap((id) => dates.map((date) => ({ id, date })));
  await store.revenue.saveDays(keys.map(({ id, date }) => day({ accountId: id, date })));
  await store.forecasts.save(keys.map(({ id, date }) => forecast({ accountId: id, businessDate: date })));
  await store.forecasts.setStatus(keys.map(({ id, date }) => statusChange({ accountId: id, businessDate: date })));
}

test('measures the band of a total by days that are not shown, also when nobody has looked at these before', async () => {
  const deps = await operationsStack('a', 'b');
  await liveThrough(deps.store, listDates(addDays(LAST_DAY, -DAYS_BEFORE), LAST_DAY), 'a', 'b');
  const look = () => readOverview(deps, { from: LAST_DAY, to: LAST_DAY });
  const bandOf = async (): Promise<unknown> => (await look()).days[0]?.currencies[0]?.forecast?.band?.method;
  await waitFor('a band that was measured', async () => (await bandOf()) === 'measured', 10_000);
  expect((await look()).refreshing).toEqual([]);
  expect((await look()).days.map(({ date }) => date)).toEqual([LAST_DAY]);
});
