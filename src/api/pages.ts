// The pages a person opens in a browser: the dashboard (or, where it was not built, where everything is) and Swagger UI.
// Nothing inline, nothing from other hosts.
import { join } from 'node:path';
import { Router, type RequestHandler } from 'express';
import swaggerUi from 'swagger-ui-dist';
import { dashboard, isDashboard, noSuchPage } from './dashboard.ts';
import { allowPage } from './middleware.ts';

/** The only files of the package that are served. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Morrow API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START_SCRIPT = `window.SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });
`;

const homePage = (temporalUiUrl: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Morrow</title>
</head>
<body>
<main>
<h1>Morrow</h1>
<p>Daily revenue and forecasts of many accounts.</p>
<ul>
<li><a href="/docs">API, to read and try</a></li>
<li><a href="/openapi.json">API as OpenAPI document</a></li>
<li><a href="/errors">What the error codes mean</a></li>
<li><a href="/api/accounts">Accounts</a></li>
<li><a href="/api/runs">Runs</a></li>
<li><a href="/api/holds">Forecasts that are held back</a></li>
<li><a href="/api/accuracy">How good forecasts have been</a></li>
<li><a href="${escapeHtml(temporalUiUrl)}">Temporal Web UI</a></li>
<li><a href="/readyz">State of store and Temporal</a></li>
</ul>
</main>
</body>
</html>
`;

/** @param dashboardFolder where the dashboard was built to. */
export function pages(temporalUiUrl: string, dashboardFolder: string | null): Router {
  const router = Router();
  const built = dashboardFolder !== null && isDashboard(dashboardFolder) ? dashboardFolder : null;
  if (built !== null) router.use(dashboard(built));
  else router.get('/', allowPage, page(homePage(temporalUiUrl)));
  router.get('/docs', allowPage, page(DOCS_PAGE));
  router.get('/docs/start.js', (_request, response) => response.type('text/javascript').send(START_SCRIPT));
  for (const asset of ASSETS) {
    const file = join(swaggerUi.getAbsoluteFSPath(), asset);
    router.get(`/docs/${asset}`, (_request, response) => response.sendFile(file, { cacheControl: false }));
  }
  if (built !== null) router.use(noSuchPage(built));
  return router;
}

const page =
  (html: string): RequestHandler =>
  (_request, response) =>
    response.type('html').send(html);

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
