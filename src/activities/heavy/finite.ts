// Figures that are not finite never leave a thread: stored as JSON they would come back as null, and nobody would know.
import { DomainError } from '../../domain/domain-error.ts';

/** What the facts of the error say, so that the gate over a batch can count these apart. */
export const NOT_FINITE = 'not-finite';

/** @throws DomainError FIT_FAILED that names the first figure anywhere inside that is NaN or infinite. */
export function requireFiniteFigures<Value>(value: Value): Value {
  const where = pathToOdd(value);
  if (where === null) return value;
  throw new DomainError('FIT_FAILED', `The training came to a figure that is not finite: ${where}.`, {
    problem: NOT_FINITE,
    figure: where,
  });
}

function pathToOdd(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : '';
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const path = pathToOdd(inner);
    if (path !== null) return path === '' ? key : `${key}.${path}`;
  }
  return null;
}
