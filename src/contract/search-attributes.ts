// What workflows can be found by in Temporal. Plain names: workflows turn them into keys, `src/temporal` registers them.
// Search attributes are never encrypted: business keys only, no amounts, no names of people.

/** All are of Temporal's type Keyword: compared as a whole, never split into words. */
export const SEARCH_ATTRIBUTES = {
  account: 'MorrowAccount',
  date: 'MorrowDate',
  pipeline: 'MorrowPipeline',
  cohort: 'MorrowCohort',
  outcome: 'MorrowOutcome',
} as const;

export type SearchAttributeName = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];
export const SEARCH_ATTRIBUTE_NAMES: readonly SearchAttributeName[] = Object.values(SEARCH_ATTRIBUTES);
export const SEARCH_ATTRIBUTE_TYPE = 'KEYWORD';
