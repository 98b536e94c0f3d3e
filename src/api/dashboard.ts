// The dashboard's files as they were built. Hashed ones never change; the page that names them is asked for anew each time.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Router, type RequestHandler, type Response } from 'express';

/** Addresses that the dashboard knows itself: each is answered with its one page. */
const PAGES = [
  '/',
  '/runs',
  '/runs/:id',
  '/accounts/:id',
  '/schedules',
  '/backfill',
  '/workers',
  '/providers',
  '/alerts',
  '/alerts/:id',
  '/settings',
  '/deliveries',
];

/** Scripts, styles and data from here only, and nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FOR_EVER = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

/** Whether a build lies there. */
export const isDashboard = (folder: string): boolean => existsSync(join(folder, 'index.html'));

/** Addresses of programs: what is not there is told to them in their way. */
const OF_PROGRAMS = /^\/(api|assets|codec|docs|errors)(\/|$)/;

/** Somebody who reads pages gets the dashboard's own word that there is none, and the way back; its status stays 404. */
export const noSuchPage =
  (folder: string): RequestHandler =>
  (request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const wantsPage = request.accepts(['application/json', 'text/html']) === 'text/html';
    if (!reads || !wantsPage || OF_PROGRAMS.test(request.path)) return next();
    response.status(404).vary('Accept');
    sendPage(folder, response);
  };

function sendPage(folder: string, response: Response): void {
  response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' });
  response.sendFile(join(folder, 'index.html'), { cacheControl: false });
}

export function dashboard(folder: string): Router {
  const router = Router();
  router.get('/assets/:name', sendAsset(join(folder, 'assets')));
  router.get(PAGES, (_request, response) => sendPage(folder, response));
  return router;
}

/** As the build names its files: nothing else of the machine can be asked for. */
const NAME = /^[\w.-]+-[\w-]{8}\.(js|css|svg)$/;

/** Looked for at each request, as a build may come while the process runs; the compressed one where the browser takes it. */
const sendAsset =
  (folder: string): RequestHandler<{ name: string }> =>
  (request, response, next) => {
    const { name } = request.params;
    const type = TYPES[NAME.exec(name)?.[1] ?? ''];
    if (type === undefined || !existsSync(join(folder, name))) return next();
    const zipped = existsSync(join(folder, `${name}.gz`)) && request.acceptsEncodings('gzip') !== false;
    if (zipped) response.set('Content-Encoding', 'gzip');
    response.set({ 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' });
    response.sendFile(join(folder, zipped ? `${name}.gz` : name), { cacheControl: false });
  };
