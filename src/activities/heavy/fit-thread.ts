// What runs in a worker thread: one fit, in and out as plain data.
import { DomainError } from '../../domain/domain-error.ts';
import { fitModel } from '../../domain/forecast/fit.ts';
import type { FitRequest } from '../dependencies.ts';
import type { FitAnswer } from './fitter.ts';

export function fit({ points, degree, window }: FitRequest): FitAnswer {
  try {
    return { model: fitModel(points, { degree, window }) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { refused: { code: error.code, message: error.message, facts: error.facts } };
  }
}
