// Training on the spot: an account without a model that applies gets one now, in a worker thread, and is served by it.
import { Context } from '@temporalio/activity';
import type { HistoryRequest, TrainedModel } from '../../contract/messages.ts';
import type { Account } from '../../domain/account.ts';
import { isApplicable, isOutgrown } from '../../domain/forecast/registry/applicable.ts';
import type { StoredModel } from '../../domain/forecast/types.ts';
import type { CurrencyCode } from '../../domain/ids.ts';
import type { Store } from '../../ports/store.ts';
import { requireAccount } from '../account-day.ts';
import type { HeavyDependencies } from '../dependencies.ts';
import { loadForecastInput } from '../forecast-input.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { onlyValue } from './answer.ts';
import { newModel, settingsOf } from './new-model.ts';

export const createTrainingActivities = (dependencies: HeavyDependencies) => ({
  trainModel({ accountId, date, currency }: HistoryRequest): Promise<TrainedModel> {
    const { store, pool, codeVersion } = dependencies;
    return whileHeartbeating(async () => {
      const account = await requireAccount(store, accountId);
      const input = await loadForecastInput(dependencies, account, { date, currency });
      const tasks = [{ input, settings: settingsOf(account) }];
      const model = onlyValue(
        await pool.run('train', { tasks, urgent: true, signal: Context.current().cancellationSignal }),
      );
      const stored = await store.models.register(
        newModel(model, { accountId, businessDate: date, currency, codeVersion }),
      );
      await promoteWhereNoneApplies(store, stored, { account, currency });
      const { id: modelId, kind, version, data, reason } = stored;
      return { modelId, kind, version, points: data.observed, reason };
    });
  },
});

interface AppliesTo {
  readonly account: Account;
  readonly currency: CurrencyCode;
}

/** A champion that applies stays: whoever put it there meanwhile knew more than this step. */
async function promoteWhereNoneApplies(store: Store, model: StoredModel, to: AppliesTo): Promise<void> {
  const { accountId, id: modelId } = model;
  const champion = await store.models.findChampion(accountId);
  const terms = { settings: settingsOf(to.account), currency: to.currency };
  const outgrown = champion !== null && isOutgrown(champion.data.observed, model.data.observed);
  if (champion !== null && !outgrown && isApplicable(champion, terms)) return;
  const [name, reason] = whyPromoted(champion, outgrown);
  await store.models.promote({ accountId, modelId, by: { kind: 'rule', name }, reason });
}

function whyPromoted(champion: StoredModel | null, outgrown: boolean): readonly [name: string, reason: string] {
  if (champion === null) return ['first-model', 'The account had no model yet.'];
  const { version, data } = champion;
  return outgrown
    ? ['outgrown', `Version ${version} was made from ${data.observed} days; there are twice as many by now.`]
    : ['settings-changed', `Version ${version} was made under other settings of the account.`];
}
