// What somebody typed about a provider's limits: read, and what is wrong with it beside each field. The API has the last word.
import type { Budget, Provider } from '../client/providers.ts';

export const BUDGET_FIELDS = ['requestsPerSecond', 'burst', 'maxConcurrent', 'accountShare'] as const;
export type BudgetField = (typeof BUDGET_FIELDS)[number];
/** As typed; empty: no limit. */
export type BudgetText = Readonly<Record<BudgetField, string>>;
export type BudgetProblems = Readonly<Partial<Record<BudgetField, string>>>;

const textOf = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);

export const budgetText = ({ budget }: Pick<Provider, 'budget'>): BudgetText => ({
  requestsPerSecond: textOf(budget?.requestsPerSecond),
  burst: textOf(budget?.burst),
  maxConcurrent: textOf(budget?.maxConcurrent),
  accountShare: textOf(budget?.accountShare),
});

export type ReadBudget =
  { readonly budget: Budget; readonly problems: null } | { readonly budget: null; readonly problems: BudgetProblems };

const RATE_MIN = 0.01;
const MOST = 10_000;
const BURST_SECONDS = 60;

export function readBudget(text: BudgetText): ReadBudget {
  const [rate, burst] = [readNumber(text.requestsPerSecond), readNumber(text.burst)];
  const [concurrent, share] = [readNumber(text.maxConcurrent), readNumber(text.accountShare)];
  const found: Readonly<Record<BudgetField, string | null>> = {
    requestsPerSecond: outside(rate, RATE_MIN, MOST),
    burst: wholeProblem(burst) ?? burstProblem(burst, rate),
    maxConcurrent: wholeProblem(concurrent),
    accountShare: shareProblem(share, concurrent),
  };
  const problems = Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
  if (Object.keys(problems).length > 0) return { budget: null, problems };
  const budget = { requestsPerSecond: rate, burst: burst ?? 1, maxConcurrent: concurrent, accountShare: share };
  return { budget, problems: null };
}

/** Null: nothing was typed; NaN: no number. */
function readNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d{1,9}(\.\d{1,9})?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

const outside = (value: number | null, min: number, max: number): string | null =>
  value === null || (value >= min && value <= max) ? null : `A number from ${min} to ${max}, or empty: no limit.`;

const wholeProblem = (value: number | null): string | null =>
  value === null || (Number.isInteger(value) && value >= 1 && value <= MOST)
    ? null
    : `A whole number from 1 to ${MOST}, or empty.`;

function burstProblem(burst: number | null, rate: number | null): string | null {
  if (burst === null || burst <= 1) return null;
  if (rate === null) return 'Needs a rate: without one there is nothing to exceed.';
  const most = Math.max(1, Math.floor(rate * BURST_SECONDS));
  return burst > most ? `At most ${most}, a minute of that rate.` : null;
}

function shareProblem(share: number | null, concurrent: number | null): string | null {
  if (share === null) return null;
  if (!(share > 0 && share <= 1)) return 'A share above 0 up to 1, such as 0.25, or empty: no limit.';
  return concurrent === null ? 'Needs a number of requests at once: it is a share of it.' : null;
}

/** What the API found wrong, by field. */
export function problemsFrom(errors: readonly { readonly path: string; readonly message: string }[]): BudgetProblems {
  const known = errors.filter(({ path }) => BUDGET_FIELDS.some((field) => field === path));
  return Object.fromEntries(known.map(({ path, message }) => [path, message]));
}
