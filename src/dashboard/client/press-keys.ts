// Keys under which the API does a thing once: who presses again because no answer came asks for the same thing, not for another one.
const open = new Map<string, string>();

const BYTES = 16;

/** The same for the same thing until it is settled. `randomUUID` is for pages over HTTPS only. */
export function keyFor(what: string): string {
  const key = open.get(what) ?? newKey();
  open.set(what, key);
  return key;
}

/** It was answered: done or refused, the next press is another one. */
export const settle = (what: string): void => void open.delete(what);

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
