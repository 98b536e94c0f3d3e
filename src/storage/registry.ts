// The rules of the model registry that both adapters share: what a champion remembers of those before it.
//
// Each champion carries the list of champions to go back to, the nearest first. A promotion puts the champion that it
// replaces in front of that one's own list. A rollback takes the first of the list that still exists and hands it the rest:
// the model that was left is in nobody's list, so going back again never returns to it. An example:
//
//   promote A: []   promote B: [A]   promote C: [B, A]   rollback -> B: [A]   promote D: [B, A]   rollback -> B: [A]
import type { NewModel } from '../domain/forecast/types.ts';
import type { ModelEvent } from '../ports/store.ts';

/** So many rollbacks in a row are possible; older champions are found by their version. */
const STEPS_BACK = 10;

interface Champion {
  readonly id: string;
  readonly rollbackTo: readonly string[];
}

/** What the successor of a champion can go back to. */
export const behindSuccessor = (champion: Champion | null): readonly string[] =>
  champion === null ? [] : [champion.id, ...champion.rollbackTo].slice(0, STEPS_BACK);

/** What the model that `champion` gives way to in a rollback can go back to itself. */
export const behindRollback = ({ rollbackTo }: Champion, id: string): readonly string[] =>
  rollbackTo.slice(rollbackTo.indexOf(id) + 1);

const TRAINING = { kind: 'rule', name: 'training' } as const;

/** The log's entry for a new model: training registers, and says why it made this kind. */
export const registeredEvent = (
  { accountId, id, reason }: NewModel,
  { version, createdAt }: { readonly version: number; readonly createdAt: string },
): ModelEvent => ({ accountId, modelId: id, version, event: 'registered', by: TRAINING, reason, at: createdAt });

/** What the registry keeps beside the recipe. */
export function splitModel({ id, accountId, businessDate, currency, codeVersion, ...recipe }: NewModel) {
  return { id, accountId, businessDate, currency, codeVersion, recipe };
}
