// Takes an account out of the predictions that were asked for in bulk. Which store it is does not matter: it reads and writes parts.
import { isDeepStrictEqual } from 'node:util';
import { isPurged, withoutPurged, withoutQuestionsOf } from '../domain/forecast/on-demand/purged.ts';
import type { AccountId } from '../domain/ids.ts';
import type { BulkPart } from '../ports/request-store.ts';

export type PartName = Pick<BulkPart, 'bulkId' | 'kind' | 'part'>;

/** As it lies in the store: by its bytes it is known again. */
export interface KeptPart extends PartName {
  readonly packed: Buffer;
  readonly content: unknown;
}

/** What takes the place of a part's content; how old the part is, and how many rows it has, stays. */
export interface RewrittenPart {
  readonly content: readonly unknown[];
  readonly refused: number;
}

export interface BulkParts {
  /** Every part of questions. */
  list(): Promise<readonly Pick<PartName, 'bulkId' | 'part'>[]>;
  read(name: PartName): Promise<KeptPart | null>;
  /** False, and nothing is written: it is no longer what was read. */
  replace(before: KeptPart, after: RewrittenPart): Promise<boolean>;
}

/**
 * Removes an account with all that names it. Its places in the predictions go before it, so that a purge which broke off finds
 * them when it is repeated; and once more after it, as until then it could be asked about. Whoever keeps questions looks, after
 * that, whether the account is still there.
 */
export async function purgeWith(
  parts: BulkParts,
  account: AccountId,
  remove: () => Promise<Readonly<Record<string, number>>>,
): Promise<Readonly<Record<string, number>>> {
  const before = await forgetAccount(parts, account);
  const removed = await remove();
  return { ...removed, bulk_parts: before + (await forgetAccount(parts, account)) };
}

/**
 * Returns in how many parts it stood. Questions go first: who answers a part looks at them again when it is kept, so that no answer
 * that is on its way brings the account back. Safe to repeat after it broke off, and beside the forgetting of other accounts.
 */
export async function forgetAccount(parts: BulkParts, account: AccountId): Promise<number> {
  let found = 0;
  for (const name of await parts.list()) {
    const asked = await rewrite(parts, { ...name, kind: 'asked' }, (all) => withoutQuestionsOf(all, account));
    if (asked.isChanged) found += 1;
    if (!asked.content.some(isPurged)) continue;
    await rewrite(parts, { ...name, kind: 'answered' }, (all) => withoutPurged(asked.content, all));
  }
  return found;
}

interface Rewritten {
  readonly content: readonly unknown[];
  readonly isChanged: boolean;
}

type Change = (content: readonly unknown[]) => readonly unknown[];

/** Anew on what is there by then, whenever somebody else was faster. */
async function rewrite(parts: BulkParts, name: PartName, change: Change): Promise<Rewritten> {
  for (;;) {
    const before = await parts.read(name);
    const content = change(listOf(before?.content));
    if (before === null || isDeepStrictEqual(content, before.content)) return { content, isChanged: false };
    const refused = content.filter(isRefusal).length;
    if (await parts.replace(before, { content, refused })) return { content, isChanged: true };
  }
}

const listOf = (content: unknown): readonly unknown[] => (Array.isArray(content) ? content : []);

const isRefusal = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && 'refused' in answer;
