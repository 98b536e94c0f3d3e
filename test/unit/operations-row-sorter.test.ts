// Rows of an import come out in order, each once, however many fit into memory, and nothing stays on the disk.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AcceptedRow } from '../../src/domain/import/revenue-csv.ts';
import { RowSorter } from '../../src/operations/row-sorter.ts';
import { accountId, currency, decimal, isoDate, sourceId } from '../helpers/builders.ts';

const rows = fc
  .array(
    fc.record({
      accountId: fc.constantFrom('a', 'a-b', 'a.b', 'b').map(accountId),
      date: fc.constantFrom('2026-11-19', '2026-11-20').map(isoDate),
      sourceId: fc.constantFrom('shop', 'web').map(sourceId),
      amount: fc.constantFrom('1.000000', '-2.500000').map(decimal),
      currency: fc.constant(currency('EUR')),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((row, index): AcceptedRow => ({ ...row, line: index + 2 })));

async function sortRows(list: readonly AcceptedRow[], limit: number): Promise<readonly AcceptedRow[]> {
  const sorter = new RowSorter(limit);
  try {
    for (const row of list) await sorter.add([row]);
    const sorted: AcceptedRow[] = [];
    for await (const row of sorter.sorted()) sorted.push(row);
    return sorted;
  } finally {
    await sorter.close();
  }
}

describe('sorting the rows of an import', () => {
  test('gives the same with a memory of 7 rows as with one of 1,000, and loses and invents none', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const small = await sortRows(list, 7);
        expect(small).toEqual(await sortRows(list, 1_000));
        expect(small.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(list.map(({ line }) => line));
      }),
      { seed: 20_261_122, numRuns: 40 },
    );
  });

  test('keeps the rows of a day together, and the lines of a figure in the order of the file', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        const sorted = await sortRows(list, 5);
        const days = sorted.map((row) => `${row.accountId}/${row.date}`);
        expect(days.filter((day, index) => day !== days[index - 1]).length).toBe(new Set(days).size);
        const sameFigure = sorted.filter(
          ({ sourceId: source }, index) => source === sorted[index - 1]?.sourceId && days[index] === days[index - 1],
        );
        for (const row of sameFigure) expect(row.line).toBeGreaterThan(sorted[sorted.indexOf(row) - 1]?.line ?? 0);
      }),
      { seed: 20_261_122, numRuns: 40 },
    );
  });

  test('leaves no file behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'morrow-sorter-'));
    vi.stubEnv('TMPDIR', folder);
    const row = { accountId: accountId('a'), date: isoDate('2026-11-20'), sourceId: sourceId('web') };
    const sorter = new RowSorter(1);
    await sorter.add([{ ...row, line: 2, amount: decimal('1.000000'), currency: currency('EUR') }]);
    expect((await readdir(folder)).length).toBe(1);
    await sorter.close();
    expect(await readdir(folder)).toEqual([]);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
});
