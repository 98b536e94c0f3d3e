// The OpenAPI 3.1 document, made from the route table and the very schemas that validate.
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import { hasETag } from './caching.ts';
import { KEY_HEADER, KEY_PATTERN, takesKey } from './idempotency.ts';
import { PROBLEM_TYPE } from './problems.ts';
import type { BodySpec, ResponseSpec, Route } from './route.ts';
import { problem } from './schemas.ts';

type Json = { readonly [key: string]: unknown };

/** Any request may end in these. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'HOST_NOT_ALLOWED',
  'TOO_MANY_REQUESTS',
  'STORE_UNREACHABLE',
  'INTERNAL',
];
const GUARDED_ERRORS: readonly ErrorCode[] = ['NOT_SIGNED_IN', 'NOT_ALLOWED', 'IDENTITY_UNREACHABLE'];
const CHANGING_ERRORS: readonly ErrorCode[] = ['FOREIGN_ORIGIN', 'CSRF_TOKEN_WRONG'];

const KEY_ERRORS: readonly ErrorCode[] = ['REQUEST_KEY_IN_USE', 'REQUEST_KEY_TAKEN'];

/** Of lists that are read page by page. */
const PAGE_ERRORS: readonly ErrorCode[] = ['INVALID_CURSOR'];

const KEY_PARAMETER: Json = {
  name: KEY_HEADER,
  in: 'header',
  required: false,
  description:
    'Chosen by the client for this one request. Sent again with the same key and body within 24 hours, it is not done again but answered as the first time.',
  schema: { type: 'string', pattern: KEY_PATTERN },
};

const ETAG_PARAMETER: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an earlier answer.',
  schema: { type: 'string' },
};
const UNCHANGED: Json = { description: 'The same as the answer with that ETag.' };

/** How a caller says who it is; any of these. A cookie needs the header X-CSRF-Token with every change besides. */
const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key, `mk_…`, or a token of the identity provider.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-morrow',
    description: 'Set by POST /api/session; without TLS its name is `morrow-session`.',
  },
} as const;
const ANY_SCHEME = Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] }));

export function describeApi(routes: readonly Route[], version: string): Json {
  const components: Record<string, unknown> = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => toSchema(schema, io, components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = (paths[openApiPath(route.path)] ??= {});
    path[route.method] = describeRoute(route, schemaOf);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Morrow',
      version,
      description: 'Daily revenue and forecasts of many accounts. Errors are problem documents (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas: components, securitySchemes: SECURITY_SCHEMES },
  };
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

const describeRoute = (route: Route, schemaOf: SchemaOf): Json => ({
  operationId: operationId(route),
  tags: [route.tag],
  summary: route.summary,
  security: route.role === 'public' ? [] : ANY_SCHEME,
  'x-morrow-role': route.role,
  ...(route.description === undefined ? {} : { description: route.description }),
  parameters: [
    ...describeParameters(route.params, 'path', schemaOf),
    ...describeParameters(route.query, 'query', schemaOf),
    ...(takesKey(route) ? [KEY_PARAMETER] : []),
    ...(hasETag(route) ? [ETAG_PARAMETER] : []),
    ...describeHeaders(route.headers),
  ],
  ...(route.body.kind === 'none' ? {} : { requestBody: describeBody(route.body, schemaOf) }),
  responses: {
    ...describeErrors(route, schemaOf),
    ...(hasETag(route) ? { 304: UNCHANGED } : {}),
    ...describeResponses(route.responses, schemaOf),
  },
});

/** `/api/runs/:id` -> `/api/runs/{id}` */
const openApiPath = (path: string): string => path.replaceAll(/:([a-z]+)/gi, '{$1}');

/** `PUT /api/providers/:id/budget` -> `putProvidersIdBudget` */
export const operationId = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  [method, ...path.split('/').filter((part) => part !== '' && part !== 'api')]
    .map((part) => part.replaceAll(/[^a-z0-9]/gi, ''))
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('');

const parametersSchema = z.object({
  properties: z.record(
    z.string(),
    z.looseObject({ description: z.string().optional(), examples: z.array(z.unknown()).optional() }),
  ),
  required: z.array(z.string()).optional(),
});

function describeParameters(schema: z.ZodType, place: 'path' | 'query', schemaOf: SchemaOf): readonly Json[] {
  const { properties, required = [] } = parametersSchema.parse(schemaOf(schema, 'input'));
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

const describeHeaders = (headers: Route['headers'] = {}): readonly Json[] =>
  Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));

function describeBody(body: Exclude<BodySpec, { readonly kind: 'none' }>, schemaOf: SchemaOf): Json {
  if (body.kind === 'stream') {
    return { required: true, content: { [body.contentType]: { schema: { type: 'string' }, example: body.example } } };
  }
  // Zod leaves the examples of a schema that transforms out of its JSON Schema; they are examples of the input all the same.
  const [example] = z.array(z.unknown()).safeParse(body.schema.meta()?.['examples']).data ?? [];
  const content = { schema: schemaOf(body.schema, 'input'), ...(example === undefined ? {} : { example }) };
  return { required: true, content: { 'application/json': content } };
}

const describeResponses = (responses: Readonly<Record<number, ResponseSpec>>, schemaOf: SchemaOf): Json =>
  Object.fromEntries(
    Object.entries(responses).map(([status, { description, headers, content }]) => [
      status,
      {
        description,
        ...(headers === undefined
          ? {}
          : { headers: mapValues(headers, (text) => ({ description: text, schema: { type: 'string' } })) }),
        ...(content === undefined
          ? {}
          : { content: mapValues(content, (schema) => ({ schema: schemaOf(schema, 'output') })) }),
      },
    ]),
  );

const errorsOf = (route: Route): readonly ErrorCode[] => [
  ...route.errors,
  ...COMMON_ERRORS,
  ...(route.role === 'public' ? [] : GUARDED_ERRORS),
  ...(route.method === 'get' ? [] : CHANGING_ERRORS),
  ...(takesKey(route) ? KEY_ERRORS : []),
  ...(isPaged(route) ? PAGE_ERRORS : []),
];

const isPaged = ({ query }: Route): boolean => query instanceof z.ZodObject && 'after' in query.shape;

/** One entry per status; its description names the codes. */
function describeErrors(route: Route, schemaOf: SchemaOf): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(errorsOf(route))) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { [PROBLEM_TYPE]: { schema: schemaOf(problem, 'output') } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '), content },
    ]),
  );
}

/** JSON Schema of OpenAPI 3.1; named schemas move to the components. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Record<string, unknown>): Json {
  const { $schema: _dialect, $defs = {}, ...rest } = z.toJSONSchema(schema, { io });
  for (const [name, definition] of Object.entries($defs)) components[name] = relocate(definition);
  return jsonObject.parse(relocate(rest));
}

const jsonObject = z.record(z.string(), z.unknown());

function relocate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relocate);
  if (value === null || typeof value !== 'object') return value;
  return mapValues(jsonObject.parse(value), (inner, key) =>
    key === '$ref' && typeof inner === 'string' ? inner.replace('#/$defs/', '#/components/schemas/') : relocate(inner),
  );
}

function mapValues<T>(object: Readonly<Record<string, T>>, change: (value: T, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
