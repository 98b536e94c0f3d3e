// Settings that people have changed, and what each run read of them. Part of the store's port; its rules hold here too.
import type { VariableValue } from '../domain/variables.ts';

/** What somebody has set. A variable without a record has its default. */
export interface VariableRecord {
  /** Its name. A name that this version does not know is kept and not used. */
  readonly id: string;
  readonly value: VariableValue;
  /** Another one after each write. */
  readonly revision: string;
  readonly setAt: string;
  readonly setBy: string;
}

/** What one run reads: once, when it begins. */
export interface RunVariables {
  /** Workflow id of the run; a later run under the same id replaces it. */
  readonly id: string;
  readonly values: Readonly<Record<string, VariableValue>>;
  readonly recordedAt: string;
}

export interface VariableStore {
  /** By name. */
  list(): Promise<readonly VariableRecord[]>;
  /** Writes when the stored one still has the revision `over`, or, with null, when there is none. False: nothing was written. */
  save(variable: VariableRecord, over: string | null): Promise<boolean>;
  /** Removes when the stored one has that revision. False: nothing was removed. */
  remove(id: string, over: string): Promise<boolean>;
  saveOfRun(variables: RunVariables): Promise<void>;
  findOfRun(runId: string): Promise<RunVariables | null>;
}
