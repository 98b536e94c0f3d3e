// Runs whose arguments, memo and words were sealed with a key that is not here any more: what can be said of them is still said.
import { Client, Connection } from '@temporalio/client';
import { beforeAll, expect, test } from 'vitest';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { ACCOUNTS_MEMO, WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { startDevServer } from '../helpers/dev-server.ts';
import { apiOfFile } from '../helpers/file-api.ts';
import { NEW_KEY, OLD_KEY } from '../helpers/secrets.ts';
import { stopsAfterAll } from '../helpers/stopping.ts';

const RUN = 'day/daily/2026-11-20/only-0123456789abcdef';
const keep = stopsAfterAll();
let connection: Connection;

const clientWith = (key: string): Client =>
  new Client({ connection, dataConverter: createDataConverter({ ring: parseKeyRing(key), isOn: true }) });

const { call } = apiOfFile({
  start: async () => {
    const { address } = await keep(startDevServer(), (server) => server.stop());
    connection = await keep(Connection.connect({ address }), (open) => open.close());
    return { change: (operations) => ({ ...operations, temporal: clientWith(NEW_KEY) }) };
  },
});

beforeAll(async () => {
  await clientWith(OLD_KEY).workflow.start(WORKFLOWS.dayRun, {
    workflowId: RUN,
    taskQueue: DEFAULT_QUEUE,
    args: [{ date: '2026-11-20' }],
    memo: { [ACCOUNTS_MEMO]: ['u1'] },
    staticSummary: 'daily of listed accounts',
  });
});

const get = (what = '') => call('GET', `/api/runs/${encodeURIComponent(RUN)}${what}`);

test('its page says how it stands', async () => {
  expect(await get()).toMatchObject({ status: 200, body: { status: 'running', temporal: { state: 'found' } } });
});

test('its steps are shown, and in the place of what is sealed which key it takes', async () => {
  const { status, body } = await get('/steps');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    source: 'temporal',
    isRunning: true,
    input: { value: '(cannot be read: the key old is not here)' },
  });
});
