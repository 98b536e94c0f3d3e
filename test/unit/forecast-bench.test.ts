// The measuring itself: scores, task files, options, made-up accounts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { forecastAccounts } from '../../scripts/bench-forecast/accounts.ts';
import { readBenchRequest } from '../../scripts/bench-forecast/options.ts';
import type { Task } from '../../scripts/bench-forecast/protocol.ts';
import { referenceKey, scoreTask, summarise } from '../../scripts/bench-forecast/score.ts';
import { answerTaskFile } from '../../scripts/bench-forecast/tasks.ts';
import { FIRST_DAY } from './forecast-builders.ts';

const task: Task = {
  series: 'shop',
  window: 7,
  before: 7,
  origin: FIRST_DAY,
  start: FIRST_DAY,
  values: [1],
  actuals: [10, null, 30],
  scale: { absolute: 4, squared: 25 },
};
const step = (mean: number) => ({ mean, lo80: mean - 5, hi80: mean + 5, lo95: mean - 20, hi95: mean + 20 });

describe('the score of a task', () => {
  // By hand: errors 2 and -10 on the first and the third day; the second day was not observed.
  const score = scoreTask(task, [step(12), step(99), step(20)], 3);

  test('counts the observed days in units of what last week is wrong by', () => {
    expect(score?.scaled?.mase).toBeCloseTo(6 / 4, 12);
    expect(score?.scaled?.rmsse).toBeCloseTo(Math.sqrt(52 / 25), 12);
    expect(score?.scaled?.bias).toBeCloseTo(-1, 12);
    expect(score?.scaled?.width80).toBeCloseTo(10 / 4, 12);
    expect(score).toMatchObject({ absoluteError: 12, absoluteActual: 40, coverage80: 0.5, coverage95: 1 });
    expect(score?.smape).toBeCloseTo((400 / 22 + 2000 / 50) / 2, 12);
  });

  test('charges an interval for its width and for what lies outside', () => {
    // Day 1: .1x2x3 + .9x... by the pinball formula at .025 .1 .5 .9 .975; day 3 lies 5 above its 80 % bound.
    const first = 0.025 * 18 + 0.1 * 3 + 0.5 * 2 + 0.1 * 7 + 0.025 * 22;
    const third = 0.025 * 30 + 0.1 * 15 + 0.5 * 10 + 0.9 * 5 + 0.025 * 10;
    expect(score?.scaled?.quantileLoss).toBeCloseTo((2 * (first + third)) / 5 / 2 / 4, 12);
  });

  test('of a shorter horizon is that of its first days, and of days nobody saw there is none', () => {
    expect(scoreTask(task, [step(12), step(99), step(20)], 1)?.scaled?.mase).toBeCloseTo(0.5, 12);
    expect(scoreTask({ ...task, actuals: [null] }, [step(1)], 1)).toBeNull();
  });

  test('weighs every series the same, and compares with the reference by the geometric mean', () => {
    const one = scoreTask(task, [step(12)], 1);
    const other = scoreTask({ ...task, series: 'other' }, [step(18)], 1);
    const scores = [one, one, one, other].flatMap((score_) => score_ ?? []);
    const references = new Map(
      ['shop', 'other'].map((name) => [referenceKey(name, 7, 1), { tasks: 1, autoEts: 1, routed: 2 }]),
    );
    const summary = summarise(scores, references);
    expect(summary.mase).toBeCloseTo((0.5 + 2) / 2, 12);
    expect(summary.gmrAutoEts).toBeCloseTo(1, 12);
    expect(summary.gmrRouted).toBeCloseTo(0.5, 12);
  });
});

describe('a task file', () => {
  const written = { out: '', err: '' };
  const folders: string[] = [];
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  });

  async function answer(lines: readonly string[], reported = false): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), 'morrow-tasks-'));
    folders.push(folder);
    const file = join(folder, 'tasks.jsonl');
    await writeFile(file, `${lines.join('\n')}\n`);
    written.out = '';
    written.err = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => (written.out += String(text)) !== '');
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => (written.err += String(text)) !== '');
    return answerTaskFile({ file, reported });
  }

  const good = {
    id: 'x',
    series: 'shop, main',
    origin: '2026-01-08',
    start: '2026-01-05',
    window: 4,
    horizon: 2,
    values: [5, null, 5, 5],
  };

  test('is answered in CSV with nothing but CSV on the output', async () => {
    expect(await answer([JSON.stringify(good), ''], true)).toBe(0);
    const rows = written.out.trimEnd().split('\n');
    expect(rows[0]).toBe('series,origin,window,horizon,step,mean,lo80,hi80,lo95,hi95,expected_error');
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 7).join(','))).toEqual([
      '"shop, main",2026-01-08,4,2,1,5',
      '"shop, main",2026-01-08,4,2,2,5',
    ]);
    expect(written.err).toMatch(/window +tasks +ms a task/);
  });

  test.each([
    { line: '{"series":', complaint: 'the line is no JSON' },
    { line: JSON.stringify({ ...good, horizon: 29 }), complaint: 'field "horizon"' },
    {
      line: JSON.stringify({ ...good, start: '2026-02-30' }),
      complaint: 'field "start": is no calendar date YYYY-MM-DD',
    },
    { line: JSON.stringify({ ...good, values: [1, 'two'] }), complaint: 'field "values.1"' },
    { line: JSON.stringify({ ...good, values: [null] }), complaint: 'field "values": has no observed value' },
  ])('that cannot be read is refused by line and field: $complaint', async ({ line, complaint }) => {
    expect(await answer([JSON.stringify(good), line])).toBe(2);
    expect(written.err).toContain(`tasks.jsonl line 2: ${complaint}`);
  });

  test('that does not exist is named', async () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    await expect(answerTaskFile({ file: '/nowhere/tasks.jsonl', reported: false })).rejects.toThrow(
      '/nowhere/tasks.jsonl cannot be read (ENOENT)',
    );
  });
});

describe('the bench', () => {
  test.each([
    { args: [], request: { mode: 'protocol' } },
    { args: ['--tasks', 'x.jsonl', '--reported'], request: { mode: 'tasks', file: 'x.jsonl', reported: true } },
    { args: ['--accounts', '500'], request: { mode: 'accounts', accounts: 500 } },
  ])('understands $args', ({ args, request }) => {
    expect(readBenchRequest(args)).toEqual(request);
  });

  test.each([
    ['--accounts', '0'],
    ['--accounts', 'many'],
    ['--reported'],
    ['--tasks', 'x', '--accounts', '5'],
    ['--fast'],
  ])('refuses %s %s', (...args) => {
    expect(() => readBenchRequest(args)).toThrow(/bench:forecast/);
  });

  test('names every measurement when it refuses an option', () => {
    expect(() => readBenchRequest(['--fast'])).toThrow('Known options: --tasks, --reported, --accounts, --workers.');
  });

  test('makes up the same accounts on every run', () => {
    const [one, two] = [forecastAccounts(20), forecastAccounts(20)];
    expect(one.checksum).toBe(two.checksum);
    expect(one.memoryMb).toHaveLength(5);
  });
});
