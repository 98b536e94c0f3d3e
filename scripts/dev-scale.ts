// `npm run dev:scale -- --default=1..4 --heavy=1..4 [--policy file.json] [--interval 5] [--mongo]`: the embedded stack, its
// workers as many as the work asks for.
import { resolve } from 'node:path';
import { MorrowError } from '../src/contract/errors.ts';
import type { TaskQueue } from '../src/contract/queues.ts';
import {
  checkInterval,
  parseRange,
  readPolicies,
  type PolicyWishes,
  type WorkerPolicies,
} from '../src/operations/scaling-policy.ts';
import { parseOptions } from './lib/command.ts';
import { startLocalAutoscaler } from './lib/local-autoscaler.ts';
import { createProgress } from './lib/progress.ts';
import { runStack } from './lib/run-stack.ts';

const OPTIONS = {
  default: { type: 'string' },
  heavy: { type: 'string' },
  policy: { type: 'string' },
  interval: { type: 'string', default: '5' },
  mongo: { type: 'boolean' },
} as const;

const LONGEST_INTERVAL_SECONDS = 300;

/** Returns the exit code. @throws MorrowError with nothing left running. */
export async function main(args: readonly string[]): Promise<number> {
  const { interval, mongo = false, ...wishes } = parseOptions('npm run dev:scale', args, OPTIONS);
  const intervalSeconds = parseInterval(interval);
  const policies = await readPolicies(policyWishes(wishes));
  checkInterval('--interval', intervalSeconds, policies);
  const progress = createProgress();
  const workers = { default: policies.default.min, heavy: policies.heavy.min };
  return runStack({ env: process.env, progress, mongo, workers }, async (stack, stayUp) => {
    stack.log(`API: ${stack.urls.api}   Temporal: ${stack.urls.temporalUi}   workers: ${describe(policies)}`);
    const autoscaler = await startLocalAutoscaler(stack, { policies, intervalMs: intervalSeconds * 1_000 });
    stack.log(`Figures go to ${autoscaler.recordings}; try another policy on them: npm run morrow -- scaling replay`);
    try {
      return await stayUp();
    } finally {
      await autoscaler.stop();
    }
  });
}

interface Wishes extends Readonly<Partial<Record<TaskQueue, string>>> {
  readonly policy?: string | undefined;
}

/** npm runs scripts in the project's folder and says where the user was. */
function policyWishes({ policy, default: light, heavy }: Wishes): PolicyWishes {
  return {
    ...(policy === undefined ? {} : { file: resolve(process.env['INIT_CWD'] || process.cwd(), policy) }),
    ranges: {
      ...(light === undefined ? {} : { default: parseRange('--default', light) }),
      ...(heavy === undefined ? {} : { heavy: parseRange('--heavy', heavy) }),
    },
  };
}

function parseInterval(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= LONGEST_INTERVAL_SECONDS) return seconds;
  throw new MorrowError(
    'INVALID_SCALING_POLICY',
    `--interval is "${text.slice(0, 40)}"; it must be seconds, from 1 to ${LONGEST_INTERVAL_SECONDS}.`,
  );
}

const describe = (policies: WorkerPolicies): string =>
  (['default', 'heavy'] as const).map((queue) => `${queue} ${policies[queue].min}..${policies[queue].max}`).join(', ');
