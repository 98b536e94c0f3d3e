// How large the payloads of a history are.
import type { FoundHistory } from './histories.ts';

/** Bytes of the largest `data` of any payload in the history; 0 without payloads. */
export function largestPayload(history: FoundHistory['history']): number {
  let largest = 0;
  const visit = (value: unknown): void => {
    if (value instanceof Uint8Array) largest = Math.max(largest, value.byteLength);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(history.events ?? []);
  return largest;
}
