// What is wrong with a value that came in, in words for people: the parser's own words are for its users.
import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * Goes with a parse as its `error`; what a schema says itself comes first. Never repeats what was given, which may be a secret.
 * Undefined: the parser's words stand.
 */
export function inWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : mustBe(KINDS[issue.expected]);
    case 'invalid_value':
      return mustBe(`one of ${issue.values.map(String).join(', ')}`);
    case 'invalid_format':
      return issue.format === 'url' ? mustBe('a URL, such as https://example.com') : undefined;
    case 'too_small':
      return boundText(issue.origin, { least: true, inclusive: issue.inclusive !== false, bound: issue.minimum });
    case 'too_big':
      return boundText(issue.origin, { least: false, inclusive: issue.inclusive !== false, bound: issue.maximum });
    default:
      return undefined;
  }
}

const mustBe = (what: string | undefined): string | undefined => (what === undefined ? undefined : `must be ${what}`);

interface Bound {
  readonly least: boolean;
  readonly inclusive: boolean;
  readonly bound: number | bigint;
}

function boundText(origin: string, { least, inclusive, bound }: Bound): string | undefined {
  if (least && bound === 1 && origin === 'string') return 'must not be empty';
  const [within, beyond] = least ? ['at least', 'more than'] : ['at most', 'less than'];
  const amount = `${inclusive ? within : beyond} ${bound}`;
  if (origin === 'number' || origin === 'int' || origin === 'bigint') return `must be ${amount}`;
  if (origin === 'string') return `must have ${amount} ${bound === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `must have ${amount} ${bound === 1 ? 'entry' : 'entries'}`;
  return undefined;
}
