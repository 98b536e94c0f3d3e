// Which accounts are wild by themselves, and are they few enough to be held apart?
import type { AccountId } from '../../../ids.ts';
import type { Breach } from '../findings.ts';
import { counted, shown } from '../findings.ts';
import type { BatchPolicy } from '../policy.ts';
import { isBeyond } from './profile.ts';
import { percent } from './shares.ts';
import type { BatchRow } from './types.ts';

export interface OddAccounts {
  /** In the order of their ids. */
  readonly ids: readonly AccountId[];
  /** Of the accounts that would publish, 0..1. */
  readonly share: number;
}

/** Accounts that their own gates let pass, and whose shift or first day nobody would believe. */
export function findOddAccounts(rows: readonly BatchRow[], { oddShift }: BatchPolicy): OddAccounts {
  const passing = rows.filter(({ held }) => !held);
  const odd = passing.filter(({ shift, firstDay }) => isBeyond(shift, oddShift) || !Number.isFinite(firstDay));
  const ids = odd.map(({ accountId }) => accountId).sort((a, b) => (a < b ? -1 : Number(a > b)));
  return { ids, share: passing.length === 0 ? 0 : odd.length / passing.length };
}

/** A small batch says nothing about a common cause: there each account stands for itself. */
export const tooManyOdd = ({ share }: OddAccounts, accounts: number, policy: BatchPolicy): boolean =>
  accounts >= policy.minAccounts && share > policy.quarantineShare;

export function describeOdd({ ids, share }: OddAccounts, policy: BatchPolicy): Breach | null {
  if (ids.length === 0) return null;
  const who = `${counted(ids.length, 'account')} (${percent(share)})`;
  const message = `${who} more than ${shown(policy.oddShift)} usual movements from the recent level; up to ${percent(policy.quarantineShare)} are held apart.`;
  return { figure: share, limit: policy.quarantineShare, message };
}
