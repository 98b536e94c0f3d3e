// After a retraining: the calibration of the bands learns from this installation's own forecasts whose days have come.
import type { CalibrationRefreshed, CalibrationRequest } from '../../contract/messages.ts';
import type { Account } from '../../domain/account.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import { refreshCalibration, scoreStep, type ResolvedScore } from '../../domain/forecast/calibration-refresh.ts';
import { DEFAULT_CALIBRATION } from '../../domain/forecast/default-calibration.ts';
import { STEP_BUCKETS } from '../../domain/forecast/model.ts';
import type { ForecastScore, StoredModel } from '../../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../../domain/ids.ts';
import type { Store } from '../../ports/store.ts';
import { CALIBRATION_BATCH, CALIBRATION_STAGE } from '../calibration.ts';
import type { HeavyDependencies } from '../dependencies.ts';
import { whileHeartbeating } from '../heartbeat.ts';

/** So many accounts, evenly spread over all of them, tell enough: the memory it takes does not grow with their number. */
const ACCOUNTS_SAMPLED = 500;
const RECENT_DAYS = 28;
const PAGE = 500;

export const createCalibrationActivities = ({ store }: HeavyDependencies) => ({
  refreshCalibration({ date }: CalibrationRequest): Promise<CalibrationRefreshed> {
    return whileHeartbeating(async (tell) => {
      const resolved: ResolvedScore[] = [];
      let accounts = 0;
      for await (const account of sampleAccounts(store)) {
        resolved.push(...(await resolvedOf(store, account, date)));
        accounts += 1;
        tell({ done: accounts, total: ACCOUNTS_SAMPLED });
      }
      if (resolved.length > 0) {
        const calibration = refreshCalibration(DEFAULT_CALIBRATION, resolved);
        await store.training.save(CALIBRATION_BATCH, CALIBRATION_STAGE, calibration);
      }
      return { accounts, resolved: resolved.length };
    });
  },
});

/** Every n-th account by id. */
async function* sampleAccounts(store: Store): AsyncGenerator<Account> {
  const stride = Math.max(1, Math.ceil((await store.accounts.count({})) / ACCOUNTS_SAMPLED));
  let [after, seen]: [AccountId | null, number] = [null, 0];
  do {
    const page: readonly Account[] = await store.accounts.list({}, { after, limit: PAGE });
    for (const account of page) if (seen++ % stride === 0) yield account;
    after = page.length === PAGE ? (page.at(-1)?.id ?? null) : null;
  } while (after !== null);
}

/** Scores at the steps of the buckets; of the others the neighbours tell as much. */
async function resolvedOf(store: Store, { id, currency }: Account, date: IsoDate): Promise<readonly ResolvedScore[]> {
  const scores = await store.scores.list(id, { from: addDays(date, 1 - RECENT_DAYS), to: date }, currency);
  const models = new Map<string, Promise<StoredModel | null>>();
  const modelOf = (modelId: string): Promise<StoredModel | null> => {
    const model = models.get(modelId) ?? store.models.find(modelId);
    models.set(modelId, model);
    return model;
  };
  const resolved: ResolvedScore[] = [];
  for (const score of scores.filter(({ step }) => STEP_BUCKETS.some((bucket) => bucket === step))) {
    const model = await modelOf(score.modelId);
    if (model !== null) resolved.push(scoreStep(model, toResolved(score)));
  }
  return resolved;
}

const toResolved = ({ accountId, businessDate, step, modelMean, naiveMean, actual }: ForecastScore) => ({
  account: accountId,
  forecast: businessDate,
  step,
  mean: modelMean,
  naiveMean,
  actual,
});
