// What the page of workers shows, as the query of its address.
import { textOf } from './search-text.ts';

export interface WorkersSearch {
  /** A part of a worker's name, host, queue or state. */
  readonly find?: string;
}

export function readWorkersSearch(raw: Readonly<Record<string, unknown>>): WorkersSearch {
  const find = textOf(raw['find'], /^.{1,100}$/);
  return find === undefined ? {} : { find };
}
