// A stack as `npm start` runs it, with access switched on, on a morning before the day's run: for each of the walks through it
// accounts, people and a schedule of its own, so that none of them sees what another did. All of it comes in by the API.
import { expect } from 'vitest';
import { applySchedules } from '../../src/operations/schedules.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { businessDateAt } from '../../src/domain/calendar/business-date.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { ADMIN_KEY, PASSWORD } from '../helpers/access.ts';
import { aTestAccount, type TestAccount } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';

export interface Morning {
  /** Also the cohort of its accounts. */
  readonly name: string;
  /** The last complete day. */
  readonly date: IsoDate;
  /** Who walks, and who edits the same account at the same time. */
  readonly operator: string;
  readonly colleague: string;
  /** May look only. */
  readonly viewer: string;
  /** With sources, one of which is late for `slow` on the day of the walk. What they earn depends on the date, so nothing is said of it. */
  readonly calm: string;
  readonly slow: string;
  /** Its revenue is imported, and four days of the last week are missing: a gate holds its forecast. */
  readonly gappy: string;
  readonly schedule: string;
}

const HISTORY_DAYS = 28;
/** Counted back from the last complete day. */
const NOT_IMPORTED = [1, 2, 3, 4];

/** A zone in which it is about noon, so that no day ends under a walk. */
function zoneAtNoon(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

export const startGuardedStack = (): Promise<RealStack> =>
  startRealStack({ env: { API_ADMIN_KEY: ADMIN_KEY, MORROW_TIME_ZONE: zoneAtNoon(new Date()) } });

export async function prepareMornings(stack: RealStack, names: readonly string[]): Promise<readonly Morning[]> {
  const zone = stack.stack.config.MORROW_TIME_ZONE;
  const date = businessDateAt(new Date().toISOString(), zone);
  const mornings = names.map((name) => morningOf(name, date));
  await stack.putAccounts(mornings.flatMap((morning) => accountsOf(morning, zone)));
  await Promise.all(mornings.flatMap((morning) => [addPeople(stack, morning), importRevenue(stack, morning)]));
  await bringInHistory(stack, mornings);
  const schedules = mornings.map(({ name, schedule }) => ({
    id: schedule,
    pipeline: 'daily',
    cron: '0 6 * * *',
    timeZone: zone,
    cohort: name,
  }));
  await applySchedules(stack.client, parseSchedules(JSON.stringify(schedules)));
  return mornings;
}

const morningOf = (name: string, date: IsoDate): Morning => ({
  name,
  date,
  operator: `anna-${name}`,
  colleague: `ben-${name}`,
  viewer: `vic-${name}`,
  calm: `${name}-harbor`,
  slow: `${name}-koi-pond`,
  gappy: `${name}-tin-robot`,
  schedule: `daily-${name}`,
});

const accountsOf = ({ name, calm, slow, gappy }: Morning, timeZone: string): readonly TestAccount[] =>
  [{ id: calm }, { id: slow }, { id: gappy, sources: [] }].map((account) =>
    Object.assign(aTestAccount({ historyDepthDays: HISTORY_DAYS, ...account }), { cohort: name, timeZone }),
  );

async function addPeople(stack: RealStack, { operator, colleague, viewer }: Morning): Promise<void> {
  for (const name of [operator, colleague, viewer]) {
    const role = name === viewer ? 'viewer' : 'operator';
    const { status } = await stack.call('POST', '/api/users', { name, role, password: PASSWORD });
    expect(status).toBe(201);
  }
}

/** A weekly rhythm with a little growth. */
async function importRevenue(stack: RealStack, { gappy, date }: Morning): Promise<void> {
  const backwards = Array.from({ length: HISTORY_DAYS }, (_, back) => back);
  const rows = backwards
    .filter((back) => !NOT_IMPORTED.includes(back))
    .map((back) => ({
      date: addDays(date, -back),
      revenue: (900 - back + 120 * Math.sin((2 * Math.PI * back) / 7)).toFixed(2),
      currency: 'EUR',
    }));
  const { status } = await stack.call('PUT', `/api/accounts/${gappy}/revenue`, rows);
  expect(status).toBe(200);
}

async function bringInHistory(stack: RealStack, mornings: readonly Morning[]): Promise<void> {
  const accounts = mornings.flatMap(({ calm, slow }) => [calm, slow]);
  const [{ date } = { date: null }] = mornings;
  if (date === null) return;
  const range = { from: addDays(date, -HISTORY_DAYS), to: addDays(date, -1) };
  const { status } = await stack.ended(await stack.startBackfill({ ...range, accounts }));
  expect(status).toBe('completed');
}
