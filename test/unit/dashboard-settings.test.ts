// What the page of settings works out by itself: tabs by role, words for values, what was typed.
import { describe, expect, test } from 'vitest';
import { readSettingsSearch } from '../../src/dashboard/state/settings-search.ts';
import {
  describeBounds,
  describeTest,
  hiddenFrom,
  readTyped,
  setInRun,
  showValue,
  tabsFor,
} from '../../src/dashboard/view/settings-view.ts';

const variable = {
  name: 'gate.jump',
  type: 'number',
  label: 'Jump',
  description: '',
  default: 0.6,
  value: 0.6,
  bounds: { min: 0.2, max: 2, whole: false },
  maxLength: null,
  revision: null,
  setAt: null,
  setBy: null,
} as const;

describe('the page of settings', () => {
  test('shows a role what it may look at, and says what it may not', () => {
    expect(tabsFor('admin')).toHaveLength(5);
    expect(tabsFor('operator')).toEqual(['accounts', 'variables']);
    expect(tabsFor('viewer')).toEqual(['accounts', 'variables']);
    expect(hiddenFrom({ name: 'ada', role: 'admin' })).toBeNull();
    expect(hiddenFrom({ name: 'ada', role: 'operator' })).toBe(
      'ada is an operator: connections, users and keys are for admins.',
    );
    expect(hiddenFrom({ name: 'vic', role: 'viewer' })).toContain('change nothing');
  });

  test('reads what was typed as the type of the variable, and leaves the rest to be refused', () => {
    expect([readTyped('number', ' 0,8 '), readTyped('number', '-3'), readTyped('number', 'much')]).toEqual([
      0.8,
      -3,
      'much',
    ]);
    expect([readTyped('boolean', 'true'), readTyped('boolean', 'false')]).toEqual([true, false]);
    expect(readTyped('text', '12')).toBe('12');
  });

  test('says bounds and values in words', () => {
    expect(describeBounds(variable)).toBe('a number from 0.2 to 2');
    expect(describeBounds({ ...variable, type: 'boolean', bounds: null })).toBe('on or off');
    expect(describeBounds({ ...variable, type: 'text', bounds: null, maxLength: 120 })).toContain('120 characters');
    expect([showValue(true), showValue(''), showValue(0.6)]).toEqual(['on', 'empty', '0.6']);
  });

  test('names of a run only what somebody had set', () => {
    const variables = [
      { name: 'gate.jump', value: 0.8, default: 0.6 },
      { name: 'batch.compare', value: true, default: true },
      { name: 'gone', value: 1, default: null },
    ];
    expect(setInRun({ runId: 'x', recordedAt: '', variables }).map(({ name }) => name)).toEqual(['gate.jump', 'gone']);
  });

  test('says what came of a test', () => {
    const outcome = { connection: 'x', from: 'store', code: null, message: '', action: null } as const;
    const asked = { account: 'u1', date: '2026-11-21', tookMs: 12 };
    expect(describeTest({ ...outcome, ...asked, verdict: 'answers' })).toBe(
      'The source answers, and takes the credentials. Asked for u1 on 2026-11-21, 12 ms.',
    );
  });

  test('keeps in its address only what makes sense', () => {
    expect(readSettingsSearch({ tab: 'accounts', search: '', archived: 'no' })).toEqual({});
    expect(readSettingsSearch({ tab: 'keys', search: 42, archived: 'true' })).toEqual({
      tab: 'keys',
      search: '42',
      archived: true,
    });
    expect(readSettingsSearch({ tab: 'secrets' })).toEqual({});
  });
});
