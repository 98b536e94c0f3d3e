// The border: whatever comes in by HTTP, CLI or file is parsed here, and every problem is named with its place.
import { z } from 'zod';
import { MorrowError, isErrorCode, type ErrorCode } from '../contract/errors.ts';
import { inWords } from '../domain/problem-words.ts';

export interface InputProblem {
  /** Dotted place in the input, e.g. `accounts.2`; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

/** INVALID_REQUEST, or the finer code when every problem has the same one. */
export class InvalidInputError extends MorrowError {
  readonly errors: readonly InputProblem[];

  constructor(code: ErrorCode, errors: readonly InputProblem[]) {
    super(code, summarise(errors), { facts: { problems: errors.length } });
    this.errors = errors;
  }
}

/** @throws InvalidInputError naming every problem. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, at = ''): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: explain });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new InvalidInputError(
    commonCode(issues),
    issues.map((issue) => toProblem(issue, at)),
  );
}

const NAMED = 12;

/** What is not known is not repeated: it may be a secret that went into the wrong place. What is known is told instead. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return inWords(issue);
  const { inst } = issue;
  const names = inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
  if (names.length === 0) return 'has a field that is not known here';
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `has a field that is not known here; known are ${names.slice(0, NAMED).join(', ')}${rest}`;
}

/** One problem at one place. */
export const invalidInput = (path: string, message: string, code: ErrorCode = 'INVALID_REQUEST'): InvalidInputError =>
  new InvalidInputError(code, [{ path, message }]);

const toProblem = (issue: z.core.$ZodIssue, at: string): InputProblem => ({
  path: [at, ...issue.path.map(String)].filter((part) => part !== '').join('.'),
  message: issue.message,
});

function commonCode(issues: readonly z.core.$ZodIssue[]): ErrorCode {
  const codes = new Set(issues.map(issueCode));
  const [first] = codes;
  return codes.size === 1 && first !== undefined ? first : 'INVALID_REQUEST';
}

function issueCode(issue: z.core.$ZodIssue): ErrorCode {
  const code: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
  return typeof code === 'string' && isErrorCode(code) ? code : 'INVALID_REQUEST';
}

const SHOWN = 5;

function summarise(errors: readonly InputProblem[]): string {
  const shown = errors.slice(0, SHOWN).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const rest = errors.length > SHOWN ? ` And ${errors.length - SHOWN} more.` : '';
  return `${shown.join('; ')}.${rest}`;
}
