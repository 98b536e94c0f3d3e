// The API as an Express app, not listening yet: routes from the table, pages, and problem documents for everything else.
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from '../observability/logger.ts';
import type { ObservedRequest } from '../observability/metrics/http-metrics.ts';
import { recordChange } from '../operations/audit.ts';
import { isAudited, runAs } from '../operations/caller.ts';
import type { OperationsDeps } from '../operations/deps.ts';
import type { PayloadDoor } from '../ports/payload-door.ts';
import type { Predictor } from '../ports/predictor.ts';
import type { Explainer } from '../ports/explainer.ts';
import { accessControl, addressOf, type AccessControl } from './access/authorize.ts';
import { readSessionCookie } from './access/cookies.ts';
import { requireKnownHost } from './access/hosts.ts';
import { ACCESS_OFF, type AccessSettings } from './access/settings.ts';
import { withKey } from './idempotency.ts';
import { assignRequestId, logRequests, pathOf, refuseForeignPages, requestIdOf, secureHeaders } from './middleware.ts';
import { measureRequests, traceRequests } from './measure-requests.ts';
import { describeApi, operationId } from './openapi.ts';
import { pages } from './pages.ts';
import { answerNotFound, answerProblems, refuseMethod } from './problems.ts';
import { sendReply } from './send-reply.ts';
import { limitStream, readBody } from './request-body.ts';
import type { RequestContext, Route } from './route.ts';
import { ACCESS_ROUTES } from './routes/access.ts';
import { ACCURACY_ROUTES } from './routes/accuracy.ts';
import { accountOverviewRoutes, NO_EXPLAINER } from './routes/account-overview.ts';
import { ACCOUNT_ROUTES } from './routes/accounts.ts';
import { BULK_ROUTES } from './routes/bulk.ts';
import { BACKFILL_ROUTES } from './routes/backfills.ts';
import { ALERT_ROUTES } from './routes/alerts.ts';
import { PLAIN_DOOR, codecRoutes } from './routes/codec.ts';
import { CONNECTION_ROUTES } from './routes/connections.ts';
import { DELIVERY_ROUTES } from './routes/deliveries.ts';
import { DECISION_ROUTES } from './routes/decisions.ts';
import { FLEET_ROUTES } from './routes/fleet.ts';
import type { EventHub } from './events/hub.ts';
import { NO_HUB, eventRoutes } from './routes/events.ts';
import { FORECAST_ROUTES } from './routes/forecasts.ts';
import { MODEL_ROUTES } from './routes/models.ts';
import { OVERVIEW_ROUTES } from './routes/overview.ts';
import { NO_PREDICTOR, predictRoutes } from './routes/predict.ts';
import { PROVIDER_ROUTES } from './routes/providers.ts';
import { REVENUE_ROUTES } from './routes/revenue.ts';
import { RUN_STEP_ROUTES } from './routes/run-steps.ts';
import { RUN_ROUTES } from './routes/runs.ts';
import { SCHEDULE_ROUTES } from './routes/schedules.ts';
import { VARIABLE_ROUTES } from './routes/variables.ts';
import { CODEC_PATH, allowWebUi } from './web-ui.ts';
import { sessionRoutes } from './routes/session.ts';
import { VIEW_ROUTES } from './routes/views.ts';
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
  /** Absent: everybody who reaches the port may do everything. */
  readonly access?: AccessSettings;
  /** Absent: payloads of Temporal are not encrypted. */
  readonly codec?: PayloadDoor;
  /** Absent: nobody can predict on demand. */
  readonly predictor?: Predictor;
  /** Absent: nobody is told of changes as they happen. */
  readonly hub?: EventHub;
  /** Absent: forecasts come without their reasons. */
  readonly explainer?: Explainer;
}

export interface ApiMetrics {
  readonly observe: (observed: ObservedRequest) => void;
  /** In Prometheus's text format. */
  readonly text: () => Promise<string>;
  /** True: shown to everybody who reaches the port, also where access is required. */
  readonly open?: boolean;
}

interface RouteParts {
  readonly metrics?: ApiMetrics;
  readonly access?: AccessControl;
  readonly codec?: PayloadDoor;
  readonly predictor?: Predictor;
  readonly hub?: EventHub;
  readonly explainer?: Explainer;
}

const UNMEASURED: ApiMetrics = { observe: () => undefined, text: () => Promise.resolve('') };

/** Everything the API offers, in the order of its description. */
export function apiRoutes(
  version: string,
  {
    metrics = UNMEASURED,
    access = accessControl(ACCESS_OFF),
    codec = PLAIN_DOOR,
    predictor = NO_PREDICTOR,
    hub = NO_HUB,
    explainer = NO_EXPLAINER,
  }: RouteParts = {},
): readonly Route[] {
  const routes: readonly Route[] = [
    ...OVERVIEW_ROUTES,
    ...VIEW_ROUTES,
    ...RUN_ROUTES,
    ...RUN_STEP_ROUTES,
    ...BACKFILL_ROUTES,
    ...ACCOUNT_ROUTES,
    ...accountOverviewRoutes(explainer),
    ...REVENUE_ROUTES,
    ...FORECAST_ROUTES,
    ...predictRoutes(predictor),
    ...BULK_ROUTES,
    ...MODEL_ROUTES,
    ...DECISION_ROUTES,
    ...ALERT_ROUTES,
    ...DELIVERY_ROUTES,
    ...eventRoutes(hub),
    ...ACCURACY_ROUTES,
    ...TRANSFER_ROUTES,
    ...PROVIDER_ROUTES,
    ...SCHEDULE_ROUTES,
    ...FLEET_ROUTES,
    ...CONNECTION_ROUTES,
    ...VARIABLE_ROUTES,
    ...codecRoutes(codec),
    ...ACCESS_ROUTES,
    ...sessionRoutes(access),
    ...systemRoutes({
      version,
      document: () => document,
      metrics: metrics.text,
      metricsOpen: metrics.open === true,
    }),
  ];
  const document = describeApi(routes, version);
  return routes;
}

export function createApi({ operations, logger, version, ...parts }: ApiDeps): Express {
  const {
    metrics = UNMEASURED,
    traced = false,
    dashboardFolder = null,
    access: settings = ACCESS_OFF,
    predictor = NO_PREDICTOR,
    hub = NO_HUB,
    codec = PLAIN_DOOR,
    explainer = NO_EXPLAINER,
  } = parts;
  const access = accessControl(settings);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustedProxies.length === 0 ? false : settings.trustedProxies);
  // A parameter given twice becomes a list, which no schema takes: refused, not guessed.
  app.set('query parser', 'simple');
  app.use(assignRequestId, secureHeaders, measureRequests(metrics.observe));
  if (traced) app.use(traceRequests);
  app.use(logRequests(logger), requireKnownHost(settings.allowedHosts));
  app.use(CODEC_PATH, allowWebUi(operations.temporalUiUrl));
  app.use(refuseForeignPages(operations.temporalUiUrl));
  const routes = apiRoutes(version, { metrics, access, codec, predictor, hub, explainer });
  for (const route of routes) {
    app[route.method](
      route.path,
      access.guard(route, operations),
      readBody(route.body),
      serve(route, operations, access),
    );
  }
  for (const [path, methods] of methodsByPath(routes)) app.all(path, refuseMethod(methods));
  app.use(pages(operations.temporalUiUrl, dashboardFolder));
  app.use(answerNotFound);
  app.use(answerProblems(logger));
  return app;
}

const serve =
  (route: Route, operations: OperationsDeps, access: AccessControl): RequestHandler =>
  async (request, response) => {
    const context = contextOf({ request, response }, access, operations);
    const { params, query, body } = request;
    const raw = { params, query, body: body as unknown, stream: limitStream(request, route.body) };
    await runAs(context.caller, async () => {
      const reply = await withKey(operations, { route, request }, async () => {
        const made = await route.run(operations, raw, context);
        await recordSilentChange(route, operations, request);
        return made;
      });
      await sendReply({ request, response, route }, reply);
    });
  };

interface Asked {
  readonly request: Request;
  readonly response: Response;
}

function contextOf({ request, response }: Asked, access: AccessControl, operations: OperationsDeps): RequestContext {
  const { caller, session } = access.identityOf(request);
  const address = addressOf(request);
  return {
    caller: { ...caller, address, requestId: requestIdOf(response) },
    session,
    cookie: readSessionCookie(request),
    address,
    secure: request.secure,
    client: access.clientOf(request),
    lastEventId: request.get('last-event-id') ?? null,
    isStillIn: () => access.isStillIn(request, operations),
    header: (name) => request.get(name),
  };
}

/** What changes something without saying what: the audit log then holds what was asked for, unless it is a secret. */
async function recordSilentChange(route: Route, operations: OperationsDeps, request: Request): Promise<void> {
  const changes = route.changes ?? route.method !== 'get';
  if (!changes || isAudited()) return;
  const after: unknown = route.body.kind === 'json' && route.secret !== true ? request.body : null;
  await recordChange(operations, { action: operationId(route), subject: pathOf(request), after });
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    const names = method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()];
    methods.set(path, [...(methods.get(path) ?? []), ...names]);
  }
  return methods;
}
