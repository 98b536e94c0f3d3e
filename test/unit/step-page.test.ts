// Steps of a run, read page by page while the run goes on.
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/operations/input.ts';
import { pageOfSteps } from '../../src/operations/steps/step-page.ts';
import type { StepState } from '../../src/operations/steps/run-step.ts';

const steps = (...states: readonly StepState[]) =>
  states.map((state, index) => ({ id: String(index + 1), kind: 'step' as const, state }));
const idsOf = (page: { readonly steps: readonly { readonly id: string }[] }) => page.steps.map(({ id }) => id);

describe('a page of steps', () => {
  test('goes on where the last one ended, and says when it is the last', () => {
    const all = steps('done', 'done', 'running');
    const first = pageOfSteps(all, { limit: 2 });
    expect([idsOf(first), first.next, first.total]).toEqual([['1', '2'], '2', 3]);
    const second = pageOfSteps(all, { limit: 2, after: '2' });
    expect([idsOf(second), second.next, second.counts]).toEqual([['3'], null, { done: 2, running: 1 }]);
  });

  test('goes on behind a step that is not wanted any more, as it has ended meanwhile', () => {
    const first = pageOfSteps(steps('running', 'running', 'running'), { limit: 2, states: ['running'] });
    expect(first.next).toBe('2');
    const second = pageOfSteps(steps('running', 'done', 'running'), { limit: 2, states: ['running'], after: '2' });
    expect([idsOf(second), second.next, second.total]).toEqual([['3'], null, 2]);
  });

  test('is refused behind a step that there is not', () => {
    expect(() => pageOfSteps(steps('done'), { limit: 2, after: 'x' })).toThrow(InvalidInputError);
  });
});
