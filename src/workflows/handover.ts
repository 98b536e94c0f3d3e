// How a child outlives the run that started it: Temporal tells a child's end only to the very run that began it, not to the one
// that run continued as. So a run that hands its children over asks each of them to tell its end itself, by signal, to whoever
// has the parent's workflow id by then.
import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { HANDOVER_CHECK_MS } from '../contract/limits.ts';
import { SIGNALS, type ChildEnding } from '../contract/messages.ts';
import { endingOf, type Ending } from './failures.ts';

export const handOver = defineSignal(SIGNALS.handOver);
export const ended = defineSignal<[ChildEnding]>(SIGNALS.ended);

export type Told = Omit<ChildEnding, 'workflowId'>;

/** Runs the work of a child that may be handed over. However it ends, a parent that asked for it is told first. */
export async function tellingParent<T>(work: () => Promise<T>, describe: (result: T) => Told): Promise<T> {
  let asked = false;
  setHandler(handOver, () => void (asked = true), { description: 'Tell your end to the parent by signal' });
  try {
    const result = await work();
    if (asked) await tell(describe(result));
    return result;
  } catch (error) {
    if (asked) await tell({ failure: endingOf(error) });
    throw error;
  }
}

/** Also when cancelled. A parent that is gone needs no answer. */
async function tell(told: Told): Promise<void> {
  const { parent, workflowId } = workflowInfo();
  if (parent === undefined) return;
  const signal = () => getExternalWorkflowHandle(parent.workflowId).signal(ended, { workflowId, ...told });
  await CancellationScope.nonCancellable(signal).catch(() => undefined);
}

const TERMINATED: Ending = { code: 'CANCELLED', message: 'Terminated by an operator.' };

/** The parent's side: the ends of children, as they are told. */
export class Endings {
  private readonly told: Map<string, ChildEnding>;

  constructor(from: readonly ChildEnding[] = []) {
    this.told = new Map(from.map((ending) => [ending.workflowId, ending]));
    setHandler(ended, (ending) => void this.told.set(ending.workflowId, ending), {
      description: 'A child that was handed over has ended',
    });
  }

  /** What was told and is not yet counted: it travels with a run that continues as new. */
  get uncounted(): readonly ChildEnding[] {
    return [...this.told.values()];
  }

  /**
   * To be called where the end is counted, without a pause between the two: a run that continues as new in between would have
   * it neither told nor counted.
   */
  counted(workflowId: string): void {
    this.told.delete(workflowId);
  }

  /** True: the child runs and will tell its end. False: it has ended already. */
  async ask(workflowId: string): Promise<boolean> {
    try {
      await CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).signal(handOver));
      return true;
    } catch {
      return false;
    }
  }

  /** Of a child of this very run: whichever comes first, its result or what it tells. @throws what the result is rejected with. */
  async first(workflowId: string, result: Promise<Told>): Promise<Told> {
    const told = condition(() => this.told.has(workflowId)).then(() => this.told.get(workflowId) ?? null);
    return (await Promise.race([result, told.catch(() => null)])) ?? (await result);
  }

  /**
   * Of a child that was asked, by this run or the one before: what it tells. One that closes without a word was terminated, as
   * nothing else ends so. Cancelled meanwhile, it passes that on and still waits for the end.
   */
  async of(workflowId: string): Promise<Told> {
    try {
      return await this.wait(workflowId);
    } catch {
      return await CancellationScope.nonCancellable(async () => {
        await getExternalWorkflowHandle(workflowId)
          .cancel()
          .catch(() => undefined);
        return await this.wait(workflowId);
      });
    }
  }

  private async wait(workflowId: string): Promise<Told> {
    while (!(await condition(() => this.told.has(workflowId), HANDOVER_CHECK_MS))) {
      // A child tells before it closes: what a closed one has told is here by now.
      if (!(await this.ask(workflowId))) break;
    }
    return this.told.get(workflowId) ?? { failure: TERMINATED };
  }
}
