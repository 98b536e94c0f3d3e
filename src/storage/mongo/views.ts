// Saved views in MongoDB.
import type { ViewStore } from '../../ports/view-store.ts';
import { decodeAll } from '../records.ts';
import { savedView } from '../view-records.ts';
import { byId } from './by-id.ts';
import { withId, withIdFirst } from './documents.ts';
import { insertOnce } from './insert-once.ts';
import type { MongoSession } from './session.ts';

const NAME = 'saved_views';

export function mongoViews(session: MongoSession): ViewStore {
  const views = session.byId(NAME);
  return {
    find: byId(session, { name: NAME, schema: savedView }).find,
    list: async (owner, page) => {
      const found = await session.run(() => views.find({ owner, page }).sort({ name: 1 }).toArray());
      return decodeAll(savedView, found.map(withId), NAME);
    },
    add: (view) => insertOnce(session, views, withIdFirst(view)),
    replace: async ({ id, search, revision, updatedAt }) => {
      const change = { $set: { search, revision, updatedAt } };
      const { modifiedCount } = await session.run(() => views.updateOne({ _id: id, revision: revision - 1 }, change));
      return modifiedCount === 1;
    },
    remove: async (id, revision) =>
      (await session.run(() => views.deleteOne({ _id: id, revision }))).deletedCount === 1,
  };
}
