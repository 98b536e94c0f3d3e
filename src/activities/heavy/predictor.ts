// Predictions on demand: loads what each needs, computes in worker threads. Shared by the API, the CLI and the bulk step.
import { MorrowError, toMorrowError } from '../../contract/errors.ts';
import { addDays } from '../../domain/calendar/dates.ts';
import type { Account } from '../../domain/account.ts';
import type { Calibration } from '../../domain/forecast/calibration.ts';
import type { AccountPredictionTask, PredictionTask } from '../../domain/forecast/on-demand/prediction.ts';
import { PURGED_ANSWER } from '../../domain/forecast/on-demand/purged.ts';
import { isApplicable, isOutgrown } from '../../domain/forecast/registry/applicable.ts';
import type { StoredModel } from '../../domain/forecast/types.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HolidayCalendar } from '../../ports/holiday-calendar.ts';
import type { AccountAsked, PredictionAnswer, PredictionAsked, Predictor } from '../../ports/predictor.ts';
import type { Store } from '../../ports/store.ts';
import { requireAccount } from '../account-day.ts';
import { createCalibrationSource, type CalibrationSource } from '../calibration.ts';
import { loadForecastInput } from '../forecast-input.ts';
import { refusalOf, type Answer } from './answer.ts';
import { settingsOf } from './new-model.ts';
import { createSemaphore } from './semaphore.ts';
import type { TrainingPool } from './training-pool.ts';

export interface PredictorDependencies {
  /** A getter may throw while the store is away. */
  readonly store: Store;
  readonly clock: Clock;
  readonly holidays: HolidayCalendar;
  readonly pool: TrainingPool;
}

/** Accounts that are loaded side by side. */
const LOADED_TOGETHER = 10;
/** Resolved forecasts younger than this say how good the account's forecasts are now. */
const REALISED_DAYS = 28;

export function createPredictor(dependencies: PredictorDependencies): Predictor {
  let calibrations: CalibrationSource | null = null;
  const calibration = (): Promise<Calibration> =>
    (calibrations ??= createCalibrationSource(dependencies.store, dependencies.clock)).current();
  return {
    async predict(asked, { horizonDays, signal, urgent = false }) {
      const shared = { horizonDays, calibration: await calibration() };
      const loading = createSemaphore(LOADED_TOGETHER);
      const loaded = await Promise.all(asked.map((one) => loading.hold(() => load(dependencies, one, shared))));
      const tasks = loaded.flatMap((answer) => ('value' in answer ? [answer.value] : []));
      const computed = (await dependencies.pool.run('predict', { tasks, signal, urgent })).values();
      return loaded.map((answer): PredictionAnswer => ('value' in answer ? nextOf(computed) : answer));
    },
  };
}

function nextOf(answers: Iterator<PredictionAnswer>): PredictionAnswer {
  const next = answers.next();
  if (next.done !== true) return next.value;
  return { refused: refusalOf(new MorrowError('INTERNAL', 'A thread answered nothing.')) };
}

type Shared = Pick<PredictionTask, 'horizonDays' | 'calibration'>;

async function load(
  dependencies: PredictorDependencies,
  asked: PredictionAsked,
  shared: Shared,
): Promise<Answer<PredictionTask>> {
  if (asked.kind === 'history') return { value: { ...asked, ...shared } };
  if (asked.kind === 'purged') return PURGED_ANSWER;
  try {
    return { value: await loadAccount(dependencies, asked, shared) };
  } catch (error) {
    const known = toMorrowError(error);
    if (known.retryable || known.code === 'INTERNAL') throw error;
    return { refused: refusalOf(known) };
  }
}

async function loadAccount(
  dependencies: PredictorDependencies,
  { account: accountId, date }: AccountAsked,
  shared: Shared,
): Promise<AccountPredictionTask> {
  const { store } = dependencies;
  const account = await requireAccount(store, accountId);
  const { currency } = account;
  const [input, champion, scores] = await Promise.all([
    loadForecastInput(dependencies, account, { date, currency }),
    store.models.findChampion(accountId),
    store.scores.list(accountId, { from: addDays(date, 1 - REALISED_DAYS), to: date }, currency),
  ]);
  const observed = input.values.filter((value) => value !== null).length;
  const settings = settingsOf(account);
  const task = { kind: 'account', accountId, date, currency, input, settings, scores, ...shared } as const;
  return { ...task, champion: applicable(champion, account, { date, observed }) };
}

/** Null: none, made under other settings, when the account was much younger, or from days that lie behind the asked one. */
function applicable(
  champion: StoredModel | null,
  account: Account,
  { date, observed }: Pick<AccountAsked, 'date'> & { readonly observed: number },
): StoredModel | null {
  if (champion === null || champion.businessDate > date || isOutgrown(champion.data.observed, observed)) return null;
  const terms = { settings: settingsOf(account), currency: account.currency };
  return isApplicable(champion, terms) ? champion : null;
}
