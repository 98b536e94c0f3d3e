// Messages of the model registry.
import type { ModelKind } from '../../domain/forecast/model.ts';
import type { AccountId } from '../../domain/ids.ts';

export interface ModelChangeInput {
  readonly accountId: AccountId;
}

/** Argument of the update `promote`. */
export interface PromotionDecision {
  readonly accountId: AccountId;
  /** Absent: the challenger. */
  readonly version?: number;
  readonly by: string;
  readonly reason: string;
}

/** Argument of the update `rollback`: back to the champion before the present one. */
export interface RollbackDecision {
  readonly accountId: AccountId;
  readonly by: string;
  readonly reason: string;
}

/** What the registry holds of an account now. */
export interface RegistryState {
  /** Null: no champion. */
  readonly championId: string | null;
  /** Null: no challenger waits. */
  readonly challengerVersion: number | null;
}

export interface RollbackRequest extends RollbackDecision {
  /** The champion to leave: a repeated call changes nothing. Null: whoever is champion. */
  readonly leaving: string | null;
}

export interface RegistryChange {
  readonly accountId: AccountId;
  readonly version: number;
  readonly modelId: string;
  /** The champion before; null: there was none. */
  readonly previousVersion: number | null;
  /** False: it was the champion already. */
  readonly changed: boolean;
}

export interface ModelRef {
  readonly modelId: string;
  readonly kind: ModelKind;
  readonly version: number;
}
