// What people write about themselves, their accounts and their reasons: it stands in tables, terminals and mails.
import { describe, expect, test } from 'vitest';
import { accountPatchSchema } from '../../src/operations/account-schema.ts';
import { acknowledgementSchema } from '../../src/operations/alerts.ts';
import { decidedByFields } from '../../src/operations/decisions.ts';
import { breakerRequestSchema } from '../../src/operations/provider-requests.ts';

const ODD = ['\u0000', '\u001b[31mred', '\u009b2J', 'a\u202egnp', 'half \ud800'];

describe('a name', () => {
  test.each([...ODD, 'two\nlines', 'two\u2028lines'])('cannot be %j', (text) => {
    expect(accountPatchSchema.safeParse({ name: text }).success).toBe(false);
    expect(decidedByFields.by.safeParse(text).success).toBe(false);
    expect(breakerRequestSchema.safeParse({ action: 'open', by: text, reason: 'fine' }).success).toBe(false);
  });

  test.each(['Ærø & Søn', '株式会社', 'נועם', '👨‍👩‍👧 family'])('can be %s', (text) => {
    expect(accountPatchSchema.parse({ name: ` ${text} ` })).toEqual({ name: text });
    expect(decidedByFields.by.parse(text)).toBe(text);
  });
});

describe('a reason', () => {
  test.each(ODD)('cannot be %j', (text) => {
    expect(decidedByFields.reason.safeParse(text).success).toBe(false);
    expect(acknowledgementSchema.safeParse({ by: 'ada', note: text }).success).toBe(false);
  });

  test('may have several lines, and only a note may be empty', () => {
    expect(decidedByFields.reason.parse('First.\r\n\tThen.')).toBe('First.\r\n\tThen.');
    expect(decidedByFields.reason.safeParse('  ').success).toBe(false);
    expect(acknowledgementSchema.parse({ by: 'ada' })).toEqual({ by: 'ada', note: '' });
  });
});
