// What the dialect readers share: pages of text -> a checked envelope. Rows stay unjudged.
import { z } from 'zod';
import { DomainError } from '../../domain-error.ts';
import { isDecimal, parseDecimal, formatDecimal } from '../../money/decimal.ts';

/** The figures that every page of a report must repeat. */
export interface ControlFigures {
  readonly currency: string;
  readonly declaredRows: number;
  readonly declaredTotal: string;
}

export const currencyField = z.string().min(1);
export const countField = z.number().int().min(0);
export const totalField = z.string().refine(isDecimal, 'expected a decimal with at most 6 fraction digits');

/**
 * Reads each page as JSON and checks it.
 * @throws DomainError SOURCE_SCHEMA_INVALID with page, JSON path and expectation, never with the body.
 */
export function parsePages<T>(pages: readonly string[], schema: z.ZodType<T>): readonly T[] {
  if (pages.length === 0) throw schemaInvalid(0, '', 'at least one page');
  return pages.map((page, index) => parsePage(page, index, schema));
}

/** As `parsePages`, for a source that answers in one piece. */
export function parseOnlyPage<T>(pages: readonly string[], schema: z.ZodType<T>): T {
  const [only, ...others] = parsePages(pages, schema);
  if (only === undefined || others.length > 0) throw schemaInvalid(1, '', 'a report of one page');
  return only;
}

/** The control figures of a paged report. @throws DomainError SOURCE_SCHEMA_INVALID when the pages contradict each other. */
export function agreeOnFigures(figures: readonly ControlFigures[]): ControlFigures {
  const [first] = figures;
  if (first === undefined) throw schemaInvalid(0, '', 'at least one page');
  for (const [index, page] of figures.entries()) {
    const field = (['currency', 'declaredRows', 'declaredTotal'] as const).find((name) => page[name] !== first[name]);
    if (field !== undefined) throw schemaInvalid(index, '', `the ${FIGURE_NAMES[field]} of the first page`);
  }
  return first;
}

const FIGURE_NAMES = { currency: 'currency', declaredRows: 'row count', declaredTotal: 'control total' } as const;

/** The refusal of an envelope. `page` counts from 0; an empty path is the page itself. */
export function schemaInvalid(page: number, path: string, expected: string): DomainError {
  const where = path === '' ? '' : ` at ${path}`;
  return new DomainError('SOURCE_SCHEMA_INVALID', `Page ${page + 1} of the report${where}: expected ${expected}.`, {
    page: page + 1,
    path,
    expected,
  });
}

/** The fields of a row, whatever it is: a row that is no object has none. */
export function fieldsOf(row: unknown): Readonly<Record<string, unknown>> {
  return rowObject.safeParse(row).data ?? {};
}

const rowObject = z.record(z.string(), z.unknown());

/**
 * An amount that the source writes without a sign. With a minus it is a mistake of the source and must not become a
 * decimal by accident, so it is handed on as null, which `transformReport` rejects like any other non-decimal.
 */
export const unsignedAmount = (amount: unknown): unknown =>
  typeof amount === 'string' && amount.startsWith('-') ? null : amount;

/** An amount with the other sign; what is no decimal is handed on as it is. */
export function negated(amount: unknown): unknown {
  const micros = typeof amount === 'string' ? parseDecimal(amount) : null;
  return micros === null ? amount : formatDecimal(-micros);
}

function parsePage<T>(page: string, index: number, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parseJson(page, index));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw schemaInvalid(index, issue?.path.join('.').slice(0, 100) ?? '', expectationOf(issue));
}

function parseJson(page: string, index: number): unknown {
  try {
    return JSON.parse(page);
  } catch {
    // The parser's own message quotes the body.
    throw schemaInvalid(index, '', `JSON (got ${page.length} characters of something else)`);
  }
}

/** Says what was expected, in terms of the schema only: zod's messages name types and bounds, not values. */
function expectationOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'the documented form';
  return issue.message.replace(/^.*?expected /, '');
}
