// How many forecasts a backtest made: one candidate, from one origin, for one step that its error is known of.
import { z } from 'zod';

const candidates = z.array(z.unknown());

/** The part of a backtest, as the stage keeps it in the store, that counts. */
const keptBacktests = z.object({
  rows: z.array(
    z.object({
      value: z
        .object({
          variants: z.array(
            z.object({
              candidates,
              sources: z.array(z.object({ candidates })).default([]),
              backtest: z.object({ buckets: z.array(z.object({ n: z.number() })) }),
            }),
          ),
        })
        .optional(),
    }),
  ),
});

/** @param kept what a batch left of its stage `backtest`. */
export function countForecasts(kept: unknown): number {
  const variants = keptBacktests.parse(kept).rows.flatMap(({ value }) => value?.variants ?? []);
  return variants.reduce((total, variant) => {
    const tried = [variant, ...variant.sources].reduce((sum, one) => sum + one.candidates.length, 0);
    const errors = variant.backtest.buckets.reduce((sum, { n }) => sum + n, 0);
    return total + tried * errors;
  }, 0);
}
