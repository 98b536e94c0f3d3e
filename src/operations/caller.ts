// On whose behalf an operation runs. The doors say so once per request or command; whoever records changes asks here.
import { AsyncLocalStorage } from 'node:async_hooks';
import { MorrowError } from '../contract/errors.ts';
import { includesRole, type CallerKind, type Role } from '../domain/access.ts';

export interface Caller {
  readonly kind: CallerKind;
  /** A user's name, a key's name and id, the subject of a machine's token. */
  readonly name: string;
  readonly role: Role;
  readonly requestId?: string;
  /** Where the request came from. */
  readonly address?: string;
}

interface Call {
  readonly caller: Caller;
  readonly request?: string;
  isAudited: boolean;
}

/** Code of ours that nobody asked for, such as the first run of `npm start`. */
const SYSTEM: Caller = { kind: 'system', name: 'morrow', role: 'admin' };

const current = new AsyncLocalStorage<Call>();

/** Everything that `work` does, also later and beside it, is done for the caller. */
export const runAs = <T>(caller: Caller, work: () => T): T => current.run({ caller, isAudited: false }, work);

/** `work` is a request that may be sent again: who asks is told by the same `request` that it is the same one. */
export const runAsRequest = <T>(request: string, work: () => T): T =>
  current.run({ caller: currentCaller(), request, isAudited: isAudited() }, work);

/** Null: nobody can tell whether it was sent before. */
export const currentRequest = (): string | null => current.getStore()?.request ?? null;

export const currentCaller = (): Caller => current.getStore()?.caller ?? SYSTEM;

/** Says that the audit log has what it needs: an entry was written, or nothing was changed. */
export function settleAudit(): void {
  const call = current.getStore();
  if (call !== undefined) call.isAudited = true;
}

export const isAudited = (): boolean => current.getStore()?.isAudited ?? false;

/** @throws MorrowError NOT_ALLOWED, naming the role that is needed. */
export function requireRole(needed: Role, { role }: Pick<Caller, 'role'> = currentCaller()): void {
  if (includesRole(role, needed)) return;
  throw new MorrowError('NOT_ALLOWED', `This needs the role ${needed}, and the caller has ${role}.`, {
    facts: { needed, role },
  });
}
