// Every index: the unique ones hold the business keys, the others serve the queries of the port. Repeating is harmless.
import type { IndexDescription } from 'mongodb';
import type { MongoSession } from './session.ts';

const unique = (key: Readonly<Record<string, 1>>): IndexDescription => ({ key, unique: true });
const plain = (key: Readonly<Record<string, 1 | -1>>): IndexDescription => ({ key });

const INDEXES: Readonly<Record<string, IndexDescription[]>> = {
  accounts: [plain({ cohort: 1, _id: 1 })],
  raw_payloads: [plain({ accountId: 1 }), plain({ fetchedAt: 1 })],
  rates: [plain({ date: 1, provider: 1 })],
  rates_comparisons: [unique({ date: 1 })],
  source_revenue: [unique({ accountId: 1, date: 1, sourceId: 1, revision: 1 }), plain({ date: 1 })],
  revenue: [unique({ accountId: 1, date: 1, revision: 1 }), plain({ date: 1, accountId: 1 })],
  models: [
    unique({ accountId: 1, version: 1 }),
    // Sparse: a model that was never promoted has no such field. It lets one writer only have each place in the sequence.
    { ...unique({ 'promotion.place': 1 }), sparse: true },
    plain({ accountId: 1, 'promotion.sequence': -1 }),
    plain({ accountId: 1, stage: 1 }),
    plain({ businessDate: 1 }),
  ],
  model_events: [plain({ accountId: 1, at: -1, order: -1 }), plain({ at: 1, modelId: 1 })],
  revenue_predictions: [
    unique({ accountId: 1, businessDate: 1, revision: 1 }),
    plain({ businessDate: 1, accountId: 1, revision: -1, status: 1, holdId: 1 }),
  ],
  scores: [unique({ accountId: 1, targetDate: 1, businessDate: 1 }), plain({ targetDate: 1, step: 1 })],
  gate_decisions: [plain({ date: -1, wave: -1 }), plain({ population: 1, date: -1, wave: -1 })],
  holds: [plain({ openedAt: -1 }), plain({ date: 1 })],
  training_intermediates: [plain({ savedAt: 1 })],
  alerts: [plain({ openedAt: -1 }), plain({ resolvedAt: 1 })],
  step_durations: [unique({ hour: 1, step: 1, writer: 1 })],
  notifications: [plain({ status: 1, dueAt: 1 }), plain({ createdAt: -1 }), plain({ alertId: 1, createdAt: -1 })],
  connections: [plain({ accountId: 1 })],
  run_variables: [plain({ recordedAt: 1 })],
  sessions: [plain({ userId: 1 }), plain({ expiresAt: 1 })],
  bulk_predictions: [plain({ createdAt: 1 })],
  bulk_parts: [plain({ bulkId: 1, kind: 1 }), plain({ savedAt: 1 })],
  request_keys: [plain({ createdAt: 1 })],
  audit_log: [plain({ subject: 1, _id: 1 }), plain({ actor: 1, _id: 1 })],
  runs: [
    plain({ startedAt: -1 }),
    plain({ kind: 1, startedAt: -1 }),
    plain({ date: 1, pipeline: 1, kind: 1 }),
    plain({ accountId: 1, startedAt: -1 }),
    plain({ status: 1, startedAt: -1 }),
    plain({ accountId: 1, pipeline: 1, date: 1, status: 1, errorCode: 1 }),
  ],
  saved_views: [plain({ owner: 1, page: 1, name: 1 })],
  deliveries: [plain({ status: 1, dueAt: 1 }), plain({ accountId: 1, _id: -1 }), plain({ businessDate: 1 })],
  day_totals: [plain({ date: 1, cohort: 1 }), plain({ cohort: 1, date: 1 })],
};

export async function ensureIndexes(session: MongoSession): Promise<void> {
  for (const [collection, indexes] of Object.entries(INDEXES)) {
    await session.run(() => session.facts(collection).createIndexes(indexes));
  }
}
