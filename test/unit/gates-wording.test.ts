// What somebody reads who has to decide about a held forecast: for each gate what was measured, its bound, and what to do.
import { describe, expect, test } from 'vitest';
import { BATCH_RULES } from '../../src/domain/forecast/gates/batch/types.ts';
import { GATE_RULES, type GateRule } from '../../src/domain/forecast/gates/types.ts';
import { adviceFor, whatWasFound, whyHeld, whyWaiting, whyWithheld } from '../../src/domain/forecast/gates/wording.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { Case } from './gates-builders.ts';
import { BUSINESS_DATE, forecastOf, judge, repeat } from './gates-builders.ts';

const WEEK = [100, 110, 105, 120, 130, 80, 70];
const CALM = [WEEK, WEEK, WEEK, WEEK].flat();
const calm = (change: Partial<Case> = {}) => forecastOf({ values: CALM, means: WEEK, width80: 20, ...change });
const withFirst = (change: object) => ({
  ...calm(),
  steps: calm().steps.map((step, index) => (index === 0 ? { ...step, ...change } : step)),
});

const SAID: Readonly<Record<GateRule, readonly [candidate: ReturnType<typeof calm>, message: string]>> = {
  'not-finite': [withFirst({ mean: Number.NaN }), '1 day with a figure that is no number; none is accepted.'],
  'wrong-days': [
    { ...calm(), businessDate: addDays(BUSINESS_DATE, 1) },
    '7 days other than the business date 2026-11-23 asks for; none is accepted.',
  ],
  'band-crossed': [
    withFirst({ lo80: 106 }),
    '1 day with intervals that do not lie around the forecast, the first 2026-11-23; none is accepted.',
  ],
  'out-of-range': [
    calm({ means: [...WEEK.slice(0, 6), 900] }),
    "2026-11-29 is forecast at 900 EUR; the account's own days allow -30 to 230 EUR.",
  ],
  jump: [
    calm({ means: [20, ...WEEK.slice(1)] }),
    'The next day is forecast at 20 EUR where recent weeks suggest 100 EUR: 16 times as far as the account usually moves; up to 6 times is accepted.',
  ],
  'week-jump': [
    calm({ means: repeat(20, 7) }),
    "The first week's mean is forecast at 20 EUR where recent weeks suggest 102.1 EUR: 16.43 times as far as the account usually moves; up to 3 times is accepted.",
  ],
  sign: [
    calm({ means: repeat(-10, 7) }),
    "100 % of the first days are forecast below 0, where 0 % of the account's days were; up to 0 % is accepted.",
  ],
  vanished: [
    calm({ means: [0, ...WEEK.slice(1)] }),
    '1 of the first 7 days forecast at 0, where the account earned on each of its 28 days; none is accepted.',
  ],
  'band-too-wide': [
    calm({ width80: 5000 }),
    "The 80 % interval is 5000 EUR wide; the account's own days explain up to 800 EUR.",
  ],
  'stale-inputs': [
    calm({ inputs: { daysSinceObservation: 8 } }),
    'The newest day with revenue is 8 days older than the business date; it may be up to 7 days old.',
  ],
  'partial-inputs': [
    calm({ inputs: { sourcesReported: 1 } }),
    '1 of 2 sources did not report the business date; none may be missing.',
  ],
  'stale-model': [
    calm({ inputs: { modelTrainedOn: addDays(BUSINESS_DATE, -15) } }),
    'The model was trained 15 days before; it may be up to 14 days old.',
  ],
};

describe('the gate of a forecast', () => {
  test.each(GATE_RULES)('says for %s what was measured, against what, and what to do', (rule) => {
    const [candidate, message] = SAID[rule];
    const found = judge(candidate).findings.filter((finding) => finding.rule === rule);
    expect(found.map((finding) => finding.message)).toEqual([message]);
    const why = whyHeld(found.map((finding) => ({ ...finding, severity: 'hold' })));
    expect(why).toBe(`${message} ${adviceFor(rule) ?? 'no advice'}`);
    expect(adviceFor(rule)).toMatch(/^[A-Z].{20,}\.$/);
  });

  test('gives the same advice once, however many figures ask for it', () => {
    const why = whyHeld(judge(calm({ means: WEEK.map((value) => value * 10) })).findings);
    expect(why.split('Compare it with the latest revenue')).toHaveLength(2);
    expect(why).toContain('The next day is forecast at 1000 EUR');
  });

  test('puts what is only worth a word behind what holds', () => {
    const why = whatWasFound(judge(calm({ inputs: { sourcesReported: 1, rejectedShare: 0.02 } })).findings);
    expect(why).toMatch(/Besides: 2 % of the rows that sources reported were rejected; up to 1 % is accepted\.$/);
  });

  test('sends whoever looks at a forecast without findings to what was found about the day', () => {
    expect(whyHeld([])).toMatch(/^Its own gate let this forecast through: .* whole day/);
  });
});

const hold = (rule: string, message = 'The figure, and its bound.') => ({ rule, severity: 'hold', message }) as const;

describe('a hold', () => {
  test.each(GATE_RULES)('says for %s how many forecasts wait, and what to do', (rule) => {
    const many = whyWaiting([], [[hold(rule)], [hold(rule)]]);
    expect(many).toMatch(/^2 forecasts [a-z].{10,}\. [A-Z]/);
    expect(many).toContain(adviceFor(rule));
    expect(whyWaiting([], [[hold(rule)]])).toMatch(/^1 forecast [a-z]/);
  });

  test.each(BATCH_RULES)('says for %s of the whole day what was found, and what to do', (rule) => {
    expect(whyWaiting([hold(rule)], [])).toBe(`The figure, and its bound. ${adviceFor(rule) ?? 'no advice'}`);
    expect(whyWaiting([{ ...hold(rule), severity: 'warn' }], [])).toBe('');
  });

  test('counts a forecast once for a rule, however many of its figures broke it, and names the most frequent three', () => {
    const twice = [hold('partial-inputs'), hold('partial-inputs', 'Another figure.')];
    const why = whyWaiting([], [twice, [...twice, hold('jump')], [hold('sign')], [hold('vanished')]]);
    expect(why).toMatch(/^2 forecasts made while days or sources of revenue are missing\. 1 forecast with a next day/);
    expect(why).not.toContain('at 0 for an account');
  });

  test('says of accounts that the gate of the day holds apart why they wait, beside those that their own gates hold', () => {
    const odd = { ...hold('odd-accounts', '2 accounts (7.7 %).'), severity: 'warn' as const };
    const advice = adviceFor('odd-accounts') ?? 'no advice';
    expect(whyWaiting([odd], [[], []])).toBe(`2 forecasts far from the account's recent level. ${advice}`);
    expect(whyWaiting([odd], [[], [hold('vanished')]])).toMatch(
      /^1 forecast far from the account's recent level\. 1 forecast at 0 /,
    );
    expect(whyWaiting([hold('zeros'), odd], [[], []])).not.toContain('recent level');
  });
});

describe('a forecast that is not served', () => {
  test('says what it is held for, and what to do, only while it is held', () => {
    expect(whyWithheld('held', [hold('jump')])).toBe(whyHeld([hold('jump')]));
    expect(whyWithheld('rejected', [hold('jump')])).toMatch(
      /does not want it published\. The figure, and its bound\.$/,
    );
  });

  test.each(['staged', 'rejected'] as const)('is not said to be held when it is %s', (status) => {
    expect(whyWithheld(status, [])).toMatch(/^[A-Z].{20,}\.$/);
    expect(whyWithheld(status, [])).not.toContain('is held');
  });
});

test('a rule of an earlier version is shown with the words that were stored', () => {
  expect(whyHeld([hold('level-shift', '5 times the usual week.')])).toBe('5 times the usual week.');
  expect(whyWaiting([], [[hold('level-shift')]])).toBe('1 forecast held by level-shift.');
});
