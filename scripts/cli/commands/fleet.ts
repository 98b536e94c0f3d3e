// `morrow queues` and `morrow workers`: what waits, who works, what each has done, and how many workers would do.
import type { Fleet, QueueView, WorkerView } from '../../../src/operations/fleet.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples } from '../options.ts';

export function registerFleet({ program, action }: Registrar): void {
  program
    .command('queues')
    .description('the task queues: backlog, age, slots in use, and how many workers would do')
    .addHelpText('after', examples('queues', 'queues --json'))
    .action(action(queues));
  program
    .command('workers')
    .description('every worker: status, tasks in hand, processed, failed, load, version')
    .addHelpText('after', examples('workers', 'workers --json'))
    .action(action(workers));
}

/** The hint goes by the policy that the autoscaler was given, where one is named. */
async function look(context: CliContext): Promise<Fleet> {
  const [{ describeFleet }, { readPolicies }, services] = await Promise.all([
    import('../../../src/operations/fleet.ts'),
    import('../../../src/operations/scaling-policy.ts'),
    import('../services.ts'),
  ]);
  const file = services.cliConfig(context).SCALING_POLICY_FILE;
  const scalingPolicies = await readPolicies(file === undefined ? {} : { file });
  return services.withOperations(context, (deps) => describeFleet({ ...deps, scalingPolicies }));
}

async function queues(context: CliContext): Promise<void> {
  const [{ queues: rows }, { formatTable }] = await Promise.all([look(context), import('../table.ts')]);
  context.output.result({ queues: rows }, () => formatTable(QUEUE_COLUMNS, rows));
}

async function workers(context: CliContext): Promise<void> {
  const [{ workers: rows, workersTell }, { formatTable }] = await Promise.all([look(context), import('../table.ts')]);
  if (!workersTell)
    context.output.note(
      'No worker has told of itself, not yet, or as the server keeps no list: only who asks for tasks is known.',
    );
  context.output.result({ workers: rows }, () => formatTable(WORKER_COLUMNS, rows, 'No worker takes tasks.'));
}

const slots = ({ slotsUsed, slotsTotal }: Pick<WorkerView, 'slotsUsed' | 'slotsTotal'>): string | null =>
  slotsUsed === null || slotsTotal === null ? null : `${slotsUsed}/${slotsTotal}`;

const QUEUE_COLUMNS = [
  { title: 'QUEUE', value: ({ queue }: QueueView) => queue },
  { title: 'WAITING', value: ({ backlog }: QueueView) => backlog, align: 'right' },
  { title: 'OLDEST', value: ({ backlogAgeSeconds }: QueueView) => `${backlogAgeSeconds.toFixed(1)} s`, align: 'right' },
  { title: 'WORKERS', value: ({ workers: count }: QueueView) => count, align: 'right' },
  { title: 'SLOTS', value: slots, align: 'right' },
  { title: 'TO COME', value: ({ pendingWork }: QueueView) => pendingWork, align: 'right' },
  { title: 'WANTED', value: ({ scaling }: QueueView) => scaling.wanted, align: 'right' },
  { title: 'WHY', value: ({ scaling }: QueueView) => scaling.text },
] as const;

const percent = (share: number | null): string | null => (share === null ? null : `${(share * 100).toFixed(0)} %`);

const WORKER_COLUMNS = [
  { title: 'WORKER', value: ({ identity }: WorkerView) => identity },
  { title: 'QUEUE', value: ({ queue }: WorkerView) => queue },
  { title: 'STATUS', value: ({ state }: WorkerView) => state },
  { title: 'SLOTS', value: slots, align: 'right' },
  { title: 'PROCESSED', value: ({ processed }: WorkerView) => processed, align: 'right' },
  { title: 'FAILED', value: ({ failed }: WorkerView) => failed, align: 'right' },
  { title: 'CPU', value: ({ hostCpu }: WorkerView) => percent(hostCpu), align: 'right' },
  { title: 'MEMORY', value: ({ hostMemory }: WorkerView) => percent(hostMemory), align: 'right' },
  { title: 'SDK', value: ({ sdkVersion }: WorkerView) => sdkVersion },
  { title: 'LAST HEARD', value: ({ lastSeenAt }: WorkerView) => lastSeenAt.replace(/\.\d+Z$/, 'Z') },
] as const;
