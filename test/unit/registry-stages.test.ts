// An account's models change places: promoted, rolled back, archived, and never two champions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StageTransition, StagedModel } from '../../src/domain/forecast/registry/stages.ts';
import { championOf, promote, rollback } from '../../src/domain/forecast/registry/stages.ts';

const RUNS = { seed: 20261128, numRuns: 300 };

const challengers = (count: number): readonly StagedModel[] =>
  Array.from({ length: count }, (_, index) => ({ version: index + 1, stage: 'challenger', replaced: null }));
const modelsOf = (transition: StageTransition): readonly StagedModel[] => (transition.ok ? transition.models : []);
const stagesOf = (models: readonly StagedModel[]) => models.map(({ stage }) => stage);
const promoteAll = (models: readonly StagedModel[], versions: readonly number[]) =>
  versions.reduce((now, version) => modelsOf(promote(now, version)), models);

describe('a promotion', () => {
  test('of the first model makes it the champion', () => {
    expect(stagesOf(promoteAll(challengers(1), [1]))).toEqual(['champion']);
  });

  test('archives the champion and older challengers, and leaves newer ones waiting', () => {
    expect(stagesOf(promoteAll(challengers(4), [1, 3]))).toEqual(['archived', 'archived', 'champion', 'challenger']);
  });

  test('of a model that does not exist, or serves already, is refused', () => {
    const models = promoteAll(challengers(2), [1]);
    expect(promote(models, 7)).toEqual({ ok: false, problem: 'unknown-version' });
    expect(promote(models, 1)).toEqual({ ok: false, problem: 'already-champion' });
  });
});

describe('a rollback', () => {
  test('brings the previous champion back and archives the present one', () => {
    expect(stagesOf(modelsOf(rollback(promoteAll(challengers(3), [1, 2]))))).toEqual([
      'champion',
      'archived',
      'challenger',
    ]);
  });

  test('goes one further each time', () => {
    const twice = modelsOf(rollback(modelsOf(rollback(promoteAll(challengers(3), [1, 2, 3])))));
    expect(championOf(twice)?.version).toBe(1);
  });

  test.each<{ name: string; models: readonly StagedModel[] }>([
    { name: 'of the first champion', models: promoteAll(challengers(2), [1]) },
    { name: 'without a champion', models: challengers(2) },
    { name: 'to a model that was removed', models: promoteAll(challengers(2), [1, 2]).slice(1) },
  ])('$name is refused', ({ models }) => {
    expect(rollback(models)).toEqual({ ok: false, problem: 'no-previous-champion' });
  });
});

describe('after any steps', () => {
  /** 0 rolls back, any other number promotes that version. */
  const walk = fc.array(fc.nat(6), { maxLength: 20 });
  const follow = (steps: readonly number[]) =>
    steps.reduce<readonly StagedModel[]>(
      (models, step) => {
        const moved = step === 0 ? rollback(models) : promote(models, step);
        return moved.ok ? moved.models : models;
      },
      promoteAll(challengers(5), [1]),
    );

  test('there is exactly one champion, and no model is lost', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const models = follow(steps);
        expect(models.filter(({ stage }) => stage === 'champion')).toHaveLength(1);
        expect(models.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
      }),
      RUNS,
    );
  });

  test('rolling a promotion back restores the champion', () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 1, max: 5 }), (steps, version) => {
        const before = follow(steps);
        fc.pre(championOf(before)?.version !== version);
        const after = modelsOf(rollback(modelsOf(promote(before, version))));
        expect(championOf(after)?.version).toBe(championOf(before)?.version);
      }),
      RUNS,
    );
  });
});
