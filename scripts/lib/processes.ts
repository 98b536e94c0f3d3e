// The supervisor: keeps the stack's processes up, says what it does, and stops all of them in order.
import { MorrowError } from '../../src/contract/errors.ts';
import type { Announcement } from './child.ts';
import { DEFAULT_RESTART_POLICY, SupervisedProcess, type ProcessSpec, type RestartPolicy } from './supervised.ts';

export interface ProcessState {
  readonly name: string;
  /** Null while it is down. */
  readonly pid: number | null;
  /** It was ready, and has not ended since. */
  readonly up: boolean;
  readonly logFile: string;
  /** Where Prometheus finds it; null while it has not said so, and for programs without metrics. */
  readonly metricsUrl: string | null;
}

export interface SupervisorOptions {
  readonly say: (line: string) => void;
  /** Called after each start and end of a process. */
  readonly onChange?: (states: readonly ProcessState[]) => void;
  readonly policy?: RestartPolicy;
}

export interface Supervisor {
  /** Resolves when the process is ready. @throws MorrowError PROCESS_FAILED with the end of its log. */
  start(spec: ProcessSpec): Promise<Announcement>;
  /** Stops a process; it comes back with the code that is on disk now. */
  replace(name: string): Promise<void>;
  /** Stops a process for good, within its grace time; it does not come back and is no longer listed. */
  remove(name: string): Promise<void>;
  /** What the process said when it last got ready; null while it is down. */
  announcementOf(name: string): Announcement | null;
  states(): readonly ProcessState[];
  /** Resolves when a process was given up. */
  readonly givenUp: Promise<MorrowError>;
  /** In stages, highest first. Safe to call more than once. */
  stopAll(): Promise<void>;
  /** SIGKILL to everything, for the last way out. */
  killAll(): void;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const processes: SupervisedProcess[] = [];
  let giveUp: (error: MorrowError) => void = () => undefined;
  const givenUp = new Promise<MorrowError>((resolve) => (giveUp = resolve));
  const states = (): ProcessState[] =>
    processes.map(({ spec, pid, up, announcement }) => ({
      name: spec.name,
      pid,
      up,
      logFile: spec.logFile,
      metricsUrl: typeof announcement?.['metricsUrl'] === 'string' ? announcement['metricsUrl'] : null,
    }));
  const context = {
    policy: options.policy ?? DEFAULT_RESTART_POLICY,
    say: options.say,
    onChange: () => options.onChange?.(states()),
    onGivenUp: (error: MorrowError) => giveUp(error),
  };
  let stopped: Promise<void> | null = null;
  return {
    givenUp,
    states,
    start: (spec) => {
      if (stopped !== null)
        return Promise.reject(
          new MorrowError('CANCELLED', `${spec.name} is not started: everything is being stopped.`),
        );
      const supervised = new SupervisedProcess(spec, context);
      processes.push(supervised);
      return supervised.start();
    },
    replace: async (name) => {
      await Promise.all(processes.filter(({ spec }) => spec.name === name).map((supervised) => supervised.replace()));
    },
    remove: async (name) => {
      const leaving = processes.filter(({ spec }) => spec.name === name);
      await Promise.all(leaving.map((supervised) => supervised.stop()));
      // Listed until it has ended, so that stopAll and killAll reach it meanwhile.
      for (const supervised of leaving) processes.splice(processes.indexOf(supervised), 1);
      context.onChange();
    },
    announcementOf: (name) => processes.find(({ spec }) => spec.name === name)?.announcement ?? null,
    stopAll: () => (stopped ??= stopInStages(processes)),
    killAll: () => processes.forEach((supervised) => supervised.kill()),
  };
}

async function stopInStages(processes: readonly SupervisedProcess[]): Promise<void> {
  const stages = [...new Set(processes.map(({ spec }) => spec.stage))].sort((a, b) => b - a);
  for (const stage of stages) {
    await Promise.all(processes.filter(({ spec }) => spec.stage === stage).map((supervised) => supervised.stop()));
  }
}
