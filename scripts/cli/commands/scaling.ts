// `morrow scaling replay`: what a policy would have done with the queue figures that an autoscaler recorded. Starts nothing.
import type { Replay, QueueUse } from '../../../src/domain/scaling/replay.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples } from '../options.ts';

interface ReplayOptions {
  readonly policy?: string;
  readonly default?: string;
  readonly heavy?: string;
}

export function registerScaling({ program, action }: Registrar): void {
  program
    .command('scaling')
    .description('how many workers the queues get: try a policy on recorded figures')
    .command('replay')
    .argument('<figures.jsonl>', 'what an autoscaler recorded, as in .morrow/scaling')
    .option('--policy <file>', 'the policy to try, as JSON; see docs/scaling.md')
    .option('--default <range>', 'workers of the queue default, such as 1..4')
    .option('--heavy <range>', 'workers of the queue heavy')
    .description('a dry run: workers, cost and waiting time under a policy, beside what was recorded')
    .addHelpText(
      'after',
      `${examples(
        'scaling replay .morrow/scaling/2026-11-21.jsonl --heavy 1..8',
        'scaling replay figures.jsonl --policy policy.json --json',
      )}

It is a model: tasks come as recorded, and every worker does as many a second as the recorded ones did.`,
    )
    .action(action(replay));
}

async function replay(context: CliContext, file: string, options: ReplayOptions): Promise<void> {
  const [{ replayQueue }, { parseRange, readPolicies }, { parseRecord }, { readUserFile, userPath }] =
    await Promise.all([
      import('../../../src/domain/scaling/replay.ts'),
      import('../../../src/operations/scaling-policy.ts'),
      import('../../../src/operations/scaling-record.ts'),
      import('../user-files.ts'),
    ]);
  const policies = await readPolicies({
    ...(options.policy === undefined ? {} : { file: userPath(context, options.policy) }),
    ranges: {
      ...(options.default === undefined ? {} : { default: parseRange('--default', options.default) }),
      ...(options.heavy === undefined ? {} : { heavy: parseRange('--heavy', options.heavy) }),
    },
  });
  const recorded = parseRecord(await readUserFile(context, file), file);
  const queues = [...recorded].map(([queue, figures]) => ({
    queue,
    policy: policies[queue],
    ...replayQueue(figures, policies[queue]),
  }));
  await print(context, queues);
}

type ReplayedQueue = Replay & { readonly queue: string };

async function print({ output }: CliContext, queues: readonly ReplayedQueue[]): Promise<void> {
  const { formatTable } = await import('../table.ts');
  const rows = queues.flatMap(({ queue, recorded, replayed }) => [
    { queue, what: 'recorded', ...recorded },
    { queue, what: 'with the policy', ...replayed },
  ]);
  const table = (): string => formatTable([...FIRST_COLUMNS, ...USE_COLUMNS], rows);
  output.result({ queues }, () => [table(), '', ...queues.flatMap(describeChanges)].join('\n'));
}

const FIRST_COLUMNS = [
  { title: 'QUEUE', value: ({ queue }: { readonly queue: string }) => queue },
  { title: '', value: ({ what }: { readonly what: string }) => what },
];

const USE_COLUMNS = [
  { title: 'WORKER SECONDS', value: (use: QueueUse) => use.workerSeconds.toFixed(0), align: 'right' },
  { title: 'PEAK', value: (use: QueueUse) => use.peak, align: 'right' },
  { title: 'CHANGES', value: (use: QueueUse) => use.changes, align: 'right' },
  { title: 'SECONDS ABOVE TARGET AGE', value: (use: QueueUse) => use.secondsAboveTarget.toFixed(0), align: 'right' },
  { title: 'LONGEST AGE', value: (use: QueueUse) => `${use.longestBacklogAgeSeconds.toFixed(1)} s`, align: 'right' },
] as const;

function describeChanges({ queue, samples, seconds, workerRate, decisions }: ReplayedQueue): readonly string[] {
  const rate = workerRate === null ? 'no work in them' : `${workerRate.toFixed(2)} tasks a second and worker`;
  return [
    `${queue}: ${samples} samples over ${seconds.toFixed(0)} s, ${rate}`,
    ...decisions.map(({ at, from, to, reason }) => `  ${at.slice(0, 19)}Z  ${from} -> ${to}  ${reason}`),
  ];
}
