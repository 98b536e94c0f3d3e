// Accounts that are purged while somebody asks about them in bulk.
import { expect, test } from 'vitest';
import { purgeWith, type BulkParts } from '../../src/storage/bulk-forgetting.ts';
import { accountId } from '../helpers/builders.ts';

/** One part of questions, as long as it is kept in memory only. */
function partInMemory() {
  let content: readonly unknown[] | null = null;
  const name = { bulkId: 'b', kind: 'asked', part: 0 } as const;
  const parts: BulkParts = {
    list: () => Promise.resolve(content === null ? [] : [name]),
    read: ({ kind }) => {
      const isThere = kind === 'asked' && content !== null;
      return Promise.resolve(isThere ? { ...name, packed: Buffer.alloc(0), content } : null);
    },
    replace: (_, after) => {
      content = after.content;
      return Promise.resolve(true);
    },
  };
  return { parts, keep: (questions: readonly unknown[]) => void (content = questions), kept: () => content };
}

test('questions that are kept while the account is being deleted do not name it either', async () => {
  const { parts, keep, kept } = partInMemory();
  const removed = await purgeWith(parts, accountId('gone'), () => {
    keep([{ kind: 'account', account: 'gone' }]);
    return Promise.resolve({ accounts: 1 });
  });
  expect(kept()).toEqual([{ kind: 'purged' }]);
  expect(removed).toEqual({ accounts: 1, bulk_parts: 1 });
});

test('a purge that breaks off has taken the account out of the predictions already', async () => {
  const { parts, keep, kept } = partInMemory();
  keep([{ kind: 'account', account: 'gone' }]);
  const broken = purgeWith(parts, accountId('gone'), () => Promise.reject(new Error('The store went away.')));
  await expect(broken).rejects.toThrow('went away');
  expect(kept()).toEqual([{ kind: 'purged' }]);
});
