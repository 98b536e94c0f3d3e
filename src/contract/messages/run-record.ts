// What names a run to the steps that record it.
import type { IsoDate } from '../../domain/ids.ts';
import type { Pipeline } from '../pipelines.ts';
import type { RunScope } from '../workflow-ids.ts';

export interface RunRecordRequest {
  readonly runId: string;
  readonly pipeline: Pipeline;
  readonly date: IsoDate;
  readonly scope: RunScope;
  /** Of a day run that begins: how far ahead it predicts, which a retry does as well. */
  readonly horizonDays?: number;
}
