// What happens around every request: an id to find it by, headers that keep browsers strict, and one line in the log.
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { MorrowError } from '../contract/errors.ts';
import type { Logger } from '../observability/logger.ts';
import { currentTraceId } from '../observability/traces/current.ts';
import { CODEC_PATH, isWebUi } from './web-ui.ts';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Takes the caller's `X-Request-Id` when it is harmless, and answers with the id either way. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id') ?? '';
  response.setHeader('X-Request-Id', REQUEST_ID.test(given) ? given : randomUUID());
  next();
};

export const requestIdOf = (response: Response): string => String(response.getHeader('X-Request-Id') ?? '');

const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI sets styles on elements and shows images from data addresses; scripts come from files here only. */
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const secureHeaders: RequestHandler = (request, response, next) => {
  if (request.secure) response.set('Strict-Transport-Security', 'max-age=31536000');
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Content-Security-Policy': NO_CONTENT_POLICY,
    'Cache-Control': 'no-store',
  });
  next();
};

/** For pages that a browser shows. */
export const allowPage: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', PAGE_POLICY);
  next();
};

/** Path without query; bodies and headers are never logged. */
export const logRequests =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const begin = performance.now();
    const traceId = currentTraceId();
    const traced = traceId === undefined ? {} : { traceId };
    response.once('close', () => {
      const durationMs = Math.round(performance.now() - begin);
      const facts = { ...describeRequest(request, response), ...traced, status: response.statusCode, durationMs };
      // A stream of events always ends when one side goes.
      if (response.writableFinished || isEventStream(response)) logger[levelOf(request, response)](facts, 'request');
      else logger.warn(facts, 'request aborted');
    });
    next();
  };

export const isEventStream = (response: Response): boolean =>
  String(response.getHeader('Content-Type')).startsWith('text/event-stream');

/** Prometheus asks every few seconds. */
function levelOf(request: Request, response: Response): 'warn' | 'info' | 'debug' {
  if (response.statusCode >= 500) return 'warn';
  return request.path === '/metrics' ? 'debug' : 'info';
}

export const describeRequest = (request: Request, response: Response): Readonly<Record<string, string>> => ({
  requestId: requestIdOf(response),
  method: request.method,
  path: pathOf(request),
});

/** Express rewrites `path` below mounted routers; this is what the client asked for. */
export const pathOf = (request: Request): string => request.originalUrl.split('?', 1)[0] ?? '/';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A page of another origin must not change anything here just because somebody's browser can reach this address.
 * Programs send neither header and are not meant.
 */
export const refuseForeignPages =
  (webUiUrl: string): RequestHandler =>
  (request, _response, next) => {
    if (!READING.has(request.method) && isForeign(request) && !isCodecOfWebUi(request, webUiUrl)) {
      throw new MorrowError('FOREIGN_ORIGIN', 'A page of another origin may not change anything here.');
    }
    next();
  };

/** Nothing is changed there, and only that origin can read the answer. */
export const isCodecOfWebUi = (request: Request, webUiUrl: string): boolean =>
  request.path.startsWith(`${CODEC_PATH}/`) && isWebUi(request.get('origin'), webUiUrl);

function isForeign(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('origin');
  return origin !== undefined && hostOf(origin) !== request.get('host');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
