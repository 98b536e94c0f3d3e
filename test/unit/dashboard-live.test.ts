// What the dashboard asks for again when it is told of a change, and how often it asks where nobody tells.
import { describe, expect, test } from 'vitest';
import { LIVE_TOPICS as TOLD_TOPICS } from '../../src/operations/live-changes.ts';
import { LIVE_TOPICS, askEvery, isTold, staleBy } from '../../src/dashboard/state/live.ts';

describe('a change that is told', () => {
  test('of every topic that the API knows makes something old', () => {
    expect([...LIVE_TOPICS].sort()).toEqual([...TOLD_TOPICS, 'refresh'].sort());
    expect(LIVE_TOPICS.every((topic) => staleBy(topic).length > 0)).toBe(true);
  });

  test('of a run is asked for on the overview, in lists and on its own page', () => {
    expect(staleBy('runs')).toEqual(['overview', 'runs', 'run', 'durations']);
  });
});

describe('asking', () => {
  test('goes on every two seconds where nobody tells, and rests while changes are told', () => {
    expect(askEvery(2_000, false)).toBe(2_000);
    expect(askEvery(2_000, true)).toBe(60_000);
  });

  test('goes on for runs whose progress is not told', () => {
    expect([isTold('day/daily/2026-11-21'), isTold('backfill/2026-11-01..2026-11-20')]).toEqual([true, false]);
  });
});
