// The whole OpenAPI document, asked at random: requests as it describes them, and others, on the real API with a real store, real
// Temporal and real workers. Whatever comes back is documented, and nothing breaks. The seed is fixed, so that a failure comes again.
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPredictor } from '../../src/activities/heavy/predictor.ts';
import { createTrainingPool } from '../../src/activities/heavy/training-pool.ts';
import { createHolidayCalendar } from '../../src/connectors/holiday-calendar.ts';
import { apiRoutes } from '../../src/api/create-api.ts';
import { describeApi } from '../../src/api/openapi.ts';
import type { BulkPrediction } from '../../src/ports/store.ts';
import { startApiStack, type Answer, type ApiStack, type Sent } from '../helpers/api-stack.ts';
import { accountId, isoDate, u1, u2 } from '../helpers/builders.ts';
import { startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { arbitraryOf, jsonSchema, spoiled, type JsonSchema } from '../helpers/schema-arbitrary.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';
import { forecast, gateDecision, hold, model, raised, statusChange } from '../storage/forecast-builders.ts';
import { run } from '../storage/builders.ts';

const SEED = 20_261_126;
/** Of each address; all of them together take about half a minute. */
const RUNS = 15;
/**
 * After so long an address is not asked again. Not fast-check's own limit: that one breaks off the question in hand, and where it
 * is the first, as with a password that a busy machine hashes, says that the property failed.
 */
const ENOUGH_MS = 2_000;
const HOLD = 'hold/daily/2026-11-21/0b6e2f61-0';
const RUN = 'day/daily/2026-11-21';
/** Of which nobody knows more than that it was to run. */
const LATER_RUN = 'day/daily/2026-11-20';
const GATE = 'gate/daily/2026-11-21/0b6e2f61-0';
const BULK = '20261121T100000000Z-00000000';
const KEY = '0123456789';

const operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean(), schema: jsonSchema })),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: jsonSchema, example: z.unknown() })) })
    .optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), jsonSchema).optional() })),
});
type Operation = z.output<typeof operation>;
const document = z
  .looseObject({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.looseObject({ schemas: z.record(z.string(), jsonSchema) }),
  })
  .parse(JSON.parse(JSON.stringify(describeApi(apiRoutes('test'), 'test'))));

const resolve = (name: string): JsonSchema => document.components.schemas[name] ?? {};
const arbitrary = (schema: JsonSchema): Arbitrary<unknown> => arbitraryOf(schema, resolve);

let temporal: DevServer;
let stack: WorkflowStack;
let api: ApiStack;
const pool = createTrainingPool(1);

beforeAll(async () => {
  temporal = await startDevServer();
  stack = await startWorkflowStack({ server: temporal.address });
  const { store } = stack;
  const u = accountId('u1');
  const date = isoDate('2026-11-21');
  for (const account of [u1(), u2()]) await store.accounts.save(account);
  for (const id of ['u1', 'u2']) await stack.importDays(accountId(id), date, ['10', '11', '12', '13']);
  await store.forecasts.save([forecast({ accountId: u, businessDate: date })]);
  const to = { status: 'held', findings: [], facts: null, holdId: HOLD } as const;
  await store.forecasts.setStatus([statusChange({ accountId: u, businessDate: date, to })]);
  await store.holds.save(hold(HOLD, { date, accounts: 1 }));
  await store.gates.save(gateDecision(GATE, { date }));
  for (const id of ['model-1', 'model-2']) await store.models.register(model(id, { accountId: u }));
  await store.runs.save(run(RUN, { kind: 'day', date, accountId: null, status: 'completed' }));
  await store.runs.save(
    run(LATER_RUN, { kind: 'day', date: isoDate('2026-11-20'), accountId: null, status: 'failed' }),
  );
  await store.alerts.raise(raised({ id: 'breaker/app-store-1' }));
  await store.bulk.save(bulk());
  api = await startApiStack({
    events: { lookMs: 20, lifeMs: 40 },
    change: (operations) => ({ ...operations, store, temporal: stack.env.client }),
    predictor: () =>
      createPredictor({ store, pool, holidays: createHolidayCalendar(), clock: { now: () => new Date() } }),
  });
});
const bulk = (): BulkPrediction => ({
  id: BULK,
  status: 'completed',
  horizonDays: 7,
  questions: 0,
  parts: 0,
  createdBy: 'anna',
  createdAt: '2026-11-21T10:00:00.000Z',
  finishedAt: '2026-11-21T10:00:01.000Z',
  error: null,
});

afterAll(async () => {
  await api?.close();
  await stack?.close();
  await temporal?.stop();
  await pool.close();
});

/** What there is to be named, by where addresses begin; others have their examples. */
const KNOWN: readonly (readonly [begin: string, ids: readonly string[]])[] = [
  ['/api/accounts/', ['u1', 'u2']],
  ['/api/holds/', [HOLD]],
  ['/api/gates/', [GATE]],
  ['/api/runs/', [RUN, LATER_RUN]],
  ['/api/alerts/', ['breaker/app-store-1']],
  ['/api/predict/bulk/', [BULK]],
  ['/api/users/', ['anna']],
  ['/api/keys/', [KEY]],
  ['/errors/', ['RATE_MISSING']],
];

interface Question {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly sent: Sent;
}

function questions(address: string, { parameters, requestBody }: Operation): Arbitrary<Question> {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const path = fc.record(
    Object.fromEntries(
      of('path').map(({ name, schema }) => [
        name,
        pathPart(name === 'id' || name === 'name' || name === 'code' ? knownAt(address) : [], schema),
      ]),
    ),
  );
  const good = fc.record(Object.fromEntries(of('query').map(({ name, schema }) => [name, arbitrary(schema)])), {
    requiredKeys: of('query').flatMap(({ name, required }) => (required ? [name] : [])),
  });
  const query = fc.oneof({ weight: 3, arbitrary: good }, spoiled(good).map(flat));
  return fc.record({ path, query, sent: bodies(requestBody) });
}

const knownAt = (address: string): readonly string[] => KNOWN.find(([begin]) => address.startsWith(begin))?.[1] ?? [];

function pathPart(known: readonly string[], schema: JsonSchema): Arbitrary<string> {
  const others = fc.oneof(arbitrary(schema).map(String), fc.string({ minLength: 1, maxLength: 30 }));
  return known.length === 0 ? others : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, others);
}

const flat = (value: unknown): Readonly<Record<string, unknown>> =>
  jsonSchema.safeParse(value).data ?? { unknown: value };

function bodies(body: Operation['requestBody']): Arbitrary<Sent> {
  if (body === undefined) return fc.constant({});
  const json = body.content['application/json'];
  if (json === undefined) return csvs(body.content['text/csv']?.example);
  const good = arbitrary(json.schema);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<Sent>({ json: json.example ?? {} }) },
    { weight: 3, arbitrary: good.map((value): Sent => ({ json: value })) },
    { weight: 2, arbitrary: spoiled(good).map((value): Sent => ({ json: value })) },
    fc.constantFrom<Sent>({}, { raw: '{', headers: { 'content-type': 'application/json' } }, { csv: 'a,b' }),
  );
}

const csvs = (example: unknown): Arbitrary<Sent> =>
  fc.oneof(fc.string({ maxLength: 200 }), fc.constant(String(example))).map((csv): Sent => ({ csv }));

function addressOf(template: string, { path, query }: Question): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? 'x'));
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, plain(value)]);
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs).toString()}`;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function requireDocumented({ responses }: Operation, { status, headers, text }: Answer): void {
  expect(status, text.slice(0, 300)).toBeLessThan(500);
  const described = responses[String(status)];
  expect(described, `status ${status}: ${text.slice(0, 300)}`).toBeDefined();
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (text === '') return;
  expect(Object.keys(described?.content ?? {}), `status ${status}`).toContain(type);
}

/** Its address leads away from what the others need, or it waits for people. */
const LEFT_OUT = new Set(['deleteSession']);

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, described })),
);

/** An empty part, or dots, would make it another address; lone surrogates cannot be written in one. */
const isPart = (text: string): boolean => !/^\.{0,2}$/.test(text) && !/\p{Surrogate}/u.test(text);

/** Operations with the classes of status that they were answered with. */
const seen = new Set<string>();

describe('every address', () => {
  test.each(operations.filter(({ described }) => !LEFT_OUT.has(described.operationId)))(
    '$method $path answers only what the document says',
    async ({ path, method, described }) => {
      const end = performance.now() + ENOUGH_MS;
      let asked = 0;
      const property = fc.asyncProperty(questions(path, described), async (question) => {
        fc.pre(Object.values(question.path).every(isPart));
        if (asked > 0 && performance.now() > end) return;
        asked += 1;
        // Holds the JSON of the answer against its schema.
        const answer = await api.call(method.toUpperCase(), addressOf(path, question), question.sent);
        requireDocumented(described, answer);
        seen.add(`${described.operationId} ${Math.floor(answer.status / 100)}`);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    },
  );
});

test('most addresses were asked well at least once, and most wrongly', () => {
  const answered = (kind: number): number => [...seen].filter((entry) => entry.endsWith(` ${kind}`)).length;
  expect(answered(2)).toBeGreaterThan(operations.length * 0.5);
  expect(answered(4)).toBeGreaterThan(operations.length * 0.5);
});
