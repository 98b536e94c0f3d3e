// What cannot be read as a request never becomes one: Node's parser refuses it before any route is asked. Answered here with a
// problem document, as everything else is, and then cut off.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { invalidInput } from '../operations/input.ts';
import { toProblem } from '../operations/problem.ts';
import { PROBLEM_TYPE } from './problems.ts';

interface Refusal {
  /** HTTP's own, where it has a finer one than the catalogue. */
  readonly status: number;
  readonly detail: string;
}

const UNREADABLE: Refusal = { status: 400, detail: 'What was sent cannot be read as an HTTP request' };

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The address and the headers of the request are too long together' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not come to its end in time' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The extensions of a chunk of the body are too long' },
};

/** A listener for `clientError` of a server. */
export function refuseUnreadable(error: Error, socket: Duplex): void {
  if (!socket.writable || hasAnswered(socket)) {
    socket.destroy();
    return;
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  socket.end(answerOf(REFUSALS[code] ?? UNREADABLE), () => socket.destroy());
}

/** A second head in the middle of an answer would be read as a part of it. Node keeps the answer under way at its socket. */
const hasAnswered = (socket: Duplex): boolean =>
  '_httpMessage' in socket && socket._httpMessage instanceof ServerResponse && socket._httpMessage.headersSent;

function answerOf({ status, detail }: Refusal): string {
  const requestId = randomUUID();
  const body = JSON.stringify({ ...toProblem(invalidInput('', detail), { requestId }), status });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${PROBLEM_TYPE}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `X-Request-Id: ${requestId}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
