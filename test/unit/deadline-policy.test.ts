// The policy file as operators write it: what is wrong is named by file, entry and field, and nothing is started.
import { describe, expect, test } from 'vitest';
import { parseDeadlines, readDeadlines } from '../../src/operations/deadline-policy.ts';
import { DEFAULT_DEADLINES } from '../../src/domain/alerting/deadline-policy.ts';

const entry = { stage: 'published', tier: 'critical', at: '07:30' };

function problemOf(value: unknown): string {
  try {
    parseDeadlines(typeof value === 'string' ? value : JSON.stringify(value), 'deadlines.json');
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'taken';
}

const problemOfEntry = (changes: Readonly<Record<string, unknown>>): string =>
  problemOf({ deadlines: [{ ...entry, ...changes }] });

describe('a deadline policy', () => {
  test('says when what is due, for whom, and how long before people are warned', () => {
    const text = JSON.stringify({
      deadlines: [
        { ...entry, timeZone: 'Europe/Berlin', warnMinutes: 60 },
        { pipeline: 'revenue', stage: 'collected', tier: 'economy', afterStartMinutes: 90 },
      ],
    });
    expect(parseDeadlines(text, 'x')).toEqual([
      {
        pipeline: 'daily',
        stage: 'published',
        tier: 'critical',
        due: { at: '07:30', timeZone: 'Europe/Berlin' },
        warnMinutes: 60,
      },
      { pipeline: 'revenue', stage: 'collected', tier: 'economy', due: { afterStartMinutes: 90 }, warnMinutes: 30 },
    ]);
  });

  test.each([
    [{ warnMinutes: -5 }, 'deadlines.json: deadlines.0, warnMinutes: would warn after the deadline'],
    [{ warnMinutes: 451 }, 'warnMinutes: would warn before the business date is over; it must be 450 at most'],
    [{ tier: 'vip' }, 'deadlines.0, tier: must be one of critical'],
    [{ stage: 'trained' }, 'deadlines.0, stage: must be one of collected'],
    [{ at: '7:30' }, 'deadlines.0, at: must be a time of day such as 07:30'],
    [{ at: undefined }, 'deadlines.0, at: say either at or afterStartMinutes'],
    [{ afterStartMinutes: 10 }, 'deadlines.0, at: say either at or afterStartMinutes'],
    [{ at: undefined, afterStartMinutes: -1 }, 'deadlines.0, afterStartMinutes: must be at least'],
    [{ at: undefined, afterStartMinutes: 20, warnMinutes: 20 }, 'warnMinutes: would warn before the run begins'],
    [{ timeZone: 'Mars/Olympus' }, 'deadlines.0, timeZone: '],
    [{ pipeline: 'retrain' }, 'deadlines.0, pipeline: must be one of daily'],
    [{ pipeline: 'revenue' }, 'deadlines.0, stage: the pipeline revenue only has the stage collected'],
    [{ wran: 3 }, 'deadlines.0, wran: is not known'],
  ])('with %j is refused', (changes, message) => {
    expect(problemOfEntry(changes)).toContain(message);
  });

  test('that is no JSON, no object, or says the same twice is refused', () => {
    expect(problemOf('{')).toContain('deadlines.json: is not JSON');
    expect(problemOf([])).toContain('deadlines.json: ');
    expect(problemOf({ deadlines: [entry, entry] })).toContain('daily published/critical is declared more than once');
    expect(problemOf({ deadlines: [], other: 1 })).toContain('other: is not known');
  });

  test('names every problem at once', () => {
    const message = problemOf({
      deadlines: [
        { ...entry, tier: 'vip' },
        { ...entry, warnMinutes: -1 },
      ],
    });
    expect(message).toContain('deadlines.0, tier');
    expect(message).toContain('deadlines.1, warnMinutes');
  });

  test('that cannot be read is refused', async () => {
    await expect(readDeadlines('/nowhere/deadlines.json')).rejects.toThrow(
      '/nowhere/deadlines.json cannot be read (ENOENT)',
    );
  });

  test('may be left out: the defaults are valid themselves', async () => {
    expect(await readDeadlines()).toEqual(DEFAULT_DEADLINES);
    const declared = DEFAULT_DEADLINES.map(({ due, ...rest }) => ({ ...rest, ...due }));
    expect(parseDeadlines(JSON.stringify({ deadlines: declared }), 'defaults')).toEqual(DEFAULT_DEADLINES);
  });
});
