// A page of accounts: starts one account day per account behind a bounded window and turns every ending into data.
import {
  CancellationScope,
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  patched,
  setCurrentDetails,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ACCOUNTS_IN_FLIGHT, ACCOUNTS_STARTED_TOGETHER, WORKFLOW_TASK_TIMEOUT_MS } from '../contract/limits.ts';
import type {
  AccountDayInput,
  AccountPage,
  PartitionInput,
  RatesOutcome,
  RunTally,
  WaitsFor,
} from '../contract/messages.ts';
import { QUERIES, SIGNALS } from '../contract/messages.ts';
import { accountDayId } from '../contract/workflow-ids.ts';
import { isAccountId, type AccountId } from '../domain/ids.ts';
import { accountDay, parked, ratesReady } from './account-day.ts';
import { searchAttributes } from './attributes.ts';
import { endingOf } from './failures.ts';
import { tellingParent } from './handover.ts';
import { Shares } from './priority.ts';
import { steps } from './steps.ts';
import { EMPTY_TALLY, describeTally, withFailure, withSuccess } from './tally.ts';
import { withVariables } from './variables.ts';
import { Waiting } from './waiting.ts';
import { Window, type Place } from './window.ts';

export const partitionProgress = defineQuery<RunTally>(QUERIES.progress);

export const isPaused = defineQuery<boolean>(QUERIES.paused);
/** True: start no more accounts until it says false; what runs goes on. */
export const setPaused = defineSignal<[boolean]>(SIGNALS.setPaused);

export async function partition(input: PartitionInput): Promise<RunTally> {
  const page = new Partition(input);
  return await tellingParent(
    () => page.run(),
    (tally) => ({ tally }),
  );
}

class Partition {
  private readonly input: PartitionInput;
  private readonly window = new Window(ACCOUNTS_IN_FLIGHT, patched('started-together') ? ACCOUNTS_STARTED_TOGETHER : 1);
  private readonly places = new Map<string, Place>();
  private readonly shares = new Shares();
  /** Account days that said that they wait. */
  private readonly waiting = new Waiting();
  private rates: RatesOutcome | null;
  private tally: RunTally = EMPTY_TALLY;
  private toldParent = false;
  private expected = Number.POSITIVE_INFINITY;

  constructor(input: PartitionInput) {
    this.input = input;
    this.rates = input.rates;
    setHandler(ratesReady, (outcome) => this.passOnRates(outcome));
    setHandler(parked, (accountId, waitsFor) => this.parkAccount(accountId, waitsFor));
    setHandler(setPaused, (paused) => (paused ? this.window.pause() : this.window.resume()));
    setHandler(isPaused, () => this.window.paused, { description: 'Whether no further account is started' });
    setHandler(partitionProgress, () => this.tally, { description: 'Accounts of this page by outcome' });
  }

  async run(): Promise<RunTally> {
    // A paused page can be cancelled, too: then those in line get their turn, and find that it is over.
    void CancellationScope.current().cancelRequested.catch(() => this.window.resume());
    const ids = await this.readPage();
    this.expected = ids.length;
    await Promise.all(this.shares.inOrder(ids).map((id) => this.window.run((place) => this.runAccount(id, place))));
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    return this.tally;
  }

  /** One read as a rule; more when many accounts have come into the range since it was planned. */
  private async readPage(): Promise<readonly AccountId[]> {
    const { through, limit, accounts, cohort, failedOn } = this.input;
    const range = {
      limit,
      ...(through === undefined ? {} : { through }),
      ...(failedOn === undefined ? {} : { failedOn }),
      ...scope(accounts, cohort),
    };
    const found: AccountId[] = [];
    let after: AccountId | null = this.input.after;
    do {
      const page: AccountPage = await steps.listAccountPage({ ...range, after });
      this.shares.add(page);
      const { ids } = page;
      found.push(...ids);
      after = through !== undefined && ids.length === limit ? (ids.at(-1) ?? null) : null;
    } while (after !== null);
    return found;
  }

  private async runAccount(accountId: AccountId, place: Place): Promise<void> {
    this.places.set(accountId, place);
    try {
      const { outcome } = await (await this.start(accountId)).result();
      this.tally = withSuccess(this.tally, outcome);
    } catch (error) {
      this.tally = this.tallyOf(accountId, error);
    } finally {
      this.places.delete(accountId);
      this.waiting.delete(accountId);
      setCurrentDetails(`${this.tally.accounts} of ${this.expected} accounts: ${describeTally(this.tally)}`);
      await this.tellParentWhenAllWait();
    }
  }

  private start(accountId: AccountId) {
    const { pipeline, date, force, horizonDays } = this.input;
    const child: AccountDayInput = {
      accountId,
      pipeline,
      date,
      force,
      horizonDays,
      rates: this.rates,
      version: 4,
      ...withVariables(this.input.variables),
    };
    return startChild(accountDay, {
      workflowId: accountDayId(pipeline, date, accountId),
      workflowIdReusePolicy: force
        ? WorkflowIdReusePolicy.ALLOW_DUPLICATE
        : WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
      typedSearchAttributes: searchAttributes({ pipeline, date, account: accountId }),
      staticSummary: `${accountId}, ${date}`,
      ...this.shares.of(accountId),
      args: [child],
    });
  }

  /** The same account day is finished or in hand elsewhere: Temporal refuses a second one, and that is the answer. */
  private tallyOf(accountId: AccountId, error: unknown): RunTally {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return withSuccess(this.tally, 'already-done');
    return withFailure(this.tally, accountId, endingOf(error));
  }

  private async passOnRates(outcome: RatesOutcome): Promise<void> {
    this.rates = outcome;
    await Promise.all(this.waiting.ids.map((accountId) => this.tellAccount(accountId, outcome)));
  }

  private async parkAccount(accountId: string, waitsFor: WaitsFor | undefined): Promise<void> {
    const place = this.places.get(accountId);
    if (place === undefined || !isAccountId(accountId)) return;
    this.waiting.add(accountId, waitsFor);
    place.park();
    if (this.rates !== null && waitsFor !== 'sources') await this.tellAccount(accountId, this.rates);
    await this.tellParentWhenAllWait();
  }

  private async tellAccount(accountId: AccountId, outcome: RatesOutcome): Promise<void> {
    const { pipeline, date } = this.input;
    const account = getExternalWorkflowHandle(accountDayId(pipeline, date, accountId));
    // It may have ended (cancelled) meanwhile; then there is nobody to tell.
    await account.signal(ratesReady, outcome).catch(() => undefined);
  }

  /** Everything left here waits: the day run may start the next partition. */
  private async tellParentWhenAllWait(): Promise<void> {
    const allWait = this.waiting.isAllThatIsLeft(this.expected - this.tally.accounts);
    const parent = workflowInfo().parent;
    if (!allWait || this.toldParent || parent === undefined) return;
    this.toldParent = true;
    await getExternalWorkflowHandle(parent.workflowId)
      .signal(parked, workflowInfo().workflowId)
      .catch(() => undefined);
  }
}

const scope = (accounts: PartitionInput['accounts'], cohort: PartitionInput['cohort']) => ({
  ...(accounts === undefined ? {} : { accounts }),
  ...(cohort === undefined ? {} : { cohort }),
});
