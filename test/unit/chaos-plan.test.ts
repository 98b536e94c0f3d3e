// What a seed decides is decided before anything runs, so that a round can be played again; and options that make no sense are refused.
import { describe, expect, test } from 'vitest';
import { readChaosOptions } from '../../scripts/chaos/options.ts';
import { planChaos } from '../../scripts/chaos/plan.ts';
import { VICTIMS } from '../../scripts/chaos/kill-plan.ts';
import { DEFAULT_RESTART_POLICY } from '../../scripts/lib/supervised.ts';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);
const SIZES = { accounts: 300, kills: 30 };

describe('the plan of a round', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planChaos(7, SIZES)).toEqual(planChaos(7, SIZES));
    expect(planChaos(8, SIZES)).not.toEqual(planChaos(7, SIZES));
  });

  test.each(SEEDS)(
    'kills every kind of process, none so often that the supervisor may give it up (seed %i)',
    (seed) => {
      const { kills } = planChaos(seed, SIZES);
      expect(kills).toHaveLength(SIZES.kills);
      for (const victim of VICTIMS) {
        const moments = kills.filter((kill) => kill.victim === victim).map(({ atMs }) => atMs);
        expect(moments.length).toBeGreaterThan(0);
        for (const [index, at] of moments.entries()) {
          const within = moments.slice(index).filter((other) => other - at < DEFAULT_RESTART_POLICY.windowMs);
          expect(within.length).toBeLessThan(DEFAULT_RESTART_POLICY.maxDeaths);
        }
      }
    },
  );

  test.each(SEEDS)('has every fault switch, and accounts of every outcome (seed %i)', (seed) => {
    const { faults, accounts } = planChaos(seed, SIZES);
    const on = new Set([...faults.passing, ...faults.lasting].map(({ kind }) => kind));
    expect([...on].sort()).toEqual(
      [
        'changed-past',
        'conflicting-rows',
        'control-mismatch',
        'drop-currency',
        'duplicate-rows',
        'empty-day',
        'hang',
        'late',
        'latency',
        'reset',
        'status-429',
        'status-500',
        'truncated',
        'unauthorized',
        'wrong-currency',
        'wrong-schema',
      ].sort(),
    );
    const failing = [...faults.codes.values()].filter((codes) => codes.size > 0).length;
    expect(failing).toBeGreaterThan(10);
    expect(failing).toBeLessThan(accounts.length / 2);
  });

  test.each(SEEDS)('lets reports come in shortly before each kill, and some after the last (seed %i)', (seed) => {
    const { faults, kills } = planChaos(seed, SIZES);
    const last = Math.max(...kills.map(({ atMs }) => atMs));
    expect(faults.late.filter(({ afterMs }) => afterMs > last).length).toBeGreaterThan(1);
    for (const { afterMs } of faults.late.filter((report) => report.afterMs < last)) {
      expect(kills.some(({ atMs }) => atMs > afterMs && atMs - afterMs <= 1_300)).toBe(true);
    }
  });
});

describe('the options of a chaos run', () => {
  test('are one round of 300 accounts and 30 kills with a new seed, unless something else is asked for', () => {
    expect(readChaosOptions([])).toEqual({
      seed: null,
      minutes: null,
      accounts: 300,
      kills: 30,
      mongo: false,
      recovery: false,
      json: false,
    });
    expect(readChaosOptions(['--seed', '7', '--accounts', '30', '--kills', '2'])).toMatchObject({
      seed: 7,
      accounts: 30,
      kills: 2,
    });
  });

  test.each([
    [['--seed=-1'], /--seed: "-1" must be a whole number/],
    [['--seed', '1.5'], /--seed/],
    [['--minutes', '0'], /--minutes/],
    [['--accounts', '5'], /--accounts: "5" must be a whole number from 10/],
    [['--kills', 'many'], /--kills/],
    [['--seed', '1', '--minutes', '5'], /--seed replays one round; --minutes draws new seeds/],
    [['--recovery', '--kills', '2'], /leave out --kills/],
    [['--storm'], /Known options: --seed/],
  ])('are refused with the reason: %j', (args, reason) => {
    expect(() => readChaosOptions(args)).toThrow(reason);
  });
});
