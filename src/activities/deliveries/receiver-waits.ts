// A receiver that asks for time (`Retry-After`) gets it from everything that is due to it, and from what is published meanwhile:
// what waits keeps its place and its attempts.
import type { ReceiverId } from '../../ports/receiver-store.ts';
import type { Store } from '../../ports/store.ts';

export async function isLeftAlone({ receivers }: Store, id: ReceiverId, now: Date): Promise<boolean> {
  const wait = await receivers.find(id);
  return wait !== null && Date.parse(wait.notBefore) > now.getTime();
}

/** When the receiver said so: `now` stands still while a step sends. */
interface Wait {
  /** How long it wants nothing, in ms; connectors read at most an hour out of an answer. */
  readonly ms: number;
  readonly now: Date;
  /** `performance.now()` when the sending began, at `now`. */
  readonly begun: number;
}

export async function leaveAlone({ receivers }: Store, id: ReceiverId, { ms, now, begun }: Wait): Promise<void> {
  const answeredAt = now.getTime() + (performance.now() - begun);
  await receivers.save({ id, notBefore: new Date(answeredAt + ms).toISOString() });
}

/** It takes something again. */
export async function takeUpAgain(store: Store, id: ReceiverId, now: Date): Promise<void> {
  if (await isLeftAlone(store, id, now)) await store.receivers.save({ id, notBefore: now.toISOString() });
}
