// The command line as its users run it: real processes, a real store, a real Temporal server or none.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { freePort, startDevServer, type DevServer } from '../helpers/dev-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Per process. Each test starts several, on a machine that may be busy. */
const DEADLINE_MS = 60_000;
vi.setConfig({ testTimeout: 240_000 });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the caller's environment that would lead to another store or server. */
const environment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  INIT_CWD: folder,
  MORROW_STATE_DIR: join(folder, 'state'),
  TEMPORAL_CONFIG_FILE: join(folder, 'no-temporal.toml'),
  ...env,
});

/** The built code, as `npm run morrow` runs it; `npm test` builds first. */
const processArgs = (script: string, args: readonly string[]): string[] => [`dist/scripts/${script}.js`, ...args];

function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: environment(env), timeout: DEADLINE_MS };
    execFile(process.execPath, processArgs(script, args), options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

const morrow = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runScript('cli', args, env);
const write = (name: string, lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`);
const parse = ({ stdout }: Ended): unknown => JSON.parse(stdout);

describe('without any server', () => {
  test('a forecast of a CSV is printed from a process that touches nothing', async () => {
    await write('sales.csv', [
      'date,revenue',
      ...[250, 260, 270, 280, 285, 280, 281].map((r, i) => `2026-11-0${i + 1},${r}`),
    ]);
    const { exitCode, stdout } = await morrow(['forecast', 'sales.csv', '--degree', '2', '--horizon', '3', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      series: [{ model: 'combination', steps: [{}, {}, { targetDate: '2026-11-10', lo80: expect.any(String) }] }],
    });
  });

  test('a reader that stops early is no failure', async () => {
    const child = spawn(process.execPath, processArgs('cli', ['errors', '--json']), {
      cwd: ROOT,
      env: environment({}),
      timeout: DEADLINE_MS,
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    const [code] = await once(child, 'exit');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('with a store of its own', () => {
  beforeEach(async () => {
    expect(await morrow(['accounts', 'add', 'u1', '--currency', 'EUR', '--name', 'First'])).toMatchObject({
      exitCode: 0,
    });
  });

  test('an account is added, changed, archived, and purged only when archived', async () => {
    expect(
      parse(
        await morrow(['accounts', 'set', 'u1', '--depth', '7', '--no-convert', '--sources', 'ad-exchange', '--json']),
      ),
    ).toMatchObject({
      id: 'u1',
      name: 'First',
      historyDepthDays: 7,
      convertCurrency: false,
      sources: ['ad-exchange'],
    });
    expect((await morrow(['accounts', 'add', 'u1', '--currency', 'EUR'])).stderr).toContain('error ACCOUNT_EXISTS: ');
    const refused = await morrow(['accounts', 'purge', 'u1', '--yes']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/error ACCOUNT_ACTIVE: .*\nwhat to do: Archive it/);
    expect((await morrow(['accounts', 'archive', 'u1'])).exitCode).toBe(0);
    expect((await morrow(['accounts', 'purge', 'u1', '--yes'])).exitCode).toBe(0);
    expect(parse(await morrow(['accounts', 'list', '--all', '--json']))).toEqual([]);
  });

  test('what forecasts are decided by is shown and set, and an empty store says so', async () => {
    expect((await morrow(['forecasts', 'u1'])).stdout).toContain('Nothing is published for these days of u1.');
    expect((await morrow(['holds', 'list'])).stdout).toContain('Nothing is held back.');
    expect((await morrow(['gates', 'list'])).stdout).toContain('No gate has decided anything');
    expect((await morrow(['alerts', 'list'])).stdout).toContain('No alert is open.');
    expect((await morrow(['models', 'list'])).stdout).toContain('No challenger waits');
    expect(parse(await morrow(['models', 'list', 'u1', '--json']))).toEqual([]);
    expect(parse(await morrow(['accuracy', '--json']))).toMatchObject({ by: 'all', rows: [] });
    expect((await morrow(['backtests', '--csv', '--by', 'cohort'])).stdout).toMatch(/^cohort,stage,fromStep/);
    const set = await morrow(['cohorts', 'set', 'default', '--mode', 'autonomous', '--decide-after', '90', '--json']);
    expect(parse(set)).toMatchObject({
      mode: 'autonomous',
      hold: { escalateAfterMinutes: 60, decideAfterMinutes: 90 },
    });
    const refused = await morrow(['cohorts', 'set', 'default', '--escalate-after', '90']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('decideAfterMinutes: must be more than escalateAfterMinutes');
    expect((await morrow(['cohorts', 'list'])).stdout).toMatch(/default +autonomous +60 min +90 min +keep +1/);
    expect((await morrow(['holds', 'show', 'hold/none'])).stderr).toContain('error HOLD_NOT_FOUND: ');
  });

  test('the state is not removed unless somebody says yes', async () => {
    const refused = await morrow(['reset']);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('say --yes') });
    expect(parse(await morrow(['accounts', 'list', '--json']))).toMatchObject([{ id: 'u1' }]);
    expect((await morrow(['reset', '--yes'])).stdout).toContain('morrow.db');
    expect(parse(await morrow(['accounts', 'list', '--json']))).toEqual([]);
  });

  test('a file of accounts is applied as a whole or not at all', async () => {
    await write('bad.json', [
      JSON.stringify([
        { id: 'u2', currency: 'USD' },
        { id: 'u3', currency: 'XXQ' },
      ]),
    ]);
    const refused = await morrow(['accounts', 'apply', 'bad.json']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('1.currency');
    await write('good.json', [JSON.stringify([{ id: 'u2', currency: 'USD' }])]);
    expect(parse(await morrow(['accounts', 'apply', 'good.json', '--json']))).toMatchObject({ added: ['u2'] });
    const listed = parse(await morrow(['accounts', 'list', '--json']));
    expect(listed).toMatchObject([{ id: 'u1' }, { id: 'u2' }]);
  });

  test('an import takes the good lines, names the bad ones, exits with 2, and doing it again changes nothing', async () => {
    await write('revenue.csv', [
      'account,date,revenue,currency',
      'u1,2026-11-01,10.50,EUR',
      'u1,2026-11-31,11,EUR',
      'u9,2026-11-02,1,EUR',
      'u1,2026-11-02,12,EUR',
    ]);
    const dry = await morrow(['import', 'revenue.csv', '--dry-run', '--json']);
    expect(parse(dry)).toMatchObject({ dryRun: true, days: { added: 2 }, rejectedTotal: 2 });
    const first = await morrow(['import', 'revenue.csv']);
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toContain('4 lines: 2 taken, 0 repeated, 2 rejected\ndays: 2 added');
    expect(first.stderr).toMatch(
      /line 3: "2026-11-31" is not a calendar date.*\nline 4: There is no account "u9".*\nerror LINES_REJECTED: 2 lines/,
    );
    expect(parse(await morrow(['import', 'revenue.csv', '--json']))).toMatchObject({
      days: { added: 0, revised: 0, unchanged: 2 },
    });
  });

  test('a plan says what is missing and what it costs, and needs no server', async () => {
    expect((await morrow(['accounts', 'set', 'u1', '--sources', 'ad-exchange'])).exitCode).toBe(0);
    expect((await morrow(['accounts', 'add', 'by-hand', '--currency', 'EUR'])).exitCode).toBe(0);
    const limit = ['providers', 'limit', 'ad-exchange', '--rate', '0.01', '--reason', 'a test', '--by', 'ada'];
    expect((await morrow(limit)).exitCode).toBe(0);
    const range = ['backfill', '--from', '2026-08-01', '--to', '2026-11-20', '--plan'];
    const { exitCode, stdout } = await morrow(range);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^missing +1 +112 +u1 112 days 2026-08-01\.\.2026-11-20$/m);
    expect(stdout).toMatch(/^restated +0 +0 +-$/m);
    expect(stdout).toMatch(/^to be imported +1 +112 +by-hand 112 days/m);
    expect(stdout).toMatch(/^ad-exchange +2 +0\.01 +- +3\.4 +closed$/m);
    expect(stdout).toMatch(/^rates-a +2 +- +- +- +closed$/m);
    expect(stdout).toMatch(/Nothing was started\.\n$/);
    expect(parse(await morrow([...range, '--json']))).toMatchObject({ requests: 4, minutes: 3.4, confirm: null });
    expect(parse(await morrow(['runs', 'list', '--json']))).toEqual([]);
  });

  test('a plan over the future is refused', async () => {
    const { exitCode, stderr } = await morrow(['backfill', '--from', '2026-08-01', '--to', '2999-01-01', '--plan']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error DATE_NOT_COMPLETE: 2999-01-01 is not over/);
  });

  test('a corrected day shows what was published and what is known', async () => {
    for (const amount of ['10.50', '11.75']) {
      await write('revenue.csv', ['account,date,revenue,currency', `u1,2026-11-01,${amount},EUR`]);
      expect((await morrow(['import', 'revenue.csv'])).exitCode).toBe(0);
    }
    const { stdout } = await morrow(['revenue', 'u1', '--from', '2026-11-01', '--to', '2026-11-02']);
    expect(stdout).toMatch(/^2026-11-01 +10\.50 +11\.75 +EUR +2 +\d{4}-/m);
  });

  test('what was imported is exported to stdout and to a file', async () => {
    await write('revenue.csv', ['account,date,revenue,currency', 'u1,2026-11-01,10.50,EUR']);
    expect((await morrow(['import', 'revenue.csv'])).exitCode).toBe(0);
    const range = ['--from', '2026-11-01', '--to', '2026-11-20'];
    const csv = await morrow(['export', 'revenue', ...range]);
    expect(csv.stdout).toMatch(/^account,date,revenue,currency.*\nu1,2026-11-01,10\.50,EUR,import,1,.*\n$/);
    expect(
      parse(
        await morrow([
          'export',
          'revenue',
          ...range,
          '--account',
          'u1',
          '--out',
          'out.json',
          '--format',
          'json',
          '--json',
        ]),
      ),
    ).toEqual({ file: join(folder, 'out.json') });
    expect(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).toMatchObject([
      { account: 'u1', revenue: '10.50' },
    ]);
    const nowhere = await morrow(['export', 'revenue', ...range, '--out', 'no/such/folder.csv']);
    expect(nowhere.exitCode).toBe(2);
    expect(nowhere.stderr).toContain('cannot be written');
  });
});

describe('wrong input', () => {
  test.each([
    [['export', 'revenue', '--account', 'nobody'], 'ACCOUNT_NOT_FOUND'],
    [['accounts', 'show', 'nobody'], 'ACCOUNT_NOT_FOUND'],
    [['accounts', 'add', 'u2', '--currency', 'EUR', '--sources', 'tv'], 'UNKNOWN_SOURCE'],
    [['accounts', 'add', 'u1', '--currency', 'Euro'], 'UNKNOWN_CURRENCY'],
    [['runs', 'list', '--date', '2026-02-30'], 'INVALID_DATE'],
    [['import', 'none.csv'], 'INVALID_REQUEST'],
    [['logs'], 'NOT_FOUND'],
    [['restore', 'none.tar.gz'], 'INVALID_BACKUP'],
  ])('%j exits with 2 and %s', async (args, code) => {
    const ended = await morrow([...args, '--json']);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(new RegExp(`^error ${code}: .*\nwhat to do: .+\n$`));
    expect(parse(ended)).toMatchObject({ error: { code } });
  });
});

describe('with Temporal away', () => {
  test.each([
    ['cli', ['run', 'yesterday']],
    ['cli', ['runs', 'cancel', 'day/daily/2026-11-20']],
    ['schedules', []],
  ])('%s %j exits with 3 within seconds and says which address did not answer', async (script, args) => {
    const address = `127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await runScript(script, args, { TEMPORAL_ADDRESS: address });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`^error TEMPORAL_UNREACHABLE: .*${address}.*\nwhat to do: `));
  });

  test('a store that cannot be opened exits with 3, too, and no secret is told', async () => {
    const uri = `mongodb://user:hunter2@127.0.0.1:${await freePort()}/?serverSelectionTimeoutMS=500`;
    const { exitCode, stdout, stderr } = await morrow(['accounts', 'list', '--debug'], { MONGODB_URI: uri });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('error STORE_UNREACHABLE: ');
    expect(stdout + stderr).not.toContain('hunter2');
  });
});

describe('with a Temporal server', () => {
  let server: DevServer;
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    server = await startDevServer();
    connection = await Connection.connect({ address: server.address });
    client = new Client({ connection });
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  const withServer = (args: readonly string[], script = 'cli') =>
    runScript(script, args, { TEMPORAL_ADDRESS: server.address });

  test('run starts the day run once, shows it, and cancels it', async () => {
    await morrow(['accounts', 'add', 'u1', '--currency', 'EUR']);
    const started = await withServer(['run', '2026-11-20', '--pipeline', 'revenue', '--json']);
    expect(parse(started)).toMatchObject({ id: 'day/revenue/2026-11-20' });
    const { status, type } = await client.workflow.getHandle('day/revenue/2026-11-20').describe();
    expect([status.name, type]).toEqual(['RUNNING', 'dayRun']);
    const again = await withServer(['run', '2026-11-20', '--pipeline', 'revenue']);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error RUN_IN_PROGRESS: ') });
    const shown = await withServer(['runs', 'show', 'day/revenue/2026-11-20', '--json']);
    expect(parse(shown)).toMatchObject({ status: 'running', progress: { total: 1, done: 0 } });
    expect((await withServer(['runs', 'cancel', 'day/revenue/2026-11-20'])).exitCode).toBe(0);
    const { events } = await client.workflow.getHandle('day/revenue/2026-11-20').fetchHistory();
    expect(events?.some((event) => Boolean(event.workflowExecutionCancelRequestedEventAttributes))).toBe(true);
  });

  test('a backfill of ten years by mistake says what it costs and starts nothing, unless --yes is said', async () => {
    await morrow(['accounts', 'add', 'u1', '--currency', 'EUR', '--sources', 'ad-exchange', '--no-convert']);
    const to = new Date(Date.now() - 3 * 86_400_000);
    const from = new Date(to.getTime() - 3_652 * 86_400_000);
    const [first, last] = [from, to].map((date) => date.toISOString().slice(0, 10));
    const years = ['backfill', '--from', `${first}`, '--to', `${last}`];
    const refused = await withServer(years);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /^error BACKFILL_NOT_CONFIRMED: .*its range is 3653 days.*: 40 requests, .*3653 days of 1 accounts\.\nwhat to do: .*--yes/,
    );
    const run = client.workflow.getHandle(`backfill/${first}..${last}`);
    await expect(run.describe()).rejects.toThrow();
    expect((await withServer([...years, '--yes'])).stdout).toContain(`started backfill/${first}..${last}`);
    expect(await run.describe()).toMatchObject({ status: { name: 'RUNNING' }, priority: { priorityKey: 5 } });
    await run.terminate();
  });

  test('predictions of many are started, looked at, and stopped; their result waits for their end', async () => {
    await morrow(['accounts', 'add', 'u1', '--currency', 'EUR']);
    await write('questions.json', [
      JSON.stringify([{ account: 'u1' }, { history: [{ date: '2026-11-20', revenue: 5 }] }]),
    ]);
    const started = await withServer([
      'predictions',
      'start',
      '--questions',
      'questions.json',
      '--horizon',
      '3',
      '--json',
    ]);
    const { id } = z.object({ id: z.string() }).parse(parse(started));
    expect(parse(started)).toMatchObject({ status: 'running', questions: 2, answered: 0, horizonDays: 3 });
    expect((await withServer(['predictions', 'list'])).stdout).toContain(id);
    expect((await withServer(['predictions', 'show', id])).stdout).toContain(`${id}: running, 0 of 2 answered`);
    const early = await withServer(['predictions', 'result', id]);
    expect(early).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error PREDICTION_RUNNING: ') });
    expect((await withServer(['predictions', 'cancel', id])).exitCode).toBe(0);
    const { events } = await client.workflow.getHandle(`predict-bulk/${id}`).fetchHistory();
    expect(events?.some((event) => Boolean(event.workflowExecutionCancelRequestedEventAttributes))).toBe(true);
  });

  test.each([
    [['predictions', 'show', 'none'], 'PREDICTION_NOT_FOUND'],
    [['predictions', 'list', '--after', 'x'], 'INVALID_CURSOR'],
    [['run', 'tomorrow'], 'INVALID_DATE'],
    [['run', '2999-01-01'], 'DATE_NOT_COMPLETE'],
    [['run', 'yesterday', '--accounts', 'nobody'], 'ACCOUNT_NOT_FOUND'],
    [['run', 'yesterday', '--pipeline', 'monthly'], 'INVALID_REQUEST'],
    [['backfill', '--from', '2026-11-20', '--to', '2026-11-01'], 'INVALID_REQUEST'],
    [['runs', 'show', 'day/daily/1999-01-01'], 'RUN_NOT_FOUND'],
  ])('%j exits with 2 and %s', async (args, code) => {
    const { exitCode, stderr } = await withServer(args);
    expect(stderr).toContain(`error ${code}: `);
    expect(exitCode).toBe(2);
  });

  test("npm run schedules applies the project's declarations; a dry run before and a second time change nothing", async () => {
    const ids = async () => {
      const found: string[] = [];
      for (const id of ['daily', 'housekeeping']) {
        await client.schedule
          .getHandle(id)
          .describe()
          .then(
            () => found.push(id),
            () => undefined,
          );
      }
      return found;
    };
    expect((await withServer(['--dry-run'], 'schedules')).stdout).toMatch(
      /^daily +daily +0 6 \* \* \* +UTC +- +all +to be created$/m,
    );
    expect(await ids()).toEqual([]);
    expect((await withServer([], 'schedules')).stdout).toMatch(
      /^daily +daily +0 6 \* \* \* +UTC +\d{4}-\d\d-\d\dT06:0\S+Z +all +created$/m,
    );
    expect(await ids()).toEqual(['daily', 'housekeeping']);
    expect(parse(await withServer(['--json'], 'schedules'))).toMatchObject({
      schedules: [{ id: 'daily', change: 'unchanged' }, {}, {}, {}, {}, {}, {}],
    });
  });

  test('a schedules file with mistakes exits with 2 and changes nothing', async () => {
    await write('schedules.json', [JSON.stringify([{ id: 'daily', pipeline: 'dayly' }])]);
    const { exitCode, stderr } = await withServer(['schedules', 'apply', '--file', 'schedules.json']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/error INVALID_SCHEDULES: .*schedules\.json: entry 1 \("daily"\), pipeline: /);
  });

  test('the doctor finds the server, its namespace, and that nobody works', async () => {
    const ended = await withServer(['doctor', '--json']);
    const findings: unknown = parse(ended);
    const finding = (check: string, verdict: string) => expect.objectContaining({ check, verdict });
    expect(findings).toEqual(
      expect.arrayContaining([
        finding('Node', 'ok'),
        finding('npm packages', 'ok'),
        finding('server', 'ok'),
        finding('search attributes', 'ok'),
        finding('day runs', 'ok'),
        finding('queue default', 'warn'),
        finding('queue heavy', 'warn'),
        finding('source ad-exchange', 'warn'),
      ]),
    );
    expect(ended.exitCode).toBe(JSON.stringify(findings).includes('"verdict":"fail"') ? 1 : 0);
  });
});
