// One answer for all who ask within a moment: screens ask every few seconds, and Temporal's visibility store takes few calls.
interface Kept<T> {
  readonly atMs: number;
  readonly answer: Promise<T>;
}

/**
 * Asks once and shares the answer, per Temporal client, for `forMs` from the question on. A failure is told to those who
 * wait for it, and not kept.
 */
export function shareFor<Deps extends { readonly temporal: object }, T>(
  forMs: number,
  ask: (deps: Deps) => Promise<T>,
): (deps: Deps) => Promise<T> {
  const kept = new WeakMap<object, Kept<T>>();
  return (deps) => {
    const { temporal } = deps;
    const known = kept.get(temporal);
    if (known !== undefined && performance.now() - known.atMs < forMs) return known.answer;
    const answer = ask(deps);
    const asked: Kept<T> = { atMs: performance.now(), answer };
    kept.set(temporal, asked);
    answer.catch(() => {
      if (kept.get(temporal) === asked) kept.delete(temporal);
    });
    return answer;
  };
}
