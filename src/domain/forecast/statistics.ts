// Small sums and quantiles over plain and typed arrays. NaN marks a day without an observation and is left out.

/** NaN outside of the array. For typed arrays only, and without ever asking one for a negative index: both make it many times slower. */
export function at(values: Float64Array, index: number): number {
  return index >= 0 && index < values.length ? (values[index] ?? Number.NaN) : Number.NaN;
}

/** The same without the check, for loops whose bounds say that the index lies inside. */
export const inside = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;

export function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i += 1) if (Number.isNaN(inside(values, i))) return true;
  return false;
}

/** Linear interpolation between order statistics (R type 7); NaN of nothing. `share` is 0..1. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = at(sorted, below);
  return low + (position - below) * (at(sorted, Math.min(below + 1, sorted.length - 1)) - low);
}

/** Mean of the observed values as differences from the first one, so that the mean of equal values is exactly that value; NaN of nothing. */
export function meanObserved(values: Float64Array): number {
  let base = Number.NaN;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = at(values, i);
    if (Number.isNaN(value)) continue;
    if (count === 0) base = value;
    sum += value - base;
    count += 1;
  }
  return base + sum / count;
}

/** `share` 0 is `a`, 1 is `b`. */
export const mix = (a: number, b: number, share: number): number => a + share * (b - a);

/** Values with a weight each: the first `size` items of both arrays. */
export interface WeightedSample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  size: number;
}

/** Median where each value counts by its weight, linear between the middles of the weights; NaN of nothing. Sorts the sample in place. */
export function weightedMedian(sample: WeightedSample): number {
  const { values, weights, size } = sample;
  sortTogether(sample);
  let total = 0;
  for (let item = 0; item < size; item += 1) total += inside(weights, item);
  const half = total / 2;
  let index = 0;
  let passed = 0;
  while (index < size - 1 && passed + inside(weights, index) / 2 < half) {
    passed += inside(weights, index);
    index += 1;
  }
  if (size === 0 || index === 0) return size === 0 ? Number.NaN : inside(values, 0);
  const before = passed - inside(weights, index - 1) / 2;
  const middle = passed + inside(weights, index) / 2;
  const value = inside(values, index);
  return middle < half ? value : mix(inside(values, index - 1), value, (half - before) / (middle - before));
}

/** Insertion sort: a weekday has no more values than the history has weeks. */
function sortTogether({ values, weights, size }: WeightedSample): void {
  for (let index = 1; index < size; index += 1) {
    const value = inside(values, index);
    const weight = inside(weights, index);
    let place = index;
    for (; place > 0 && inside(values, place - 1) > value; place -= 1) {
      values[place] = inside(values, place - 1);
      weights[place] = inside(weights, place - 1);
    }
    values[place] = value;
    weights[place] = weight;
  }
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Quantile of values in ascending order that count by their weights, linear between the middles of the weights; NaN of nothing. */
export function weightedQuantile(sorted: readonly Weighted[], share: number): number {
  const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let [passed, previous] = [0, sorted[0]];
  for (const one of sorted) {
    const middle = passed + one.weight / 2;
    if (middle >= wanted && previous !== undefined) {
      const before = passed - previous.weight / 2;
      return one === previous ? one.value : mix(previous.value, one.value, (wanted - before) / (middle - before));
    }
    [passed, previous] = [passed + one.weight, one];
  }
  return previous?.value ?? Number.NaN;
}
