// A hold as the store keeps it: opened with an alert, decided about by people or by rule, closed.
import { log } from '@temporalio/activity';
import { MorrowError } from '../contract/errors.ts';
import type { HoldClosing, HoldDecisionRequest, HoldInput, HoldProgress } from '../contract/messages.ts';
import type { StoredForecast } from '../domain/forecast/types.ts';
import { counted } from '../domain/forecast/gates/findings.ts';
import type { AccountId } from '../domain/ids.ts';
import type { AlertRecord, HoldLogEntry, HoldRecord, Store } from '../ports/store.ts';
import { move, moveRuns } from './batch-gate.ts';
import type { DefaultDependencies } from './dependencies.ts';

const PAGE = 500;
const MINUTE_MS = 60_000;

export const createHoldActivities = ({ store, clock }: DefaultDependencies) => ({
  async openHold(input: HoldInput): Promise<void> {
    if ((await store.holds.find(input.holdId)) === null) await store.holds.save(openRecord(input, clock.now()));
    await raise(store, input, 'warning');
  },

  async escalateHold(input: HoldInput): Promise<void> {
    const hold = await requireHold(store, input.holdId);
    await store.holds.save({ ...hold, status: 'escalated' });
    await raise(store, input, 'critical');
  },

  async decideHold(request: HoldDecisionRequest): Promise<HoldProgress> {
    const hold = await requireHold(store, request.holdId);
    const { date, action, accounts } = request;
    const forecasts = await listHeld(store, request);
    const status = action === 'release' ? ('published' as const) : ('rejected' as const);
    // Who decided and why is kept first: a decision that is carried out twice is written down once, and never without a name.
    if (forecasts.length > 0 && !isLogged(hold, request))
      await store.holds.save({ ...hold, log: [...hold.log, entryOf(request, forecasts.length, clock.now())] });
    await move(store, forecasts, ({ findings, facts, holdId }) => ({ status, findings, facts, holdId }));
    if (action === 'release') await moveRuns(store, { date, forecasts, to: 'published' });
    const open = accounts === undefined ? 0 : await countHeld(store, request);
    return { decided: forecasts.length, open };
  },

  async closeHold({ holdId, status }: HoldClosing): Promise<void> {
    const hold = await requireHold(store, holdId);
    const closedAt = hold.closedAt ?? clock.now().toISOString();
    await store.holds.save({ ...hold, status, closedAt });
    await store.alerts.resolve(holdId);
  },
});

const openRecord = ({ holdId, date, accounts, reason, policy }: HoldInput, now: Date): HoldRecord => ({
  id: holdId,
  date,
  accounts,
  reason,
  status: 'open',
  openedAt: now.toISOString(),
  escalatesAt: later(now, policy.escalateAfterMinutes),
  decidesAt: later(now, policy.decideAfterMinutes),
  closedAt: null,
  log: [],
});

const later = (now: Date, minutes: number): string => new Date(now.getTime() + minutes * MINUTE_MS).toISOString();

async function raise(store: Store, input: HoldInput, severity: AlertRecord['severity']): Promise<void> {
  const { holdId, date, accounts, reason } = input;
  const title = `${counted(accounts, 'forecast')} of ${date} ${accounts === 1 ? 'is' : 'are'} held`;
  const detail = `${reason} Answer with \`morrow holds release ${holdId} --reason …\` or \`morrow holds reject ${holdId} --reason …\`.`;
  await store.alerts.raise({ id: holdId, severity, title, detail });
  log[severity === 'critical' ? 'error' : 'warn'](title, { holdId, date, accounts, reason });
}

/** The last thing that was decided is this very decision: its step runs again. */
function isLogged({ log: entries }: HoldRecord, { action, by, reason, accounts }: HoldDecisionRequest): boolean {
  const last = entries.at(-1);
  if (last === undefined || last.action !== action || last.reason !== reason || last.by.name !== by.name) return false;
  return (last.accounts ?? []).join() === (accounts ?? []).join();
}

const entryOf = (
  { action, by, reason, accounts }: HoldDecisionRequest,
  forecasts: number,
  now: Date,
): HoldLogEntry => ({
  action,
  by,
  reason,
  accounts: accounts ?? null,
  forecasts,
  at: now.toISOString(),
});

async function requireHold(store: Store, id: string): Promise<HoldRecord> {
  const hold = await store.holds.find(id);
  if (hold !== null) return hold;
  throw new MorrowError('HOLD_NOT_FOUND', `There is no hold "${id}".`, { facts: { hold: id } });
}

/** Archived accounts too: what is held of them can still be decided about. */
async function listHeld(
  store: Store,
  { holdId, date, accounts }: HoldDecisionRequest,
): Promise<readonly StoredForecast[]> {
  const query = { businessDate: date, statuses: ['held'] as const, holdId };
  const filter = { includeArchived: true, ...(accounts === undefined ? {} : { accounts }) };
  const found: StoredForecast[] = [];
  let after: AccountId | null = null;
  do {
    const page: readonly StoredForecast[] = await store.forecasts.listByStatus(query, filter, { after, limit: PAGE });
    found.push(...page);
    after = page.length === PAGE ? (page.at(-1)?.accountId ?? null) : null;
  } while (after !== null);
  return found;
}

const countHeld = async (store: Store, { accounts: _, ...request }: HoldDecisionRequest): Promise<number> =>
  (await listHeld(store, request)).length;
