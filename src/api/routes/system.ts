// About the API itself: alive, ready, its description, and what its error codes mean.
import { z } from 'zod';
import { ERRORS, ERROR_CODES, MorrowError, isErrorCode, type ErrorCode } from '../../contract/errors.ts';
import { METRICS_CONTENT_TYPE } from '../../observability/health.ts';
import { readReadiness, type Readiness } from '../readiness.ts';
import { ok } from '../reply.ts';
import { NONE, NO_BODY, defineRoute, type Route } from '../route.ts';
import { catalogue, catalogueEntry, health, readiness } from '../schemas.ts';

const tag = 'System';
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const plain = { tag, params: NONE, query: NONE, body: NO_BODY, errors: [], role: 'public' } as const;

export interface SystemFacts {
  readonly version: string;
  /** The OpenAPI document. */
  readonly document: () => unknown;
  /** In Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  /** Whether the figures are shown to everybody who reaches the port. */
  readonly metricsOpen: boolean;
}

export const systemRoutes = ({ version, document, metrics, metricsOpen }: SystemFacts): readonly Route[] => [
  defineRoute({
    ...plain,
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process is alive',
    responses: { 200: { description: 'It is.', content: json(health) } },
    handle: () => Promise.resolve(ok({ status: 'ok', version })),
  }),
  defineRoute({
    ...plain,
    method: 'get',
    path: '/readyz',
    summary: 'Whether store and Temporal can be reached',
    responses: {
      200: { description: 'Both can.', content: json(readiness) },
      503: { description: 'At least one cannot.', content: json(readiness) },
    },
    handle: async (operations, _input, { caller }) => {
      const state = await readReadiness(operations);
      const body = caller.kind === 'anonymous' ? withoutDetails(state) : state;
      return { kind: 'json', status: state.status === 'ready' ? 200 : 503, body };
    },
  }),
  defineRoute({
    ...plain,
    method: 'get',
    path: '/metrics',
    role: metricsOpen ? 'public' : 'viewer',
    summary: 'Figures of the process and of the business, for Prometheus',
    responses: { 200: { description: "Prometheus's text format.", content: { 'text/plain': z.string() } } },
    handle: async () => ({ kind: 'text', contentType: METRICS_CONTENT_TYPE, text: await metrics() }),
  }),
  defineRoute({
    ...plain,
    method: 'get',
    path: '/openapi.json',
    summary: 'This description, as OpenAPI 3.1',
    responses: { 200: { description: 'The document.', content: json(z.looseObject({ openapi: z.string() })) } },
    handle: () => Promise.resolve(ok(document())),
  }),
  listErrors,
  readError,
];

/** Details name hosts, which are nobody's business who has not said who they are. */
const withoutDetails = ({ status, checks: { store, temporal } }: Readiness): Readiness => ({
  status,
  checks: { store: { ...store, detail: null }, temporal: { ...temporal, detail: null } },
});

const listErrors = defineRoute({
  ...plain,
  method: 'get',
  path: '/errors',
  summary: 'Every error code: what it means and what to do',
  responses: { 200: { description: 'The catalogue.', content: json(catalogue) } },
  handle: () => Promise.resolve(ok({ errors: ERROR_CODES.map(entryOf) })),
});

const readError = defineRoute({
  ...plain,
  method: 'get',
  path: '/errors/:code',
  params: z.object({ code: z.string().meta({ examples: ['ACCOUNT_NOT_FOUND'] }) }),
  summary: 'What an error code means and what to do: where `type` of a problem document points',
  responses: { 200: { description: 'The entry.', content: json(catalogueEntry) } },
  errors: ['NOT_FOUND'],
  handle: async (_operations, { params: { code } }) => {
    if (isErrorCode(code)) return ok(entryOf(code));
    throw new MorrowError('NOT_FOUND', `There is no error code "${code.slice(0, 60)}".`);
  },
});

function entryOf(code: ErrorCode): z.output<typeof catalogueEntry> {
  const { status, title, action, retryable } = ERRORS[code];
  return { code, status, title, action, retryable };
}
