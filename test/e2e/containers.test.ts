// The deployment without an engine: the image's files, the compose file's commands and settings, real processes, and one day
// through the API. What only an engine can show (networks, limits, the proxy) is in docs/deployment.md.
import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ADMIN_KEY, bearer } from '../helpers/access.ts';
import { openContainerRun, type ContainerRun, type RunningService } from '../helpers/container-run.ts';
import { freePort, startDevServer, type DevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { OLD_KEY } from '../helpers/secrets.ts';

const NAMESPACE = 'morrow-containers';
const DATABASE = `containers_${process.pid}`;
const DATE = '2025-06-18';
/** Several Node processes start for it, perhaps on a busy machine. */
const DAY_DEADLINE_MS = 120_000;

const SECRETS = {
  api_admin_key: ADMIN_KEY,
  secret_keys: OLD_KEY,
  ad_exchange_token: 'secret-of-the-ad-exchange',
  app_store_1_key: 'secret-of-store-1',
  app_store_2_token: 'secret-of-store-2',
  app_store_3_password: 'secret-of-store-3',
  alert_webhook_secret: 'whsec_c2VjcmV0LW9mLXRoZS13ZWJob29rLWluLXRlc3Rz',
  alert_smtp_password: 'secret-of-the-mail-server',
};

const runStarted = z.object({ links: z.object({ self: z.string() }) });
const runState = z.object({
  status: z.string(),
  summary: z.object({ tally: z.object({ published: z.number(), failed: z.number() }) }).nullable(),
});
const forecasts = z.object({ forecasts: z.array(z.object({ targetDate: z.string(), revenue: z.string() })) });

let server: DevServer;
let run: ContainerRun;
let ports: Ports;

interface Ports {
  readonly api: number;
  readonly emulators: Readonly<Record<9091 | 9092 | 9093 | 9096, number>>;
}

beforeAll(async () => {
  server = await startDevServer();
  ports = {
    api: await freePort(),
    emulators: { 9091: await freePort(), 9092: await freePort(), 9093: await freePort(), 9096: await freePort() },
  };
  run = openContainerRun({
    secrets: { ...SECRETS, mongodb_uri: mongoUri() },
    addresses: { 'temporal:7233': server.address, ...emulatorAddresses(), '127.0.0.1:9095': `127.0.0.1:${ports.api}` },
    environment: { TEMPORAL_NAMESPACE: NAMESPACE, MONGODB_DATABASE: DATABASE },
  });
});

afterAll(async () => {
  await run.remove();
  await server.stop();
  const client = await MongoClient.connect(mongoUri());
  await client.db(DATABASE).dropDatabase();
  await client.close();
});

function mongoUri(): string {
  const uri = process.env['MONGODB_TEST_URI'];
  if (uri === undefined) throw new Error('MONGODB_TEST_URI is not set; `npm test` sets it.');
  return uri;
}

/** Both as the workers reach them and as their own health check does. */
function emulatorAddresses(): Record<string, string> {
  const pairs = Object.entries(ports.emulators).flatMap(([there, local]) => [
    [`http://emulators:${there}`, `http://127.0.0.1:${local}`],
    [`http://127.0.0.1:${there}`, `http://127.0.0.1:${local}`],
  ]);
  return Object.fromEntries(pairs);
}

const read = async (path: string): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${ports.api}${path}`, { headers: bearer(ADMIN_KEY) })).json();

test('prepare makes a new namespace fit, and changes nothing the second time', async () => {
  const first = await run.toEnd('prepare');
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.output).toContain(`Namespace ${NAMESPACE}: created`);
  const described = await server.cli(['operator', 'namespace', 'describe', '-n', NAMESPACE]);
  expect(described.stdout).toMatch(/WorkflowExecutionRetentionTtl\s+720h/);
  const attributes = await server.cli(['operator', 'search-attribute', 'list', '-n', NAMESPACE]);
  expect(attributes.stdout).toMatch(/MorrowAccount\s+Keyword/);

  const second = await run.toEnd('prepare');
  expect(second).toMatchObject({ exitCode: 0 });
  expect(second.output).toContain(`Namespace ${NAMESPACE}: existing`);
  expect(second.output).toContain('daily unchanged');
});

test('prepare refuses a secret that is not there, and an option it does not know', async () => {
  const secretless = await run.toEnd('prepare', { MONGODB_URI_FILE: '/nowhere/mongodb_uri' });
  expect(secretless.exitCode).toBe(1);
  expect(secretless.output).toMatch(/^prepare: INVALID_CONFIG: .*MONGODB_URI_FILE: the file \/nowhere\/mongodb_uri/);
  const unknown = await run.toEnd('prepare', {}, ['--all']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.output).toContain('The only option is --demo.');
});

test(
  'the image’s processes bring a day from the emulated sources to its forecasts, and stop on SIGTERM',
  async () => {
    const demo = await run.toEnd('demo-accounts');
    expect(demo).toMatchObject({ exitCode: 0 });
    expect(demo.output).toContain('26 added');
    const processes = startAll(await freePort(), await freePort());
    await Promise.all(processes.map(({ healthy }) => healthy()));
    await waitFor('the API to have opened its store', ready, DAY_DEADLINE_MS);

    const started = runStarted.parse(await startRun({ date: DATE, accounts: ['u1', 'u2'] }));
    await waitFor(
      'the run’s end',
      async () => runState.parse(await read(started.links.self)).status !== 'running',
      DAY_DEADLINE_MS,
    );
    const { status, summary } = runState.parse(await read(started.links.self));
    expect({ status, tally: summary?.tally }).toEqual({ status: 'completed', tally: { published: 2, failed: 0 } });
    const published = forecasts.parse(await read(`/api/accounts/u1/forecasts?from=${DATE}&to=2025-06-30`));
    expect(published.forecasts.map(({ targetDate }) => targetDate)).toContain('2025-06-19');

    for (const { pid, output } of processes) expectNoSecret(readFileSync(`/proc/${pid}/environ`, 'utf8') + output());
    expect(await Promise.all(processes.map(({ stop }) => stop()))).toEqual([0, 0, 0, 0]);
  },
  DAY_DEADLINE_MS,
);

function startAll(defaultPort: number, heavyPort: number): readonly RunningService[] {
  return [
    run.start('emulators', {
      EMULATOR_APP_STORE_PORT: String(ports.emulators[9091]),
      EMULATOR_AD_EXCHANGE_PORT: String(ports.emulators[9092]),
      EMULATOR_RATES_A_PORT: String(ports.emulators[9093]),
      EMULATOR_RATES_B_PORT: String(ports.emulators[9096]),
    }),
    run.start('worker-default', { WORKER_HEALTH_PORT: String(defaultPort) }),
    run.start('worker-heavy', { WORKER_HEALTH_PORT: String(heavyPort) }),
    run.start('api', { API_PORT: String(ports.api) }),
  ];
}

async function startRun(request: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${ports.api}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(ADMIN_KEY) },
    body: JSON.stringify(request),
  });
  const answer: unknown = await response.json();
  expect({ status: response.status, answer }).toMatchObject({ status: 202 });
  return answer;
}

/** Healthy is that it serves; what it leans on may come later, as after an outage. */
const ready = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${ports.api}/readyz`)).ok;

function expectNoSecret(text: string): void {
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
}
