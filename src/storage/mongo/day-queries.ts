// How a whole day stands, in MongoDB: accounts by tier and status, and failed account days by cause. Joined here, because a
// sharded cluster joins no collections.
import { z } from 'zod';
import type { DayCount } from '../../domain/alerting/day-progress.ts';
import type { IsoDate } from '../../domain/ids.ts';
import type { AccountFilter, FailureGroup, RunStore } from '../../ports/store.ts';
import { accountId, accountRecord, decodeAll, failureCause, runRecord } from '../records.ts';
import { accountFilter, accountIds } from './accounts.ts';
import { withId } from './documents.ts';
import type { MongoSession } from './session.ts';

const NAME = 'runs';
const tierDocument = z.object({ id: accountId, tier: accountRecord.shape.tier });
const statusDocument = z.object({ accountId, status: runRecord.shape.status });
const ownerDocument = z.object({ accountId });
const failureDocument = z.object({ accountId, failure: failureCause, errorMessage: z.string().nullable() });

export const mongoDayQueries = (session: MongoSession): Pick<RunStore, 'countDay' | 'listFailures'> => ({
  countDay: (pipeline, date, filter) => countDay(session, { pipeline, date, filter }),
  listFailures: async (pipeline, date, sampleSize) => {
    const failed = { pipeline, date, kind: 'account-day', failure: { $type: 'object' } };
    const projection = { accountId: 1, failure: 1, errorMessage: 1 };
    const found = await session.run(() =>
      session.byId(NAME).find(failed, { projection }).sort({ accountId: 1 }).toArray(),
    );
    const active = await accountIds(session, {});
    const rows = decodeAll(failureDocument, found, NAME).filter(({ accountId: id }) => active.has(id));
    return groupFailures(rows, sampleSize);
  },
});

interface Day {
  readonly pipeline: string;
  readonly date: IsoDate;
  readonly filter: AccountFilter;
}

async function countDay(session: MongoSession, { pipeline, date, filter }: Day): Promise<readonly DayCount[]> {
  const wanted = { pipeline, date, kind: 'account-day' };
  const chosen = await accountFilter(session, filter);
  const [accounts, runs, collected] = await session.run(() =>
    Promise.all([
      session
        .byId('accounts')
        .find(chosen, { projection: { tier: 1 } })
        .toArray(),
      session
        .byId(NAME)
        .find(wanted, { projection: { accountId: 1, status: 1 } })
        .toArray(),
      session
        .facts('revenue')
        .find({ date }, { projection: { accountId: 1 } })
        .toArray(),
    ]),
  );
  const statuses = new Map(decodeAll(statusDocument, runs, NAME).map((run) => [run.accountId, run.status]));
  const withRevenue = new Set(decodeAll(ownerDocument, collected, 'revenue').map((row) => row.accountId));
  const counts = new Map<string, DayCount>();
  for (const { id, tier } of decodeAll(tierDocument, accounts.map(withId), 'accounts')) {
    const place = { tier, status: statuses.get(id) ?? null, collected: withRevenue.has(id) };
    const key = JSON.stringify(place);
    counts.set(key, { ...place, accounts: (counts.get(key)?.accounts ?? 0) + 1 });
  }
  return [...counts.values()];
}

function groupFailures(rows: readonly z.output<typeof failureDocument>[], sampleSize: number): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { accountId: id, failure, errorMessage } of rows) {
    const key = JSON.stringify(failure);
    const known = groups.get(key) ?? { ...failure, accounts: 0, samples: [], message: errorMessage ?? '' };
    const samples = known.samples.length < sampleSize ? [...known.samples, id] : known.samples;
    groups.set(key, { ...known, accounts: known.accounts + 1, samples });
  }
  return [...groups.entries()]
    .toSorted(([a, first], [b, second]) => second.accounts - first.accounts || (a < b ? -1 : 1))
    .map(([, group]) => group);
}
