// The judge of a chaos round: what it must notice, and what it must let pass.
import { describe, expect, test } from 'vitest';
import type { DaySummary } from '../../scripts/chaos/day-run.ts';
import type { Ending } from '../../scripts/chaos/ending.ts';
import { findBroken, type Comparison } from '../../scripts/chaos/verdict.ts';
import { accountId } from '../helpers/builders.ts';

const TOTALS = [{ currency: 'EUR', amount: '20.00', accounts: 2 }];

const anEnding = (account: string, changes: Partial<Ending> = {}): Ending => ({
  account: accountId(account),
  status: 'published',
  code: null,
  revenue: { amount: '10.00' },
  sources: [{ sourceId: 'ad-exchange', amount: '10.000000' }],
  forecast: { days: ['11.00'] },
  champion: `${account}/model`,
  revisions: { revenue: [1], sources: [1], forecast: [1], models: [1] },
  ...changes,
});

const failed = (account: string, code: string): Ending =>
  anEnding(account, {
    status: 'failed',
    code,
    revenue: null,
    sources: [],
    forecast: null,
    champion: null,
    revisions: { revenue: [], sources: [], forecast: [], models: [] },
  });

const CALM = [anEnding('a'), anEnding('b'), failed('c', 'SOURCE_UNAUTHORIZED')];
const TALLY: DaySummary['tally'] = {
  accounts: 3,
  published: 2,
  held: 0,
  alreadyDone: 0,
  failed: 1,
  cancelled: 0,
  failuresByCode: { SOURCE_UNAUTHORIZED: 1 },
};

function verdict(changes: Partial<Comparison> = {}): readonly string[] {
  return findBroken({
    stormy: CALM,
    calm: CALM,
    codes: new Map([['c', new Set(['SOURCE_UNAUTHORIZED', 'TOO_MANY_REJECTS'])]]),
    summary: { tally: TALLY, totals: [...TOTALS] },
    totals: TOTALS,
    ...changes,
  }).map(({ promise, what }) => `${promise}: ${what}`);
}

/** The calm day, but for the named account. */
const but = (ending: Ending): readonly Ending[] =>
  CALM.map((calm) => (calm.account === ending.account ? ending : calm));

describe('a round is fine', () => {
  test('when every account ended as on the calm day', () => {
    expect(verdict()).toEqual([]);
  });

  test('when an account failed with another of the causes that were injected, having come further than on the calm day', () => {
    const stormy = but({ ...failed('c', 'TOO_MANY_REJECTS'), sources: [{ amount: '1.000000' }] });
    const tally = { ...TALLY, failuresByCode: { TOO_MANY_REJECTS: 1 } };
    expect(verdict({ stormy, summary: { tally, totals: [...TOTALS] } })).toEqual([]);
  });
});

describe('a promise is broken', () => {
  test('by a cent', () => {
    const stormy = but(anEnding('a', { revenue: { amount: '10.01' } }));
    expect(verdict({ stormy })).toEqual([
      expect.stringMatching(/^money: 1 accounts: a: .*10\.01.* instead of .*10\.00/),
    ]);
  });

  test('by another forecast, or the same one from another model', () => {
    expect(verdict({ stormy: but(anEnding('a', { forecast: { days: ['11.01'] } })) })).toEqual([
      expect.stringMatching(/^forecasts: 1 accounts: a: /),
    ]);
    expect(verdict({ stormy: but(anEnding('a', { champion: 'a/other' })) })).toEqual([
      expect.stringMatching(/^forecasts: 1 accounts: a: /),
    ]);
  });

  test('by an account that fails where it was published, with what nobody injected', () => {
    const tally = {
      ...TALLY,
      published: 1,
      failed: 2,
      failuresByCode: { SOURCE_UNAUTHORIZED: 1, STORE_UNREACHABLE: 1 },
    };
    expect(verdict({ stormy: but(failed('b', 'STORE_UNREACHABLE')), summary: { tally, totals: [...TOTALS] } })).toEqual(
      [
        'outcomes: 1 accounts: b: failed STORE_UNREACHABLE instead of published',
        'causes: 1 accounts: b: STORE_UNREACHABLE; injected: nothing',
      ],
    );
  });

  test.each([
    ['revenue', { revenue: [1, 2] }],
    ['sources', { sources: [2] }],
    ['forecast', { forecast: [1, 2] }],
    ['models', { models: [2, 1] }],
  ])('by %s that is there twice', (kind, twice) => {
    const revisions = { revenue: [1], sources: [1], forecast: [1], models: [1], ...twice };
    expect(verdict({ stormy: but(anEnding('a', { revisions })) })).toEqual([
      expect.stringMatching(new RegExp(`^once: 1 accounts: a: ${kind} `)),
    ]);
  });

  test('by an account that the tally counts twice', () => {
    const tally = { ...TALLY, accounts: 4, alreadyDone: 1 };
    expect(verdict({ summary: { tally, totals: [...TOTALS] } })).toEqual([expect.stringMatching(/^tally: 1 figures/)]);
  });

  test('by totals that are not those of the calm day, and by none', () => {
    const totals = [{ currency: 'EUR', amount: '20.01', accounts: 2 }];
    expect(verdict({ summary: { tally: TALLY, totals } })).toEqual([expect.stringMatching(/^tally: .*20\.01/)]);
    expect(verdict({ summary: null })).toEqual(['tally: 1 figures: the day run left no summary']);
  });
});
