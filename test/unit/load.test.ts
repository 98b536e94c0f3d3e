// What a load test asks, and what it makes of the answers. Its speed is tested by nobody.
import { describe, expect, test } from 'vitest';
import { readLoadOptions } from '../../scripts/load/options.ts';
import { planLoad } from '../../scripts/load/plan.ts';
import { reportLoad, sampleLines } from '../../scripts/load/report.ts';
import type { Sample } from '../../scripts/load/send.ts';

const sample = (more: Partial<Sample>): Sample => ({
  path: '/api/predict',
  dueMs: 0,
  tookMs: 1,
  status: 200,
  isDelayed: false,
  error: null,
  ...more,
});

describe('the plan', () => {
  test('is 20,000 requests in 900 seconds with 100 delayed ones, when nothing else is asked', () => {
    const plan = [...planLoad(readLoadOptions([]))];
    expect(plan).toHaveLength(20_000);
    expect(plan.filter(({ isDelayed }) => isDelayed)).toHaveLength(100);
    expect(plan.at(-1)?.dueMs).toBeCloseTo(899_955);
  });

  test('sends only what has a body slowly', () => {
    const plan = [...planLoad(readLoadOptions(['--requests', '1000', '--mix', 'read', '--slow-share', '0.01']))];
    expect(plan.filter(({ isDelayed }) => isDelayed).map(({ body }) => body === null)).toEqual(Array(10).fill(false));
  });

  test('of an unlimited run is due at once', () => {
    const plan = [...planLoad(readLoadOptions(['--unlimited', '--requests', '10']))];
    expect(plan.every(({ dueMs }) => dueMs === 0)).toBe(true);
  });

  test.each([
    ['--requests', '0'],
    ['--slow-share', '2'],
    ['--mix', 'write'],
    ['--url', 'file:///etc/passwd'],
    ['--unlimited', '--seconds=5'],
  ])('is refused for %s %s', (...args) => {
    expect(() => readLoadOptions(args)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

describe('the report', () => {
  test('keeps delayed requests apart and counts what went wrong by cause', () => {
    const quick = Array.from({ length: 100 }, (_, index) => sample({ tookMs: index + 1 }));
    const samples = [...quick, sample({ isDelayed: true, tookMs: 900 }), sample({ status: 503, error: 'HTTP 503' })];
    expect(reportLoad({ samples, elapsedMs: 10_000 })).toMatchObject({
      requests: 102,
      errors: 1,
      causes: { '/api/predict: HTTP 503': 1 },
      perSecond: 10.2,
      durations: { '/api/predict': { requests: 101, p50: 50, p99: 99, max: 100 }, 'delayed tenfold': { max: 900 } },
    });
  });

  test('has one line of CSV per request', () => {
    expect(sampleLines([sample({ error: 'a, "b"', status: 0 })]).split('\n')[1]).toBe(
      '0,/api/predict,0,1,false,a   b ',
    );
  });
});
