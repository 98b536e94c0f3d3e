// Run records in SQLite.
import { z } from 'zod';
import type { DayTile, RunQuery, RunStatus, RunStore } from '../../ports/store.ts';
import { decodeAll, runRecord } from '../records.ts';
import { accountDayIds, assertSummarySize } from '../rules.ts';
import { accountCondition, behind, type Condition, joinConditions, VALUES_OF_LIST } from './conditions.ts';
import { sqliteDayQueries } from './day-queries.ts';
import type { SqliteSession } from './session.ts';
import { markStale } from './stale-days.ts';
import { runs as table } from './tables.ts';

const MOVE = `UPDATE runs SET status = ? WHERE id IN ${VALUES_OF_LIST} AND status IN ${VALUES_OF_LIST}`;

const END = `UPDATE runs SET status = ?, error_code = ?, error_message = ?, finished_at = ?
  WHERE id = ? AND started_at = ? AND status = 'running'`;

/** All of it is in the index. The days of an account come as one text: a page of a heat map is tens of thousands of them. */
const TILES = `SELECT account_id AS accountId,
    group_concat(date || ' ' || status || ' ' || COALESCE(error_code, ''), ';' ORDER BY date) AS days FROM runs
  WHERE pipeline = ? AND date BETWEEN ? AND ? AND account_id IN ${VALUES_OF_LIST} GROUP BY account_id ORDER BY account_id`;

const tilesRow = z.object({ accountId: runRecord.shape.accountId.unwrap(), days: z.string() });
const tile = z
  .tuple([runRecord.shape.date, runRecord.shape.status, z.string()])
  .transform(([date, status, errorCode]) => ({ date, status, errorCode: errorCode === '' ? null : errorCode }));

/** The same day with the same outcome comes hundreds of times in a page: each is checked once. */
function readTiles(rows: readonly z.output<typeof tilesRow>[]): readonly DayTile[] {
  const known = new Map<string, z.output<typeof tile>>();
  const read = (text: string): z.output<typeof tile> => {
    const checked = known.get(text) ?? tile.parse(text.split(' '));
    known.set(text, checked);
    return checked;
  };
  return rows.flatMap(({ accountId, days }) => days.split(';').map((text) => ({ accountId, ...read(text) })));
}

const statusCount = z.object({ status: runRecord.shape.status, count: z.int() });
const failureCount = z.object({ code: z.string(), count: z.int() });

export const sqliteRuns = (session: SqliteSession): RunStore => ({
  ...sqliteDayQueries(session),
  find: async (id) => {
    const rows = await session.read((connection) => connection.all(`${table.select} WHERE id = ?`, [id]));
    return table.decode(rows)[0] ?? null;
  },
  save: async (run) => {
    assertSummarySize(run);
    await session.write((connection) => {
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(run));
      if (run.kind === 'account-day') markStale(connection, [run.date]);
    });
  },
  end: async ({ id, startedAt }, { status, errorCode, errorMessage, finishedAt }) => {
    const parameters = [status, errorCode, errorMessage, finishedAt, id, startedAt];
    return (await session.write((connection) => connection.run(END, parameters))) > 0;
  },
  list: async (query) => {
    const { sql, parameters } = runCondition(query);
    const rows = await session.read((connection) =>
      connection.all(`${table.select} WHERE ${sql} LIMIT ?`, [...parameters, query.limit]),
    );
    return table.decode(rows);
  },
  moveAccountDays: (move) =>
    session.write((connection) => {
      const moved = connection.run(MOVE, [move.to, JSON.stringify(accountDayIds(move)), JSON.stringify(move.from)]);
      if (moved > 0) markStale(connection, [move.date]);
      return moved;
    }),
  listTiles: async ({ pipeline, accounts, from, to }) => {
    const rows = await session.read((connection) =>
      connection.all(TILES, [pipeline, from, to, JSON.stringify(accounts)]),
    );
    return readTiles(decodeAll(tilesRow, rows, table.name));
  },
  ...sqliteRunCounts(session),
});

const sqliteRunCounts = (session: SqliteSession): Pick<RunStore, 'countAccountDays' | 'countFailures'> => ({
  countAccountDays: async (pipeline, date, filter) => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(
        `SELECT runs.status, COUNT(*) AS count FROM runs JOIN accounts ON accounts.id = runs.account_id
          WHERE runs.pipeline = ? AND runs.date = ? AND runs.kind = 'account-day' AND ${sql} GROUP BY runs.status`,
        [pipeline, date, ...parameters],
      ),
    );
    const counts: Partial<Record<RunStatus, number>> = {};
    for (const { status, count } of decodeAll(statusCount, rows, table.name)) counts[status] = count;
    return counts;
  },
  countFailures: async (pipeline, date, filter) => {
    const { sql, parameters } = accountCondition(filter);
    const rows = await session.read((connection) =>
      connection.all(
        `SELECT COALESCE(runs.error_code, 'INTERNAL') AS code, COUNT(*) AS count
          FROM runs JOIN accounts ON accounts.id = runs.account_id
          WHERE runs.pipeline = ? AND runs.date = ? AND runs.kind = 'account-day' AND runs.status = 'failed' AND ${sql}
          GROUP BY 1 ORDER BY 1`,
        [pipeline, date, ...parameters],
      ),
    );
    return Object.fromEntries(decodeAll(failureCount, rows, table.name).map(({ code, count }) => [code, count]));
  },
});

/** Some dates are a narrow slice, found by `runs_by_date`; the plus signs keep SQLite from walking along another index instead. */
function runCondition({ kind, pipeline, date, dates, accountId, status, after }: RunQuery): Condition {
  const plus = date === undefined && (dates === undefined || accountId !== undefined) ? '' : '+';
  const wanted = { kind, pipeline, date, [`${plus}account_id`]: accountId, [`${plus}status`]: status };
  const { sql, parameters } = joinConditions([
    ...Object.entries(wanted).flatMap(([column, value]) =>
      value === undefined ? [] : [{ sql: `${column} = ?`, parameters: [value] }],
    ),
    ...(dates === undefined ? [] : [{ sql: 'date BETWEEN ? AND ?', parameters: [dates.from, dates.to] }]),
    ...behind(`${plus}started_at`, after),
  ]);
  return { sql: `${sql} ORDER BY ${plus}started_at DESC, id`, parameters };
}
