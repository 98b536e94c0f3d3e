// What is served of each target date in MongoDB: forecasts are taken apart by day there, and only the newest of each day comes.
import type { Document } from 'mongodb';
import { HORIZON_DAYS_MAX } from '../../contract/limits.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { AccountId } from '../../domain/ids.ts';
import type { DateRange } from '../../ports/revenue-source.ts';
import type { ForecastStore } from '../../ports/store.ts';
import { newestForecastRecord, servedForecastRecord } from '../forecast-records.ts';
import { decodeAll } from '../records.ts';
import { forecastDocument } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'revenue_predictions';
const servedDocument = servedForecastRecord.extend({ day: forecastDocument.shape.days.element });
const newestDocument = newestForecastRecord.extend({ day: servedForecastRecord.shape.day.pick({ targetDate: true }) });

export const listServed =
  (session: MongoSession): ForecastStore['listServed'] =>
  async (account, targetDates) => {
    const query = (only: Document): Promise<Document[]> =>
      session.run(() =>
        session
          .facts(NAME)
          .aggregate(newestOfEachDay(account, targetDates, only))
          .toArray(),
      );
    const served = decodeAll(servedDocument, await query({ status: 'published' }), NAME);
    const newest = decodeAll(newestDocument, await query({}), NAME);
    const newestOf = new Map(newest.map(({ day, ...row }) => [day.targetDate, row]));
    return served.flatMap((row) => {
      const before = newestOf.get(row.day.targetDate);
      return before === undefined ? [] : [{ ...row, newest: before }];
    });
  };

const newestOfEachDay = (accountId: AccountId, { from, to }: DateRange, only: Document): Document[] => [
  {
    $match: {
      accountId,
      businessDate: { $gte: addDays(from, -HORIZON_DAYS_MAX), $lte: addDays(to, -1) },
      ...only,
    },
  },
  { $unwind: '$days' },
  { $match: { 'days.targetDate': { $gte: from, $lte: to } } },
  { $sort: { businessDate: -1, revision: -1 } },
  { $group: { _id: '$days.targetDate', found: { $first: '$$ROOT' } } },
  { $sort: { _id: 1 } },
  { $replaceRoot: { newRoot: { $mergeObjects: ['$found', { day: '$found.days' }] } } },
];
