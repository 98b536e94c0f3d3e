// The one formula that fitting and predicting share: a polynomial over the centred and scaled day offset.
import type { FittedModel } from './polynomial-model.ts';

export type Curve = Pick<FittedModel, 'coefficients' | 'center' | 'scale'>;

/** sum of coefficients[i] * ((x - center) / scale)^i, by Horner's scheme; x in days since the model's origin. */
export function evaluateCurve({ coefficients, center, scale }: Curve, x: number): number {
  const u = (x - center) / scale;
  return coefficients.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
}
