// The command line where what Temporal keeps is encrypted: it reads what its own processes have sealed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { examineTemporal } from '../../scripts/cli/doctor/temporal.ts';
import { readConfig } from '../../src/config/config.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { ACCOUNTS_MEMO, WORKFLOWS, partitionId, predictBulkId } from '../../src/contract/workflow-ids.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
import { readSchedules } from '../../src/operations/schedules-file.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { startDevServer } from '../helpers/dev-server.ts';
import { OLD_KEY } from '../helpers/secrets.ts';
import { stopsAfterAll } from '../helpers/stopping.ts';
import { waitFor } from '../helpers/wait-for.ts';

const keep = stopsAfterAll();
let client: Client;
let env: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  const server = await keep(startDevServer(), (started) => started.stop());
  const connection = await keep(Connection.connect({ address: server.address }), (open) => open.close());
  await prepareNamespace(connection, { namespace: 'default' });
  const dataConverter = createDataConverter({ ring: parseKeyRing(OLD_KEY), isOn: true });
  client = new Client({ connection, dataConverter });
  const folder = await keep(mkdtemp(join(tmpdir(), 'morrow-sealed-')), (made) => rm(made, { recursive: true }));
  env = {
    ...server.env,
    MORROW_STATE_DIR: folder,
    MORROW_ENCRYPT_PAYLOADS: 'true',
    MORROW_SECRET_KEYS: OLD_KEY,
  };
});

/** Nobody works at it. */
const start = (workflow: string, workflowId: string) =>
  client.workflow.start(workflow, {
    workflowId,
    taskQueue: DEFAULT_QUEUE,
    memo: { [ACCOUNTS_MEMO]: ['u1'] },
  });

async function morrow(...argv: readonly string[]): Promise<string> {
  const text: string[] = [];
  const stream = { write: (piece: string) => text.push(piece) };
  await runCli(argv, { env, folder: '.', stdout: stream, stderr: stream });
  return text.join('');
}

test('the doctor reads schedules, and the day runs of listed accounts', async () => {
  const config = readConfig(env);
  await applySchedules(client, await readSchedules(config.MORROW_SCHEDULES_FILE));
  const day = 'day/daily/2026-11-20/only-0123456789abcdef';
  await start(WORKFLOWS.dayRun, day);
  await start(WORKFLOWS.partition, partitionId(day, 0));
  let findings: Awaited<ReturnType<typeof examineTemporal>> = [];
  await waitFor('a busy server answers everything in time', async () => {
    findings = await examineTemporal(env, config);
    return findings.every(({ detail }) => !detail.includes('TEMPORAL_UNREACHABLE'));
  });
  expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ check: 'schedules', verdict: 'ok' }));
  expect(findings).toContainEqual(expect.objectContaining({ check: 'day runs', verdict: 'ok' }));
});

test('reading predictions that still run says so', async () => {
  const id = '20261122T100000000Z-0123abcd';
  const store = await openStore(readConfig(env).store, { clock: systemClock });
  await store.migrate();
  await store.bulk.save({
    id,
    status: 'running',
    horizonDays: 7,
    questions: 1,
    parts: 1,
    createdBy: 'ada',
    createdAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    error: null,
  });
  await store.close();
  await start(WORKFLOWS.predictBulk, predictBulkId(id));
  expect(await morrow('predictions', 'result', id)).toContain('PREDICTION_RUNNING');
});
