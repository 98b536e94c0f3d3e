// Puts values in order only where somebody looks: quantiles read a few places, and to sort all the rest would cost several times more.
import { scratchRoom } from './scratch.ts';
import { inside } from './statistics.ts';

/** Parts of that many values are sorted by insertion. */
const FEW = 12;

/** Afterwards the places that quantiles of these shares (0..1) read hold what they would hold after sorting everything; ascending, in place. */
export function sortForQuantiles(values: Float64Array, shares: readonly number[]): Float64Array {
  sortPart(values, { from: 0, to: values.length - 1 }, shares);
  return values;
}

/** The observed values, in order where quantiles of these shares read; only until the next call. */
export function observedForQuantiles(values: Float64Array, shares: readonly number[]): Float64Array {
  const room = roomToSort(values.length);
  let observed = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = inside(values, i);
    if (Number.isNaN(value)) continue;
    room[observed] = value;
    observed += 1;
  }
  return sortForQuantiles(room.subarray(0, observed), shares);
}

const roomToSort = scratchRoom();

/** Both ends included. */
interface Part {
  readonly from: number;
  readonly to: number;
}

function sortPart(values: Float64Array, { from, to }: Part, shares: readonly number[]): void {
  if (to - from < FEW) {
    sortFew(values, { from, to });
    return;
  }
  const pivot = middleOfThree(inside(values, from), inside(values, (from + to) >> 1), inside(values, to));
  let low = from;
  let high = to;
  while (low <= high) {
    while (inside(values, low) < pivot) low += 1;
    while (inside(values, high) > pivot) high -= 1;
    if (low > high) break;
    const value = inside(values, low);
    values[low] = inside(values, high);
    values[high] = value;
    low += 1;
    high -= 1;
  }
  if (isRead({ from, to: high }, values.length, shares)) sortPart(values, { from, to: high }, shares);
  if (isRead({ from: low, to }, values.length, shares)) sortPart(values, { from: low, to }, shares);
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** A quantile reads the values on both sides of its position. */
function isRead({ from, to }: Part, size: number, shares: readonly number[]): boolean {
  for (const share of shares) {
    const below = Math.floor(share * (size - 1));
    if (below + 1 >= from && below <= to) return true;
  }
  return false;
}

function sortFew(values: Float64Array, { from, to }: Part): void {
  for (let index = from + 1; index <= to; index += 1) {
    const value = inside(values, index);
    let place = index;
    for (; place > from && inside(values, place - 1) > value; place -= 1) values[place] = inside(values, place - 1);
    values[place] = value;
  }
}
