// The API as an Express app, not listening yet: routes from the table, pages, and problem documents for everything else.
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../observability/logger.ts';
import type { ObservedRequest } from '../observability/metrics/http-metrics.ts';
import type { OperationsDeps } from '../operations/deps.ts';
import { assignRequestId, logRequests, refuseForeignPages, secureHeaders } from './middleware.ts';
import { measureRequests, traceRequests } from './measure-requests.ts';
import { describeApi } from './openapi.ts';
import { pages } from './pages.ts';
import { answerNotFound, answerProblems, refuseMethod } from './problems.ts';
import { sendReply } from './reply.ts';
import { limitStream, readBody } from './request-body.ts';
import type { Route } from './route.ts';
import { ACCURACY_ROUTES } from './routes/accuracy.ts';
import { ACCOUNT_ROUTES } from './routes/accounts.ts';
import { BACKFILL_ROUTES } from './routes/backfills.ts';
import { ALERT_ROUTES } from './routes/alerts.ts';
import { DECISION_ROUTES } from './routes/decisions.ts';
import { FORECAST_ROUTES } from './routes/forecasts.ts';
import { MODEL_ROUTES } from './routes/models.ts';
import { OVERVIEW_ROUTES } from './routes/overview.ts';
import { PROVIDER_ROUTES } from './routes/providers.ts';
import { REVENUE_ROUTES } from './routes/revenue.ts';
import { RUN_ROUTES } from './routes/runs.ts';
import { systemRoutes } from './routes/system.ts';
import { TRANSFER_ROUTES } from './routes/transfer.ts';

export interface ApiDeps {
  /** A getter that throws STORE_UNREACHABLE stands for a store that is not there yet. */
  readonly operations: OperationsDeps;
  readonly logger: Logger;
  readonly version: string;
  /** Absent: nothing is measured, and `/metrics` is empty. */
  readonly metrics?: ApiMetrics;
  /** Spans for requests; for a process that has tracing switched on. */
  readonly traced?: boolean;
  /** Where the dashboard was built to; absent or null: a plain list of links stands at `/`. */
  readonly dashboardFolder?: string | null;
}

export interface ApiMetrics {
  readonly observe: (observed: ObservedRequest) => void;
  /** In Prometheus's text format. */
  readonly text: () => Promise<string>;
}

const UNMEASURED: ApiMetrics = { observe: () => undefined, text: () => Promise.resolve('') };

/** Everything the API offers, in the order of its description. */
export function apiRoutes(version: string, metrics: ApiMetrics = UNMEASURED): readonly Route[] {
  const routes: readonly Route[] = [
    ...OVERVIEW_ROUTES,
    ...RUN_ROUTES,
    ...BACKFILL_ROUTES,
    ...ACCOUNT_ROUTES,
    ...REVENUE_ROUTES,
    ...FORECAST_ROUTES,
    ...MODEL_ROUTES,
    ...DECISION_ROUTES,
    ...ALERT_ROUTES,
    ...ACCURACY_ROUTES,
    ...TRANSFER_ROUTES,
    ...PROVIDER_ROUTES,
    ...systemRoutes({ version, document: () => document, metrics: metrics.text }),
  ];
  const document = describeApi(routes, version);
  return routes;
}

export function createApi(deps: ApiDeps): Express {
  const { operations, logger, version, metrics = UNMEASURED, traced = false, dashboardFolder = null } = deps;
  const app = express();
  app.disable('x-powered-by');
  // A parameter given twice becomes a list, which no schema takes: refused, not guessed.
  app.set('query parser', 'simple');
  app.use(assignRequestId, secureHeaders, measureRequests(metrics.observe));
  if (traced) app.use(traceRequests);
  app.use(logRequests(logger), refuseForeignPages);
  const routes = apiRoutes(version, metrics);
  for (const route of routes) app[route.method](route.path, readBody(route.body), serve(route, operations));
  for (const [path, methods] of methodsByPath(routes)) app.all(path, refuseMethod(methods));
  app.use(pages(operations.temporalUiUrl, dashboardFolder));
  app.use(answerNotFound);
  app.use(answerProblems(logger));
  return app;
}

const serve =
  (route: Route, operations: OperationsDeps): RequestHandler =>
  async (request, response) => {
    const reply = await route.run(operations, {
      params: request.params,
      query: request.query,
      body: request.body,
      stream: limitStream(request, route.body),
    });
    await sendReply(response, reply);
  };

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    const names = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...names]);
  }
  return methods;
}
