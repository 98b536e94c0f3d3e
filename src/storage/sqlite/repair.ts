// What is stored of a range, in SQLite, from the read model of stored days; corrected days are looked for in revenue itself.
import { z } from 'zod';
import { groupAlike, type AlikeAccounts } from '../../domain/repair/alike.ts';
import { daysWithin, NO_DAYS, nothingStored } from '../../domain/repair/coverage.ts';
import type { AccountFilter } from '../../ports/account-store.ts';
import type { RepairStore } from '../../ports/repair-store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import { accountId, accountRecord, jsonText } from '../records.ts';
import { accountCondition, VALUES_OF_LIST } from './conditions.ts';
import { findCorrections, readCorrections, type Corrections } from './corrections.ts';
import { readInTurn, type ReadInTurn } from './read-in-turn.ts';
import type { SqliteSession } from './session.ts';
import { storedDays } from './stored-days.ts';
import { depth, flag } from './tables.ts';

const STORED = `SELECT account_id AS accountId, days FROM stored_days WHERE account_id IN ${VALUES_OF_LIST}`;

/** Equal rows become one here already: to hand over a row costs more than to find it. */
const ALIKE = (accounts: string): string => `SELECT sources, convertCurrency, historyDepthDays, timeZone, days,
    json_group_array(id) AS ids
  FROM (SELECT accounts.id, accounts.sources, accounts.convert_currency AS convertCurrency,
      accounts.history_depth_days AS historyDepthDays, accounts.time_zone AS timeZone, stored_days.days
    FROM accounts LEFT JOIN stored_days ON stored_days.account_id = accounts.id
    WHERE ${accounts} AND accounts.id > ? ORDER BY accounts.id LIMIT ?)
  GROUP BY sources, convertCurrency, historyDepthDays, timeZone, days`;

const storedRow = z.object({ accountId, days: storedDays });
const alikeRow = z.object({
  sources: jsonText(accountRecord.shape.sources),
  convertCurrency: flag,
  historyDepthDays: depth,
  timeZone: z.string(),
  days: storedDays.nullable(),
  ids: jsonText(z.array(accountId).min(1)),
});
type AlikeRow = z.output<typeof alikeRow>;

export function sqliteRepair(session: SqliteSession): RepairStore {
  const read = readInTurn(session, 'stored_days');
  return {
    coverage: async (accounts, range) => {
      const rows = await read(storedRow, STORED, [JSON.stringify(accounts)]);
      const stored = new Map(rows.map((row) => [row.accountId, daysWithin(row.days, range)]));
      const corrections = await readCorrections(read, accounts, range);
      return accounts.map((id) => ({ ...nothingStored(id), ...stored.get(id), ...corrections.get(id) }));
    },
    alike: async (filter, range) => {
      const corrections = range === null ? new Map() : await findCorrections(read, filter, range);
      const found: AlikeAccounts[] = [];
      for await (const row of readAlike(read, filter)) found.push(...apart(row, range, corrections));
      return groupAlike(found);
    },
  };
}

/** Accounts of one statement. */
const ACCOUNTS_PER_READ = 5_000;

async function* readAlike(read: ReadInTurn, filter: AccountFilter): AsyncGenerator<AlikeRow, void, void> {
  const { sql, parameters } = accountCondition(filter);
  let after: string | undefined = '';
  while (after !== undefined) {
    const rows: readonly AlikeRow[] = await read(alikeRow, ALIKE(sql), [...parameters, after, ACCOUNTS_PER_READ]);
    yield* rows;
    const ids = rows.flatMap((row) => row.ids).sort();
    after = ids.length < ACCOUNTS_PER_READ ? undefined : ids.at(-1);
  }
}

/** Those without corrections together, each of the others for itself. */
function apart(
  { ids, days, ...settings }: AlikeRow,
  range: DateRange | null,
  corrections: Corrections,
): readonly AlikeAccounts[] {
  const stored = range === null ? NO_DAYS : daysWithin(days ?? NO_DAYS, range);
  const usual = ids.filter((id) => !corrections.has(id));
  const corrected = ids.filter((id) => corrections.has(id));
  const uncorrected = { ...stored, published: null, corrected: [] };
  return [
    ...(usual.length === 0 ? [] : [{ settings, coverage: uncorrected, accounts: usual }]),
    ...corrected.map((id) => ({ settings, coverage: { ...uncorrected, ...corrections.get(id) }, accounts: [id] })),
  ];
}
