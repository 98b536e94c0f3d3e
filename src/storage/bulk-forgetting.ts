// Takes an account out of the predictions that were asked for in bulk. Which store it is does not matter: it reads and writes parts.
import { isPurged, withoutPurged, withoutQuestionsOf } from '../domain/forecast/on-demand/purged.ts';
import type { AccountId } from '../domain/ids.ts';
import type { BulkPart, BulkPartKind } from '../ports/request-store.ts';

export interface PartName {
  readonly bulkId: string;
  readonly part: number;
}

/** With the instant it was written at, which stays: a part does not get younger by this. */
export interface KeptPart extends BulkPart {
  readonly savedAt: string;
}

export interface BulkParts {
  /** Every part of questions. */
  list(): Promise<readonly PartName[]>;
  read(name: PartName, kind: BulkPartKind): Promise<KeptPart | null>;
  /** Nothing when somebody has written the part meanwhile. */
  replace(part: KeptPart): Promise<void>;
}

/**
 * Returns in how many parts it stood. Questions go first: who answers a part looks at them again when it is kept, so that no answer
 * that is on its way brings the account back. Safe to repeat after it broke off.
 */
export async function forgetAccount(parts: BulkParts, account: AccountId): Promise<number> {
  let found = 0;
  for (const name of await parts.list()) {
    const asked = await parts.read(name, 'asked');
    const questions = listOf(asked?.content);
    const left = withoutQuestionsOf(questions, account);
    if (asked !== null && left.some((question, place) => question !== questions[place])) {
      found += 1;
      await parts.replace({ ...asked, content: left });
    }
    if (left.some(isPurged)) await forgetAnswers(parts, name, left);
  }
  return found;
}

async function forgetAnswers(parts: BulkParts, name: PartName, questions: readonly unknown[]): Promise<void> {
  const answered = await parts.read(name, 'answered');
  if (answered === null) return;
  const content = withoutPurged(questions, listOf(answered.content));
  await parts.replace({ ...answered, content, refused: content.filter(isRefusal).length });
}

const listOf = (content: unknown): readonly unknown[] => (Array.isArray(content) ? content : []);

const isRefusal = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && 'refused' in answer;
