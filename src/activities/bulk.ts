// How predictions in bulk ended.
import type { BulkEnding } from '../contract/messages.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createBulkEndActivities = ({ store, clock }: DefaultDependencies) => ({
  async finishBulk({ bulkId, status, error }: BulkEnding): Promise<void> {
    await store.bulk.finish(bulkId, { status, error, finishedAt: clock.now().toISOString() });
  },
});
