// Pages of a run are planned first and read later: accounts that come or go in between lose nobody and count nobody twice.
import { describe, expect, test } from 'vitest';
import { PARTITION_SIZE_MIN } from '../../src/contract/limits.ts';
import type { PartitionPlan } from '../../src/contract/messages.ts';
import type { AccountId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { scratchStore, stepsOver } from '../helpers/scratch-store.ts';

const ACCOUNTS = 2 * PARTITION_SIZE_MIN + 10;
const IDS = Array.from({ length: ACCOUNTS }, (_, index) => accountId(`m${String(index).padStart(3, '0')}`));

async function storeOf(ids: readonly AccountId[]): Promise<Store> {
  const store = await scratchStore();
  for (const id of ids) await store.accounts.save(anAccount({ id }));
  return store;
}

async function readPages(store: Store, { partitions }: PartitionPlan): Promise<readonly AccountId[]> {
  const pages = await Promise.all(partitions.map((page) => stepsOver(store).listAccountPage(page)));
  return pages.flatMap(({ ids }) => ids);
}

describe('the pages of a run', () => {
  test('cover every account once', async () => {
    const store = await storeOf(IDS);
    const plan = await stepsOver(store).planPartitions({ after: null });

    expect(plan.partitions).toHaveLength(3);
    expect(await readPages(store, plan)).toEqual(IDS);
  });

  test('lose nobody when accounts are added after the plan', async () => {
    const store = await storeOf(IDS);
    const plan = await stepsOver(store).planPartitions({ after: null });
    for (const id of ['a-new', 'm010-new', 'm030-new']) await store.accounts.save(anAccount({ id: accountId(id) }));

    expect(await readPages(store, plan)).toEqual(expect.arrayContaining([...IDS]));
  });

  test('name nobody twice when accounts are archived after the plan', async () => {
    const store = await storeOf(IDS);
    const plan = await stepsOver(store).planPartitions({ after: null });
    for (const id of IDS.slice(3, 6)) await store.accounts.save(anAccount({ id, status: 'archived' }));

    expect(await readPages(store, plan)).toEqual(IDS.filter((id) => !IDS.slice(3, 6).includes(id)));
  });

  test('are none for nobody', async () => {
    const store = await storeOf([]);
    expect(await stepsOver(store).planPartitions({ after: null })).toEqual({ partitions: [], next: null });
  });
});
