// A stored fact with its place in the chain of corrections: same content adds nothing, other content adds a revision.

/** `revision` starts at 1; `recordedAt` is an ISO instant; `hash` identifies the content (see `contentHash`). */
export interface Revised {
  readonly revision: number;
  readonly hash: string;
  readonly recordedAt: string;
}

/** What a save did: `unchanged` means that the same content was there already. */
export interface SaveOutcome {
  readonly outcome: 'added' | 'revised' | 'unchanged';
  readonly revision: number;
}
