// What is stored of a range, in SQLite, from the read model of stored days; corrected days are looked for in revenue itself.
import { z } from 'zod';
import { listDates } from '../../domain/calendar/dates.ts';
import type { AccountId } from '../../domain/ids.ts';
import { groupAlike, type AlikeAccounts, type RepairSettings } from '../../domain/repair/alike.ts';
import { nothingStored, type StoredDays } from '../../domain/repair/coverage.ts';
import type { AccountFilter } from '../../ports/account-store.ts';
import type { RepairStore } from '../../ports/repair-store.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import { accountId, accountRecord, jsonText } from '../records.ts';
import { accountCondition, VALUES_OF_LIST } from './conditions.ts';
import type { SqlParameter } from './connection.ts';
import { findCorrections, readCorrections, type Corrections } from './corrections.ts';
import { LIST_STATES, NOTHING, stateRow, toStates, toStoredDays } from './day-states.ts';
import { readInTurn, type ReadInTurn } from './read-in-turn.ts';
import type { SqliteSession } from './session.ts';
import { numberOf } from './stored-days.ts';
import { depth, flag } from './tables.ts';

/** The codes of the days of a range, the first day's first; none of those behind the last that is stored. */
const WITHIN = `rtrim(substr(?, 1, MAX(0, first_day - ?))
  || substr(days, MAX(1, ? - first_day + 1), MAX(0, MIN(?, ? + ? - first_day))))`;

const withinParameters = ({ from, to }: DateRange): readonly SqlParameter[] => {
  const [first, days] = [numberOf(from), numberOf(to) - numberOf(from) + 1];
  return [NOTHING.repeat(days), first, first, days, first, days];
};

const STORED = `SELECT account_id AS accountId, ${WITHIN} AS days FROM stored_days WHERE account_id IN ${VALUES_OF_LIST}`;

/** Equal rows become one here already: to hand over a row costs more than to find it. */
const ALIKE = (
  accounts: string,
  days: string,
): string => `SELECT sources, convertCurrency, historyDepthDays, timeZone, days,
    json_group_array(id) AS ids
  FROM (SELECT accounts.id, accounts.sources, accounts.convert_currency AS convertCurrency,
      accounts.history_depth_days AS historyDepthDays, accounts.time_zone AS timeZone, ${days} AS days
    FROM accounts LEFT JOIN stored_days ON stored_days.account_id = accounts.id
    WHERE ${accounts} AND accounts.id > ? ORDER BY accounts.id LIMIT ?)
  GROUP BY sources, convertCurrency, historyDepthDays, timeZone, days`;

const storedRow = z.object({ accountId, days: z.string() });
const alikeRow = z.object({
  sources: jsonText(accountRecord.shape.sources),
  convertCurrency: flag,
  historyDepthDays: depth,
  timeZone: z.string(),
  days: z.string(),
  ids: jsonText(z.array(accountId).min(1)),
});
type AlikeRow = z.output<typeof alikeRow>;

export function sqliteRepair(session: SqliteSession): RepairStore {
  const read = readInTurn(session, 'stored_days');
  return {
    coverage: async (accounts, range) => {
      const rows = await read(storedRow, STORED, [...withinParameters(range), JSON.stringify(accounts)]);
      const daysOf = await readerOf(read, range);
      const stored = new Map(rows.map((row) => [row.accountId, daysOf(row.days)]));
      const corrections = await readCorrections(read, accounts, range);
      return accounts.map((id) => ({ ...nothingStored(id), ...stored.get(id), ...corrections.get(id) }));
    },
    alike: async (filter, range) => {
      const found: AlikeAccounts[] = [];
      const corrections = range === null ? NO_CORRECTIONS : await findCorrections(read, filter, range);
      const rows = await readAlike(read, filter, range);
      const daysOf = await readerOf(read, range);
      for (const { ids, days, ...settings } of rows)
        found.push(...apart({ settings, ids, days: daysOf(days) }, corrections));
      return groupAlike(found);
    },
  };
}

const NO_CORRECTIONS: Corrections = new Map();

/** What codes stand for. Read after them: a state is written before the first day that has it. */
async function readerOf(read: ReadInTurn, range: DateRange | null): Promise<(codes: string) => StoredDays> {
  const states = toStates(await read(stateRow, LIST_STATES, []));
  const dates = range === null ? [] : listDates(range.from, range.to);
  return (codes) => toStoredDays(codes, dates, states);
}

/** Accounts of one statement. */
const ACCOUNTS_PER_READ = 5_000;

async function readAlike(
  read: ReadInTurn,
  filter: AccountFilter,
  range: DateRange | null,
): Promise<readonly AlikeRow[]> {
  const { sql, parameters } = accountCondition(filter);
  const statement = ALIKE(sql, range === null ? "''" : `COALESCE(${WITHIN}, '')`);
  const before = [...(range === null ? [] : withinParameters(range)), ...parameters];
  const found: AlikeRow[] = [];
  let after: string | undefined = '';
  while (after !== undefined) {
    const rows: readonly AlikeRow[] = await read(alikeRow, statement, [...before, after, ACCOUNTS_PER_READ]);
    found.push(...rows);
    const ids = rows.flatMap((row) => row.ids).sort();
    after = ids.length < ACCOUNTS_PER_READ ? undefined : ids.at(-1);
  }
  return found;
}

interface Looked {
  readonly settings: RepairSettings;
  readonly days: StoredDays;
  readonly ids: readonly AccountId[];
}

/** Those without corrections together, each of the others for itself. */
function apart({ settings, days, ids }: Looked, corrections: Corrections): readonly AlikeAccounts[] {
  const usual = ids.filter((id) => !corrections.has(id));
  const coverage = { ...days, published: null, corrected: [] };
  return [
    ...(usual.length === 0 ? [] : [{ settings, coverage, accounts: usual }]),
    ...ids.flatMap((id) => {
      const corrected = corrections.get(id);
      return corrected === undefined ? [] : [{ settings, coverage: { ...coverage, ...corrected }, accounts: [id] }];
    }),
  ];
}
