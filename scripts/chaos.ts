// `npm run chaos [-- --seed N] [--minutes M] [--accounts N] [--kills N]`: kills, outages and faults over a day of many accounts, held
// against a calm day. `--recovery` measures what a kill costs.
import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { MorrowError } from '../src/contract/errors.ts';
import { openBench } from './bench/context.ts';
import { benchEnvironment } from './bench/environment.ts';
import { describeMachine } from './bench/machine.ts';
import { LARGEST_SEED, readChaosOptions, type ChaosOptions } from './chaos/options.ts';
import { planChaos } from './chaos/plan.ts';
import { formatRecovery } from './chaos/recovery-text.ts';
import { measureRecovery } from './chaos/recovery.ts';
import { formatRound } from './chaos/report-text.ts';
import { playRound } from './chaos/round.ts';
import type { RoundReport } from './chaos/round-report.ts';
import { createStackSlot, type StackSlot } from './chaos/with-stack.ts';
import { createProgress } from './lib/progress.ts';
import { installShutdown } from './lib/shutdown.ts';

const WRONG_OPTIONS = 2;

/** Returns the exit code: 1 when a promise was broken, 2 for options that make no sense. @throws MorrowError when a round cannot be played. */
export async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === null) return WRONG_OPTIONS;
  const progress = createProgress();
  const slot = createStackSlot(progress);
  const shutdown = installShutdown({ say: progress.say, killAll: slot.killAll });
  const course = { slot, signal: shutdown.signal };
  const playing = options.recovery ? playRecovery(options, course) : playRounds(options, course);
  // Last of all: what is played removes its state folder once its stack has been stopped.
  shutdown.add(() => playing.then(ignored, ignored));
  shutdown.add(slot.stop);
  try {
    return await playing;
  } catch (error) {
    // What an interruption makes fail on the way is no news.
    if (shutdown.signal.aborted) return Number(process.exitCode ?? 1);
    throw error;
  } finally {
    await shutdown.run();
  }
}

const ignored = (): void => undefined;

function optionsOf(args: readonly string[]): ChaosOptions | null {
  try {
    return readChaosOptions(args);
  } catch (error) {
    if (!(error instanceof MorrowError)) throw error;
    process.stderr.write(`morrow: ${error.message}\n`);
    return null;
  }
}

interface Course {
  readonly slot: StackSlot;
  readonly signal: AbortSignal;
}

async function playRounds(options: ChaosOptions, { slot, signal }: Course): Promise<number> {
  const end = performance.now() + (options.minutes ?? 0) * 60_000;
  let code = 0;
  do {
    const seed = options.seed ?? randomInt(LARGEST_SEED);
    process.stderr.write(`Seed ${seed}\n`);
    const plan = planChaos(seed, options);
    const report = await playRound({ plan, mongo: options.mongo, env: process.env, withStack: slot.withStack, signal });
    print(report, options);
    if (report.broken.length > 0) code = 1;
  } while (performance.now() < end && !signal.aborted);
  return code;
}

async function playRecovery({ json }: ChaosOptions, { slot, signal }: Course): Promise<number> {
  const { env, stateDir } = await benchEnvironment(process.env);
  try {
    const report = await slot.withStack({ env }, async (stack) => {
      const bench = await openBench(stack);
      try {
        return await measureRecovery(bench, signal);
      } finally {
        await bench.close();
      }
    });
    const machine = describeMachine();
    process.stdout.write(
      json ? `${JSON.stringify({ machine, ...report }, null, 2)}\n` : formatRecovery(report, machine),
    );
    return report.missed.length === 0 ? 0 : 1;
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

const print = (report: RoundReport, { json }: ChaosOptions): void =>
  void process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${formatRound(report)}\n`);
