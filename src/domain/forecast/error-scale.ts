// How large a model's errors are at a step, from its backtest: what bands and the reported error are made of.
import type { Backtest } from './model.ts';
import { bucketOf, nearestKnown } from './step-bucket.ts';

/** Units of the currency, 0 or more. */
export interface ErrorScale {
  readonly sigma: number;
  readonly naiveSigma: number;
  /** Uncorrected: a backtest inside the window is too kind to itself. Where nothing could be tested, sigma takes its place. */
  readonly meanAbsoluteError: number;
}

/** `step`: days from the last observed day. A bucket that no origin reached has the errors of its neighbour. */
export function errorScale({ buckets }: Backtest, step: number): ErrorScale {
  const bucket = bucketOf(step);
  const { sigma = 0, naiveSigma = 0 } = buckets[bucket] ?? {};
  const tested = nearestKnown(
    buckets.map((one) => one.meanAbsoluteError),
    bucket,
  );
  return { sigma, naiveSigma, meanAbsoluteError: tested ?? sigma };
}
