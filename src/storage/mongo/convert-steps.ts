// Forecasts of 0.1 had one document per step and revision. Each business date becomes documents of today: these are added
// first, under ids that follow from what they are of, then the steps go. Whoever breaks off, or does it at the same time, adds
// the same documents: as long as the first step of a date goes only after all of its documents are in, nothing is lost.
import { z } from 'zod';
import type { StoredForecast } from '../../domain/forecast/types.ts';
import { accountId, decode, decodeAll, isoDate } from '../records.ts';
import { joinSteps, stepRecord } from '../steps-of-0-1.ts';
import { encodeForecast, money } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'revenue_predictions';
const OF_01 = { step: { $exists: true } } as const;

const stepDocument = stepRecord.extend({ revenue: money });
const dayDocument = z.object({ accountId, businessDate: isoDate });

type Day = z.output<typeof dayDocument>;

export async function convertSteps(session: MongoSession): Promise<void> {
  for (let day = await nextDay(session); day !== null; day = await nextDay(session)) await convertDay(session, day);
}

/** Any business date that still has steps. */
async function nextDay(session: MongoSession): Promise<Day | null> {
  const document = await session.run(() => session.facts(NAME).findOne(OF_01));
  return document === null ? null : decode(dayDocument, document, NAME);
}

async function convertDay(session: MongoSession, day: Day): Promise<void> {
  const steps = { ...day, ...OF_01 };
  const found = await session.run(() => session.facts(NAME).find(steps).toArray());
  const forecasts = joinSteps(decodeAll(stepDocument, found, NAME));
  if (forecasts.length === 0) return;
  const upserts = forecasts.map((forecast) => {
    const filter = { _id: idOf(forecast) };
    return { updateOne: { filter, update: { $setOnInsert: encodeForecast(forecast) }, upsert: true } };
  });
  await session.runUpsert(() => session.byId(NAME).bulkWrite(upserts, { ordered: false }));
  await session.run(() => session.facts(NAME).deleteMany(steps));
}

const idOf = ({ accountId: account, businessDate, revision }: StoredForecast): string =>
  `${account}/${businessDate}/${revision}`;
