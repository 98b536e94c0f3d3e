// What Morrow remembers, behind one interface with two adapters (SQLite, MongoDB) and one contract suite.
// Every write is an upsert on its business key: repeating it, or doing it late, ends in the same state.
// Every method may throw MorrowError STORE_UNREACHABLE (retryable).
import type { AccountId } from '../domain/ids.ts';
import type { AccessStore, AuditStore } from './access-store.ts';
import type { AccountStore, CohortStore } from './account-store.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { AlertStore, GateStore, HoldStore } from './decision-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { DurationStore } from './duration-store.ts';
import type { ForecastStore, ScoreStore } from './forecast-store.ts';
import type { ModelStore, TrainingStore } from './model-store.ts';
import type { NotificationStore } from './notification-store.ts';
import type { ProviderStore } from './provider-store.ts';
import type { RetentionCutoffs } from './retention.ts';
import type { RatesComparisonStore } from './rates-comparison-store.ts';
import type { BulkStore, RequestKeyStore } from './request-store.ts';
import type { ReceiverStore } from './receiver-store.ts';
import type { RepairStore } from './repair-store.ts';
import type { PayloadStore, RatesStore, RevenueStore } from './revenue-store.ts';
import type { RunStore } from './run-store.ts';
import type { TotalsStore } from './totals-store.ts';
import type { VariableStore } from './variable-store.ts';
import type { ViewStore } from './view-store.ts';

export * from './access-store.ts';
export * from './account-store.ts';
export * from './connection-store.ts';
export * from './decision-store.ts';
export * from './forecast-store.ts';
export * from './model-store.ts';
export * from './request-store.ts';
export * from './revenue-store.ts';
export * from './run-status.ts';
export * from './run-store.ts';
export * from './totals-store.ts';
export * from './variable-store.ts';

export interface Store {
  readonly kind: 'sqlite' | 'mongodb';
  readonly accounts: AccountStore;
  readonly payloads: PayloadStore;
  readonly rates: RatesStore;
  readonly ratesComparisons: RatesComparisonStore;
  readonly revenue: RevenueStore;
  readonly models: ModelStore;
  readonly forecasts: ForecastStore;
  readonly scores: ScoreStore;
  readonly gates: GateStore;
  readonly holds: HoldStore;
  readonly cohorts: CohortStore;
  readonly training: TrainingStore;
  readonly alerts: AlertStore;
  readonly notifications: NotificationStore;
  readonly receivers: ReceiverStore;
  readonly durations: DurationStore;
  readonly runs: RunStore;
  readonly providers: ProviderStore;
  readonly repair: RepairStore;
  readonly totals: TotalsStore;
  readonly access: AccessStore;
  readonly audit: AuditStore;
  readonly connections: ConnectionStore;
  readonly variables: VariableStore;
  readonly views: ViewStore;
  readonly deliveries: DeliveryStore;
  readonly bulk: BulkStore;
  readonly requestKeys: RequestKeyStore;
  /** Brings schema or indexes up to date. Safe to call from several processes at once and on every start. */
  migrate(): Promise<void>;
  /** Answers when the store can be read; throws STORE_UNREACHABLE otherwise. */
  ping(): Promise<void>;
  /** Deletes one account's rows in every table. The account must be archived (ACCOUNT_ACTIVE otherwise). */
  purgeAccount(id: AccountId): Promise<Readonly<Record<string, number>>>;
  /** Deletes what is older than the policy keeps; returns deleted rows per table. */
  applyRetention(cutoffs: RetentionCutoffs): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
