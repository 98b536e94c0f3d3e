// Which accounts a query is about, as a condition on the table `accounts`.
import type { AccountFilter, ListPlace, RecordedDay } from '../../ports/store.ts';
import type { SqlParameter } from './connection.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

export const joinConditions = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? 'TRUE' : conditions.map(({ sql }) => sql).join(' AND '),
  parameters: conditions.flatMap(({ parameters }) => parameters),
});

/** Behind a place of a list that is newest first, then by id. @param time the column, also with a plus sign. */
export const behind = (time: string, place: ListPlace | undefined): readonly Condition[] =>
  place === undefined
    ? []
    : [{ sql: `${time} <= ? AND (${time} < ? OR id > ?)`, parameters: [place.at, place.at, place.id] }];

export function accountCondition(filter: AccountFilter): Condition {
  const { accounts, cohort, includeArchived, search, failedOn, recorded } = filter;
  const conditions: Condition[] = [];
  if (includeArchived !== true) conditions.push({ sql: "accounts.status = 'active'", parameters: [] });
  if (cohort !== undefined) conditions.push({ sql: 'accounts.cohort = ?', parameters: [cohort] });
  if (accounts !== undefined)
    conditions.push({ sql: `accounts.id IN ${VALUES_OF_LIST}`, parameters: [JSON.stringify(accounts)] });
  if (search !== undefined) {
    const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    conditions.push({ sql: SEARCHED, parameters: [pattern, pattern] });
  }
  if (failedOn !== undefined) conditions.push({ sql: FAILED_ON, parameters: [failedOn.pipeline, failedOn.date] });
  if (recorded !== undefined) conditions.push(recordedCondition(recorded));
  return joinConditions(conditions);
}

/** What the index `runs_odd` holds, in its very words: else SQLite does not see that it may use it. */
const ODD = "runs.status <> 'published'";

/** One look into an index for each account: those of days with a cause, and of days that are not published, are small. */
function recordedCondition({ pipeline, from, to, status, errorCode }: RecordedDay): Condition {
  const { sql, parameters } = joinConditions([
    { sql: 'runs.pipeline = ? AND runs.date BETWEEN ? AND ?', parameters: [pipeline, from, to] },
    ...(status === undefined ? [] : [{ sql: 'runs.status = ?', parameters: [status] }]),
    ...(status === undefined || status === 'published' ? [] : [{ sql: ODD, parameters: [] }]),
    ...(errorCode === undefined ? [] : [{ sql: 'runs.error_code = ?', parameters: [errorCode] }]),
  ]);
  return { sql: `EXISTS (SELECT 1 FROM runs WHERE runs.account_id = accounts.id AND ${sql})`, parameters };
}

const SEARCHED = "(accounts.id LIKE ? ESCAPE '\\' OR accounts.name LIKE ? ESCAPE '\\')";

const FAILED_ON = `accounts.id IN (SELECT account_id FROM runs
  WHERE pipeline = ? AND date = ? AND kind = 'account-day' AND status = 'failed')`;

/** A list of any length as one parameter (JSON), so that the statement stays the same and can be kept prepared. */
export const VALUES_OF_LIST = '(SELECT value FROM json_each(?))';
