// What the gate of a day decided, with the figures that it decided by.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import type { GateDecision } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';
import { parseInput } from './input.ts';
import { resolveRange } from './run-requests.ts';

export const GATE_LIST_MAX = 500;
const limitSchema = z.int().min(1).max(GATE_LIST_MAX).default(50);

export interface GateListQuery {
  /** Business dates; the default is the last 30 complete days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
}

/** Newest date first, last wave first. */
export function listGates(
  deps: Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>,
  { limit, ...range }: GateListQuery = {},
): Promise<readonly GateDecision[]> {
  return deps.store.gates.list(resolveRange(deps, range), parseInput(limitSchema, limit, 'limit'));
}

/** @throws MorrowError NOT_FOUND. */
export async function showGate({ store }: Pick<OperationsDeps, 'store'>, id: string): Promise<GateDecision> {
  const decision = await store.gates.find(id);
  if (decision !== null) return decision;
  const shown = id.slice(0, 200);
  throw new MorrowError('NOT_FOUND', `There is no gate decision "${shown}".`, { facts: { id: shown } });
}
