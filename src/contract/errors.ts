// The error catalogue: the one list that Temporal failures, API problem documents, CLI messages and docs/errors.md come from.

import { DomainError } from '../domain/domain-error.ts';

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

const define = <T extends Record<string, ErrorDefinition>>(table: T): T => table;

export const ERRORS = define({
  // the door: API, CLI, files
  INVALID_REQUEST: {
    status: 400,
    retryable: false,
    title: 'The request is not valid',
    action: 'Correct the named fields and send it again.',
  },
  INVALID_DATE: {
    status: 400,
    retryable: false,
    title: 'Not a calendar date',
    action: 'Write the date as YYYY-MM-DD.',
  },
  INVALID_TIME_ZONE: {
    status: 400,
    retryable: false,
    title: 'Not a time zone',
    action: 'Use a name of the IANA database in its own spelling, such as Europe/Berlin.',
  },
  DATE_NOT_COMPLETE: {
    status: 400,
    retryable: false,
    title: 'The date is not over yet',
    action: 'Ask for a business date before today in the named zone.',
  },
  RANGE_TOO_LONG: {
    status: 400,
    retryable: false,
    title: 'The date range is too long',
    action: 'Ask for a shorter range.',
  },
  INVALID_CONFIG: {
    status: 500,
    retryable: false,
    title: 'The configuration is not valid',
    action: 'Correct the named variable; see .env.example.',
  },
  INVALID_CSV: {
    status: 400,
    retryable: false,
    title: 'The CSV cannot be read',
    action: 'Send a header line account,date,revenue,currency[,source] and comma-separated UTF-8.',
  },
  LINES_REJECTED: {
    status: 422,
    retryable: false,
    title: 'Some lines of the CSV are not taken',
    action: 'Correct the listed lines and send the file again; lines that were taken already change nothing.',
  },
  UNKNOWN_CURRENCY: {
    status: 400,
    retryable: false,
    title: 'Not an ISO 4217 currency',
    action: 'Use a three-letter ISO 4217 code.',
  },
  UNKNOWN_SOURCE: {
    status: 400,
    retryable: false,
    title: 'No such source',
    action: 'Use one of the registered sources; `morrow doctor` lists them.',
  },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such account',
    action: 'Check the id with `morrow accounts list`.',
  },
  ACCOUNT_EXISTS: {
    status: 409,
    retryable: false,
    title: 'The account exists already',
    action: 'Update it with PUT or `morrow accounts set`.',
  },
  ACCOUNT_ARCHIVED: {
    status: 409,
    retryable: false,
    title: 'The account is archived',
    action: 'Restore it, or leave it out of the run.',
  },
  ACCOUNT_ACTIVE: {
    status: 409,
    retryable: false,
    title: 'The account is still active',
    action: 'Archive it before purging it.',
  },
  RUN_NOT_FOUND: { status: 404, retryable: false, title: 'No such run', action: 'Check the id with `morrow status`.' },
  RUN_IN_PROGRESS: {
    status: 409,
    retryable: false,
    title: 'The run is in progress',
    action: 'Follow it at the given link, or cancel it first.',
  },
  RUN_FINISHED: {
    status: 409,
    retryable: false,
    title: 'The run is over already',
    action: 'Nothing to cancel; start it again when wanted.',
  },
  NOT_FOUND: { status: 404, retryable: false, title: 'Nothing here', action: 'See /docs for what this API offers.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retryable: false,
    title: 'The address does not take this method',
    action: 'Use one of the methods in the Allow header; see /docs.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    retryable: false,
    title: 'The body is of another type than expected',
    action: 'Send the Content-Type that /docs names for this address.',
  },
  FOREIGN_ORIGIN: {
    status: 403,
    retryable: false,
    title: 'A page of another origin may not do this',
    action: 'Call the API from a program, or from a page that it serves itself.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retryable: false,
    title: 'The body is too large',
    action: 'Send it in smaller parts.',
  },
  // sources
  REPORT_NOT_READY: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The report is not ready yet',
    action: 'Nothing: it is asked for again.',
  },
  SOURCE_RATE_LIMITED: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The source limits the request rate',
    action: 'Nothing: it is asked again after Retry-After.',
  },
  SOURCE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    title: 'The source does not answer properly',
    action: 'Check the source; the step is retried.',
  },
  SOURCE_UNAUTHORIZED: {
    status: 502,
    retryable: false,
    title: 'The source refuses our credentials',
    action: 'Correct the credentials of the source, then run the account again.',
  },
  SOURCE_REJECTED_REQUEST: {
    status: 502,
    retryable: false,
    title: 'The source rejects the request',
    action: 'Check the account at the source.',
  },
  SOURCE_SCHEMA_INVALID: {
    status: 502,
    retryable: false,
    title: 'The source answers in a form we do not know',
    action: 'Look at the raw payload; the source may have changed its format.',
  },
  CONTROL_TOTAL_MISMATCH: {
    status: 502,
    retryable: true,
    title: 'The report does not add up to its own control figures',
    action: 'Usually a partial answer, fetched again; if it stays, ask the source.',
  },
  TOO_MANY_REJECTS: {
    status: 502,
    retryable: false,
    title: 'More than 1 % of the rows are unusable',
    action: 'Look at the rejected rows of the source revenue.',
  },
  SOURCE_NOT_CONFIGURED: {
    status: 500,
    retryable: false,
    title: 'The source has no connection',
    action: 'Set its base URL and credentials; see .env.example.',
  },
  PAYLOAD_NOT_FOUND: {
    status: 500,
    retryable: false,
    title: 'The raw payload is gone',
    action: 'Run the account again; raw payloads are kept for a limited time.',
  },
  // money
  INVALID_AMOUNT: {
    status: 422,
    retryable: false,
    title: 'Not an amount that can be kept exactly',
    action: 'Use a plain decimal of at most 15 integer and 6 fraction digits; look at the figures it was computed from.',
  },
  MIXED_CURRENCIES: {
    status: 422,
    retryable: false,
    title: 'A source reports in another currency',
    action: 'Switch conversion on for the account, or change its currency.',
  },
  RATE_MISSING: {
    status: 422,
    retryable: false,
    title: 'No exchange rate for the currency',
    action: 'Change the currency of the account or source, or import the revenue in the account currency.',
  },
  RATES_NOT_PUBLISHED: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'The rates are not published yet',
    action: 'Nothing: they are asked for again.',
  },
  RATES_UNAVAILABLE: {
    status: 503,
    retryable: true,
    title: 'No rates provider answers properly',
    action: 'Check both rates providers; the step is retried.',
  },
  RATES_NOT_FOUND: {
    status: 500,
    retryable: false,
    title: 'The rates set is gone',
    action: 'Run the day again; the rates are fetched anew.',
  },
  REVENUE_NOT_IMPORTED: {
    status: 422,
    retryable: false,
    title: 'No revenue for the business date',
    action: 'Import the date, or enable a source, then run the account again.',
  },
  // forecast
  NO_HISTORY: {
    status: 422,
    retryable: false,
    title: 'No day of history to train on',
    action: 'Import history or run a backfill.',
  },
  MODEL_NOT_FOUND: { status: 500, retryable: false, title: 'The model is gone', action: 'Run the account again.' },
  FIT_FAILED: {
    status: 422,
    retryable: false,
    title: 'The model could not be fitted',
    action: 'Look at the history of the account for extreme values.',
  },
  // schedules
  INVALID_SCHEDULES: {
    status: 400,
    retryable: false,
    title: 'The schedules file is not valid',
    action: 'Correct the named entries and fields, then run `npm run schedules` again.',
  },
  SCHEDULE_TAKEN: {
    status: 409,
    retryable: false,
    title: 'The schedule id belongs to somebody else',
    action: 'Rename it in the schedules file, or delete the other one with `temporal schedule delete`.',
  },
  // the outside and ourselves
  TEMPORAL_UNREACHABLE: {
    status: 503,
    retryable: true,
    title: 'Temporal does not answer',
    action: 'Check TEMPORAL_ADDRESS and that the server runs.',
  },
  STORE_UNREACHABLE: {
    status: 503,
    retryable: true,
    title: 'The store does not answer',
    action: 'Check MONGODB_URI, or the disk and rights of the SQLite file.',
  },
  NAMESPACE_NOT_READY: {
    status: 503,
    retryable: false,
    title: 'The Temporal namespace is not usable',
    action: 'Change the namespace with `temporal operator`, or set TEMPORAL_NAMESPACE to another one.',
  },
  STORE_CONFLICT: {
    status: 503,
    retryable: true,
    title: 'Another writer was faster',
    action: 'Nothing: the write is tried again.',
  },
  STORE_INCOMPATIBLE: {
    status: 500,
    retryable: false,
    title: 'The store holds something this version cannot read',
    action: 'Use the Morrow version that wrote it, or restore a backup.',
  },
  // the machine: commands that start, stop and keep the embedded stack
  PORT_BUSY: {
    status: 500,
    retryable: false,
    title: 'A port is in use',
    action: 'Stop what listens there, or set the named variable to a free port.',
  },
  TOOL_MISSING: {
    status: 500,
    retryable: false,
    title: 'A tool is missing',
    action: 'Install it, or point to it with the named variable.',
  },
  TOOL_BUILD_FAILED: {
    status: 500,
    retryable: false,
    title: 'A tool could not be built or downloaded',
    action: 'Do what the message says and start again; what is done already is kept.',
  },
  DISK_FULL: {
    status: 500,
    retryable: false,
    title: 'The disk is full',
    action: 'Free space below the named folder and start again.',
  },
  FOLDER_NOT_WRITABLE: {
    status: 500,
    retryable: false,
    title: 'A folder cannot be written',
    action: 'Correct its rights, or set the named variable to another folder.',
  },
  STACK_RUNNING: {
    status: 409,
    retryable: false,
    title: 'The stack is running',
    action: 'Stop it first: Ctrl-C in its terminal, or SIGTERM to the named process.',
  },
  PROCESS_FAILED: {
    status: 500,
    retryable: false,
    title: 'A process does not stay up',
    action: 'Look at the end of the named log file.',
  },
  INVALID_BACKUP: {
    status: 400,
    retryable: false,
    title: 'The backup cannot be used',
    action: 'Use a file that `morrow backup` wrote.',
  },
  CANCELLED: { status: 409, retryable: false, title: 'Cancelled', action: 'Start it again when wanted.' },
  INTERNAL: {
    status: 500,
    retryable: true,
    title: 'An unexpected error',
    action: 'Look at the log with the request or run id, and report it.',
  },
});

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);

export type ErrorFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface MorrowErrorOptions {
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
  /** Wait this long before the next try, in ms (Retry-After, flat sensor interval). */
  readonly retryAfterMs?: number;
  /** True: not tried again, though its code usually is. */
  readonly final?: boolean;
}

/** An error of the catalogue. `message` is one sentence for people; `facts` are the same as data. Never holds a secret. */
export class MorrowError extends Error {
  override readonly name = 'MorrowError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly retryAfterMs: number | undefined;
  /** Whether the step that threw it is worth another try. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: MorrowErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.retryAfterMs = options.retryAfterMs;
    this.retryable = ERRORS[code].retryable && options.final !== true;
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }
}

/** The error behind anything thrown: a catalogue error stays itself, a domain error keeps its code and is final, the rest is INTERNAL. */
export function toMorrowError(error: unknown): MorrowError {
  if (error instanceof MorrowError) return error;
  if (error instanceof DomainError) return new MorrowError(error.code, error.message, { facts: error.facts, cause: error, final: true });
  return new MorrowError('INTERNAL', error instanceof Error ? error.message : String(error), { cause: error });
}
