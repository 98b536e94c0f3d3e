// Sums of scores as both adapters hand them out: named, and in a fixed order.
import { z } from 'zod';
import type { CurrencyCode } from '../domain/ids.ts';
import type { ScoreSums } from '../ports/store.ts';

/** What is added up, as it comes out of a store. */
export const scoreTotals = {
  n: z.int(),
  absoluteError: z.number(),
  error: z.number(),
  naiveAbsoluteError: z.number(),
  modelAbsoluteError: z.number(),
  absoluteActual: z.number(),
  inside80: z.int(),
  inside95: z.int(),
  width80: z.number(),
};

export interface NamedSums extends Omit<ScoreSums, 'group'> {
  readonly name: string;
  readonly currency: CurrencyCode;
}

/** Steps by number, other names by letter; currencies of a name by letter. */
export const scoreSums = (rows: readonly NamedSums[]): readonly ScoreSums[] =>
  [...rows]
    .sort((a, b) => compare(a.name, b.name) || compare(a.currency, b.currency))
    .map(({ name, currency, ...sums }) => ({ group: `${name}/${currency}`, ...sums }));

function compare(a: string, b: string): number {
  if (a === b) return 0;
  const numbers = Number(a) - Number(b);
  if (Number.isNaN(numbers) || numbers === 0) return a < b ? -1 : 1;
  return numbers;
}

/** Sums of the same name and currency, added up. */
export function addUp(rows: readonly NamedSums[]): readonly NamedSums[] {
  const groups = new Map<string, NamedSums>();
  for (const row of rows) {
    const key = `${row.name}/${row.currency}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? row : plus(known, row));
  }
  return [...groups.values()];
}

const plus = (a: NamedSums, b: NamedSums): NamedSums => ({
  ...a,
  n: a.n + b.n,
  absoluteError: a.absoluteError + b.absoluteError,
  error: a.error + b.error,
  naiveAbsoluteError: a.naiveAbsoluteError + b.naiveAbsoluteError,
  modelAbsoluteError: a.modelAbsoluteError + b.modelAbsoluteError,
  absoluteActual: a.absoluteActual + b.absoluteActual,
  inside80: a.inside80 + b.inside80,
  inside95: a.inside95 + b.inside95,
  width80: a.width80 + b.width80,
});
