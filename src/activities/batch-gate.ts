// The gate of a whole day: everything that is forecast for the date is judged together; what is healthy is published, the rest
// waits in a hold. The decision is kept with its figures. Repeating it decides the same about whatever is still staged.
import type { GateOutcome, GateRequest, HoldInput } from '../contract/messages.ts';
import { gateId, holdId, type GateWave, type RunScope } from '../contract/workflow-ids.ts';
import { defaultCohortSettings, type CohortSettings, type HoldPolicy } from '../domain/cohort.ts';
import { mildestPolicy } from '../domain/hold-policy.ts';
import { judgeBatch } from '../domain/forecast/gates/batch/judge-batch.ts';
import type { BatchRow, BatchVerdict } from '../domain/forecast/gates/batch/types.ts';
import { whyWaiting } from '../domain/forecast/gates/wording.ts';
import type { ForecastStatus, StoredForecast } from '../domain/forecast/types.ts';
import type { AccountId, IsoDate } from '../domain/ids.ts';
import { batchPolicyOf, comparesDays, contactOf } from '../domain/variables.ts';
import type { RunStatus, StatusChange, Store } from '../ports/store.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { whileHeartbeating } from './heartbeat.ts';

const PAGE = 500;
const BASELINE_DAYS = 28;

export const createBatchGateActivities = ({ store, clock }: DefaultDependencies) => ({
  judgeBatch(request: GateRequest): Promise<GateOutcome> {
    return whileHeartbeating(async () => {
      if (!(await isAnythingOpen(store, request))) return emptyOutcome(request.wave);
      const forecasts = await listForecasts(store, request);
      const isOpen = openFor(request, await knownHolds(store, forecasts));
      const open = forecasts.filter(isOpen);
      if (open.length === 0) return emptyOutcome(request.wave);
      const population = populationOf(request.scope);
      const isCompared = population !== null && comparesDays(request.variables);
      const baseline = !isCompared ? [] : await store.gates.baseline(population, request.date, BASELINE_DAYS);
      const verdict = judgeBatch(
        { date: request.date, rows: forecasts.map(rowOf), baseline },
        batchPolicyOf(request.variables),
      );
      const split = splitBy(verdict, open);
      const hold = await holdOf(store, request, { verdict, held: split.held });
      // A repeated wave finishes what the first try began, and answers what that one decided.
      const begun = await store.gates.find(gateId(waveOf(request)));
      const outcome: GateOutcome =
        begun === null
          ? {
              wave: request.wave,
              decision: verdict.decision === 'publish' && split.held.length > 0 ? 'quarantine' : verdict.decision,
              judged: forecasts.length,
              published: split.healthy.length,
              held: split.held.length,
              hold,
            }
          : { ...begun.outcome, hold: begun.outcome.hold ?? hold };
      if (begun === null)
        await store.gates.save({
          id: gateId(waveOf(request)),
          runId: request.runId,
          date: request.date,
          population,
          wave: request.wave,
          outcome,
          findings: [
            ...verdict.findings.map((finding) => ({ ...finding })),
            { ...verdict.figures, skipped: verdict.skipped },
          ],
          profile: verdict.profile,
          decidedAt: clock.now().toISOString(),
        });
      await apply(store, request, { ...split, holdId: outcome.hold?.holdId ?? null });
      return outcome;
    });
  },
});

type Judged = Pick<
  StoredForecast,
  'accountId' | 'businessDate' | 'revision' | 'status' | 'findings' | 'facts' | 'holdId'
> & { readonly firstDay: number };

/**
 * Staged and passed by its own gate, or held and in no hold that anybody could answer: in none, in this wave's own (a repeated
 * wave), or in one that was never opened because its run was terminated. What its own gate has not judged yet waits.
 */
const openFor =
  (request: GateRequest, known: ReadonlySet<string>) =>
  ({ status, facts, holdId: hold }: Judged): boolean => {
    if (facts === null) return false;
    if (status === 'staged') return true;
    return status === 'held' && (hold === null || hold === holdId(waveOf(request)) || !known.has(hold));
  };

async function knownHolds(store: Store, forecasts: readonly Judged[]): Promise<ReadonlySet<string>> {
  const named = new Set(forecasts.flatMap(({ holdId: hold }) => (hold === null ? [] : [hold])));
  const found = await Promise.all([...named].map((id) => store.holds.find(id)));
  return new Set(found.flatMap((hold) => (hold === null ? [] : [hold.id])));
}

/** Most waves of a day with late accounts find nothing new: they read one row and not all. */
async function isAnythingOpen(store: Store, { date, scope }: GateRequest): Promise<boolean> {
  const query = { businessDate: date, statuses: ['staged', 'held'] as const };
  return (await store.forecasts.listByStatus(query, scope, { after: null, limit: 1 })).length > 0;
}

const JUDGED: readonly ForecastStatus[] = ['staged', 'published', 'held'];

/** The whole day so far, also what earlier waves have published: a few late accounts are judged among the others. */
async function listForecasts(store: Store, { date, scope }: GateRequest): Promise<readonly Judged[]> {
  const found: Judged[] = [];
  let after: AccountId | null = null;
  do {
    const query = { businessDate: date, statuses: JUDGED };
    const page: readonly StoredForecast[] = await store.forecasts.listByStatus(query, scope, { after, limit: PAGE });
    found.push(...page.map(toJudged));
    after = page.length === PAGE ? (page.at(-1)?.accountId ?? null) : null;
  } while (after !== null);
  return found;
}

/** Without the 28 days: a day of 100,000 accounts is judged in memory. */
const toJudged = ({
  accountId,
  businessDate,
  revision,
  status,
  findings,
  facts,
  holdId: hold,
  days,
}: StoredForecast) => ({
  accountId,
  businessDate,
  revision,
  status,
  findings,
  facts,
  holdId: hold,
  firstDay: Number(days[0]?.revenue ?? 0),
});

function rowOf({ accountId, facts, firstDay, status }: Judged): BatchRow {
  const { shift, allZero, negative, late } = facts ?? { shift: null, allZero: false, negative: false, late: false };
  return {
    accountId,
    shift,
    firstDay,
    allZero,
    negative,
    late,
    held: status === 'held',
  };
}

interface Split {
  readonly healthy: readonly Judged[];
  readonly held: readonly Judged[];
}

function splitBy({ decision, quarantined }: BatchVerdict, open: readonly Judged[]): Split {
  const apart = new Set(quarantined);
  const isHeld = ({ accountId, status }: Judged) => decision === 'hold' || status === 'held' || apart.has(accountId);
  return { healthy: open.filter((forecast) => !isHeld(forecast)), held: open.filter(isHeld) };
}

interface Decided extends Split {
  readonly holdId: string | null;
}

/** Run records follow the forecasts, so that a list of account days says what became of each. */
async function apply(store: Store, { date }: GateRequest, { healthy, held, holdId: hold }: Decided): Promise<void> {
  await move(store, healthy, (forecast) => ({ ...stateOf(forecast), status: 'published', holdId: null }));
  await move(store, held, (forecast) => ({ ...stateOf(forecast), status: 'held', holdId: hold }));
  await moveRuns(store, { date, forecasts: healthy, to: 'published' });
  await moveRuns(store, { date, forecasts: held, to: 'held' });
}

const stateOf = ({ findings, facts }: Judged) => ({ findings, facts });

export async function move<Row extends Pick<StoredForecast, 'accountId' | 'businessDate' | 'revision' | 'status'>>(
  store: Store,
  forecasts: readonly Row[],
  to: (forecast: Row) => StatusChange['to'],
): Promise<void> {
  for (let at = 0; at < forecasts.length; at += PAGE) {
    await store.forecasts.setStatus(
      forecasts.slice(at, at + PAGE).map((forecast) => ({
        accountId: forecast.accountId,
        businessDate: forecast.businessDate,
        revision: forecast.revision,
        from: [forecast.status],
        to: to(forecast),
      })),
    );
  }
}

interface RunMove {
  readonly date: IsoDate;
  readonly forecasts: readonly Pick<StoredForecast, 'accountId'>[];
  readonly to: RunStatus;
}

export async function moveRuns(store: Store, { date, forecasts, to }: RunMove): Promise<void> {
  for (let at = 0; at < forecasts.length; at += PAGE) {
    const accounts = forecasts.slice(at, at + PAGE).map(({ accountId }) => accountId);
    await store.runs.moveAccountDays({ pipeline: 'daily', date, accounts, from: ['staged', 'held', 'published'], to });
  }
}

interface HoldReason {
  readonly verdict: BatchVerdict;
  readonly held: readonly Judged[];
}

async function holdOf(store: Store, request: GateRequest, { verdict, held }: HoldReason): Promise<HoldInput | null> {
  if (held.length === 0) return null;
  return {
    holdId: holdId(waveOf(request)),
    date: request.date,
    accounts: held.length,
    reason: withContact(
      whyWaiting(
        verdict.findings,
        held.map(({ findings }) => findings),
      ),
      contactOf(request.variables),
    ),
    policy: await policyOf(store, request.scope, held),
  };
}

const withContact = (reason: string, contact: string): string =>
  contact === '' ? reason : `${reason} Ask ${contact}.`;

/** Cohorts may differ in what they declared; a hold over several of them does what asks least of the unanswered. */
async function policyOf(store: Store, scope: RunScope, held: readonly Judged[]): Promise<HoldPolicy> {
  const cohorts = scope.cohort === undefined ? await cohortsOf(store, held) : [scope.cohort];
  const settings = await Promise.all(cohorts.map((cohort) => store.cohorts.find(cohort)));
  return mildestPolicy(settings.map(({ hold }: CohortSettings) => hold)) ?? defaultCohortSettings('').hold;
}

async function cohortsOf(store: Store, held: readonly Judged[]): Promise<readonly string[]> {
  const cohorts = new Set<string>();
  for (let at = 0; at < held.length; at += PAGE) {
    const accounts = held.slice(at, at + PAGE).map(({ accountId }) => accountId);
    for (const { cohort } of await store.accounts.list(
      { accounts, includeArchived: true },
      { after: null, limit: PAGE },
    )) {
      cohorts.add(cohort);
    }
  }
  return [...cohorts];
}

const waveOf = ({ runId, execution, wave }: GateRequest): GateWave => ({ dayRun: runId, execution, wave });

/** A list of accounts is no population that another day could be compared with. */
const populationOf = ({ accounts, cohort }: RunScope): string | null =>
  accounts === undefined ? (cohort === undefined ? 'all' : `cohort/${cohort}`) : null;

const emptyOutcome = (wave: number): GateOutcome => ({
  wave,
  decision: 'empty',
  judged: 0,
  published: 0,
  held: 0,
  hold: null,
});
