// The line in front of a provider: priorities first, accounts by turns within one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Line } from '../../src/connectors/budget/line.ts';
import { PRIORITIES } from '../../src/contract/priorities.ts';

const request = fc.record({
  account: fc.constantFrom('u1', 'u2', 'u3'),
  priority: fc.constantFrom(...Object.values(PRIORITIES)),
});
type Item = { readonly account: string; readonly priority: number };

function lineOf(items: readonly Item[]): Line<Item> {
  const line = new Line<Item>();
  for (const item of items) line.push(item, { ahead: false });
  return line;
}

const takeAll = (line: Line<Item>): Item[] =>
  Array.from({ length: line.size }, () => line.take(() => true)).flatMap((item) => item ?? []);

describe('requests that wait for a provider', () => {
  it('are all served, the more urgent ones first', () => {
    fc.assert(
      fc.property(fc.array(request), (items) => {
        const served = takeAll(lineOf(items));
        expect(served).toHaveLength(items.length);
        expect(served.map(({ priority }) => priority)).toEqual(
          items.map(({ priority }) => priority).toSorted((a, b) => a - b),
        );
      }),
      { seed: 7 },
    );
  });

  it('are never served later than a newcomer is told', () => {
    fc.assert(
      fc.property(fc.array(request), request, (items, newcomer) => {
        const line = lineOf(items);
        const place = line.placeOf(newcomer);
        line.push(newcomer, { ahead: false });
        expect(takeAll(line).indexOf(newcomer)).toBeLessThanOrEqual(place);
      }),
      { seed: 7 },
    );
  });

  it('of an account that may not go keep nobody waiting, however urgent', () => {
    const line = lineOf([
      { account: 'u1', priority: PRIORITIES.today },
      { account: 'u2', priority: PRIORITIES.backfill },
    ]);
    expect(line.take((account) => account !== 'u1')).toMatchObject({ account: 'u2' });
  });

  it('leave, one by one and all together, the more urgent ones first', () => {
    const late = { account: 'u1', priority: PRIORITIES.backfill };
    const first = { account: 'u2', priority: PRIORITIES.today };
    const line = lineOf([late, first]);
    expect(line.removeAll()).toEqual([first, late]);
    line.push(late, { ahead: false });
    line.remove(late);
    line.remove(first);
    expect(line.size).toBe(0);
  });
});
