// Errors of the doors: what a person or program asked for cannot be done as asked.
import { define } from './definition.ts';

export const DOOR_ERRORS = define({
  // the door: API, CLI, files
  INVALID_REQUEST: {
    status: 400,
    retryable: false,
    title: 'The request is not valid',
    action: 'Correct the named fields and send it again.',
  },
  INVALID_CURSOR: {
    status: 400,
    retryable: false,
    title: 'Not a place of this list',
    action: 'Send the `next` of the page before as it came, or begin again without `after`.',
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
  ACCOUNT_CHANGED: {
    status: 412,
    retryable: false,
    title: 'Somebody else changed the account meanwhile',
    action:
      'Nothing was saved. Read the account again, look at what is different, and send the change with its new ETag.',
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
  RUN_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such run',
    action: 'Check the id with `morrow runs list`.',
  },
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
    action: 'Nothing to cancel or pause; start it again when wanted.',
  },
  RUN_NOT_PAUSABLE: {
    status: 409,
    retryable: false,
    title: 'Runs of this kind cannot be paused',
    action:
      'Pause a day run, `day/<pipeline>/<date>`, or cancel this one; it goes on where it stopped when it is started again.',
  },
  NOTHING_FAILED: {
    status: 409,
    retryable: false,
    title: 'No account of the run has failed',
    action: 'Nothing to retry. Run the day again with force to redo accounts that are done.',
  },
  BACKFILL_NOT_CONFIRMED: {
    status: 409,
    retryable: false,
    title: 'The backfill is large and was not confirmed',
    action:
      'Nothing was started. Look at it with `morrow backfill --plan`; start it with --yes, or by API with `confirm` set to the requests.',
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
  PREDICTOR_BUSY: {
    status: 503,
    retryable: true,
    title: 'Too many predictions are asked for at once',
    action: 'Ask again after Retry-After; for many accounts use POST /api/predict/bulk.',
  },
  PREDICTION_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such predictions',
    action: 'Check the id; answers are kept as long as raw payloads. Ask for them again.',
  },
  PREDICTION_RUNNING: {
    status: 409,
    retryable: true,
    title: 'The predictions are not all there yet',
    action: 'Look at their status, and read the result when it is no longer `running`.',
  },
  REQUEST_KEY_IN_USE: {
    status: 409,
    retryable: true,
    title: 'The first request with this Idempotency-Key is still being answered',
    action: 'Send it again in a moment; it then gets the answer of the first one.',
  },
  REQUEST_KEY_TAKEN: {
    status: 422,
    retryable: false,
    title: 'The Idempotency-Key belongs to another request',
    action: 'Use a new key for each new request; a key counts for 24 hours.',
  },
  // schedules
  INVALID_SCHEDULES: {
    status: 400,
    retryable: false,
    title: 'The schedules file is not valid',
    action: 'Correct the named entries and fields, then run `npm run schedules` again.',
  },
  INVALID_SCALING_POLICY: {
    status: 400,
    retryable: false,
    title: 'The scaling policy is not valid',
    action: 'Correct the named field; docs/scaling.md lists them. Nothing was started.',
  },
  ALERT_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such open alert',
    action: 'Check the id with `morrow alerts list`; one that is resolved needs nobody any more.',
  },
  INVALID_DEADLINE_POLICY: {
    status: 400,
    retryable: false,
    title: 'The deadline policy is not valid',
    action: 'Correct the named field; docs/alerts.md lists them. Nothing was started.',
  },
  SCHEDULE_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such schedule',
    action: 'Check the id with `morrow schedules list`; `npm run schedules` creates what is declared.',
  },
  SCHEDULE_TAKEN: {
    status: 409,
    retryable: false,
    title: 'The schedule id belongs to somebody else',
    action: 'Rename it in the schedules file, or delete the other one with `temporal schedule delete`.',
  },
});
