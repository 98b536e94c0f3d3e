// Every failure leaves as a problem document, whatever threw it and wherever.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import type { Logger } from '../observability/logger.ts';
import { invalidInput } from '../operations/input.ts';
import { toProblem } from '../operations/problem.ts';
import { describeRequest, pathOf, requestIdOf } from './middleware.ts';
import { answerUnread } from './unread-body.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Seconds a client waits before it asks again, when the error does not say. */
const RETRY_AFTER_S = 5;

/** Express tells error handlers by their four arguments. */
export const answerProblems =
  (logger: Logger): ErrorRequestHandler =>
  (thrown: unknown, request, response, _next) => {
    const error = toMorrowError(asClientError(thrown));
    if (error.definition.status >= 500) {
      const level = error.code === 'INTERNAL' ? 'error' : 'warn';
      logger[level]({ ...describeRequest(request, response), err: error }, 'request failed');
    }
    if (response.headersSent) {
      // Too late for a status: a broken transfer is the only honest sign left.
      response.destroy();
      return;
    }
    sendProblem(request, response, error);
  };

function sendProblem(request: Request, response: Response, error: MorrowError): void {
  const problem = toProblem(error, { instance: pathOf(request), requestId: requestIdOf(response) });
  if (error.code === 'NOT_SIGNED_IN') response.set('WWW-Authenticate', 'Bearer realm="morrow"');
  if (isForLater(error)) {
    response.set('Retry-After', String(Math.ceil((error.retryAfterMs ?? RETRY_AFTER_S * 1_000) / 1_000)));
  }
  response.status(problem.status).set('Content-Type', `${PROBLEM_TYPE}; charset=utf-8`);
  const text = JSON.stringify(problem);
  if (request.complete || !hasBody(request)) response.send(text);
  else answerUnread(request, response, text);
}

/** Of a request that has just begun Node does not say yet that it is complete. */
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The same request may do later. */
const isForLater = ({ definition: { status, retryable } }: MorrowError): boolean =>
  status === 503 || status === 429 || (status === 409 && retryable);

/** Express's own refusals, such as an address with a broken escape, carry a 4xx status. */
function asClientError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof MorrowError || !('status' in thrown)) return thrown;
  const { status } = thrown;
  return typeof status === 'number' && status >= 400 && status < 500
    ? invalidInput('', 'The address or the headers of the request cannot be read')
    : thrown;
}

export const answerNotFound: RequestHandler = (request) => {
  const path = pathOf(request).slice(0, 200);
  const hint = /^\/api\/(runs|holds|gates)\//.test(path) ? ' Write the slashes of an id as %2F.' : '';
  throw new MorrowError('NOT_FOUND', `There is nothing at ${path}.${hint}`, { facts: { path } });
};

export const refuseMethod =
  (allowed: readonly string[]): RequestHandler =>
  (request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new MorrowError(
      'METHOD_NOT_ALLOWED',
      `${request.method} is not possible at ${pathOf(request).slice(0, 200)}.`,
      {
        facts: { method: request.method, allowed: allowed.join(', ') },
      },
    );
  };
