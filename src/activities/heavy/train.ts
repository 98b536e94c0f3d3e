// Training: the account's depth of history in, a registered model out. The fit itself runs in a worker thread.
import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { HistoryRequest, TrainedModel } from '../../contract/messages.ts';
import { depthDays } from '../../domain/account.ts';
import { checkHistory, depthWindow } from '../../domain/forecast/history.ts';
import type { FittedModel } from '../../domain/forecast/types.ts';
import { requireAccount } from '../account-day.ts';
import type { HeavyDependencies } from '../dependencies.ts';
import { whileHeartbeating } from '../heartbeat.ts';

export const createTrainingActivities = ({ store, fitter, codeVersion }: HeavyDependencies) => ({
  trainModel({ accountId, date, currency }: HistoryRequest): Promise<TrainedModel> {
    return whileHeartbeating(async () => {
      const account = await requireAccount(store, accountId);
      const window = depthWindow(date, depthDays(account));
      const points = await store.revenue.history(accountId, window, currency);
      checkHistory(points, window);
      const request = { points, degree: account.polynomialDegree, window };
      const model = await fitter.fit(request, Context.current().cancellationSignal);
      const id = modelId(accountId, date, model);
      await store.models.save({ ...model, id, accountId, businessDate: date, codeVersion });
      return {
        modelId: id,
        kind: model.kind,
        points: model.points,
        accuracy: model.accuracy,
        fallback: model.fallback,
      };
    });
  },
});

/** Content-addressed: training again on the same days registers nothing new. */
function modelId(accountId: string, date: string, model: FittedModel): string {
  const content = JSON.stringify([model.kind, model.coefficients, model.center, model.scale, model.origin, model.to]);
  return `${accountId}/${date}/${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
