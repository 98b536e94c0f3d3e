// Reads what travels through Temporal: through the codecs of the client, if it has any, and back to plain values.
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { MorrowError } from '../../contract/errors.ts';
import type { ShownValue } from '../../observability/show-value.ts';
import { SHOWN_BYTES_MAX, showMessage, showValue } from '../../observability/show-value.ts';

export type Failure = temporal.api.failure.v1.IFailure;
export type Payloads = readonly Payload[];

/** Beyond this nothing is parsed: only its beginning could be shown anyway. */
const PARSED_BYTES_MAX = 16 * SHOWN_BYTES_MAX;

type Codecs = Client['options']['loadedDataConverter']['payloadCodecs'];

export interface PayloadReader {
  text(payload: Payload): Promise<string>;
  /** Null for none. One payload is its value; several are a list. */
  show(payloads: Payloads | null): Promise<ShownValue | null>;
  failure(failure: Failure | null | undefined): Promise<ReadFailure | null>;
}

export interface ReadFailure {
  readonly code: string;
  readonly message: string;
  /** True: nobody tries again by himself. */
  readonly isFinal: boolean;
}

export function createPayloadReader(client: Client): PayloadReader {
  const { payloadCodecs } = client.options.loadedDataConverter;
  const valueOf = async (payload: Payload): Promise<unknown> => {
    try {
      return readPlain(await decode(payloadCodecs, payload));
    } catch (error) {
      return `(cannot be read: ${reasonOf(error)})`;
    }
  };
  return {
    text: async (payload) => {
      const value = await valueOf(payload);
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
    show: async (payloads) => {
      if (payloads === null || payloads.length === 0) return null;
      const values = await Promise.all(payloads.map(valueOf));
      return showValue(values.length === 1 ? values[0] : values);
    },
    failure: async (failure) => (failure ? readFailure(failure, valueOf) : null),
  };
}

/** What one payload keeps to itself takes no step, and no other payload, from the page. */
function reasonOf(error: unknown): string {
  if (!(error instanceof MorrowError)) return 'it is damaged';
  const { keyId } = error.facts;
  return error.code === 'SECRET_KEY_MISSING' ? `the key ${String(keyId)} is not here` : error.message;
}

/** Codecs wrap from the first to the last, so they are taken off the other way round. */
async function decode(codecs: Codecs, payload: Payload): Promise<Payload> {
  let payloads = [payload];
  for (const codec of codecs.toReversed()) payloads = await codec.decode(payloads);
  return payloads[0] ?? payload;
}

function readPlain({ data, metadata }: Payload): unknown {
  const encoding = Buffer.from(metadata?.['encoding'] ?? []).toString();
  const bytes = Buffer.from(data ?? []);
  if (encoding === 'binary/null') return null;
  if (encoding !== 'json/plain') return `(${bytes.length} bytes, ${encoding || 'of no known encoding'})`;
  if (bytes.length > PARSED_BYTES_MAX) return `(${bytes.length} bytes of JSON, too many to show)`;
  const value: unknown = JSON.parse(bytes.toString());
  return value;
}

/** The failure that says most: the innermost one of ours, behind what Temporal wraps around it. */
async function readFailure(failure: Failure, valueOf: (payload: Payload) => Promise<unknown>): Promise<ReadFailure> {
  const { cause } = failure;
  if (cause && !failure.applicationFailureInfo) return readFailure(cause, valueOf);
  return {
    code: codeOf(failure),
    message: showMessage(`${prefixOf(failure)}${(await hiddenMessage(failure, valueOf)) ?? failure.message ?? ''}`),
    isFinal: failure.applicationFailureInfo?.nonRetryable === true,
  };
}

/** With encryption the words of a failure are a payload of their own. */
async function hiddenMessage({ encodedAttributes }: Failure, valueOf: (payload: Payload) => Promise<unknown>) {
  if (!encodedAttributes) return null;
  const value = await valueOf(encodedAttributes);
  // What could not be read says so itself.
  if (typeof value === 'string') return value;
  const message: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'message') : null;
  return typeof message === 'string' ? message : null;
}

/** As workflows name them, see src/workflows/failures.ts. */
function codeOf({ applicationFailureInfo, canceledFailureInfo }: Failure): string {
  if (applicationFailureInfo?.type) return applicationFailureInfo.type;
  return canceledFailureInfo ? 'CANCELLED' : 'INTERNAL';
}

const prefixOf = ({ timeoutFailureInfo }: Failure): string => (timeoutFailureInfo ? 'Out of time: ' : '');
