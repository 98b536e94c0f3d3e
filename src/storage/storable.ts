// Keeps out what a store would silently turn into something else: NaN and Infinity become null, functions vanish.

/** @throws TypeError for NaN, Infinity, functions and symbols, however deep. Undefined fields of an object are left out by both stores. */
export function assertStorable(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} cannot be stored.`);
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`A ${typeof value} cannot be stored.`);
  if (value !== null && typeof value === 'object') Object.values(value).forEach(assertStorable);
}
