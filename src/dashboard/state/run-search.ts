// What the page of one run shows, as the query of its address: which step.
import { textOf } from './search-text.ts';

export interface RunSearch {
  /** The id of a step, as the API names it. */
  readonly step?: string;
}

export function readRunSearch(raw: Readonly<Record<string, unknown>>): RunSearch {
  const step = textOf(raw['step'], /^[\w.-]{1,100}$/);
  return step === undefined ? {} : { step };
}
