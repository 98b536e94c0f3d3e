// Temporal's Web UI is a page of another origin, and the only one that may ask something here: to decode what it shows.
import type { RequestHandler } from 'express';

/** Below this the Web UI and the `temporal` command line find `encode` and `decode`. */
export const CODEC_PATH = '/codec';

/** Also answers the question that browsers ask first. Any other origin gets no such headers, so its pages can read nothing. */
export const allowWebUi =
  (webUiUrl: string): RequestHandler =>
  (request, response, next) => {
    response.vary('Origin');
    if (!isWebUi(request.get('origin'), webUiUrl)) return next();
    response.set({
      'Access-Control-Allow-Origin': new URL(webUiUrl).origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'content-type, authorization, x-namespace',
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Max-Age': '600',
    });
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };

export const isWebUi = (origin: string | undefined, webUiUrl: string): boolean =>
  origin !== undefined && origin === new URL(webUiUrl).origin;
