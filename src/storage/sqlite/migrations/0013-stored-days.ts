// The days of each account by what is stored of them, as a read model, so that a plan over all accounts reads one row of each.
// Filled from revenue once; afterwards every change of revenue changes it.
import type { Migration } from './migration.ts';

const SPANS = (rows: string): string =>
  `(SELECT json_group_array(json_object('from', first, 'to', last)) FROM (
    SELECT MIN(date) AS first, MAX(date) AS last FROM (
      SELECT date, CAST(julianday(date) AS INTEGER) - ROW_NUMBER() OVER (ORDER BY date) AS island FROM (${rows}))
    GROUP BY island ORDER BY first))`;

const NEWEST = `day.revision = (SELECT MAX(newer.revision) FROM revenue AS newer
  WHERE newer.account_id = day.account_id AND newer.date = day.date)`;
const DAYS = (origin: string): string =>
  SPANS(`SELECT date FROM revenue AS day WHERE account_id = accounts.id AND origin ${origin} AND ${NEWEST}`);
const DAYS_OF_SOURCE = SPANS(
  'SELECT date FROM source_revenue WHERE account_id = accounts.id AND source_id = source.id AND revision = 1',
);
const SOURCES = `(SELECT json_group_array(json_object('sourceId', source.id, 'days', json(${DAYS_OF_SOURCE})))
  FROM (SELECT DISTINCT source_id AS id FROM source_revenue WHERE account_id = accounts.id ORDER BY 1) AS source)`;
/** Most figures never changed, are older than their day and named in it: only the others are compared by content, which takes long. */
const UNMERGED = `(SELECT json_group_array(json_object('sourceId', sourceId, 'date', date)) FROM (
    SELECT said.source_id AS sourceId, said.date FROM revenue AS day
    CROSS JOIN source_revenue AS said ON said.account_id = day.account_id AND said.date = day.date
      AND (said.revision > 1 OR said.recorded_at >= day.recorded_at
        OR instr(day.shares, '"sourceId":"' || said.source_id || '"') = 0)
    WHERE day.account_id = accounts.id AND day.origin = 'sources' AND ${NEWEST}
      AND said.revision = (SELECT MAX(newer.revision) FROM source_revenue AS newer WHERE newer.account_id = said.account_id
        AND newer.date = said.date AND newer.source_id = said.source_id)
      AND NOT EXISTS (SELECT 1 FROM json_each(day.shares) AS share
        WHERE share.value ->> 'sourceId' = said.source_id AND share.value ->> 'originalAmount' = said.amount
          AND share.value ->> 'originalCurrency' = said.currency)
    ORDER BY said.date, said.source_id))`;

export const storedDays: Migration = {
  version: 13,
  name: 'stored-days',
  steps: [
    'CREATE TABLE stored_days (account_id TEXT NOT NULL PRIMARY KEY, days TEXT NOT NULL) STRICT, WITHOUT ROWID',
    `INSERT INTO stored_days (account_id, days)
      SELECT accounts.id, json_object('merged', json(${DAYS("= 'sources'")}), 'given', json(${DAYS("<> 'sources'")}),
        'sources', json(${SOURCES}), 'unmerged', json(${UNMERGED}))
      FROM accounts`,
    'CREATE INDEX revenue_revised ON revenue (date, account_id, recorded_at) WHERE revision > 1',
  ],
};
