// A page of the steps of a run. Steps change their state while somebody reads on, so a place is found among all of them, whatever
// is asked for: otherwise a reader of what still runs would be sent back to the beginning.
import { invalidInput } from '../input.ts';
import { NOT_A_PLACE } from '../list-page.ts';
import type { StepKind, StepState } from './run-step.ts';

interface Pageable {
  readonly id: string;
  readonly kind: StepKind;
  readonly state: StepState;
}

interface StepPageQuery {
  readonly kinds?: readonly StepKind[] | undefined;
  readonly states?: readonly StepState[] | undefined;
  /** The id of the last step of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

interface StepPage<Step> {
  /** Of the kinds asked for, by state. */
  readonly counts: Readonly<Partial<Record<StepState, number>>>;
  /** Steps that match, on all pages. */
  readonly total: number;
  readonly steps: readonly Step[];
  readonly next: string | null;
}

/** @throws InvalidInputError for a place that no step has. */
export function pageOfSteps<Step extends Pageable>(
  steps: readonly Step[],
  { kinds, states, after, limit }: StepPageQuery,
): StepPage<Step> {
  const isOfKind = ({ kind }: Step): boolean => kinds === undefined || kinds.includes(kind);
  const isWanted = (step: Step): boolean => isOfKind(step) && (states === undefined || states.includes(step.state));
  const left = steps.slice(placeAfter(steps, after)).filter(isWanted);
  const page = left.slice(0, limit);
  const counts: Partial<Record<StepState, number>> = {};
  for (const { state } of steps.filter(isOfKind)) counts[state] = (counts[state] ?? 0) + 1;
  const next = page.length < left.length ? (page.at(-1)?.id ?? null) : null;
  return { counts, total: steps.filter(isWanted).length, steps: page, next };
}

function placeAfter(steps: readonly Pageable[], after: string | undefined): number {
  if (after === undefined) return 0;
  const index = steps.findIndex(({ id }) => id === after);
  if (index < 0) throw invalidInput('after', NOT_A_PLACE.error, NOT_A_PLACE.params.code);
  return index + 1;
}
