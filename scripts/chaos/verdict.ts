// Holds the stormy day against the calm one, account by account: which promises are broken, and for whom first.
import { isDeepStrictEqual } from 'node:util';
import type { DaySummary } from './day-run.ts';
import type { Ending } from './ending.ts';
import { broken, type BrokenPromise } from './promises.ts';

export interface Comparison {
  /** After the storm, and of the calm day; the same accounts in the same order. */
  readonly stormy: readonly Ending[];
  readonly calm: readonly Ending[];
  /** What each account may fail with. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the run's record; null: it has none. */
  readonly summary: DaySummary | null;
  /** Of the calm day, per currency. */
  readonly totals: readonly object[];
}

const FORECAST_MADE = ['published', 'held'];
const LONGEST_DETAIL = 600;

/** Empty when every promise is kept. */
export function findBroken(comparison: Comparison): readonly BrokenPromise[] {
  const { stormy, calm, codes } = comparison;
  const problems = (problemOf: (stormy: Ending, calm: Ending | undefined) => string | null): readonly string[] =>
    stormy.flatMap((ending, index) => {
      const problem = problemOf(ending, calm[index]);
      return problem === null ? [] : [`${ending.account}: ${problem}`];
    });
  return [
    ...broken('outcomes', problems(otherOutcome), 'accounts'),
    ...broken('money', problems(otherMoney), 'accounts'),
    ...broken('forecasts', problems(otherForecast), 'accounts'),
    ...broken(
      'causes',
      problems((ending) => wrongCause(ending, codes)),
      'accounts',
    ),
    ...broken('once', problems(moreThanOnce), 'accounts'),
    ...broken('tally', tallyProblems(comparison), 'figures'),
  ];
}

function otherOutcome(stormy: Ending, calm: Ending | undefined): string | null {
  return stormy.status === calm?.status ? null : `${outcomeOf(stormy)} instead of ${outcomeOf(calm)}`;
}

const outcomeOf = (ending: Ending | undefined): string =>
  ending === undefined ? 'nothing' : [ending.status, ending.code ?? ''].join(' ').trim();

const otherMoney = (stormy: Ending, calm: Ending | undefined): string | null =>
  difference(stormy, calm, ({ revenue, sources }) => ({ revenue, sources }));

const otherForecast = (stormy: Ending, calm: Ending | undefined): string | null =>
  difference(stormy, calm, ({ forecast, champion }) => ({ forecast, champion }));

/** How far an account came before it failed depends on the moment; what counts is what is made of it. */
function difference(stormy: Ending, calm: Ending | undefined, part: (ending: Ending) => object): string | null {
  if (!FORECAST_MADE.includes(stormy.status) || calm === undefined) return null;
  const [found, expected] = [part(stormy), part(calm)];
  return isDeepStrictEqual(found, expected) ? null : `${detail(found)} instead of ${detail(expected)}`;
}

const detail = (value: object): string => JSON.stringify(value).slice(0, LONGEST_DETAIL);

function wrongCause({ account, status, code }: Ending, codes: Comparison['codes']): string | null {
  if (status !== 'failed') return null;
  const injected = codes.get(account) ?? new Set<string>();
  if (code !== null && injected.has(code)) return null;
  return `${code ?? 'no code'}; injected: ${[...injected].join(', ') || 'nothing'}`;
}

function moreThanOnce({ revisions }: Ending): string | null {
  const { sources, ...single } = revisions;
  const twice = Object.entries(single).filter(([, found]) => found.length > 1 || found.some(isNotFirst));
  const bad = [...twice, ...(sources.some(isNotFirst) ? [['sources', sources] as const] : [])];
  return bad.length === 0 ? null : bad.map(([kind, found]) => `${kind} ${found.join(', ')}`).join('; ');
}

const isNotFirst = (revision: number): boolean => revision !== 1;

function tallyProblems({ stormy, summary, totals }: Comparison): readonly string[] {
  if (summary === null) return ['the day run left no summary'];
  return [...unequal('tally', summary.tally, tallyOf(stormy)), ...unequal('totals', summary.totals, totals)];
}

function tallyOf(endings: readonly Ending[]): DaySummary['tally'] {
  const count = (status: string): number => endings.filter((ending) => ending.status === status).length;
  const failuresByCode: Record<string, number> = {};
  for (const { status, code } of endings) {
    if (status === 'failed') failuresByCode[code ?? ''] = (failuresByCode[code ?? ''] ?? 0) + 1;
  }
  return {
    accounts: endings.length,
    published: count('published'),
    held: count('held'),
    alreadyDone: 0,
    failed: count('failed'),
    cancelled: 0,
    failuresByCode,
  };
}

const unequal = (what: string, found: unknown, expected: unknown): readonly string[] =>
  isDeepStrictEqual(found, expected) ? [] : [`${what} ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
