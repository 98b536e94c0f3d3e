// Backfills and workers as the dashboard reads and says them.
import { describe, expect, test } from 'vitest';
import type { BackfillPlan } from '../../src/dashboard/client/backfills.ts';
import type { Queue, Worker } from '../../src/dashboard/client/fleet.ts';
import type { Run } from '../../src/dashboard/client/types.ts';
import { askOf, formOf, readBackfillSearch, readForm } from '../../src/dashboard/state/backfill-search.ts';
import { readWorkersSearch } from '../../src/dashboard/state/workers-search.ts';
import {
  agreementText,
  costText,
  findingsOf,
  isNothingToDo,
  progressOf,
  subjectOf,
} from '../../src/dashboard/view/backfill-view.ts';
import {
  ageText,
  agoText,
  countText,
  findWorkers,
  hintOf,
  rateText,
  slotsText,
} from '../../src/dashboard/view/fleet-view.ts';

const FORM = formOf({ from: '2026-05-01', to: '2026-05-03' });
const LAST = '2026-11-21';

describe('the form of a backfill', () => {
  test('becomes the address of its plan, and back', () => {
    const filled = { ...FORM, whom: 'accounts' as const, accounts: 'u1 u2,u1', reread: true };
    const { search } = readForm(filled, LAST);
    expect(search).toEqual({ from: '2026-05-01', to: '2026-05-03', accounts: 'u1,u2', reread: true });
    expect(readBackfillSearch({ ...search })).toEqual(search);
    expect(askOf(search ?? {})).toEqual({ from: '2026-05-01', to: '2026-05-03', accounts: ['u1', 'u2'], reread: true });
    expect(formOf(search ?? {})).toMatchObject({ whom: 'accounts', accounts: 'u1, u2', reread: true });
  });

  test.each([
    [{ from: '' }, { from: 'A date is needed.' }],
    [{ to: '2026-04-30' }, { to: 'The last day is before the first.' }],
    [{ to: '2026-11-22' }, { to: 'Not over yet; the last complete day is 2026-11-21.' }],
    [{ from: '2010-01-01' }, { to: 'At most 3660 days.' }],
    [{ whom: 'cohort' as const }, { cohort: 'Choose a cohort.' }],
    [{ whom: 'accounts' as const }, { accounts: 'Name at least one account.' }],
    [{ whom: 'accounts' as const, accounts: 'u1, U 2' }, { accounts: '“U” is no account id.' }],
  ])('with %o says what is wrong beside the field', (change, problems) => {
    expect(readForm({ ...FORM, ...change }, LAST)).toEqual({ search: null, problems });
  });

  test('leaves out of an address what makes no sense', () => {
    expect(readBackfillSearch({ from: '2026-02-30', to: '2026-03-01' })).toEqual({});
    expect(readBackfillSearch({ from: '2026-03-01', to: '2026-03-02', accounts: '<script>', cohort: 'north' })).toEqual(
      {
        from: '2026-03-01',
        to: '2026-03-02',
        cohort: 'north',
      },
    );
    expect(askOf({})).toBeNull();
    expect(readWorkersSearch({ find: '' })).toEqual({});
  });
});

const NONE = { accounts: 0, days: 0, samples: [] };
const plan = (change: Partial<BackfillPlan> = {}): BackfillPlan => ({
  from: '2026-05-01',
  to: '2026-05-03',
  mode: 'missing',
  accounts: 6,
  toRepair: 2,
  days: 4,
  holes: {
    accounts: 2,
    days: 4,
    samples: [
      { accountId: 'u1', days: 1, from: '2026-05-01', to: '2026-05-01' },
      { accountId: 'u2', days: 3, from: '2026-05-01', to: '2026-05-03' },
    ],
  },
  restated: NONE,
  toImport: NONE,
  forecastsAgain: 0,
  providers: [],
  requests: 8,
  minutes: 0.5,
  confirm: null,
  ...change,
});

describe('a plan', () => {
  test('says what it costs, and why it must be confirmed', () => {
    expect(costText(plan())).toBe('8 requests, at least 30 s');
    expect(costText(plan({ minutes: null, requests: 1 }))).toBe('1 request, no budget says how long that takes');
    expect(costText(plan({ requests: 0 }))).toBe('Nobody has to be asked');
    expect(agreementText(plan({ confirm: 'its range is 455 days, more than 400' }))).toBe(
      '8 requests, at least 30 s, 4 account days of 2 accounts. It has to be confirmed, as its range is 455 days, more than 400.',
    );
  });

  test('names the first accounts of what it finds, and knows when there is nothing to do', () => {
    expect(findingsOf(plan())[0]?.samples).toBe('u1 2026-05-01; u2 3 days 2026-05-01 to 2026-05-03');
    expect(isNothingToDo(plan())).toBe(false);
    expect(isNothingToDo(plan({ days: 0, toRepair: 0 }))).toBe(true);
  });
});

test('a backfill under way says how far it is; one that plans still, or is not asked, says nothing', () => {
  const live = {
    planned: { accounts: 4, days: 12, requests: 8 },
    days: 6,
    requestsLeft: 3,
    secondsLeft: 90,
    restated: { accounts: 1, published: 1, held: 0, notDone: 0 },
  };
  const found = { state: 'found', tally: { accounts: 2, failed: 1, cancelled: 0, backfill: live } };
  const run = {
    id: 'backfill/2026-05-01..2026-05-03',
    cohort: null,
    temporal: found,
    progress: null,
  } as unknown as Run;
  expect(progressOf(run)).toEqual({
    done: 2,
    total: 4,
    lines: [
      '2 of 4 accounts',
      '6 of 12 account days written',
      '3 requests left, about 1 min 30 s',
      '1 failed',
      '1 account forecast again',
    ],
  });
  expect(progressOf({ ...run, temporal: { state: 'gone' } })).toBeNull();
  expect(subjectOf(run)).toBe('Fri, 1 May 2026 to Sun, 3 May 2026, all accounts');
  expect(subjectOf({ ...run, id: `${run.id}/only-0123456789abcdef` })).toContain('listed accounts');
});

const queue = (change: Partial<Queue> = {}, scaling: Partial<Queue['scaling']> = {}): Queue => ({
  queue: 'heavy',
  backlog: 0,
  backlogAgeSeconds: 0,
  addRate: 0,
  dispatchRate: 0,
  kinds: [],
  workers: 2,
  slotsUsed: 3,
  slotsTotal: 8,
  pendingWork: 0,
  scaling: { wanted: 2, min: 1, max: 4, reason: 'in-use', text: 'slots in use', ...scaling },
  ...change,
});

describe('a queue', () => {
  test.each([
    [queue(), 'calm', '2 are right: slots in use'],
    [queue({}, { wanted: 3, text: 'tasks wait' }), 'warn', '3 workers would do better: tasks wait'],
    [queue({}, { wanted: 1, text: 'spare' }), 'calm', '1 would be enough: spare'],
    [queue({ workers: 0 }, { wanted: 0 }), 'warn', 'No worker takes tasks: start 1'],
    [
      queue({ slotsUsed: null, slotsTotal: null }, { wanted: 3 }),
      'calm',
      'No advice: workers do not say what they have in hand',
    ],
    [
      queue({ workers: 4 }, { wanted: 4, reason: 'at-max', text: 'more are asked for than max' }),
      'warn',
      'All 4 workers that the policy allows are there: more are asked for than max',
    ],
  ] as const)('gives its advice: %#', (given, tone, text) => {
    expect(hintOf(given)).toEqual({ tone, text });
  });

  test('shows what nobody knows as a dash, never as a zero', () => {
    expect([countText(null), slotsText(null, null), slotsText(0, 4), countText(0)]).toEqual(['–', '–', '0 of 4', '0']);
    expect(ageText({ backlog: 0, backlogAgeSeconds: 5 })).toBe('–');
    expect(ageText({ backlog: 2, backlogAgeSeconds: 65 })).toBe('1 min 5 s');
    expect([rateText(0), rateText(0.5), rateText(12.34)]).toEqual(['0', '0.50', '12']);
  });
});

test('workers are found by every word of a text, and heard of by the clock of the API', () => {
  const workers = [
    { identity: 'heavy@alpha:1', host: 'alpha', queue: 'heavy', state: 'running' },
    { identity: 'default@beta:2', host: null, queue: 'default', state: 'silent' },
  ] as unknown as readonly Worker[];
  const found = (text: string) => findWorkers(workers, text).map(({ identity }) => identity);
  expect(found('HEAVY run')).toEqual(['heavy@alpha:1']);
  expect(found('silent')).toEqual(['default@beta:2']);
  expect(found(' ')).toHaveLength(2);
  expect(agoText('2026-11-22T10:00:10Z', '2026-11-22T10:00:00Z')).toBe('10 s ago');
});
