// Which backfill is planned, as the query of the page's address, so that a link shows the same plan. Text that makes no sense is left out.
import type { BackfillAsk } from '../client/backfills.ts';
import { daysBetween, isDate } from '../format/dates.ts';
import { textOf } from './search-text.ts';

export interface BackfillSearch {
  readonly from?: string;
  readonly to?: string;
  readonly cohort?: string;
  /** Separated by commas. */
  readonly accounts?: string;
  readonly reread?: true;
}

const ID = /^[a-z0-9][a-z0-9._-]{0,47}$/;
/** As the API allows. */
const RANGE_MAX = 3_660;

export function readBackfillSearch(raw: Readonly<Record<string, unknown>>): BackfillSearch {
  const [from, to] = [textOf(raw['from'], DATE), textOf(raw['to'], DATE)];
  if (from === undefined || to === undefined || !isDate(from) || !isDate(to)) return {};
  const accounts = textOf(raw['accounts'], ACCOUNTS);
  const cohort = accounts === undefined ? textOf(raw['cohort'], ID) : undefined;
  return {
    from,
    to,
    ...(cohort === undefined ? {} : { cohort }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(raw['reread'] === true || raw['reread'] === 'true' ? { reread: true } : {}),
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const ACCOUNTS = /^[a-z0-9][a-z0-9._-]{0,47}(,[a-z0-9][a-z0-9._-]{0,47}){0,199}$/;

/** Null: nothing is asked for yet. */
export function askOf({ from, to, cohort, accounts, reread }: BackfillSearch): BackfillAsk | null {
  if (from === undefined || to === undefined) return null;
  return {
    from,
    to,
    ...(cohort === undefined ? {} : { cohort }),
    ...(accounts === undefined ? {} : { accounts: accounts.split(',') }),
    ...(reread === true ? { reread } : {}),
  };
}

/** The form as it is filled in. */
export interface BackfillForm {
  readonly from: string;
  readonly to: string;
  readonly whom: 'all' | 'cohort' | 'accounts';
  readonly cohort: string;
  /** As typed: separated by commas or spaces. */
  readonly accounts: string;
  readonly reread: boolean;
}

export type BackfillProblems = Readonly<Partial<Record<'from' | 'to' | 'cohort' | 'accounts', string>>>;

export type ReadForm =
  | { readonly search: BackfillSearch; readonly problems: null }
  | { readonly search: null; readonly problems: BackfillProblems };

/** @param lastCompleteDay null: not known yet; then the API says whether the last day is over. */
export function readForm(form: BackfillForm, lastCompleteDay: string | null): ReadForm {
  const ids = accountsOf(form.accounts);
  const found: Readonly<Record<string, string | null>> = {
    from: isDate(form.from) ? null : 'A date is needed.',
    to: lastDayProblem(form, lastCompleteDay),
    cohort: form.whom === 'cohort' && !ID.test(form.cohort) ? 'Choose a cohort.' : null,
    accounts: form.whom === 'accounts' ? accountsProblem(ids) : null,
  };
  const problems = Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
  if (Object.keys(problems).length > 0) return { search: null, problems };
  const { from, to, whom, cohort, reread } = form;
  const scope = whom === 'cohort' ? { cohort } : whom === 'accounts' ? { accounts: ids.join(',') } : {};
  return { search: { from, to, ...scope, ...(reread ? { reread: true as const } : {}) }, problems: null };
}

function lastDayProblem({ from, to }: BackfillForm, lastCompleteDay: string | null): string | null {
  if (!isDate(to)) return 'A date is needed.';
  if (isDate(from) && to < from) return 'The last day is before the first.';
  if (lastCompleteDay !== null && to > lastCompleteDay)
    return `Not over yet; the last complete day is ${lastCompleteDay}.`;
  return isDate(from) && daysBetween(from, to) >= RANGE_MAX ? `At most ${RANGE_MAX} days.` : null;
}

const accountsOf = (text: string): readonly string[] => [...new Set(text.split(/[\s,]+/).filter((id) => id !== ''))];

function accountsProblem(ids: readonly string[]): string | null {
  if (ids.length === 0) return 'Name at least one account.';
  const wrong = ids.find((id) => !ID.test(id));
  return wrong === undefined ? null : `“${wrong}” is no account id.`;
}

/** The form for what the address says. */
export const formOf = ({ from, to, cohort, accounts, reread }: BackfillSearch): BackfillForm => ({
  from: from ?? '',
  to: to ?? '',
  whom: accounts !== undefined ? 'accounts' : cohort !== undefined ? 'cohort' : 'all',
  cohort: cohort ?? '',
  accounts: accounts?.replaceAll(',', ', ') ?? '',
  reread: reread === true,
});
