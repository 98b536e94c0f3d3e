// Search attributes as workflow code writes them; the names are registered on the namespace at start.
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';
import type { IsoDate } from '../domain/ids.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

const ACCOUNT = keyword(SEARCH_ATTRIBUTES.account);
const DATE = keyword(SEARCH_ATTRIBUTES.date);
const PIPELINE = keyword(SEARCH_ATTRIBUTES.pipeline);
const COHORT = keyword(SEARCH_ATTRIBUTES.cohort);
export const OUTCOME_ATTRIBUTE = keyword(SEARCH_ATTRIBUTES.outcome);

export interface RunAttributes {
  readonly pipeline: string;
  readonly date?: IsoDate;
  readonly account?: string;
  readonly cohort?: string;
}

export function searchAttributes(run: RunAttributes): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [{ key: PIPELINE, value: run.pipeline }];
  if (run.date !== undefined) pairs.push({ key: DATE, value: run.date });
  if (run.account !== undefined) pairs.push({ key: ACCOUNT, value: run.account });
  if (run.cohort !== undefined) pairs.push({ key: COHORT, value: run.cohort });
  return pairs;
}
