// Quantiles must not notice that only a part of the values was sorted.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observedForQuantiles } from '../../src/domain/forecast/partial-sort.ts';
import { quantileOf } from '../../src/domain/forecast/statistics.ts';

const SHARES = [0, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1];
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
const anyValues = fc.array(fc.oneof(finite, fc.integer({ min: -2, max: 2 }), fc.constant(Number.NaN)), {
  maxLength: 200,
});

test('a quantile of partly sorted values is that of sorted ones, with gaps and with equal values', () => {
  fc.assert(
    fc.property(anyValues, fc.subarray(SHARES, { minLength: 1 }), (values, shares) => {
      const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
      const partly = observedForQuantiles(Float64Array.from(values), shares);
      expect(partly.length).toBe(sorted.length);
      for (const share of shares) expect(quantileOf(partly, share) - quantileOf(sorted, share) || 0).toBe(0);
    }),
  );
});
