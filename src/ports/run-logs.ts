// Where the log lines of a run can be read back. Only the embedded stack keeps them in files of its own.

export interface LogSearch {
  readonly workflowId: string;
  /** Temporal's id of one execution. */
  readonly runId?: string;
  readonly step?: string;
  /** At most so many, the newest. */
  readonly limit: number;
}

export interface LogLine {
  /** ISO instant. */
  readonly time: string;
  readonly level: string;
  /** Which process wrote it, such as `worker-default`. */
  readonly process: string;
  readonly message: string;
  /** Everything else that stands in the line. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface FoundLines {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** True: only the end of the files was searched, or there are more lines. */
  readonly partial: boolean;
}

export interface RunLogs {
  /** Bounded in bytes read and lines returned. A folder that is not there has no lines. */
  find(search: LogSearch): Promise<FoundLines>;
}
