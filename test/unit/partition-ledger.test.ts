// The bookkeeping of a day's partitions: whatever the order of news, and however often it travels, nothing is lost or counted twice.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlannedPartition } from '../../src/contract/messages.ts';
import { PartitionLedger } from '../../src/workflows/partition-ledger.ts';
import { accountId } from '../helpers/builders.ts';

const pageEndingAt = (number: number): PlannedPartition => ({
  after: null,
  through: accountId(`a${String(number).padStart(5, '0')}`),
  limit: 1,
});
const PAGES = Array.from({ length: 30 }, (_, number) => pageEndingAt(number));

/** What may happen to a day, by weight; numbers choose among the partitions there are. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'start' } as const) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('park' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'continue' } as const) },
);

/** Plans everything that is not covered yet, as a run does at its beginning. */
function begin(from?: PartitionLedger): { ledger: PartitionLedger; queue: PlannedPartition[] } {
  const ledger = new PartitionLedger(structuredClone(from?.state()));
  if (ledger.allPlanned) return { ledger, queue: [] };
  const queue = PAGES.filter(({ through }) => ledger.after === null || (through ?? '') > ledger.after);
  ledger.plan(queue);
  ledger.planned();
  return { ledger, queue };
}

describe('the ledger of partitions', () => {
  test('sees every page started once and ended once, through any order of news and any number of new runs', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 200 }), (story) => {
        let { ledger, queue } = begin();
        const started: (string | undefined)[] = [];
        const counted: number[] = [];
        const start = (): void => {
          const page = queue.shift();
          if (page !== undefined) started.push(ledger.start(page).through);
        };
        const end = (index: number): void => void (ledger.end(index) && counted.push(index));
        for (const next of story) {
          if (next.kind === 'start') start();
          else if (next.kind === 'end') end(next.which);
          else if (next.kind === 'park') ledger.park(next.which);
          else ({ ledger, queue } = begin(ledger));
          expect(ledger.done).toBe(counted.length);
          expect(ledger.finished).toBe(counted.length === PAGES.length);
        }
        while (queue.length > 0) start();
        for (const { index } of ledger.inFlight) end(index);
        expect(started).toEqual(PAGES.map(({ through }) => through));
        expect(counted.toSorted((a, b) => a - b)).toEqual(PAGES.map((_, index) => index));
        expect(ledger.finished).toBe(true);
      }),
    );
  });

  test('is settled when all that is left waits for something outside', () => {
    const ledger = new PartitionLedger();
    ledger.plan(PAGES.slice(0, 2));
    ledger.planned();
    const first = ledger.start(pageEndingAt(0));
    ledger.park(first.index);
    expect(ledger.settled).toBe(false);
    const second = ledger.start(pageEndingAt(1));
    expect(ledger.settled).toBe(false);
    ledger.end(second.index);
    expect(ledger.settled).toBe(true);
    expect(ledger.finished).toBe(false);
  });

  test('stays small when a hundred partitions wait: below 16 KB', () => {
    const ledger = new PartitionLedger();
    const pages = Array.from({ length: 100 }, (_, number) => ({
      after: accountId(`customer-account-${number}`),
      through: accountId(`customer-account-${number + 1}`),
      limit: 275,
    }));
    ledger.plan(pages);
    for (const page of pages) ledger.park(ledger.start(page).index);
    expect(JSON.stringify(ledger.state()).length).toBeLessThan(16 * 1_024);
  });
});
