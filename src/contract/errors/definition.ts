// What the catalogue says of every error.

export interface ErrorDefinition {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** Whether a step that failed with it is tried again. */
  readonly retryable: boolean;
  /** True for what is expected to pass by itself ("not there yet"): no alert, no error log. */
  readonly benign?: boolean;
  readonly title: string;
  /** What the operator does next. */
  readonly action: string;
}

/** Keeps the codes as literal types while every entry is checked. */
export const define = <Codes extends string>(
  table: Record<Codes, ErrorDefinition>,
): Readonly<Record<Codes, ErrorDefinition>> => table;
