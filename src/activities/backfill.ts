// What a backfill has to do, read from the store: in all when it begins, then page by page, and account by account.
import { BACKFILL_LOOK, EXPLICIT_ACCOUNTS_MAX, RANGE_REPORT_DAYS } from '../contract/limits.ts';
import type {
  AccountHistoryInput,
  AccountHistoryPlan,
  BackfillEstimate,
  BackfillPage,
  BackfillPageRequest,
  BackfillRequest,
  PageAccount,
  RestatedAccounts,
  RestatedRequest,
} from '../contract/messages.ts';
import type { Account } from '../domain/account.ts';
import { planAlike } from '../domain/repair/alike.ts';
import { nothingStored } from '../domain/repair/coverage.ts';
import { groupRestated } from '../domain/repair/group-restated.ts';
import { accountsPerRead, planPage } from '../domain/repair/page.ts';
import type { AccountPlan, RepairMode } from '../domain/repair/plan-account.ts';
import { requestsOf } from '../domain/repair/plan-totals.ts';
import type { DateRange } from '../ports/revenue-source.ts';
import type { AccountFilter, PageRequest } from '../ports/store.ts';
import { requireActiveAccount } from './account-day.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { whileHeartbeating } from './heartbeat.ts';

type Dependencies = Pick<DefaultDependencies, 'store' | 'clock'>;

export const createBackfillActivities = (dependencies: Dependencies) => ({
  measureBackfill({ from, to, mode, ...scope }: BackfillRequest): Promise<BackfillEstimate> {
    return whileHeartbeating(async () => {
      const range = { from, to };
      // Who reads everything again does so whatever is stored.
      const groups = await dependencies.store.repair.alike(scope, mode === 'reread' ? null : range);
      const now = dependencies.clock.now().toISOString();
      const totals = planAlike(groups, { range, mode, reportDays: RANGE_REPORT_DAYS, now });
      const requests = Object.values(totals.requests).reduce((sum, count) => sum + count, 0);
      return { accounts: totals.toRepair, days: totals.days, requests, priced: totals.priced };
    });
  },

  planBackfillPage(request: BackfillPageRequest): Promise<BackfillPage> {
    return whileHeartbeating((tell) => readBackfillPage(dependencies, request, tell));
  },

  async planAccountHistory({ accountId, from, to, mode }: Required<AccountHistoryInput>): Promise<AccountHistoryPlan> {
    const account = await requireActiveAccount(dependencies.store, accountId);
    const [plan] = await planAccounts(dependencies, [account], { range: { from, to }, mode });
    return { pieces: plan?.pieces ?? [] };
  },

  findRestated({ from, to, after, through, ...scope }: RestatedRequest): Promise<RestatedAccounts> {
    return whileHeartbeating(async (tell) => {
      const restated: AccountPlan[] = [];
      let looked = 0;
      const walk = { range: { from, to }, mode: 'missing', scope, after, through } as const;
      for await (const { plans } of readPlans(dependencies, walk)) {
        restated.push(...plans.filter(({ forecastAgain }) => forecastAgain !== null));
        looked += plans.length;
        tell({ done: looked, total: BACKFILL_LOOK });
      }
      return { groups: groupRestated(restated, EXPLICIT_ACCOUNTS_MAX) };
    });
  },
});

type Tell = (progress: { readonly done: number; readonly total: number }) => void;

/** Ends early at an account, so that neither the page nor the time it takes grows with the accounts that need nothing. */
async function readBackfillPage(
  dependencies: Dependencies,
  { from, to, mode, after, limit, ...scope }: BackfillPageRequest,
  tell: Tell,
): Promise<BackfillPage> {
  const found: PageAccount[] = [];
  let through: BackfillPage['through'] = null;
  let looked = 0;
  const walk = { range: { from, to }, mode, scope, after };
  for await (const { accounts, plans, isLast } of readPlans(dependencies, walk)) {
    const known = new Map(accounts.map((account) => [account.id, account]));
    for (const plan of plans) {
      through = plan.accountId;
      looked += 1;
      found.push(...pageAccount(known.get(plan.accountId), plan));
      if (found.length === limit || looked === BACKFILL_LOOK) return { accounts: found, through, next: through };
    }
    if (isLast) break;
    tell({ done: looked, total: BACKFILL_LOOK });
  }
  return { accounts: found, through, next: null };
}

/** Empty for an account of which nothing is to be asked. */
function pageAccount(account: Account | undefined, plan: AccountPlan): readonly PageAccount[] {
  if (account === undefined || plan.pieces.length === 0) return [];
  const { id: accountId, cohort, tier } = account;
  return [{ accountId, requests: requestsOf(plan), cohort, tier }];
}

interface Walk {
  readonly range: DateRange;
  readonly mode: RepairMode;
  readonly scope: AccountFilter;
  readonly after: PageRequest['after'];
  readonly through?: NonNullable<PageRequest['through']>;
}

/** Read by read, by account id. */
async function* readPlans(dependencies: Dependencies, { range, mode, scope, through, ...walk }: Walk) {
  const limit = accountsPerRead(range);
  let after = walk.after;
  for (;;) {
    const page: PageRequest = { after, limit, ...(through === undefined ? {} : { through }) };
    const accounts: readonly Account[] = await dependencies.store.accounts.list(scope, page);
    const isLast = accounts.length < limit;
    yield { accounts, plans: await planAccounts(dependencies, accounts, { range, mode }), isLast };
    if (isLast) return;
    after = accounts.at(-1)?.id ?? null;
  }
}

async function planAccounts(
  { store, clock }: Dependencies,
  accounts: readonly Account[],
  how: Pick<Walk, 'range' | 'mode'>,
): Promise<readonly AccountPlan[]> {
  const ids = accounts.map(({ id }) => id);
  // Who reads everything again does so whatever is stored.
  const coverages = how.mode === 'reread' ? ids.map(nothingStored) : await store.repair.coverage(ids, how.range);
  const now = clock.now().toISOString();
  return planPage({ accounts, coverages, ...how, reportDays: RANGE_REPORT_DAYS, now });
}
