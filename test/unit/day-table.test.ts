// The table of a first start: what came in, what comes next and how sure that is, also where something is missing or held.
import { describe, expect, test } from 'vitest';
import { describeDay } from '../../scripts/lib/day-table.ts';
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import { accountId } from '../helpers/builders.ts';
import { LAST_DAY, operationsStack } from '../helpers/operations-stack.ts';
import { run } from '../storage/builders.ts';
import { forecast } from '../storage/forecast-builders.ts';

const U1 = accountId('u1');
const lineOf = (table: string, account: string): string =>
  table.split('\n').find((line) => line.startsWith(account)) ?? '';

describe('the table of a day', () => {
  test('shows tomorrow with its interval, the day after, the skill and the kind of model', async () => {
    const deps = await operationsStack('u1');
    await deps.store.forecasts.save([forecast({ accountId: U1, businessDate: LAST_DAY })]);
    const table = await describeDay(deps, LAST_DAY);
    expect(table).toMatch(/forecast 2026-11-22 +80 % interval +2026-11-23 +skill +model +took/);
    expect(lineOf(table, 'u1')).toMatch(/266\.21 +200\.00 to 330\.50 +266\.21 +25\.0 % +combination/);
  });

  test("says where last week's value is served, and where a forecast is held back", async () => {
    const deps = await operationsStack('u1');
    await deps.store.forecasts.save([forecast({ accountId: U1, businessDate: LAST_DAY, served: 'naive' })]);
    const id = accountDayId('daily', LAST_DAY, U1);
    await deps.store.runs.save(run(id, { accountId: U1, date: LAST_DAY, status: 'held' }));
    expect(lineOf(await describeDay(deps, LAST_DAY), 'u1')).toMatch(/last week +held back$/);
  });

  test('has a row for an account that has nothing, and for one that failed', async () => {
    const deps = await operationsStack('u1', 'u2');
    const id = accountDayId('daily', LAST_DAY, U1);
    const failed = { accountId: U1, date: LAST_DAY, status: 'failed', errorCode: 'NO_HISTORY' } as const;
    await deps.store.runs.save(run(id, failed));
    const table = await describeDay(deps, LAST_DAY);
    expect(lineOf(table, 'u1')).toMatch(/NO_HISTORY$/);
    expect(lineOf(table, 'u2')).toMatch(/^u2( +-)+$/);
  });
});
