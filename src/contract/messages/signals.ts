// Names of signals, queries and updates.
/**
 * `ratesReady` goes down (day run -> partition -> account day), `parked` goes up: who waits for rates gives its place in
 * the bounded window to the next one, so that late rates never hold back an account that needs none.
 */
export const SIGNALS = {
  ratesReady: 'ratesReady',
  parked: 'parked',
  /** Down: start no more accounts, or go on. */
  setPaused: 'setPaused',
  /** Down: tell me your end yourself, I may not be the run that started you. */
  handOver: 'handOver',
  /** Up: the answer to it. */
  ended: 'ended',
} as const;

export const QUERIES = { state: 'state', progress: 'progress', paused: 'paused' } as const;

export const UPDATES = {
  release: 'release',
  reject: 'reject',
  promote: 'promote',
  rollback: 'rollback',
  pause: 'pause',
  resume: 'resume',
} as const;
