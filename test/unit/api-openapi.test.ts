// The OpenAPI document and the routes are one thing: nothing served is missing, nothing described is made up.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from '../../src/api/create-api.ts';
import { describeApi } from '../../src/api/openapi.ts';
import { ERRORS } from '../../src/contract/errors.ts';

const schemaObject = z.looseObject({});
const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(
    z.looseObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      schema: schemaObject,
    }),
  ),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: schemaObject, example: z.unknown() })) })
    .optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string().min(1), content: z.record(z.string(), schemaObject).optional() }),
  ),
});
const openApi = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaObject) }),
});

const ROUTES = apiRoutes('test');
const document = openApi.parse(JSON.parse(JSON.stringify(describeApi(ROUTES, 'test'))));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
);

const templateOf = (path: string): string => path.replaceAll(/:([a-z]+)/gi, '{$1}');

describe('the OpenAPI document', () => {
  test('describes every route and no other', () => {
    const served = ROUTES.map(({ method, path }) => `${method} ${templateOf(path)}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...served].sort());
  });

  test('gives every operation an id of its own', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  });

  test('describes every parameter of an address as required', () => {
    for (const { path, parameters } of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      const named = [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, name]) => name);
      expect([path, inPath.map(({ name }) => name)]).toEqual([path, named]);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  test('refers only to schemas that it contains', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference ?? '',
    );
    expect(references.length).toBeGreaterThan(20);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((reference) => !known.includes(reference))).toEqual([]);
  });

  test('marks every address that takes a password or credentials as secret, so that nothing keeps its body', () => {
    const SECRET_FIELD = /"(?:password|credentials|secret|token)":/;
    const taking = ROUTES.filter(
      ({ body }) =>
        body.kind === 'json' && SECRET_FIELD.test(JSON.stringify(z.toJSONSchema(body.schema, { io: 'input' }))),
    );
    expect(taking.length).toBeGreaterThan(3);
    expect(taking.filter(({ secret }) => secret !== true).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('has an example for every body, and the schema that validates accepts it', () => {
    for (const route of ROUTES) {
      if (route.body.kind === 'none') continue;
      const described = document.paths[templateOf(route.path)]?.[route.method]?.requestBody?.content ?? {};
      const [content] = Object.values(described);
      expect(content?.example, `${route.method} ${route.path}`).toBeDefined();
      if (route.body.kind === 'json') expect(route.body.schema.safeParse(content?.example).error).toBeUndefined();
    }
  });

  test('has examples of parameters that the schemas accept', () => {
    for (const { path, method, params } of ROUTES) {
      const described = document.paths[templateOf(path)]?.[method]?.parameters ?? [];
      const examples = described
        .filter((parameter) => parameter.in === 'path')
        .map(({ name, schema }) => [name, z.array(z.unknown()).parse(schema['examples'])[0]]);
      expect(params.safeParse(Object.fromEntries(examples)).error, path).toBeUndefined();
    }
  });

  test('names every refusal of a route under the status that the catalogue gives it', () => {
    for (const { path, method, errors } of ROUTES) {
      const responses = document.paths[templateOf(path)]?.[method]?.responses ?? {};
      for (const code of [...errors, 'INTERNAL' as const]) {
        const described = responses[String(ERRORS[code].status)]?.description;
        expect(described, `${method} ${path} ${code}`).toContain(`\`${code}\``);
      }
    }
  });

  test('shows what a body may hold: fields, limits and that nothing else is taken', () => {
    expect(document.components.schemas['DayRunRequest']).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['date'],
      properties: { date: { format: 'date' }, horizonDays: { minimum: 1, maximum: 28, default: 28 } },
    });
  });
});
