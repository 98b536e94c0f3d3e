// Settings of cohorts in SQLite; a cohort without any has the defaults.
import { z } from 'zod';
import { defaultCohortSettings } from '../../domain/cohort.ts';
import type { CohortStore } from '../../ports/store.ts';
import { joinCohorts } from '../cohort-list.ts';
import { decodeAll } from '../records.ts';
import { cohortSettings as table } from './forecast-tables.ts';
import type { SqliteSession } from './session.ts';

const COUNT = "SELECT cohort, COUNT(*) AS accounts FROM accounts WHERE status = 'active' GROUP BY cohort";

const countRow = z.object({ cohort: z.string(), accounts: z.int() });

export const sqliteCohorts = (session: SqliteSession): CohortStore => ({
  find: async (cohort) => {
    const rows = await session.read((connection) => connection.all(`${table.select} WHERE cohort = ?`, [cohort]));
    return table.decode(rows)[0] ?? defaultCohortSettings(cohort);
  },
  save: async (settings) => {
    await session.write((connection) =>
      connection.run(`${table.insert} ${table.replaceOnConflict}`, table.encode(settings)),
    );
  },
  list: async () => {
    const saved = table.decode(await session.read((connection) => connection.all(table.select)));
    const counted = decodeAll(countRow, await session.read((connection) => connection.all(COUNT)), 'accounts');
    return joinCohorts(saved, counted);
  },
});
