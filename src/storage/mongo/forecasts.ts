// Models and published forecasts in MongoDB.
import type { Forecast } from '../../domain/forecast/types.ts';
import type { ForecastStore, ModelStore } from '../../ports/store.ts';
import { forecastHash } from '../content-hash.ts';
import { decode, decodeAll, modelRecord } from '../records.ts';
import { encodeForecast, forecastDocument, withId, withIdFirst } from './documents.ts';
import { keepCurrent, type RevisedCollection, saveRevised } from './revisions.ts';
import type { MongoSession } from './session.ts';

const steps: RevisedCollection<Forecast> = {
  name: 'revenue_predictions',
  keyFields: ['accountId', 'businessDate', 'step'],
  hash: forecastHash,
  encode: encodeForecast,
};

export function mongoForecasts(session: MongoSession): ForecastStore {
  const forecasts = session.facts(steps.name);
  return {
    save: (rows) => saveRevised(session, steps, rows),
    listByTarget: async (accountId, { from, to }) => {
      const order = { targetDate: 1, businessDate: 1, step: 1, revision: 1 } as const;
      const filter = { accountId, targetDate: { $gte: from, $lte: to } };
      const found = await session.run(() => forecasts.find(filter).sort(order).toArray());
      const rows = decodeAll(forecastDocument, found, steps.name);
      return keepCurrent(rows, ({ businessDate, step }) => `${businessDate}/${step}`);
    },
    listByBusinessDate: async (accountId, businessDate) => {
      const found = await session.run(() =>
        forecasts.find({ accountId, businessDate }).sort({ step: 1, revision: 1 }).toArray(),
      );
      return keepCurrent(decodeAll(forecastDocument, found, steps.name), ({ step }) => String(step));
    },
    listRevisions: async (accountId, businessDate, step) => {
      const found = await session.run(() =>
        forecasts.find({ accountId, businessDate, step }).sort({ revision: 1 }).toArray(),
      );
      return decodeAll(forecastDocument, found, steps.name);
    },
  };
}

/** A model's id follows from its content, so it is written once. */
export function mongoModels(session: MongoSession): ModelStore {
  const models = session.byId('models');
  return {
    save: async (model) => {
      const { _id, ...rest } = withIdFirst(model);
      await session.runUpsert(() => models.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true }));
    },
    find: async (id) => {
      const document = await session.run(() => models.findOne({ _id: id }));
      return document === null ? null : decode(modelRecord, withId(document), 'models');
    },
  };
}
