// Messages of predictions in bulk. Questions and answers are in the store; histories carry ids and counts only.
export interface BulkInput {
  readonly bulkId: string;
  /** Counted from 0. */
  readonly parts: number;
  /** 1..28. */
  readonly horizonDays: number;
}

export interface BulkPartRequest {
  readonly bulkId: string;
  readonly part: number;
  readonly horizonDays: number;
}

export interface BulkPartResult {
  readonly rows: number;
  readonly refused: number;
}

export interface BulkEnding {
  readonly bulkId: string;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Why it failed. */
  readonly error: string | null;
}
