// A document that is there already stays as it is.
import type { Collection } from 'mongodb';
import { isDuplicateKey } from './errors.ts';
import type { IdDocument, MongoSession } from './session.ts';

/** False: there is one with that id. */
export const insertOnce = (
  session: MongoSession,
  collection: Collection<IdDocument>,
  document: IdDocument,
): Promise<boolean> =>
  session.run(() =>
    collection.insertOne(document).then(
      () => true,
      (error: unknown) => {
        if (isDuplicateKey(error)) return false;
        throw error;
      },
    ),
  );
