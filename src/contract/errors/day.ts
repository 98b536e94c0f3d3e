// Errors of an account's day: sources, money, forecast.
import { define } from './definition.ts';

export const DAY_ERRORS = define({
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
    action: 'Store a connection with `morrow connections add`, or set its variables; see docs/secrets.md.',
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
    action:
      'Use a plain decimal of at most 15 integer and 6 fraction digits; look at the figures it was computed from.',
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
  MODEL_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such model',
    action: 'Check the version with `morrow models list`; a run whose model is gone can be run again.',
  },
  FORECAST_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such forecast',
    action: 'Run the account again.',
  },
  NO_EARLIER_CHAMPION: {
    status: 409,
    retryable: false,
    title: 'There is no earlier champion to go back to',
    action: 'Promote the version that should be served instead.',
  },
  HOLD_NOT_FOUND: {
    status: 404,
    retryable: false,
    title: 'No such hold',
    action: 'Check the id with `morrow holds list`.',
  },
  HOLD_CLOSED: {
    status: 409,
    retryable: false,
    title: 'The hold is decided already',
    action: 'Look at who decided and why with `morrow holds show`; run the day again when it should be decided anew.',
  },
  TRAINING_NOT_READY: {
    status: 503,
    retryable: true,
    benign: true,
    title: 'Days are missing that the training needs',
    action:
      'Nothing: they are looked for again; after some hours the accounts that are ready are trained without the others.',
  },
  TRAINING_STAGE_MISSING: {
    status: 500,
    retryable: false,
    title: 'What an earlier stage of the training left behind is gone',
    action: 'Start the retraining again; its intermediates are kept for a limited time.',
  },
  FIT_FAILED: {
    status: 422,
    retryable: false,
    title: 'The model could not be fitted',
    action: 'Look at the history of the account for extreme values.',
  },
});
