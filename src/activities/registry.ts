// Changes of the registry that people ask for.
import { MorrowError } from '../contract/errors.ts';
import type {
  ModelChangeInput,
  PromotionDecision,
  RegistryChange,
  RegistryState,
  RollbackRequest,
} from '../contract/messages.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { PromotionResult, Store } from '../ports/store.ts';
import { requireAccount } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createRegistryActivities = ({ store }: DefaultDependencies) => ({
  async promoteModel(decision: PromotionDecision): Promise<RegistryChange> {
    const { accountId, by, reason } = decision;
    await requireAccount(store, accountId);
    const model = await requireVersion(store, decision);
    return changeOf(
      await store.models.promote({ accountId, modelId: model.id, by: { kind: 'person', name: by }, reason }),
    );
  },

  async rollbackModel({ accountId, by, reason, leaving }: RollbackRequest): Promise<RegistryChange> {
    await requireAccount(store, accountId);
    const change = { accountId, by: { kind: 'person' as const, name: by }, reason };
    return changeOf(await store.models.rollback({ ...change, ...(leaving === null ? {} : { leaving }) }));
  },

  async readRegistry({ accountId }: ModelChangeInput): Promise<RegistryState> {
    const [champion, challenger] = await Promise.all([
      store.models.findChampion(accountId),
      store.models.findChallenger(accountId),
    ]);
    return { championId: champion?.id ?? null, challengerVersion: challenger?.version ?? null };
  },
});

async function requireVersion(store: Store, { accountId, version }: PromotionDecision): Promise<StoredModel> {
  const model =
    version === undefined
      ? await store.models.findChallenger(accountId)
      : await store.models.findVersion(accountId, version);
  if (model !== null) return model;
  const what = version === undefined ? 'no challenger' : `no version ${version}`;
  throw new MorrowError('MODEL_NOT_FOUND', `Account ${accountId} has ${what}.`, {
    facts: { account: accountId, version: version ?? null },
  });
}

const changeOf = ({ model, previous, changed }: PromotionResult): RegistryChange => ({
  accountId: model.accountId,
  version: model.version,
  modelId: model.id,
  previousVersion: previous?.version ?? null,
  changed,
});
