// What the page of a run makes of steps: columns of a graph, bars over time, the step that is looked at first.
import { describe, expect, test } from 'vitest';
import type { RunStep } from '../../src/dashboard/client/types.ts';
import { readRunSearch } from '../../src/dashboard/state/run-search.ts';
import {
  barOf,
  chooseStep,
  columnsOf,
  formatMs,
  nameOfStep,
  sizeOf,
  spanOf,
  textOfValue,
} from '../../src/dashboard/view/steps-view.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 6, 0, 0, second * 1_000)).toISOString();

const step = (id: string, from: number, to: number | null, more: Partial<RunStep> = {}): RunStep => ({
  id,
  kind: 'step',
  name: id,
  label: null,
  state: to === null ? 'running' : 'done',
  queue: null,
  scheduledAt: at(from),
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
  waitedMs: 0,
  ranMs: null,
  attempts: 1,
  tries: [
    {
      path: 'ordinary',
      attempt: 1,
      startedAt: at(from),
      finishedAt: null,
      state: 'done',
      errorCode: null,
      errorMessage: null,
    },
  ],
  nextTryAt: null,
  errorCode: null,
  errorMessage: null,
  input: null,
  output: null,
  childId: null,
  activityIds: [],
  links: { temporal: null, steps: null },
  ...more,
});

const DAY = [step('begin', 0, 1), step('ads', 1, 4), step('store', 1, 2), step('merge', 4, 5)];

describe('the graph', () => {
  test('puts side by side what ran side by side, and after it what came after', () => {
    expect(columnsOf(DAY).map((column) => column.map(({ id }) => id))).toEqual([
      ['begin'],
      ['ads', 'store'],
      ['merge'],
    ]);
  });

  test('of recorded steps, which have no begin, is one after the other', () => {
    const recorded = ['transformReports', 'mergeRevenue'].map((id) => step(id, 0, 0, { scheduledAt: null }));
    expect(columnsOf(recorded)).toHaveLength(2);
  });
});

describe('the bars', () => {
  test('share the time from the first begin to the last end', () => {
    const span = spanOf(DAY, 0);
    expect(span).toEqual({ fromMs: Date.parse(at(0)), toMs: Date.parse(at(5)) });
    if (span === null) return;
    expect(DAY.map((one) => barOf(one, span, 0))).toMatchObject([
      { left: 0, waited: 0, ran: 20 },
      { left: 20, ran: 60 },
      { left: 20, ran: 20 },
      { left: 80, ran: 20 },
    ]);
  });

  test('of a step that was tried again show its wait apart from its last attempt', () => {
    const late = step('late', 0, 10, { tries: [{ ...triedAt(8) }] });
    expect(barOf(late, { fromMs: Date.parse(at(0)), toMs: Date.parse(at(10)) }, 0)).toEqual({
      left: 0,
      waited: 80,
      ran: 20,
    });
  });

  test('of what is under way reach to now, and there are none without times', () => {
    const now = Date.parse(at(9));
    expect(spanOf([step('open', 0, null)], now)?.toMs).toBe(now);
    expect(spanOf([step('recorded', 0, 1, { scheduledAt: null })], now)).toBeNull();
  });
});

const triedAt = (second: number) => ({
  path: 'ordinary' as const,
  attempt: 2,
  startedAt: at(second),
  finishedAt: at(second + 2),
  state: 'done' as const,
  errorCode: null,
  errorMessage: null,
});

describe('the step that is looked at', () => {
  test('is the one of the address, else the first that failed, else the first that waits', () => {
    const failed = step('fetch', 0, 1, { state: 'failed' });
    const waits = step('waits', 0, null, { state: 'waiting' });
    expect(chooseStep([...DAY, failed], 'merge')?.id).toBe('merge');
    expect(chooseStep([...DAY, failed], undefined)?.id).toBe('fetch');
    expect(chooseStep([...DAY, waits], undefined)?.id).toBe('waits');
    expect(chooseStep(DAY, undefined)).toBeNull();
  });

  test('is kept in the address when it has the form of one', () => {
    expect(readRunSearch({ step: 12 })).toEqual({ step: '12' });
    expect(readRunSearch({ step: '<script>' })).toEqual({});
  });
});

test('durations, names, sizes and values read as people write them', () => {
  expect([formatMs(null), formatMs(12.4), formatMs(1_320), formatMs(125_000)]).toEqual([
    '–',
    '12 ms',
    '1.3 s',
    '2 min 5 s',
  ]);
  expect(nameOfStep(step('fetchReport', 0, 1, { label: 'ad-exchange' }))).toBe('fetchReport, ad-exchange');
  const child = (childId: string) => nameOfStep(step('x', 0, 1, { kind: 'child', childId }));
  expect(child('partition/day/daily/2026-11-21/0')).toBe('partition 1');
  expect(child('account-day/daily/2026-11-21/u1')).toBe('u1');
  expect([sizeOf(900), sizeOf(2_048), sizeOf(40_960)]).toEqual(['900 bytes', '2.0 kB', '40 kB']);
  expect(textOfValue({ a: 1 })).toBe('{\n  "a": 1\n}');
});
