// The registry of models, and what the stages of their training hand on.
import type { DecidedBy, NewModel, StoredModel } from '../domain/forecast/types.ts';
import type { AccountId } from '../domain/ids.ts';
import type { AccountFilter, PageRequest } from './account-store.ts';

export interface ModelPromotion {
  readonly accountId: AccountId;
  readonly modelId: string;
  readonly by: DecidedBy;
  readonly reason: string;
}

/** One entry of the registry's log. */
export interface ModelEvent {
  readonly accountId: AccountId;
  readonly modelId: string;
  readonly version: number;
  readonly event: 'registered' | 'promoted' | 'rolled-back';
  readonly by: DecidedBy;
  readonly reason: string;
  /** ISO instant. */
  readonly at: string;
}

/** Who goes back, and why. */
export interface ModelRollback extends Omit<ModelPromotion, 'modelId'> {
  /** The champion to leave. Where it is no longer the champion, nothing changes: a call that may be repeated needs it. */
  readonly leaving?: string;
}

/** What changing the champion did. */
export interface PromotionResult {
  /** The champion. */
  readonly model: StoredModel;
  /** What was champion before it, also when nothing was written; null: there was none. After a rollback the one that was left. */
  readonly previous: StoredModel | null;
  /** False: it was the champion already, and nothing was written. */
  readonly changed: boolean;
}

/** The registry. One champion per account at any time, for readers too, while somebody promotes. */
export interface ModelStore {
  /** Adds the model as the account's newest version and challenger; an older challenger is archived. The same id again returns what is there. */
  register(model: NewModel): Promise<StoredModel>;
  find(id: string): Promise<StoredModel | null>;
  findVersion(account: AccountId, version: number): Promise<StoredModel | null>;
  findChampion(account: AccountId): Promise<StoredModel | null>;
  findChallenger(account: AccountId): Promise<StoredModel | null>;
  /** Newest version first. */
  list(account: AccountId, limit: number): Promise<readonly StoredModel[]>;
  /**
   * Champion and challenger of the accounts that have one, by account, the champion first; for reports and screens.
   * `limit` counts accounts, so that a page never parts the two: it may hold twice as many models.
   */
  listCurrent(filter: AccountFilter, page: PageRequest): Promise<readonly StoredModel[]>;
  /** The present champion is archived, the account's model becomes champion. @throws MorrowError MODEL_NOT_FOUND. */
  promote(promotion: ModelPromotion): Promise<PromotionResult>;
  /**
   * Back to the champion before the present one; twice goes two back, at most ten. The model that is left is no earlier
   * champion of the one gone back to: the next rollback does not return to it. @throws MorrowError NO_EARLIER_CHAMPION.
   */
  rollback(change: ModelRollback): Promise<PromotionResult>;
  /** Newest first. */
  listEvents(account: AccountId, limit: number): Promise<readonly ModelEvent[]>;
}

/** What a stage of a training batch leaves for the next one; large, compressed, kept for a limited time. */
export interface TrainingStore {
  /** Inserts or replaces. @throws TypeError for what JSON would change without a word, such as NaN. */
  save(batchId: string, stage: string, content: unknown): Promise<void>;
  /** Null when there is nothing, or no longer. */
  find(batchId: string, stage: string): Promise<unknown>;
}
