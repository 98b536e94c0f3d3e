// An account's settings while somebody types: what is sent, what is wrong, and what somebody else changed meanwhile. Pure.
import type { FieldProblem } from '../client/request.ts';
import type { Account } from '../client/types.ts';

export const FIELDS = [
  'name',
  'sources',
  'currency',
  'convertCurrency',
  'historyDepthDays',
  'polynomialDegree',
  'country',
  'timeZone',
  'tier',
  'cohort',
  'status',
] as const;
export type Field = (typeof FIELDS)[number];

/** As typed. */
export type Draft = Readonly<Record<Field, string>>;

export const draftOf = (account: Account): Draft => ({
  name: account.name,
  sources: account.sources.join(', '),
  currency: account.currency,
  convertCurrency: account.convertCurrency ? 'yes' : 'no',
  historyDepthDays: String(account.historyDepthDays),
  polynomialDegree: String(account.polynomialDegree),
  country: account.country ?? '',
  timeZone: account.timeZone,
  tier: account.tier,
  cohort: account.cohort,
  status: account.status,
});

export const changedFields = (draft: Draft, base: Account): readonly Field[] => {
  const before = draftOf(base);
  return FIELDS.filter((field) => draft[field] !== before[field]);
};

/** Only what was changed, in the shapes of the API; what makes no sense is left for the API to refuse. */
export const changesOf = (draft: Draft, base: Account): Readonly<Record<string, unknown>> =>
  Object.fromEntries(changedFields(draft, base).map((field) => [field, valueOf(field, draft[field].trim())]));

function valueOf(field: Field, text: string): unknown {
  switch (field) {
    case 'sources':
      return text.split(/[\s,]+/).filter((id) => id !== '');
    case 'convertCurrency':
      return text === 'yes';
    case 'historyDepthDays':
    case 'polynomialDegree':
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'country':
      return text === '' ? null : text;
    default:
      return text;
  }
}

/** What the API says about a choice of types helps nobody. */
const IN_WORDS: Partial<Record<Field, string>> = {
  historyDepthDays: 'must be a whole number of days from 1 to 180, or auto',
  name: 'must have 1 to 120 characters',
};

/** Beside each field what is wrong with it. */
export function problemsByField(errors: readonly FieldProblem[]): Readonly<Partial<Record<Field, string>>> {
  const problems: Partial<Record<Field, string>> = {};
  for (const { path, message } of errors) {
    const field = FIELDS.find((name) => path === name || path.startsWith(`${name}.`));
    if (field !== undefined) problems[field] ??= IN_WORDS[field] ?? message;
  }
  return problems;
}

export interface Meanwhile {
  readonly field: Field;
  readonly before: string;
  readonly theirs: string;
  /** Null: only they changed it. */
  readonly mine: string | null;
}

/** What somebody else changed since the form was opened. */
export function meanwhile(draft: Draft, base: Account, now: Account): readonly Meanwhile[] {
  const [before, theirs] = [draftOf(base), draftOf(now)];
  return FIELDS.filter((field) => before[field] !== theirs[field]).map((field) => ({
    field,
    before: before[field],
    theirs: theirs[field],
    mine: draft[field] === before[field] || draft[field] === theirs[field] ? null : draft[field],
  }));
}

/** What was typed, on what the account is now: fields that were not touched become as somebody else has set them. */
export function rebase(draft: Draft, base: Account, now: Account): Draft {
  const [before, theirs] = [draftOf(base), draftOf(now)];
  const entries = FIELDS.map(
    (field) => [field, draft[field] === before[field] ? theirs[field] : draft[field]] as const,
  );
  return { ...theirs, ...Object.fromEntries(entries) };
}
