// What every operation works with. API and CLI build it once; a getter may throw while its part is away.
import type { Client } from '@temporalio/client';
import type { DeadlinePolicy } from '../domain/alerting/deadline-policy.ts';
import type { SourceId } from '../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { SourceDoor } from '../ports/revenue-source.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { RunLogs } from '../ports/run-logs.ts';
import type { AuditEntry, Store } from '../ports/store.ts';
import type { WorkerPolicies } from './scaling-policy.ts';

export interface OperationsDeps {
  readonly store: Store;
  readonly temporal: Client;
  readonly clock: Clock;
  /** IANA zone that decides which dates are over. */
  readonly timeZone: string;
  readonly registeredSources: readonly SourceId[];
  /** What stored credentials are sealed with. */
  readonly secrets: SecretBox;
  /** What connections lead to. */
  readonly sources: SourceDoor;
  /** Base URL of the Temporal Web UI, for links. */
  readonly temporalUiUrl: string;
  /** What the autoscaler goes by, for its hints; absent: the defaults. */
  readonly scalingPolicies?: WorkerPolicies;
  /** Log files of the embedded stack; absent: the log system has the lines. */
  readonly logs?: RunLogs;
  /** When days have to be done; absent: nobody says so here. */
  readonly deadlines?: DeadlinePolicy;
  /** Told of a change that was done and whose entry the audit log did not take, so that it is lost nowhere; absent: stderr. */
  readonly reportUnaudited?: (entry: AuditEntry, reason: unknown) => void;
}
