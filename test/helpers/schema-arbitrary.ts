// Values that a JSON Schema of our OpenAPI document describes, for property tests; and values that it does not.
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

export const jsonSchema: z.ZodType<JsonSchema> = z.record(z.string(), z.unknown());

const schemas = z.array(jsonSchema);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const figure = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** As deep as bodies of ours are; a schema that goes deeper ends in null. */
const DEPTH = 6;
/** Longer lists only take time. */
const LIST_MAX = 4;

/** @param resolve finds what a `$ref` names. */
export function arbitraryOf(schema: JsonSchema, resolve: (name: string) => JsonSchema, depth = 0): Arbitrary<unknown> {
  const inner = (one: JsonSchema): Arbitrary<unknown> => arbitraryOf(one, resolve, depth + 1);
  const reference = text(schema['$ref']);
  if (depth > DEPTH) return fc.constant(null);
  if (reference !== null) return inner(resolve(reference.split('/').at(-1) ?? ''));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...schema['enum']);
  const choices = schemas.safeParse(schema['anyOf'] ?? schema['oneOf']).data;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  const described = byType(schema, inner);
  const examples = z.array(z.unknown()).safeParse(schema['examples']).data ?? [];
  return examples.length === 0 ? described : fc.oneof(described, fc.constantFrom(...examples));
}

type Inner = (schema: JsonSchema) => Arbitrary<unknown>;

function byType(schema: JsonSchema, inner: Inner): Arbitrary<unknown> {
  switch (schema['type']) {
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer({ min: figure(schema['minimum'], -1_000_000), max: figure(schema['maximum'], 1_000_000) });
    case 'number':
      return fc.double({
        min: figure(schema['minimum'], -1e9),
        max: figure(schema['maximum'], 1e9),
        noNaN: true,
        noDefaultInfinity: true,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return listOf(schema, inner);
    case 'object':
      return objectOf(schema, inner);
    default:
      return fc.jsonValue();
  }
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Of the days that the tests' stores know, and of any other. */
const dates = fc.oneof(
  fc.integer({ min: 1, max: 22 }).map((day) => `2026-11-${String(day).padStart(2, '0')}`),
  fc.date({ min: new Date('2000-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map(dayOf),
);
function stringOf(schema: JsonSchema): Arbitrary<string> {
  const pattern = text(schema['pattern']);
  if (schema['format'] === 'date') return dates;
  if (pattern !== null) return matching(pattern);
  const minLength = figure(schema['minLength'], 0);
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(figure(schema['maxLength'], 40), 200)) });
}

/** What a lookahead forbids is left out afterwards; it cannot be generated. */
function matching(pattern: string): Arbitrary<string> {
  const whole = new RegExp(pattern);
  return fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?![^)]*\)/g, ''))).filter((value) => whole.test(value));
}

function listOf(schema: JsonSchema, inner: Inner): Arbitrary<unknown> {
  const minLength = figure(schema['minItems'], 0);
  const maxLength = Math.max(minLength, Math.min(figure(schema['maxItems'], LIST_MAX), LIST_MAX));
  return fc.array(inner(jsonSchema.parse(schema['items'] ?? {})), { minLength, maxLength });
}

function objectOf(schema: JsonSchema, inner: Inner): Arbitrary<unknown> {
  const properties = z.record(z.string(), jsonSchema).parse(schema['properties'] ?? {});
  const requiredKeys = z.array(z.string()).parse(schema['required'] ?? []);
  const model = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)]));
  return fc.record(model, { requiredKeys: requiredKeys.filter((name) => name in model) });
}

/** Mostly like the good ones, with one thing wrong: gone, of another type, or too much. */
export const spoiled = (good: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue(),
    fc.tuple(good, fc.nat(), fc.jsonValue()).map(([value, place, other]) => spoil(value, place, other)),
  );

function spoil(value: unknown, place: number, other: unknown): unknown {
  const parsed = jsonSchema.safeParse(value);
  if (!parsed.success || Array.isArray(value)) return other;
  const entries = Object.entries(parsed.data);
  if (entries.length === 0 || place % 3 === 0) return { ...parsed.data, unknown: other };
  const at = place % entries.length;
  const rest = place % 2 === 0 ? [] : [[entries[at]?.[0], other] as const];
  return Object.fromEntries([...entries.filter((_, index) => index !== at), ...rest]);
}
