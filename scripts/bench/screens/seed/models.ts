// One model for each shape of account, trained by the real rules on real rows, and what it forecasts on each weekday.
import { loadForecastInput } from '../../../../src/activities/forecast-input.ts';
import { createHolidayCalendar } from '../../../../src/connectors/holiday-calendar.ts';
import { depthDays, type Account } from '../../../../src/domain/account.ts';
import { addDays, weekday } from '../../../../src/domain/calendar/dates.ts';
import { forecastWith } from '../../../../src/domain/forecast/apply.ts';
import { DEFAULT_CALIBRATION } from '../../../../src/domain/forecast/default-calibration.ts';
import { draftForecast } from '../../../../src/domain/forecast/draft.ts';
import type { ForecastModel } from '../../../../src/domain/forecast/model.ts';
import { trainModel } from '../../../../src/domain/forecast/train.ts';
import type { Forecast } from '../../../../src/domain/forecast/types.ts';
import { HORIZON_DAYS_DEFAULT } from '../../../../src/contract/limits.ts';
import type { AccountId, IsoDate } from '../../../../src/domain/ids.ts';
import type { Store } from '../../../../src/ports/store.ts';
import type { Step } from '../../../lib/progress.ts';
import { inLanes } from '../../lanes.ts';
import { accountOf, SHAPES, shapeOf, type SeedPlan } from './plan.ts';

const WEEK = 7;
const LANES = 64;

export interface Shape {
  readonly model: ForecastModel;
  /** By weekday of the business date, 0 is Sunday. */
  readonly drafts: readonly Forecast[];
}

/** Of the accounts that stand for their shape: the first ones. */
export async function trainShapes(store: Store, plan: SeedPlan, step: Step): Promise<readonly Shape[]> {
  const shapes: Shape[] = [];
  for (let index = 0; index < Math.min(SHAPES, plan.accounts); index += 1) {
    shapes.push(await trainShape(store, plan, accountOf(plan, index)));
    step.update(`${shapes.length} models trained`);
  }
  return shapes;
}

async function trainShape(store: Store, { last }: SeedPlan, account: Account): Promise<Shape> {
  const inputOn = (date: IsoDate) =>
    loadForecastInput({ store, holidays: createHolidayCalendar() }, account, { date, currency: account.currency });
  const settings = { depthDays: depthDays(account), polynomialDegree: account.polynomialDegree };
  const model = trainModel(await inputOn(trainedOn(last)), settings);
  const drafts: Forecast[] = [];
  for (let back = 0; back < WEEK; back += 1) {
    const date = addDays(last, -back);
    const input = await inputOn(date);
    drafts[weekday(date)] = draftForecast({
      accountId: account.id,
      businessDate: date,
      currency: account.currency,
      model: { ...model, id: '' },
      observedDays: input.values.filter((value) => value !== null).length,
      inflation: 1,
      steps: forecastWith(model, input, { horizonDays: HORIZON_DAYS_DEFAULT, calibration: DEFAULT_CALIBRATION }),
      scores: [],
    });
  }
  return { model, drafts };
}

/** A week ago: champions come from the weekly retraining. */
const trainedOn = (last: IsoDate): IsoDate => addDays(last, -WEEK);

export const modelIdOf = (account: AccountId, last: IsoDate): string => `${account}/${trainedOn(last)}/seed`;

export async function seedModels(store: Store, plan: SeedPlan, { shapes, step }: SeedModels): Promise<void> {
  const by = { kind: 'rule', name: 'first-model' } as const;
  let done = 0;
  await inLanes([...Array(plan.accounts).keys()], LANES, async (index) => {
    const { id, currency } = accountOf(plan, index);
    const shape = shapes[shapeOf(index)];
    if (shape === undefined) return;
    const key = { id: modelIdOf(id, plan.last), accountId: id, businessDate: trainedOn(plan.last), currency };
    const { id: modelId } = await store.models.register({ ...shape.model, ...key, codeVersion: 'seed' });
    await store.models.promote({ accountId: id, modelId, by, reason: 'The first one.' });
    step.update(`${(done += 1)} of ${plan.accounts} champions`);
  });
}

export interface SeedModels {
  readonly shapes: readonly Shape[];
  readonly step: Step;
}
