// Which accounts a query is about, as a condition on the table `accounts`.
import type { AccountFilter } from '../../ports/store.ts';
import type { SqlParameter } from './connection.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlParameter[];
}

export const joinConditions = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? 'TRUE' : conditions.map(({ sql }) => sql).join(' AND '),
  parameters: conditions.flatMap(({ parameters }) => parameters),
});

export function accountCondition({ accounts, cohort, includeArchived, failedOn }: AccountFilter): Condition {
  const conditions: Condition[] = [];
  if (includeArchived !== true) conditions.push({ sql: "accounts.status = 'active'", parameters: [] });
  if (cohort !== undefined) conditions.push({ sql: 'accounts.cohort = ?', parameters: [cohort] });
  if (accounts !== undefined)
    conditions.push({ sql: `accounts.id IN ${VALUES_OF_LIST}`, parameters: [JSON.stringify(accounts)] });
  if (failedOn !== undefined) conditions.push({ sql: FAILED_ON, parameters: [failedOn.pipeline, failedOn.date] });
  return joinConditions(conditions);
}

const FAILED_ON = `accounts.id IN (SELECT account_id FROM runs
  WHERE pipeline = ? AND date = ? AND kind = 'account-day' AND status = 'failed')`;

/** A list of any length as one parameter (JSON), so that the statement stays the same and can be kept prepared. */
export const VALUES_OF_LIST = '(SELECT value FROM json_each(?))';
