// Forecasts that a gate keeps back: which, why, and what somebody decides about them.
import { WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { UPDATES, type HoldAction, type HoldDecision, type HoldProgress } from '../contract/messages.ts';
import type { GateFinding, StoredForecast } from '../domain/forecast/types.ts';
import { whatWasFound } from '../domain/forecast/gates/wording.ts';
import type { AccountId } from '../domain/ids.ts';
import { HOLD_STATUSES, type GateDecision, type HoldRecord } from '../ports/store.ts';
import { recordChange } from './audit.ts';
import { decidedByFields, decisionAccounts, sendDecision } from './decisions.ts';
import type { OperationsDeps } from './deps.ts';
import { InvalidInputError, parseInput } from './input.ts';
import { accountCursor, listCursor, readPage, type ListPage } from './list-page.ts';
import { workflowAddress, type RunLinks } from './links.ts';

export const HOLD_LIST_MAX = 500;
export const HOLD_FORECASTS_MAX = 500;

export const holdListQuerySchema = z.strictObject({
  status: z.array(z.enum(HOLD_STATUSES)).min(1).optional(),
  limit: z.int().min(1).max(HOLD_LIST_MAX).default(50),
  after: listCursor.optional(),
});

export interface HoldListQuery {
  /** Absent: every status. */
  readonly status?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

type StoreDeps = Pick<OperationsDeps, 'store'>;

/** Newest first. */
export function listHolds({ store }: StoreDeps, query: HoldListQuery = {}): Promise<ListPage<HoldRecord>> {
  const { status, ...page } = parseInput(holdListQuerySchema, query);
  const wanted = status === undefined ? {} : { statuses: status };
  return readPage(
    page,
    (place) => store.holds.list({ ...wanted, ...place }),
    ({ openedAt }) => openedAt,
  );
}

/** One forecast of a hold, in the figures somebody decides by. */
export interface HeldForecast {
  readonly accountId: AccountId;
  readonly revision: number;
  readonly currency: string;
  /** Step 1 with its 80 % interval; null when the forecast has no day. */
  readonly nextDay: {
    readonly targetDate: string;
    readonly revenue: string;
    readonly lo80: string;
    readonly hi80: string;
  } | null;
  /** What its own gate found. The batch's findings are in the gate's decision. */
  readonly findings: readonly GateFinding[];
  /** The same for people. What to do stands in the reason of the hold. */
  readonly why: string;
}

export interface HoldDescription {
  readonly hold: HoldRecord;
  /** What is still held, by account, a page at a time. */
  readonly forecasts: readonly HeldForecast[];
  readonly next: AccountId | null;
  /** What the gate of the day decided on; null when it went by retention. */
  readonly gate: GateDecision | null;
}

export const heldPageQuerySchema = z.strictObject({
  after: accountCursor.optional(),
  limit: z.int().min(1).max(HOLD_FORECASTS_MAX).default(100),
});

export interface HeldPageQuery {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** @throws MorrowError HOLD_NOT_FOUND; InvalidInputError. */
export async function showHold(deps: StoreDeps, id: string, query: HeldPageQuery = {}): Promise<HoldDescription> {
  const { after, limit } = parseInput(heldPageQuerySchema, query);
  const hold = await getHold(deps, id);
  const [found, gate] = await Promise.all([
    findHeld(deps, hold, { after: after ?? null, limit: limit + 1 }),
    deps.store.gates.find(gateOf(id)),
  ]);
  const shown = found.slice(0, limit);
  return {
    hold,
    forecasts: shown.map(toHeld),
    next: found.length > limit ? (shown.at(-1)?.accountId ?? null) : null,
    gate,
  };
}

/** The wave of the gate that opened the hold has the same name, see `gateId` and `holdId`. */
const gateOf = (hold: string): string => hold.replace(/^hold\//, 'gate/');

interface HeldPage {
  readonly after: AccountId | null;
  readonly limit: number;
  readonly accounts?: readonly AccountId[];
}

const findHeld = (
  { store }: StoreDeps,
  hold: HoldRecord,
  { after, limit, accounts }: HeldPage,
): Promise<readonly StoredForecast[]> =>
  store.forecasts.listByStatus(
    { businessDate: hold.date, statuses: ['held'], holdId: hold.id },
    { includeArchived: true, ...(accounts === undefined ? {} : { accounts }) },
    { after, limit },
  );

function toHeld({ accountId: id, revision, currency, days, findings }: StoredForecast): HeldForecast {
  const [first] = days;
  const nextDay =
    first === undefined
      ? null
      : { targetDate: first.targetDate, revenue: first.revenue, lo80: first.lo80, hi80: first.hi80 };
  return { accountId: id, revision, currency, nextDay, findings, why: whatWasFound(findings) };
}

export const holdDecisionSchema = z
  .strictObject({
    ...decidedByFields,
    accounts: decisionAccounts.optional().describe('The default is everything that is still held.'),
  })
  .meta({ id: 'HoldDecision', examples: [{ by: 'anna', reason: 'A sale that we knew of.', accounts: ['u1'] }] });

export interface HoldDecisionInput {
  readonly by: string;
  readonly reason: string;
  readonly accounts?: readonly string[] | undefined;
}

export interface HoldDecided extends HoldProgress {
  readonly id: string;
  readonly links: RunLinks;
}

export const holdLinks = (deps: OperationsDeps, id: string): RunLinks => ({
  self: `/api/holds/${encodeURIComponent(id)}`,
  temporal: workflowAddress(deps, id, deps.temporal.options.namespace),
});

/** Publishes what is held. @throws as `decide`. */
export const releaseHold = (deps: OperationsDeps, id: string, input: HoldDecisionInput): Promise<HoldDecided> =>
  decide(deps, { id, action: 'release', input });

/** Keeps what is held from ever being published; consumers go on seeing the last good forecast. @throws as `decide`. */
export const rejectHold = (deps: OperationsDeps, id: string, input: HoldDecisionInput): Promise<HoldDecided> =>
  decide(deps, { id, action: 'reject', input });

interface Deciding {
  readonly id: string;
  readonly action: HoldAction;
  readonly input: HoldDecisionInput;
}

const holdProgress = z.object({ decided: z.int().min(0), open: z.int().min(0) });

/**
 * @throws InvalidInputError naming every account that the hold does not hold, before anything is decided; MorrowError
 *   HOLD_NOT_FOUND, HOLD_CLOSED, TEMPORAL_UNREACHABLE.
 */
async function decide(deps: OperationsDeps, { id, action, input }: Deciding): Promise<HoldDecided> {
  const { by, reason, accounts } = parseInput(holdDecisionSchema, input);
  const hold = await getHold(deps, id);
  if (hold.closedAt !== null) throw holdClosed(hold);
  if (accounts !== undefined) await requireHeld(deps, hold, accounts);
  const decision: HoldDecision = { by, reason, ...(accounts === undefined ? {} : { accounts }) };
  try {
    const progress = await sendDecision(
      deps,
      (workflow) => workflow.getHandle(id).executeUpdate(UPDATES[action], { args: [decision] }),
      holdProgress,
    );
    await recordChange(deps, {
      action: `hold.${action}`,
      subject: id,
      before: { status: hold.status },
      after: { ...decision, ...progress },
    });
    return { ...progress, id, links: holdLinks(deps, id) };
  } catch (error) {
    // It was decided while we asked, or its workflow was ended by hand: the record as it is now says which.
    if (error instanceof WorkflowNotFoundError) throw holdClosed(await getHold(deps, id), error);
    throw error;
  }
}

async function requireHeld(deps: StoreDeps, hold: HoldRecord, accounts: readonly AccountId[]): Promise<void> {
  const found = await findHeld(deps, hold, { after: null, limit: accounts.length, accounts });
  const held = new Set(found.map(({ accountId: account }) => account));
  const problems = accounts.flatMap((account, index) =>
    held.has(account) ? [] : [{ path: `accounts.${index}`, message: `"${account}" is not held by ${hold.id}` }],
  );
  if (problems.length > 0) throw new InvalidInputError('INVALID_REQUEST', problems);
}

/** @throws MorrowError HOLD_NOT_FOUND. */
async function getHold({ store }: StoreDeps, id: string): Promise<HoldRecord> {
  const hold = await store.holds.find(id);
  if (hold !== null) return hold;
  const shown = id.slice(0, 200);
  throw new MorrowError('HOLD_NOT_FOUND', `There is no hold "${shown}".`, { facts: { hold: shown } });
}

function holdClosed(hold: HoldRecord, cause?: unknown): MorrowError {
  const { id, status } = hold;
  return new MorrowError('HOLD_CLOSED', `"${id}" ${closingText(hold)}`, { facts: { hold: id, status }, cause });
}

function closingText({ status, closedAt, log }: HoldRecord): string {
  if (closedAt === null)
    return `is recorded as ${status}, but its workflow is gone: nobody waits for an answer any more.`;
  const last = log.at(-1);
  const who = last === undefined ? '' : ` Last: ${last.action} by ${last.by.name} at ${last.at}: ${last.reason}`;
  return `is closed (${status}).${who}`;
}
