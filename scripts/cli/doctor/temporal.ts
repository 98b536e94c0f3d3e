// Temporal: reachable, its namespace fit for us, somebody working on both queues, and the schedules as declared.
import type { Config } from '../../../src/config/config.ts';
import { SEARCH_ATTRIBUTES } from '../../../src/contract/search-attributes.ts';
import { TASK_QUEUES } from '../../../src/contract/queues.ts';
import { findAbandonedDays } from '../../../src/operations/run-leftovers.ts';
import { compareSchedules } from '../../../src/operations/schedules.ts';
import { readSchedules } from '../../../src/operations/schedules-file.ts';
import { callTemporal } from '../../../src/operations/temporal-call.ts';
import { connectTemporal, type TemporalConnection } from '../../../src/temporal/connect.ts';
import { readRetentionDays } from '../../../src/temporal/namespace.ts';
import { dataConverterOf } from '../../../workers/payload-encryption.ts';
import type { EnvironmentVariables } from '../context.ts';
import { failedWith, ok, warn, type Diagnosis } from './check.ts';

const CONNECT_DEADLINE_MS = 4_000;
const RETENTION_DAYS = 30;
/** Of Temporal's enum TaskQueueType. */
const QUEUE_TYPES = { workflow: 1, activity: 2 } as const;

export async function examineTemporal(env: EnvironmentVariables, config: Config): Promise<readonly Diagnosis[]> {
  const temporal = await connectTemporal(env, {
    deadlineMs: CONNECT_DEADLINE_MS,
    identity: 'morrow-doctor',
    dataConverter: dataConverterOf(config),
  });
  try {
    const reached = ok('server', `${temporal.address}, namespace ${temporal.namespace}`);
    const examinations = [examineRetention, examineAttributes, examineQueues, examineSchedules(config), examineDays];
    const diagnoses: Diagnosis[] = [reached];
    for (const examine of examinations) {
      const found = callTemporal({ temporal: temporal.client }, () => examine(temporal));
      diagnoses.push(...(await found.catch((error: unknown) => [failedWith('namespace', error)])));
    }
    return diagnoses;
  } finally {
    await temporal.close();
  }
}

async function examineRetention({ connection, namespace }: TemporalConnection): Promise<readonly Diagnosis[]> {
  const days = await readRetentionDays(connection, namespace);
  if (days >= RETENTION_DAYS) return [ok('retention', `closed runs stay ${days} days`)];
  return [
    warn(
      'retention',
      `closed runs stay only ${days} days`,
      `\`npm start\` and \`npm run schedules\` set it to ${RETENTION_DAYS}.`,
    ),
  ];
}

async function examineAttributes({ connection, namespace }: TemporalConnection): Promise<readonly Diagnosis[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => customAttributes[name] === undefined);
  if (missing.length === 0) return [ok('search attributes', Object.values(SEARCH_ATTRIBUTES).join(', '))];
  return [
    warn('search attributes', `missing: ${missing.join(', ')}`, '`npm start` and `npm run schedules` create them.'),
  ];
}

const WORK = [
  { queue: 'default', type: 'workflow', what: 'workflows' },
  { queue: 'default', type: 'activity', what: 'light steps' },
  { queue: 'heavy', type: 'activity', what: 'training' },
] as const satisfies readonly {
  readonly queue: (typeof TASK_QUEUES)[number];
  readonly type: keyof typeof QUEUE_TYPES;
  readonly what: string;
}[];

async function examineQueues({ connection, namespace }: TemporalConnection): Promise<readonly Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const { queue, type, what } of WORK) {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      taskQueueType: QUEUE_TYPES[type],
    });
    const identities = [...new Set((pollers ?? []).map(({ identity }) => identity ?? 'unknown'))];
    diagnoses.push(
      identities.length > 0
        ? ok(`queue ${queue}`, `${what}: ${identities.join(', ')}`)
        : warn(`queue ${queue}`, `${what}: no worker asks for work`, `Start one: \`npm start\`, or workers/${queue}.`),
    );
  }
  return diagnoses;
}

const examineSchedules =
  (config: Config) =>
  async ({ client }: TemporalConnection): Promise<readonly Diagnosis[]> => {
    const declared = await readSchedules(config.MORROW_SCHEDULES_FILE);
    const { create, update, unchanged, remove, taken } = await compareSchedules(client, declared);
    const open = create.length + update.length + remove.length;
    const paused = unchanged.filter(({ existing }) => existing.paused).map(({ declaration }) => declaration.id);
    const detail = `${unchanged.length} of ${declared.length} as declared${paused.length === 0 ? '' : `, paused: ${paused.join(', ')}`}`;
    if (taken.length > 0)
      return [warn('schedules', `ids of somebody else: ${taken.join(', ')}`, 'Rename them in the schedules file.')];
    return [
      open === 0
        ? ok('schedules', detail)
        : warn('schedules', detail, 'Run `npm run schedules`; `-- --dry-run` tells what it would do.'),
    ];
  };

async function examineDays({ client }: TemporalConnection): Promise<readonly Diagnosis[]> {
  const abandoned = await findAbandonedDays({ temporal: client });
  if (abandoned.length === 0) return [ok('day runs', 'none was terminated and goes on below')];
  const commands = abandoned.map((day) => `\`morrow runs cancel ${day}\``).join(', ');
  return [
    warn(
      'day runs',
      `terminated, and their partitions go on: ${abandoned.join(', ')}`,
      `End them: ${commands}; or run the day again, which waits for them and publishes.`,
    ),
  ];
}
