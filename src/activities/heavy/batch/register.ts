// Last stage of a training batch: the fresh models enter the registry, and those that validation decided for become champions,
// unless the gate over the batch lets none of them.
import type { RegisterResult, TrainingStageRequest } from '../../../contract/messages.ts';
import type { ForecastModel } from '../../../domain/forecast/model.ts';
import type { StoredModel } from '../../../domain/forecast/types.ts';
import type { Store } from '../../../ports/store.ts';
import { requireAccount } from '../../account-day.ts';
import type { HeavyDependencies } from '../../dependencies.ts';
import { whileHeartbeating } from '../../heartbeat.ts';
import { refusalOf } from '../answer.ts';
import { newModel } from '../new-model.ts';
import { stageResult } from './compute.ts';
import { loadRows, type SnapshotRow, type StageFigures, type StageRow } from './rows.ts';
import type { Validation } from './validation.ts';

export const createRegistrationActivities = ({ store, codeVersion }: HeavyDependencies) => ({
  registerTraining({ batchId, date }: TrainingStageRequest): Promise<RegisterResult> {
    return whileHeartbeating(async (tell) => {
      const [{ rows: snapshot }, { rows: fits }, { rows: validations, figures }] = await Promise.all([
        loadRows(store, batchId, 'snapshot'),
        loadRows(store, batchId, 'fit'),
        loadRows(store, batchId, 'validate'),
      ]);
      const promotable = figures['promotable'] === true;
      await tellGate(store, { batchId, date, promotable, figures });
      const candidates = candidatesOf(snapshot, fits, validations);
      const rows: StageRow<Registered>[] = [];
      for (const candidate of candidates) {
        rows.push(
          'value' in candidate ? await register(store, candidate.value, { promotable, codeVersion }) : candidate,
        );
        tell({ done: rows.length, total: candidates.length });
      }
      return resultOf(rows);
    });
  },
});

interface Candidate {
  readonly snapshot: SnapshotRow;
  readonly model: ForecastModel;
  readonly validation: Validation;
}

interface Registered {
  readonly promoted: boolean;
}

function candidatesOf(
  snapshot: readonly SnapshotRow[],
  fits: readonly StageRow<ForecastModel>[],
  validations: readonly StageRow<Validation>[],
): readonly StageRow<Candidate>[] {
  const snapshots = new Map(snapshot.map((row) => [row.accountId, row]));
  const models = new Map(fits.map((row) => [row.accountId, row]));
  return validations.flatMap((row): readonly StageRow<Candidate>[] => {
    if ('refused' in row) return [row];
    const [taken, fit] = [snapshots.get(row.accountId), models.get(row.accountId)];
    if (taken === undefined || fit === undefined || 'refused' in fit) return [];
    return [{ accountId: row.accountId, value: { snapshot: taken, model: fit.value, validation: row.value } }];
  });
}

/** An account that was purged meanwhile fails alone: a model now would outlive it. */
async function register(
  store: Store,
  { snapshot, model, validation }: Candidate,
  { promotable, codeVersion }: { readonly promotable: boolean; readonly codeVersion: string },
): Promise<StageRow<Registered>> {
  const { accountId, businessDate, currency } = snapshot;
  try {
    await requireAccount(store, accountId);
  } catch (error) {
    return { accountId, refused: refusalOf(error) };
  }
  const stored = await store.models.register(newModel(model, { accountId, businessDate, currency, codeVersion }));
  const promoted = promotable && validation.promotion.promote && (await promote(store, stored, validation));
  return { accountId, value: { promoted } };
}

/** False when somebody changed the champion since it was compared: what was decided then is not true any more. */
async function promote(store: Store, { accountId, id }: StoredModel, validation: Validation): Promise<boolean> {
  const champion = await store.models.findChampion(accountId);
  if (champion?.id === id) return true;
  if ((champion?.id ?? null) !== (validation.champion?.modelId ?? null)) return false;
  const { rule: name, reason } = validation.promotion;
  await store.models.promote({ accountId, modelId: id, by: { kind: 'rule', name }, reason });
  return true;
}

interface GateNews extends TrainingStageRequest {
  readonly promotable: boolean;
  readonly figures: StageFigures;
}

/** One incident per batch: raised when the gate holds it, resolved when a later run of it is fine. */
async function tellGate(store: Store, { batchId, date, promotable, figures }: GateNews): Promise<void> {
  if (promotable) return await store.alerts.resolve(batchId);
  const title = `Training of ${date}: no model of the batch is promoted`;
  const detail = `${batchId}: ${findingsIn(figures).join(' ')} The champions stay; the new models are registered as challengers.`;
  await store.alerts.raise({ id: batchId, severity: 'warning', title, detail });
}

const findingsIn = ({ findings }: StageFigures): readonly string[] =>
  Array.isArray(findings) ? findings.flatMap((one: unknown) => messageOf(one)) : [];

const messageOf = (finding: unknown): readonly string[] =>
  typeof finding === 'object' && finding !== null && 'message' in finding ? [String(finding.message)] : [];

function resultOf(rows: readonly StageRow<Registered>[]): RegisterResult {
  const values = rows.flatMap((row) => ('value' in row ? [row.value] : []));
  const promoted = values.filter((value) => value.promoted).length;
  const trained = values.length;
  return { ...stageResult(rows, `${trained} models registered, ${promoted} promoted`), trained, promoted };
}
