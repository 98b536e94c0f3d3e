// Stage five of a training batch: each fresh model against the one that is served and against last week's value, and the gate
// over the whole batch. Decides; changes nothing.
import type { StageResult, TrainingStageRequest, ValidationResult } from '../../../contract/messages.ts';
import { addDays } from '../../../domain/calendar/dates.ts';
import {
  judgeTraining,
  type TrainedAccount,
  type TrainingVerdict,
} from '../../../domain/forecast/gates/judge-training.ts';
import { STEP_BUCKETS, type ForecastModel } from '../../../domain/forecast/model.ts';
import { isApplicable } from '../../../domain/forecast/registry/applicable.ts';
import type { StoredModel } from '../../../domain/forecast/types.ts';
import type { AccountId } from '../../../domain/ids.ts';
import type { Store } from '../../../ports/store.ts';
import type { HeavyDependencies } from '../../dependencies.ts';
import { whileHeartbeating } from '../../heartbeat.ts';
import type { Comparison, CompareTask, PublishedError } from '../compare-models.ts';
import { NOT_FINITE } from '../finite.ts';
import { settingsOf } from '../new-model.ts';
import { createSemaphore } from '../semaphore.ts';
import { computeRows, stageResult } from './compute.ts';
import { verdictOn } from './promotion.ts';
import { loadRows, saveRows, type SnapshotRow, type StageRow } from './rows.ts';
import { errorFigures, type ErrorFigures, type Validation } from './validation.ts';

/** Accounts that are read at the same time. */
const READS_AT_ONCE = 8;
/** Errors from which on a mean of them says something. */
const ENOUGH_ERRORS = 7;

export const createValidationActivities = ({ store, pool }: HeavyDependencies) => ({
  validateTraining({ batchId }: TrainingStageRequest): Promise<ValidationResult> {
    return whileHeartbeating(async (tell) => {
      const [{ rows: snapshot }, { rows: fits }] = await Promise.all([
        loadRows(store, batchId, 'snapshot'),
        loadRows(store, batchId, 'fit'),
      ]);
      const subjects = await loadSubjects(store, snapshot, fits);
      const tasks = fits.map((fit) => taskOf(fit, subjects.get(fit.accountId)));
      const compared = await computeRows(pool, { job: 'compare', tell }, tasks);
      const rows = compared.map((row) => validated(row, subjects.get(row.accountId)));
      const verdict = judgeTraining(rows.map(trainedAccount));
      await saveRows(store, { batchId, stage: 'validate', figures: { ...verdict } }, rows);
      return resultOf(rows, verdict);
    });
  },
});

/** What a fresh model is held against. */
interface Subject {
  readonly snapshot: SnapshotRow;
  readonly champion: StoredModel | null;
  /** Made under the same settings as the new model. */
  readonly championApplies: boolean;
  /** The account's settings are still those of the snapshot. */
  readonly challengerApplies: boolean;
  readonly published: readonly PublishedError[];
}

async function loadSubjects(
  store: Store,
  snapshot: readonly SnapshotRow[],
  fits: readonly StageRow<ForecastModel>[],
): Promise<ReadonlyMap<AccountId, Subject>> {
  const fitted = new Set(fits.flatMap((row) => ('value' in row ? [row.accountId] : [])));
  const reads = createSemaphore(READS_AT_ONCE);
  const load = async (row: SnapshotRow): Promise<readonly [AccountId, Subject]> => {
    const [account, champion] = await Promise.all([
      store.accounts.find(row.accountId),
      store.models.findChampion(row.accountId),
    ]);
    const challengerApplies =
      account !== null && isApplicable(row, { settings: settingsOf(account), currency: account.currency });
    const championApplies = champion === null || isApplicable(champion, row);
    const published = champion === null || !championApplies ? [] : await publishedErrors(store, row, champion);
    return [row.accountId, { snapshot: row, champion, championApplies, challengerApplies, published }];
  };
  const wanted = snapshot.filter(({ accountId }) => fitted.has(accountId));
  return new Map(await Promise.all(wanted.map((row) => reads.hold(() => load(row)))));
}

/** What the champion said about days that have come since it was trained, as it was published, at the steps that are replayed. */
async function publishedErrors(
  store: Store,
  { accountId, businessDate, currency }: SnapshotRow,
  champion: StoredModel,
): Promise<readonly PublishedError[]> {
  const range = { from: addDays(champion.businessDate, 1), to: businessDate };
  if (range.from > range.to) return [];
  const scores = await store.scores.list(accountId, range, currency);
  return scores
    .filter(({ modelId, step }) => modelId === champion.id && STEP_BUCKETS.some((bucket) => bucket === step))
    .map(({ businessDate: origin, step, actual, modelMean }) => ({ origin, step, error: actual - modelMean }));
}

function taskOf(fit: StageRow<ForecastModel>, subject: Subject | undefined): StageRow<CompareTask> {
  if ('refused' in fit) return fit;
  const { accountId, value: challenger } = fit;
  if (subject === undefined) return { accountId, refused: lostSnapshot };
  const { snapshot, championApplies, published } = subject;
  const champion = championApplies ? subject.champion : null;
  return { accountId, value: { input: snapshot.input, challenger, champion, published } };
}

const lostSnapshot = { code: 'INTERNAL', message: 'The account is not in the snapshot.', facts: {} } as const;

function validated(row: StageRow<Comparison>, subject: Subject | undefined): StageRow<Validation> {
  if ('refused' in row) return row;
  const { accountId, value: comparison } = row;
  if (subject === undefined) return { accountId, refused: lostSnapshot };
  const { champion, championApplies, challengerApplies, snapshot } = subject;
  const [backtest, realised] = [errorFigures(comparison.backtest), errorFigures(comparison.realised)];
  const promotion = verdictOn({
    mode: snapshot.mode,
    hasChampion: champion !== null,
    championApplies,
    challengerApplies,
    backtest,
    realised,
  });
  const compared = champion && { modelId: champion.id, version: champion.version, compared: championApplies };
  return { accountId, value: { champion: compared, backtest, realised, promotion } };
}

function trainedAccount(row: StageRow<Validation>): TrainedAccount {
  if ('refused' in row) {
    const failure = row.refused.facts['problem'] === NOT_FINITE ? 'not-finite' : 'other';
    return { failure, toChampion: null, toNaive: null };
  }
  const { backtest } = row.value;
  return { failure: null, toChampion: ratio(backtest, backtest.champion), toNaive: ratio(backtest, backtest.naive) };
}

/** Of the new model's mean error to another one's; null when there are too few to say, or when the other one never errs. */
const ratio = ({ n, challenger }: ErrorFigures, other: number | null): number | null =>
  n < ENOUGH_ERRORS || challenger === null || other === null || other === 0 ? null : challenger / other;

function resultOf(rows: readonly StageRow<Validation>[], { promotable, findings }: TrainingVerdict): ValidationResult {
  const won = rows.filter((row) => 'value' in row && row.value.promotion.promote).length;
  const held = findings.map(({ message }) => message).join(' ');
  const said: StageResult = stageResult(rows, `${rows.length} models: ${won} to be promoted`);
  return { ...said, promotable, note: promotable ? said.note : `${said.note}. None is promoted: ${held}` };
}
