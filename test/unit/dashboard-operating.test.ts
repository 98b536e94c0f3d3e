// Backfills, workers and providers as the dashboard reads and says them.
import { describe, expect, test } from 'vitest';
import type { BackfillPlan } from '../../src/dashboard/client/backfills.ts';
import type { Queue, Worker } from '../../src/dashboard/client/fleet.ts';
import type { Provider, RatesComparison } from '../../src/dashboard/client/providers.ts';
import type { Run } from '../../src/dashboard/client/types.ts';
import { askOf, formOf, readBackfillSearch, readForm } from '../../src/dashboard/state/backfill-search.ts';
import { budgetText, problemsFrom, readBudget } from '../../src/dashboard/state/budget-form.ts';
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
import {
  apartText,
  breakerText,
  breakerVerbs,
  budgetLines,
  latestWithRates,
  percentText,
  rateFigure,
  slotsInUse,
} from '../../src/dashboard/view/provider-view.ts';

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

const provider = (change: Partial<Provider> = {}): Provider => ({
  id: 'app-store-1',
  kind: 'source',
  budget: null,
  breaker: { mode: 'closed', since: null, until: null, trips: 0, by: 'automatic', reason: 'never opened' },
  pausedUntil: null,
  recent: { requests: 0, failures: 0 },
  processes: 0,
  slotsHeld: 0,
  ...change,
});
const BUDGET = {
  requestsPerSecond: 20,
  burst: 5,
  maxConcurrent: 10,
  accountShare: 0.25,
  updatedBy: 'ada',
  reason: 'contract',
  updatedAt: '2026-11-22T10:00:00.000Z',
};

describe('limits of a provider', () => {
  test('are said in words, with how much is in use', () => {
    expect(budgetLines(provider())).toEqual(['unlimited']);
    expect(budgetLines(provider({ budget: BUDGET }))).toEqual([
      '20 a second, 5 at once after a pause',
      '10 under way at most',
      '25 % of them for one account',
    ]);
    expect(slotsInUse(provider({ slotsHeld: 3 }))).toBeNull();
    expect(slotsInUse(provider({ budget: BUDGET, slotsHeld: 3 }))).toEqual({ used: 3, of: 10 });
  });

  test('are read as they are typed; empty is no limit', () => {
    expect(readBudget(budgetText(provider({ budget: BUDGET }))).budget).toEqual({
      requestsPerSecond: 20,
      burst: 5,
      maxConcurrent: 10,
      accountShare: 0.25,
    });
    expect(readBudget(budgetText(provider())).budget).toEqual({
      requestsPerSecond: null,
      burst: 1,
      maxConcurrent: null,
      accountShare: null,
    });
  });

  test.each([
    [{ requestsPerSecond: 'many' }, 'requestsPerSecond', /A number from 0\.01 to 10000/],
    [{ requestsPerSecond: '0' }, 'requestsPerSecond', /A number from/],
    [{ burst: '1.5' }, 'burst', /A whole number/],
    [{ burst: '5' }, 'burst', /Needs a rate/],
    [{ requestsPerSecond: '1', burst: '61' }, 'burst', /At most 60/],
    [{ maxConcurrent: '-1' }, 'maxConcurrent', /A whole number/],
    [{ maxConcurrent: '4', accountShare: '2' }, 'accountShare', /A share above 0/],
    [{ accountShare: '0.5' }, 'accountShare', /Needs a number of requests at once/],
  ] as const)('that make no sense are named beside their field: %o', (typed, field, message) => {
    const { budget, problems } = readBudget({ ...budgetText(provider()), ...typed });
    expect(budget).toBeNull();
    expect(problems?.[field]).toMatch(message);
  });

  test('take what the API found wrong as well', () => {
    const errors = [
      { path: 'burst', message: 'too many' },
      { path: 'by', message: 'is missing' },
    ];
    expect(problemsFrom(errors)).toEqual({ burst: 'too many' });
  });
});

describe('a breaker', () => {
  const at = (mode: 'closed' | 'open' | 'half-open', trips = 0) => ({
    breaker: { ...provider().breaker, mode, trips },
  });

  test('can be opened and closed, and reset when it tripped lately', () => {
    const verbs = (given: Pick<Provider, 'breaker'>) => breakerVerbs(given).map(({ verb }) => verb);
    expect(verbs(at('closed'))).toEqual(['Open']);
    expect(verbs(at('closed', 2))).toEqual(['Open', 'Reset']);
    expect(verbs(at('open', 1))).toEqual(['Close']);
    expect(verbs(at('half-open'))).toEqual(['Close', 'Open']);
  });

  test('says why it is open, and until when', () => {
    const opened = { mode: 'open', since: null, until: null, trips: 0, by: 'ada', reason: 'maintenance' } as const;
    expect(breakerText(provider({ breaker: opened }))).toBe('ada: maintenance · until somebody closes it');
    expect(breakerText(provider())).toBe('');
  });
});

test('rates are held against each other; days that cannot be compared say so', () => {
  const comparison: RatesComparison = {
    date: '2026-11-20',
    base: 'EUR',
    comparedAt: '2026-11-21T06:00:00.000Z',
    quoteDates: { a: '2026-11-20', b: '2026-11-20' },
    currencies: 1,
    limitPercent: 1,
    alerted: false,
    differences: [{ currency: 'USD', a: 1.08251234, b: 1.1, percent: 0.1234 }],
  };
  const apart = { ...comparison, currencies: 0, differences: [] };
  expect(apartText(comparison)).toBe('0.123 % (USD)');
  const same = [{ currency: 'AUD', a: 1.7, b: 1.7, percent: 0 }];
  expect(apartText({ ...comparison, differences: same })).toBe('all the same');
  expect(apartText({ ...apart, quoteDates: { a: '2026-11-20', b: '2026-11-19' } })).toContain('different days');
  expect(apartText(apart)).toBe('not comparable');
  expect(latestWithRates([apart, comparison])).toBe(comparison);
  expect([percentText(2), rateFigure(1.08251234), rateFigure(163.2)]).toEqual(['2.00 %', '1.08251', '163.2']);
});
