// What Morrow promises whatever breaks: the list that a round is judged by.

export const PROMISES = {
  end: 'the day run ends, completed',
  outcomes: 'every account ends as on the calm day',
  money: 'every published account equals the calm day to the cent',
  forecasts: 'every forecast is that of the calm day',
  causes: 'every failed account failed with a cause that was injected',
  once: 'nothing is counted twice',
  tally: "the run's tally and totals add up to its accounts",
  restarts: 'every killed process is brought back by its supervisor',
  workflows: 'no workflow stays open without a reason',
  processes: 'no process outlives the stack',
  api: 'the API answers, or says with 503 that it cannot',
} as const;
export type PromiseName = keyof typeof PROMISES;
export const PROMISE_NAMES = Object.keys(PROMISES).filter((name): name is PromiseName => name in PROMISES);

export interface BrokenPromise {
  readonly promise: PromiseName;
  /** How, with the first accounts or processes concerned. */
  readonly what: string;
}

const SHOWN = 3;

/** None when nothing is wrong with any of them. */
export function broken(promise: PromiseName, problems: readonly string[], of: string): readonly BrokenPromise[] {
  if (problems.length === 0) return [];
  const more = problems.length > SHOWN ? ` and ${problems.length - SHOWN} more` : '';
  return [{ promise, what: `${problems.length} ${of}: ${problems.slice(0, SHOWN).join('; ')}${more}` }];
}
