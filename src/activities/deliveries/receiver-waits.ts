// A receiver that asks for time (`Retry-After`) gets it from everything that is due to it, and from what is published meanwhile:
// what waits keeps its place and its attempts.
import type { ReceiverId } from '../../ports/receiver-store.ts';
import type { Store } from '../../ports/store.ts';

export async function isLeftAlone({ receivers }: Store, id: ReceiverId, now: Date): Promise<boolean> {
  const wait = await receivers.find(id);
  return wait !== null && Date.parse(wait.notBefore) > now.getTime();
}

/** @param wait how long from `now`, in ms; connectors read at most an hour out of an answer. */
export async function leaveAlone(
  { receivers }: Store,
  id: ReceiverId,
  wait: { readonly ms: number; readonly now: Date },
): Promise<void> {
  await receivers.save({ id, notBefore: new Date(wait.now.getTime() + wait.ms).toISOString() });
}
