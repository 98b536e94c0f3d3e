// The dashboard's files as they were built. Hashed ones never change; the page that names them is asked for anew each time.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Router, type RequestHandler } from 'express';

/** Addresses that the dashboard knows itself: each is answered with its one page. */
const PAGES = ['/', '/runs', '/runs/:id'];

/** Scripts, styles and data from here only, and nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FOR_EVER = 'public, max-age=31536000, immutable';
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

/** Whether a build lies there. */
export const isDashboard = (folder: string): boolean => existsSync(join(folder, 'index.html'));

export function dashboard(folder: string): Router {
  const router = Router();
  const assets = join(folder, 'assets');
  const names = new Set(readdirSync(assets));
  router.get('/assets/:name', sendAsset(assets, names));
  router.get(PAGES, (_request, response) => {
    response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-cache' });
    response.sendFile(join(folder, 'index.html'), { cacheControl: false });
  });
  return router;
}

/** Only files that the build made; the compressed one where the browser takes it. */
const sendAsset =
  (folder: string, names: ReadonlySet<string>): RequestHandler<{ name: string }> =>
  (request, response, next) => {
    const { name } = request.params;
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (type === undefined || !names.has(name)) return next();
    const zipped = names.has(`${name}.gz`) && request.acceptsEncodings('gzip') !== false;
    if (zipped) response.set('Content-Encoding', 'gzip');
    response.set({ 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' });
    response.sendFile(join(folder, zipped ? `${name}.gz` : name), { cacheControl: false });
  };
