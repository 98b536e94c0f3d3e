// Who is told of something, and until when one of them wants to be left alone. Part of the store's port; its rules hold here too.
import type { Channel } from './notifier.ts';

/** A channel of alerts, or the program that takes published forecasts. */
export type ReceiverId = Channel | 'forecasts';

export interface ReceiverWait {
  readonly id: ReceiverId;
  /** ISO instant. Nothing at all is sent to it before, however much is due. */
  readonly notBefore: string;
}

export interface ReceiverStore {
  /** Null: it never asked for time. */
  find(id: ReceiverId): Promise<ReceiverWait | null>;
  /** Inserts or replaces: what was said last counts. */
  save(wait: ReceiverWait): Promise<void>;
}
