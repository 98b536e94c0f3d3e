// What the benchmark says about a day beside a backfill. Its speed is tested by nobody.
import { describe, expect, it } from 'vitest';
import { formatBeside } from '../../scripts/bench/beside/report.ts';
import { AIM, summariseBeside, type BesidePair } from '../../scripts/bench/beside/result.ts';
import { readBenchOptions } from '../../scripts/bench/options.ts';

const pair = (alone: number, beside: number): BesidePair => ({ alone, beside, backfilled: 7 });
const MACHINE = { cores: 2, processor: 'test', memoryGiB: 8, node: '20', load: 0.5 };

const report = (...pairs: readonly BesidePair[]): string =>
  formatBeside({ machine: MACHINE, aim: AIM, sizes: [summariseBeside(200, pairs)] });

describe('a day beside a backfill', () => {
  it('the ratio is the median of the pairs, so that a neighbour who disturbs one pair decides nothing', () => {
    const result = summariseBeside(200, [pair(10, 12), pair(10, 40), pair(20, 28)]);
    expect(result).toMatchObject({ aloneSeconds: 10, besideSeconds: 28, ratio: 1.4, withinAim: true });
  });

  it('says that the aim is kept, or that it is not', () => {
    expect(report(pair(10, 15))).toContain('keeps the aim');
    expect(report(pair(10, 15.2))).toContain('is over the aim');
  });

  it('shows both finish times, every pair and what the backfill did meanwhile', () => {
    expect(report(pair(10, 12), pair(10, 14))).toMatch(/200\s+10\.000\s+13\.000\s+1\.30\s+1\.5\s+1\.20 1\.40\s+7 7/);
  });

  it('is measured only when it is asked for', () => {
    expect(readBenchOptions([]).besideBackfill).toBe(false);
    expect(readBenchOptions(['--beside-backfill'])).toMatchObject({ besideBackfill: true, sizes: [200] });
    expect(readBenchOptions(['--beside-backfill', '--sizes', '50']).sizes).toEqual([50]);
  });
});
