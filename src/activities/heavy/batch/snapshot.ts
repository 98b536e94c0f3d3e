// First stage of a training batch: keeps each account's history as it is now, so that all later stages see the same days.
import { MorrowError } from '../../../contract/errors.ts';
import { FAILURE_SAMPLES } from '../../../contract/limits.ts';
import type { FailureSample, SnapshotRequest, SnapshotResult } from '../../../contract/messages.ts';
import { accountDayId } from '../../../contract/workflow-ids.ts';
import type { Account } from '../../../domain/account.ts';
import { addDays } from '../../../domain/calendar/dates.ts';
import type { PromotionMode } from '../../../domain/cohort.ts';
import type { AccountId, IsoDate } from '../../../domain/ids.ts';
import type { Store } from '../../../ports/store.ts';
import type { HeavyDependencies } from '../../dependencies.ts';
import { loadForecastInput } from '../../forecast-input.ts';
import { whileHeartbeating, type TellProgress } from '../../heartbeat.ts';
import { settingsOf } from '../new-model.ts';
import { createSemaphore } from '../semaphore.ts';
import { lackOf, type Lack } from './ready.ts';
import { saveRows, type SnapshotRow } from './rows.ts';

/** Accounts that are read at the same time. */
const READS_AT_ONCE = 8;

/** `skipped`: archived, purged, or in another mode. */
type Looked =
  | { readonly outcome: 'ready'; readonly row: SnapshotRow }
  | { readonly outcome: 'not-ready'; readonly accountId: AccountId; readonly lack: Lack }
  | { readonly outcome: 'skipped' };

export const createSnapshotActivities = (dependencies: HeavyDependencies) => ({
  snapshotTraining(request: SnapshotRequest): Promise<SnapshotResult> {
    return whileHeartbeating(async (tell) => {
      const looked = await lookAtAll(dependencies, request, tell);
      requireNobodyToWaitFor(request, looked);
      const result = resultOf(looked);
      const rows = looked.flatMap((one) => (one.outcome === 'ready' ? [one.row] : []));
      await saveRows(dependencies.store, { batchId: request.batchId, stage: 'snapshot', figures: { ...result } }, rows);
      return result;
    });
  },
});

async function lookAtAll(
  dependencies: HeavyDependencies,
  request: SnapshotRequest,
  tell: TellProgress,
): Promise<readonly Looked[]> {
  const modes = modesOf(dependencies.store);
  const reads = createSemaphore(READS_AT_ONCE);
  const total = request.accounts.length;
  let done = 0;
  const look = async (accountId: AccountId): Promise<Looked> => {
    const looked = await lookAt(dependencies, { accountId, modes, request });
    tell({ done: (done += 1), total });
    return looked;
  };
  return await Promise.all(request.accounts.map((accountId) => reads.hold(() => look(accountId))));
}

/** Each cohort's mode, read once. */
function modesOf(store: Store): (cohort: string) => Promise<PromotionMode> {
  const known = new Map<string, Promise<PromotionMode>>();
  return (cohort) => {
    const mode = known.get(cohort) ?? store.cohorts.find(cohort).then((settings) => settings.mode);
    known.set(cohort, mode);
    return mode;
  };
}

interface Look {
  readonly accountId: AccountId;
  readonly modes: (cohort: string) => Promise<PromotionMode>;
  readonly request: SnapshotRequest;
}

async function lookAt(dependencies: HeavyDependencies, { accountId, modes, request }: Look): Promise<Looked> {
  const account = await dependencies.store.accounts.find(accountId);
  if (account === null || account.status === 'archived') return { outcome: 'skipped' };
  const mode = await modes(account.cohort);
  if (request.mode !== undefined && request.mode !== mode) return { outcome: 'skipped' };
  const row = await rowOf(dependencies, account, { mode, businessDate: lastDayOf(mode, request.date) });
  const lack = lackOf(row) ?? (mode === 'manual' ? await unfinishedDay(dependencies.store, request, accountId) : null);
  return lack === null ? { outcome: 'ready', row } : { outcome: 'not-ready', accountId, lack };
}

/** Autonomous training comes before the day's own run, which brings the last day. */
const lastDayOf = (mode: PromotionMode, date: IsoDate): IsoDate => (mode === 'autonomous' ? addDays(date, -1) : date);

async function rowOf(
  dependencies: HeavyDependencies,
  account: Account,
  { mode, businessDate }: Pick<SnapshotRow, 'mode' | 'businessDate'>,
): Promise<SnapshotRow> {
  const { id: accountId, currency } = account;
  const input = await loadForecastInput(dependencies, account, { date: businessDate, currency });
  return { accountId, mode, businessDate, currency, settings: settingsOf(account), input };
}

/**
 * Manual tuning comes after the day's publishing. When partial is accepted, hours have passed: a day that was never begun is
 * not waited for any more, one that is still under way is.
 */
async function unfinishedDay(
  store: Store,
  { date, acceptPartial }: SnapshotRequest,
  accountId: AccountId,
): Promise<Lack | null> {
  const run = await store.runs.find(accountDayId('daily', date, accountId));
  if (run === null) return acceptPartial ? null : { missing: `its day ${date} has not been run`, mayCome: true };
  return run.status === 'running' ? { missing: `its day ${date} is under way`, mayCome: true } : null;
}

function resultOf(looked: readonly Looked[]): SnapshotResult {
  const count = (outcome: Looked['outcome']): number => looked.filter((one) => one.outcome === outcome).length;
  return {
    ready: count('ready'),
    skipped: count('skipped'),
    notReady: count('not-ready'),
    samples: looked.flatMap(sampleOf).slice(0, FAILURE_SAMPLES),
  };
}

const sampleOf = (one: Looked): readonly FailureSample[] =>
  one.outcome === 'not-ready'
    ? [{ accountId: one.accountId, code: 'TRAINING_NOT_READY', message: one.lack.missing }]
    : [];

/** Who lacks what will not come by itself holds nobody up. @throws MorrowError TRAINING_NOT_READY. */
function requireNobodyToWaitFor(
  { batchId, accounts, acceptPartial }: SnapshotRequest,
  looked: readonly Looked[],
): void {
  const late = looked.filter((one) => one.outcome === 'not-ready' && one.lack.mayCome).flatMap(sampleOf);
  if (late.length === 0 || acceptPartial) return;
  const named = late.slice(0, FAILURE_SAMPLES).map(({ accountId, message }) => `${accountId} (${message})`);
  const more = late.length > named.length ? ', …' : '';
  throw new MorrowError(
    'TRAINING_NOT_READY',
    `${late.length} of ${accounts.length} accounts are not ready: ${named.join(', ')}${more}.`,
    { facts: { batch: batchId, notReady: late.length, accounts: accounts.length } },
  );
}
