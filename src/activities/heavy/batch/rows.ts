// What each stage of a training batch leaves in the store for the next one, a row per account.
import { MorrowError } from '../../../contract/errors.ts';
import { FAILURE_SAMPLES } from '../../../contract/limits.ts';
import type { FailureSample } from '../../../contract/messages.ts';
import type { PromotionMode } from '../../../domain/cohort.ts';
import type { CandidateBacktest } from '../../../domain/forecast/backtest-result.ts';
import type { ForecastInput, ForecastModel, ModelSettings } from '../../../domain/forecast/model.ts';
import type { PreparationReport } from '../../../domain/forecast/prepare.ts';
import type { AccountId, CurrencyCode, IsoDate } from '../../../domain/ids.ts';
import type { Store } from '../../../ports/store.ts';
import type { Answer } from '../answer.ts';
import type { Validation } from './validation.ts';

/** One account as it was when the batch began: later stages read nothing else of it. */
export interface SnapshotRow {
  readonly accountId: AccountId;
  /** Of the account's cohort. */
  readonly mode: PromotionMode;
  /** The last day of the history. */
  readonly businessDate: IsoDate;
  readonly currency: CurrencyCode;
  readonly settings: ModelSettings;
  readonly input: ForecastInput;
}

/** One account's result of a stage, or why it has none; an account that failed is carried on as failed. */
export type StageRow<Value> = { readonly accountId: AccountId } & Answer<Value>;

export interface StageRows {
  readonly snapshot: SnapshotRow;
  readonly prepare: StageRow<PreparationReport>;
  readonly backtest: StageRow<CandidateBacktest>;
  readonly fit: StageRow<ForecastModel>;
  readonly validate: StageRow<Validation>;
}

/** What is kept beside the rows, for people who look into the store. */
export type StageFigures = Readonly<Record<string, unknown>>;

/** Counts up when the rows change their form. */
const FORM = 1;

interface Kept {
  readonly form: number;
  readonly stage: string;
  readonly rows: readonly unknown[];
  readonly figures: StageFigures;
}

export function saveRows<Stage extends keyof StageRows>(
  store: Store,
  at: { readonly batchId: string; readonly stage: Stage; readonly figures?: StageFigures },
  rows: readonly StageRows[Stage][],
): Promise<void> {
  const { batchId, stage, figures = {} } = at;
  return store.training.save(batchId, stage, { form: FORM, stage, rows, figures } satisfies Kept);
}

/** @throws MorrowError TRAINING_STAGE_MISSING when they are gone, STORE_INCOMPATIBLE when another version wrote them. */
export async function loadRows<Stage extends keyof StageRows>(
  store: Store,
  batchId: string,
  stage: Stage,
): Promise<{ readonly rows: readonly StageRows[Stage][]; readonly figures: StageFigures }> {
  const kept = await store.training.find(batchId, stage);
  const facts = { batch: batchId, stage };
  if (kept === null || kept === undefined) {
    throw new MorrowError('TRAINING_STAGE_MISSING', `Training ${batchId} has left nothing of its stage ${stage}.`, {
      facts,
    });
  }
  if (!isKept(kept) || kept.form !== FORM || kept.stage !== stage || !kept.rows.every(isRow)) {
    throw new MorrowError('STORE_INCOMPATIBLE', `Another version wrote stage ${stage} of training ${batchId}.`, {
      facts,
    });
  }
  // The form says who wrote them: this very file.
  return { rows: kept.rows as readonly StageRows[Stage][], figures: kept.figures };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isKept = (value: unknown): value is Kept =>
  isRecord(value) && typeof value['form'] === 'number' && Array.isArray(value['rows']) && isRecord(value['figures']);

const isRow = (value: unknown): boolean => isRecord(value) && typeof value['accountId'] === 'string';

/** The first accounts that failed, for the Web UI. */
export function samplesOf(rows: readonly StageRow<unknown>[]): readonly FailureSample[] {
  const failed = rows.flatMap((row) => ('refused' in row ? [{ accountId: row.accountId, ...row.refused }] : []));
  return failed
    .slice(0, FAILURE_SAMPLES)
    .map(({ accountId, code, message }) => ({ accountId, code, message: message.slice(0, SAMPLE_LENGTH) }));
}

const SAMPLE_LENGTH = 300;

export const countFailed = (rows: readonly StageRow<unknown>[]): number =>
  rows.filter((row) => 'refused' in row).length;
