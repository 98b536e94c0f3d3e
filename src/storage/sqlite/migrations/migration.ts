// One change of the schema.
import type { SqliteConnection } from '../connection.ts';

export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  /** Statements, and what SQL alone cannot say. */
  readonly steps: readonly (string | ((connection: SqliteConnection) => void))[];
}
