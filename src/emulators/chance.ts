// Chance without chance: the same text always gives the same numbers, so that the same request has the same answer.

/** A 32-bit hash of a text (FNV-1a, then the finalizer of MurmurHash3 so that similar texts differ in all bits). */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return scramble(state);
}

function scramble(value: number): number {
  let state = value ^ (value >>> 16);
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Numbers from 0 (included) to 1 (excluded), one sequence per text. */
export function chanceOf(text: string): () => number {
  let state = hash(text);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return scramble(state) / 0x1_0000_0000;
  };
}
