// How good the models were when they were made: their rolling-origin backtests, step by step, per account or per cohort.
import { z } from 'zod';
import { backtestReport, type BacktestRow } from '../domain/forecast/backtest-report.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { AccountFilter } from '../ports/store.ts';
import { walkAccounts } from './account-pages.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { EXPORT_FORMATS, writeRows, type Row } from './row-writing.ts';
import { scopeFields, oneScope, resolveKnown } from './scope.ts';

export const BACKTEST_GROUPS = ['account', 'cohort'] as const;

export const backtestQuerySchema = z
  .strictObject({
    by: z.enum(BACKTEST_GROUPS).default('account'),
    format: z.enum(EXPORT_FORMATS).default('json'),
    ...scopeFields,
  })
  .refine(oneScope.test, oneScope.problem);

export interface BacktestQuery {
  readonly by?: string | undefined;
  readonly format?: string | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
}

const ACCOUNT_COLUMNS = [
  'account',
  'cohort',
  'version',
  'stage',
  'kind',
  'businessDate',
  'currency',
  'fromStep',
  'toStep',
  'n',
  'meanAbsoluteError',
  'naiveMeanAbsoluteError',
  'wape',
  'skill',
  'bias',
] as const;
const COHORT_COLUMNS = [
  'cohort',
  'stage',
  'fromStep',
  'toStep',
  'models',
  'leftOut',
  'n',
  'errorRatio',
  'skill',
] as const;

type StoreDeps = Pick<OperationsDeps, 'store'>;

/**
 * Champions and challengers of the accounts, as rows of text. Per account: errors in the account's currency. Per cohort:
 * `errorRatio` is the geometric mean of error / error of last week's value, which has no scale, so that small accounts
 * count as much as large ones; `skill` is 1 - errorRatio.
 * @throws InvalidInputError; MorrowError ACCOUNT_NOT_FOUND before the first row.
 */
export async function* reportBacktests(deps: StoreDeps, query: BacktestQuery = {}): AsyncGenerator<string> {
  const { by, format, accounts, cohort } = parseInput(backtestQuerySchema, query);
  const filter = await resolveKnown(deps, { accounts, cohort });
  if (by === 'account') yield* writeRows(format, ACCOUNT_COLUMNS, accountRows(deps, filter));
  else yield* writeRows(format, COHORT_COLUMNS, cohortRows(deps, filter));
}

async function* accountRows({ store }: StoreDeps, filter: AccountFilter): AsyncGenerator<readonly Row[]> {
  for await (const page of walkAccounts(store, filter)) {
    const cohorts = new Map(page.accounts.map(({ id, cohort }) => [id, cohort]));
    yield page.models.flatMap((model) => modelRows(model, cohorts.get(model.accountId) ?? null));
  }
}

function modelRows(model: StoredModel, cohort: string | null): readonly Row[] {
  const { accountId, version, stage, kind, businessDate, currency } = model;
  const head = { account: accountId, cohort, version, stage, kind, businessDate, currency };
  return backtestReport(model)
    .filter(({ n }) => n > 0)
    .map((row) => ({ ...head, ...row }));
}

/** Sums over the models of one cohort and stage, for one row of their backtests; they add up in any order. */
interface CohortSums extends Pick<BacktestRow, 'fromStep' | 'toStep' | 'n'> {
  readonly models: number;
  readonly leftOut: number;
  readonly logRatio: number;
}

/** By cohort and stage, then by first step. */
type CohortTable = Map<string, Map<number, CohortSums>>;

/** Only the sums are kept, whatever the number of accounts. */
async function* cohortRows({ store }: StoreDeps, filter: AccountFilter): AsyncGenerator<readonly Row[]> {
  const table: CohortTable = new Map();
  for await (const page of walkAccounts(store, filter)) {
    const cohorts = new Map(page.accounts.map(({ id, cohort }) => [id, cohort]));
    for (const model of page.models) addModel(table, cohorts.get(model.accountId) ?? '', model);
  }
  yield [...table].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([key, steps]) => toRows(key, steps));
}

function addModel(table: CohortTable, cohort: string, model: StoredModel): void {
  const key = `${cohort}/${model.stage}`;
  const steps = table.get(key) ?? new Map<number, CohortSums>();
  table.set(key, steps);
  for (const row of backtestReport(model)) {
    if (row.n > 0) steps.set(row.fromStep, addRow(steps.get(row.fromStep), row));
  }
}

/** An error of 0 has no logarithm: such a model is counted as left out. */
function addRow(before: CohortSums | undefined, row: BacktestRow): CohortSums {
  const { fromStep, toStep, n, meanAbsoluteError, naiveMeanAbsoluteError } = row;
  const sums = before ?? { fromStep, toStep, models: 0, leftOut: 0, n: 0, logRatio: 0 };
  if (!meanAbsoluteError || !naiveMeanAbsoluteError) return { ...sums, leftOut: sums.leftOut + 1 };
  const logRatio = sums.logRatio + Math.log(meanAbsoluteError / naiveMeanAbsoluteError);
  return { ...sums, models: sums.models + 1, n: sums.n + n, logRatio };
}

function toRows(key: string, steps: ReadonlyMap<number, CohortSums>): readonly Row[] {
  const [cohort = '', stage = ''] = key.split('/');
  return [...steps.values()]
    .toSorted((a, b) => a.fromStep - b.fromStep)
    .map(({ logRatio, ...sums }) => {
      const errorRatio = sums.models > 0 ? Math.exp(logRatio / sums.models) : null;
      return { cohort, stage, ...sums, errorRatio, skill: errorRatio === null ? null : 1 - errorRatio };
    });
}
