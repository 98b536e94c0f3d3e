// Classifies what can go wrong between us and a service, once: HTTP status or transport trouble -> an error of the
// catalogue. Messages name service, account, dates and status; never a credential, never the body.
import { z } from 'zod';
import { MorrowError, type ErrorCode, type ErrorFacts } from '../contract/errors.ts';
import type { AccountId } from '../domain/ids.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { HttpResponse } from './http.ts';
import { retryAfterMs } from './retry-after.ts';
import type { TransportError, TransportReason } from './transport-error.ts';

/** What was asked of whom. */
export interface Subject {
  readonly service: string;
  readonly account?: AccountId;
  readonly range: DateRange;
}

export interface ClassificationRules {
  readonly now: Date;
  readonly sensorIntervalMs: number;
  /** Texts that must not be quoted, even if the service sends them back. */
  readonly secrets: readonly string[];
}

/** The failure that an answer with any status but 2xx means. */
export function responseFailure(response: HttpResponse, subject: Subject, rules: ClassificationRules): MorrowError {
  const { status } = response;
  const serviceCode = ownCode(response, rules.secrets);
  const code = codeOf(status, serviceCode);
  const hintMs = retryAfterMs(response.headers['retry-after'], rules.now);
  const waitMs = code === 'REPORT_NOT_READY' ? Math.max(hintMs ?? 0, rules.sensorIntervalMs) : hintMs;
  const said = serviceCode === undefined ? `HTTP ${status}` : `HTTP ${status}, ${serviceCode}`;
  return new MorrowError(code, `${PHRASES[code]} (${said}): ${describe(subject)}.`, {
    facts: { ...factsOf(subject), status, ...(serviceCode === undefined ? {} : { sourceCode: serviceCode }) },
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** The failure that an exchange without a usable answer means. */
export function transportFailure(error: TransportError, subject: Subject): MorrowError {
  const code = TRANSPORT_CODES[error.reason];
  return new MorrowError(code, `${PHRASES[code]} (${error.message}): ${describe(subject)}.`, {
    facts: { ...factsOf(subject), transport: error.reason },
    cause: error,
  });
}

/** The failure of an answer that is not in the documented form; `found` says how, without quoting the body. */
export function schemaFailure(subject: Subject, found: string): MorrowError {
  const code = 'SOURCE_SCHEMA_INVALID';
  return new MorrowError(code, `${PHRASES[code]} (${found}): ${describe(subject)}.`, { facts: factsOf(subject) });
}

/** "app-store-1, account u1, 2026-11-01..2026-11-20" */
export function describe({ service, account, range }: Subject): string {
  const dates = range.from === range.to ? range.from : `${range.from}..${range.to}`;
  return [service, ...(account === undefined ? [] : [`account ${account}`]), dates].join(', ');
}

export const factsOf = ({ service, account, range }: Subject): ErrorFacts => ({
  source: service,
  ...(account === undefined ? {} : { account }),
  from: range.from,
  to: range.to,
});

type HttpFailureCode = Extract<
  ErrorCode,
  | 'SOURCE_RATE_LIMITED'
  | 'SOURCE_UNAVAILABLE'
  | 'SOURCE_UNAUTHORIZED'
  | 'REPORT_NOT_READY'
  | 'SOURCE_REJECTED_REQUEST'
  | 'SOURCE_SCHEMA_INVALID'
  | 'SOURCE_NOT_CONFIGURED'
>;

const PHRASES: Readonly<Record<HttpFailureCode, string>> = {
  SOURCE_RATE_LIMITED: 'The service limits our requests',
  SOURCE_UNAVAILABLE: 'The service does not answer properly',
  SOURCE_UNAUTHORIZED: 'The service refuses our credentials',
  REPORT_NOT_READY: 'The report is not ready yet',
  SOURCE_REJECTED_REQUEST: 'The service rejects the request',
  SOURCE_SCHEMA_INVALID: 'The service answers in a form we do not know',
  SOURCE_NOT_CONFIGURED: 'The configured credentials cannot be sent in a header',
};

const TRANSPORT_CODES: Readonly<Record<TransportReason, HttpFailureCode>> = {
  timeout: 'SOURCE_UNAVAILABLE',
  connection: 'SOURCE_UNAVAILABLE',
  truncated: 'SOURCE_UNAVAILABLE',
  'too-large': 'SOURCE_SCHEMA_INVALID',
  damaged: 'SOURCE_SCHEMA_INVALID',
  unsendable: 'SOURCE_NOT_CONFIGURED',
};

function codeOf(status: number, serviceCode: string | undefined): HttpFailureCode {
  if (status === 429) return 'SOURCE_RATE_LIMITED';
  if (status === 408 || status >= 500) return 'SOURCE_UNAVAILABLE';
  if (status === 401 || status === 403) return 'SOURCE_UNAUTHORIZED';
  if (status === 404 && serviceCode === 'report_not_ready') return 'REPORT_NOT_READY';
  return 'SOURCE_REJECTED_REQUEST';
}

// Short words only: nothing longer of a foreign answer gets into our messages.
const errorBody = z.object({ error: z.object({ code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/) }) });

function ownCode({ body }: HttpResponse, secrets: readonly string[]): string | undefined {
  const code = errorBody.safeParse(jsonOrNull(body)).data?.error.code;
  return code === undefined || secrets.some((secret) => code.includes(secret)) ? undefined : code;
}

function jsonOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
