// Beginning and end of an account's day: its settings, and the run record that guards against running twice.
import { MorrowError } from '../contract/errors.ts';
import type { AccountDayPlan, AccountDayRef, FailureCause, FinishRequest } from '../contract/messages.ts';
import { accountDayId } from '../contract/workflow-ids.ts';
import type { Account } from '../domain/account.ts';
import { untilDayEnd } from '../domain/calendar/day-end.ts';
import type { StoredModel } from '../domain/forecast/types.ts';
import type { AccountId } from '../domain/ids.ts';
import type { RunRecord, RunStatus, Store } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';

export const createAccountDayActivities = ({ store, clock, codeVersion }: DefaultDependencies) => ({
  async beginAccountDay({ force, ...ref }: AccountDayRef & { readonly force: boolean }): Promise<AccountDayPlan> {
    const account = await requireActiveAccount(store, ref.accountId);
    const previous = await store.runs.find(accountDayId(ref.pipeline, ref.date, ref.accountId));
    const alreadyDone = !force && previous !== null && DONE.has(previous.status);
    const opened = openRecord(ref, account, clock.now().toISOString());
    const summary = codeVersion === undefined ? null : { codeVersion };
    if (!alreadyDone) await store.runs.save({ ...opened, failure: previous?.failure ?? null, summary });
    return planOf(account, { alreadyDone, dayEndsInMs: untilDayEnd(ref.date, account.timeZone, clock.now()) });
  },

  async finishAccountDay(request: FinishRequest): Promise<void> {
    // Purged meanwhile: a record now would outlive the account.
    if ((await store.accounts.find(request.accountId)) === null) return;
    await closeRecord(store, request, request, clock.now());
  },
});

/** Who is done has no failure; a cancellation says nothing about the one before. */
function failureOf({ status, errorCode, failedAt }: Ending, before: RunRecord['failure']): RunRecord['failure'] {
  if (status === 'cancelled') return before;
  if (status !== 'failed') return null;
  const { provider, stage } = failedAt ?? { provider: null, stage: 'unknown' };
  return { provider, code: errorCode ?? 'INTERNAL', stage };
}

/** Its forecast is made, or its revenue collected: what becomes of the forecast is for the gate and for people to say. */
const DONE: ReadonlySet<RunStatus> = new Set(['staged', 'held', 'published', 'collected']);

export async function requireAccount(store: Store, id: AccountId): Promise<Account> {
  const account = await store.accounts.find(id);
  if (account === null)
    throw new MorrowError('ACCOUNT_NOT_FOUND', `There is no account ${id}.`, { facts: { account: id } });
  return account;
}

export async function requireModel(store: Store, accountId: AccountId, modelId: string): Promise<StoredModel> {
  const model = await store.models.find(modelId);
  if (model !== null) return model;
  throw new MorrowError('MODEL_NOT_FOUND', `Model ${modelId} of account ${accountId} is not in the store.`, {
    facts: { account: accountId, model: modelId },
  });
}

export async function requireActiveAccount(store: Store, id: AccountId): Promise<Account> {
  const account = await requireAccount(store, id);
  if (account.status === 'archived')
    throw new MorrowError('ACCOUNT_ARCHIVED', `Account ${id} is archived.`, { facts: { account: id } });
  return account;
}

export const planOf = (
  account: Account,
  state: Pick<AccountDayPlan, 'alreadyDone' | 'dayEndsInMs'>,
): AccountDayPlan => ({
  ...state,
  timeZone: account.timeZone,
  sources: account.sources,
  currency: account.currency,
  convertCurrency: account.convertCurrency,
});

const openRecord = (ref: AccountDayRef, account: Pick<Account, 'cohort'> | null, startedAt: string): RunRecord => ({
  id: accountDayId(ref.pipeline, ref.date, ref.accountId),
  kind: 'account-day',
  pipeline: ref.pipeline,
  date: ref.date,
  accountId: ref.accountId,
  cohort: account?.cohort ?? null,
  status: 'running',
  errorCode: null,
  errorMessage: null,
  failure: null,
  startedAt,
  finishedAt: null,
  summary: null,
});

export interface Ending {
  readonly status: RunStatus;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly failedAt?: Pick<FailureCause, 'provider' | 'stage'>;
}

export async function closeRecord(store: Store, ref: AccountDayRef, ending: Ending, now: Date): Promise<void> {
  const id = accountDayId(ref.pipeline, ref.date, ref.accountId);
  const record = (await store.runs.find(id)) ?? openRecord(ref, null, now.toISOString());
  const { status, errorCode, errorMessage } = ending;
  const failure = failureOf(ending, record.failure);
  await store.runs.save({ ...record, status, errorCode, errorMessage, failure, finishedAt: now.toISOString() });
}
