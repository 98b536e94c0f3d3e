// Where the forecasting core gets its arrays from. A typed array with memory of its own costs more than a pass over 180 days, so short-lived
// ones are views: of room that is used again and again, or of blocks that many of them share.

const BLOCK_BYTES = 65_536;
let block = new ArrayBuffer(BLOCK_BYTES);
let taken = 0;

/** A value per day, all 0, which the caller keeps as long as it likes: nothing is handed out twice. */
export function dayValues(days: number): Float64Array {
  const bytes = days * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > BLOCK_BYTES / 4) return new Float64Array(days);
  if (taken + bytes > BLOCK_BYTES) {
    block = new ArrayBuffer(BLOCK_BYTES);
    taken = 0;
  }
  const values = new Float64Array(block, taken, days);
  taken += bytes;
  return values;
}

/** Gives the same room to every call, with whatever the last one left there: for what does not outlive the function that asks for it. */
export function scratchRoom(): (days: number) => Float64Array {
  let room = new Float64Array();
  let latest = room;
  return (days) => {
    if (room.length < days) room = new Float64Array(2 * days);
    if (latest.length !== days || latest.buffer !== room.buffer) latest = room.subarray(0, days);
    return latest;
  };
}

/** `factor`^0, `factor`^1 .. up to at least `factor`^`days`: what a day counts by its age. */
export function fadingWeights(factor: number): (days: number) => Float64Array {
  let weights = new Float64Array();
  return (days) => {
    if (weights.length <= days) weights = new Float64Array(2 * days + 1).map(runningProduct(factor));
    return weights;
  };
}

function runningProduct(factor: number): () => number {
  let next = 1;
  return () => {
    const weight = next;
    next *= factor;
    return weight;
  };
}
