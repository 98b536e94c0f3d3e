// What stages of a training batch leave for each other, in MongoDB: gzipped JSON, one document each.
import { Binary } from 'mongodb';
import { z } from 'zod';
import type { TrainingStore } from '../../ports/store.ts';
import { packJson, unpackJson } from '../gzip-json.ts';
import { decode } from '../records.ts';
import { assertFits, bytes } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'training_intermediates';

const contentDocument = z.object({ contentGzip: bytes });

/** No stage has a slash in its name. */
const idOf = (batchId: string, stage: string): string => `${batchId}/${stage}`;

export function mongoTraining(session: MongoSession): TrainingStore {
  const intermediates = session.byId(NAME);
  return {
    save: async (batchId, stage, content) => {
      const _id = idOf(batchId, stage);
      const contentGzip = new Binary(assertFits(`What ${stage} leaves of ${batchId}`, await packJson(content)));
      const document = { batchId, stage, savedAt: session.recordedAt(), contentGzip };
      await session.runUpsert(() => intermediates.replaceOne({ _id }, document, { upsert: true }));
    },
    find: async (batchId, stage) => {
      const id = idOf(batchId, stage);
      const document = await session.run(() => intermediates.findOne({ _id: id }));
      if (document === null) return null;
      const { contentGzip } = decode(contentDocument, document, NAME);
      return unpackJson(z.unknown(), contentGzip, { table: NAME, id });
    },
  };
}
