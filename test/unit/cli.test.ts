// The command line without servers: what it prints where, how it ends, and how it reads what it is given.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_CODES, MorrowError } from '../../src/contract/errors.ts';
import { variables } from '../../src/config/schema.ts';
import { examineNode } from '../../scripts/cli/doctor/machine.ts';
import { runExamination } from '../../scripts/cli/doctor/check.ts';
import { envExample } from '../../scripts/cli/env-example.ts';
import { exitCodeOf } from '../../scripts/cli/failure.ts';
import { percent, units } from '../../scripts/cli/figures.ts';
import { runCli } from '../../scripts/cli/main.ts';
import { commaList, commaListOrNone, wholeNumber } from '../../scripts/cli/options.ts';
import { createOutput } from '../../scripts/cli/output.ts';
import { createProgressBar } from '../../scripts/cli/progress-bar.ts';
import { failureText } from '../../scripts/cli/run-text.ts';
import { formatTable } from '../../scripts/cli/table.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function stream(isTTY = false) {
  let text = '';
  return {
    isTTY,
    write: (more: string, done?: () => void) => {
      text += more;
      done?.();
      return true;
    },
    text: () => text,
  };
}

async function morrow(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const stdout = stream();
  const stderr = stream();
  const exitCode = await runCli(args, { env: { MORROW_STATE_DIR: folder, ...env }, folder, stdout, stderr });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

const write = (name: string, lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`);
const GOLDEN = [250, 260, 270, 280, 285, 280, 281].map((revenue, index) => `2026-11-0${index + 1},${revenue}`);

describe('metrics targets', () => {
  test('are none without a stack, in a form that Prometheus takes', async () => {
    expect(await morrow(['metrics', 'targets'])).toMatchObject({ exitCode: 0, stdout: '[]\n' });
  });
});

describe('help', () => {
  test('without a command lists the commands and succeeds', async () => {
    const { exitCode, stdout, stderr } = await morrow([]);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const command of [
      'run',
      'backfill',
      'revenue',
      'accounts',
      'schedules',
      'scaling',
      'import',
      'export',
      'forecast',
      'forecasts',
      'accuracy',
      'backtests',
      'models',
      'holds',
      'gates',
      'alerts',
      'deadlines',
      'cohorts',
      'retrain',
      'doctor',
      'status',
      'logs',
      'reset',
      'backup',
      'restore',
      'errors',
      'config',
      'runs',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
  });

  test.each([
    'forecast',
    'run',
    'backfill',
    'import',
    'export',
    'forecasts',
    'accuracy',
    'backtests',
    'models',
    'holds',
    'gates',
    'alerts',
    'deadlines',
    'cohorts',
    'retrain',
    'accounts',
    'schedules',
    'runs',
    'doctor',
    'errors',
    'config',
    'logs',
    'backup',
  ])('of %s has examples', async (command) => {
    const { exitCode, stdout } = await morrow([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples:\n +\$ npm run morrow -- /);
  });
});

describe('a wrong command line', () => {
  test.each([
    [['forcast'], /Unknown command 'forcast' \(Did you mean forecast\?\)/],
    [['accounts', 'lst'], /Unknown command 'lst' \(Did you mean list\?\)/],
    [['run'], /Missing required argument 'date'/],
    [['run', 'yesterday', '--forse'], /Unknown option '--forse' \(Did you mean --force\?\)/],
    [['forecast', 'x.csv', '--horizon', 'two'], /--horizon.*"two" is not a whole number/],
    [['export', 'money'], /money.*Allowed choices are revenue, forecasts/],
    [['backfill', '--from', '2026-11-01'], /--to/],
    [['accounts', 'purge', 'u1'], /--yes/],
    [['models', 'promote', 'u1'], /--reason <text>/],
    [['models', 'show', 'u1', 'newest'], /"newest" is not a whole number/],
    [['models', 'rollback', 'u1', '--by', 'anna'], /--reason <text>/],
    [['holds', 'release', 'hold/daily/2026-11-20/0b6e2f61-0'], /--reason <text>/],
    [['accuracy', '--by', 'month'], /--by.*Allowed choices are account, cohort, all, step/],
    [['backtests', '--by', 'step'], /--by.*Allowed choices are account, cohort/],
    [['cohorts', 'set'], /Missing required argument 'cohort'/],
  ])('%j exits with 2 and says what is wrong and what to do', async (args, message) => {
    const { exitCode, stdout, stderr } = await morrow(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error INVALID_REQUEST: .*[^.]\.\nwhat to do: .*--help/);
  });

  test('prints a stack trace only with --debug', async () => {
    expect((await morrow(['errors', 'NO_SUCH'])).stderr).not.toContain('    at ');
    expect((await morrow(['errors', 'NO_SUCH', '--debug'])).stderr).toContain('    at ');
  });

  test('is one JSON document on stdout with --json', async () => {
    const { exitCode, stdout } = await morrow(['errors', 'NO_SUCH', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'INVALID_REQUEST', action: expect.any(String) } });
  });

  test('keeps a --json behind -- for an argument', async () => {
    expect((await morrow(['errors', '--', '--json'])).stdout).toBe('');
  });
});

describe('the exit code of an error', () => {
  test.each([
    ['INVALID_DATE', 2],
    ['ACCOUNT_NOT_FOUND', 2],
    ['LINES_REJECTED', 2],
    ['INVALID_CONFIG', 2],
    ['TEMPORAL_UNREACHABLE', 3],
    ['STORE_UNREACHABLE', 3],
    ['CANCELLED', 1],
    ['INTERNAL', 1],
  ] as const)('%s is %i', (code, exitCode) => expect(exitCodeOf(new MorrowError(code, ''))).toBe(exitCode));

  test('is never success', () => {
    for (const code of ERROR_CODES) expect(exitCodeOf(new MorrowError(code, ''))).toBeGreaterThan(0);
  });
});

describe('errors', () => {
  test('lists the whole catalogue', async () => {
    const entries: unknown = JSON.parse((await morrow(['errors', '--json'])).stdout);
    expect(entries).toHaveLength(ERROR_CODES.length);
  });

  test('explains one code, however it is written', async () => {
    const { stdout } = await morrow(['errors', 'rate-missing']);
    expect(stdout).toMatch(/^RATE_MISSING: .*\nwhat to do: /);
  });
});

describe('config', () => {
  test('masks every secret and says where each value comes from', async () => {
    const secrets = { MONGODB_URI: 'mongodb://user:hunter2@db/', APP_STORE_1_KEY: 'hunter2' };
    const { stdout } = await morrow(['config', '--json'], { ...secrets, API_PORT: '9999' });
    expect(stdout).not.toContain('hunter2');
    const settings: unknown = JSON.parse(stdout);
    expect(settings).toContainEqual({ name: 'MONGODB_URI', value: '********', origin: 'environment' });
    expect(settings).toContainEqual({ name: 'API_PORT', value: '9999', origin: 'environment' });
    expect(settings).toContainEqual({ name: 'RATES_A_URL', value: 'http://127.0.0.1:9093', origin: 'default' });
    expect(settings).toContainEqual({ name: 'APP_STORE_2_TOKEN', value: null, origin: 'not set' });
  });

  test('says when a secret comes from a file, and does not tell it either', async () => {
    await write('key', ['hunter2']);
    const { stdout } = await morrow(['config', '--json'], { APP_STORE_1_KEY_FILE: join(folder, 'key') });
    expect(stdout).not.toContain('hunter2');
    expect(JSON.parse(stdout)).toContainEqual({ name: 'APP_STORE_1_KEY', value: '********', origin: 'secret file' });
  });

  test('that is not valid names the variable and exits with 2', async () => {
    const { exitCode, stderr } = await morrow(['config'], { API_PORT: 'many' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('API_PORT');
  });

  test('has an example of every variable, and the file in the project is up to date', async () => {
    for (const name of Object.keys(variables)) expect(envExample()).toMatch(new RegExp(`^# ${name}=`, 'm'));
    const file = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
    expect(file).toBe((await morrow(['config', '--example'])).stdout);
  });
});

describe('a figure in a table', () => {
  test.each([
    [0.8123, '81.2 %'],
    [-0.0003, '0.0 %'],
    [-0.25, '-25.0 %'],
    [null, null],
  ])('of the share %s is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  test.each([
    [526450.81, 'JPY', '526451'],
    [427.866, 'EUR', '427.87'],
    [-0.0004, 'KWD', '0.000'],
    [12, 'XX?', '12.00'],
    [null, 'EUR', null],
  ])('of %s %s has the digits of the currency: %s', (value, currency, text) => {
    expect(units(value, currency)).toBe(text);
  });
});

describe('forecast', () => {
  interface Point {
    readonly targetDate: string;
    readonly revenue: string;
    readonly lo80: string;
    readonly hi80: string;
    readonly lo95: string;
    readonly hi95: string;
    readonly expectedError: string;
  }

  interface Report {
    readonly series: readonly {
      readonly model: string;
      readonly confidence: string;
      readonly backtest: readonly { readonly fromStep: number; readonly n: number }[];
      readonly steps: readonly Point[];
    }[];
  }

  const readReport = (stdout: string): Report => JSON.parse(stdout) as Report;

  test('prints the next week of the golden series with its 80 % interval', async () => {
    await write('sales.csv', ['date,revenue', ...GOLDEN]);
    const { exitCode, stdout, stderr } = await morrow(['forecast', 'sales.csv']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(8);
    expect(stdout).toMatch(
      /series +2026-11-08 +\d+\.\d\d +- +\d+\.\d\d to \d+\.\d\d +\d+\.\d\d +combination +normal +7\n/,
    );
    expect(stdout).not.toContain('95 %');
  });

  test('shows the 95 % interval on request', async () => {
    await write('sales.csv', ['date,revenue', ...GOLDEN]);
    const { stdout } = await morrow(['forecast', 'sales.csv', '--wide', '--horizon', '1']);
    expect(stdout).toMatch(/80 % INTERVAL +95 % INTERVAL/);
  });

  test('has both intervals, the error to expect and the backtest as JSON, wider ones around narrower ones', async () => {
    await write('sales.csv', ['date,revenue', ...GOLDEN]);
    const { stdout } = await morrow(['forecast', 'sales.csv', '--degree', '2', '--horizon', '28', '--json']);
    const [series] = readReport(stdout).series;
    expect(series?.steps.map(({ targetDate }) => targetDate).slice(0, 2)).toEqual(['2026-11-08', '2026-11-09']);
    expect(series?.steps).toHaveLength(28);
    for (const { lo95, lo80, revenue, hi80, hi95, expectedError } of series?.steps ?? []) {
      const ladder = [lo95, lo80, revenue, hi80, hi95].map(Number);
      expect(ladder).toEqual(ladder.toSorted((one, other) => one - other));
      expect(Number(expectedError)).toBeGreaterThan(0);
    }
    expect(series?.backtest[0]).toMatchObject({ fromStep: 1, toStep: 1 });
  });

  test('forecasts every account of a file in its own currency and says where it has little to learn from', async () => {
    await write('sales.csv', [
      'account,date,revenue,currency',
      'a,2026-11-01,100,JPY',
      'a,2026-11-02,101,JPY',
      'b,2026-11-02,7.5,EUR',
    ]);
    const { stdout, stderr } = await morrow(['forecast', 'sales.csv', '--horizon', '1']);
    expect(stdout).toMatch(/a +2026-11-03 +10[01] +JPY +\d+ to \d+ +\d+ +few-values +low +2\n/);
    expect(stdout).toMatch(/b +2026-11-03 +7\.50 +EUR +.* +last-value +low +1/);
    expect(stderr).toMatch(/^a: few days to learn from\. .+\nb: few days to learn from\. .+/);
  });

  test('leaves missing days out and says so', async () => {
    await write('sales.csv', ['date,revenue', '2026-11-01,1', '2026-11-02,2', '2026-11-05,5']);
    const { stdout, stderr } = await morrow(['forecast', 'sales.csv', '--horizon', '1']);
    expect(stdout).toMatch(/series +2026-11-06 .* 3\n/);
    expect(stderr).toContain('2 days between its first and last one are missing');
  });

  test('reports lines it cannot take, forecasts the rest, and exits with 2', async () => {
    await write('sales.csv', ['date,revenue', ...GOLDEN, '2026-11-08,"1,200"']);
    const { exitCode, stdout, stderr } = await morrow(['forecast', 'sales.csv']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('2026-11-08');
    expect(stderr).toMatch(
      /line 9: "1,200" is not an amount.*\nerror LINES_REJECTED: 1 line was not taken\.\nwhat to do: /,
    );
  });

  test.each([
    [['date,amount', '2026-11-01,1'], /error INVALID_CSV: .*revenue/],
    [['date,revenue'], /error INVALID_CSV: .*no line below the header/],
    [['date,revenue', 'yesterday,1'], /error INVALID_CSV: .*Line 2: "yesterday" is not a calendar date/],
    [['date,revenue', '2026-11-01,"1'], /error INVALID_CSV: Line .* double quote/],
  ])('refuses %j with exit code 2', async (lines, message) => {
    await write('sales.csv', lines);
    const { exitCode, stdout, stderr } = await morrow(['forecast', 'sales.csv']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test.each([
    [['--degree', '3'], /degree: must be 1 or 2/],
    [['--horizon', '29'], /horizon: /],
    [['--depth', '0'], /depth: /],
  ])('refuses %j with exit code 2', async (options, message) => {
    await write('sales.csv', ['date,revenue', ...GOLDEN]);
    const { exitCode, stderr } = await morrow(['forecast', 'sales.csv', ...options]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('looks for the file where the user stands, not where npm runs', async () => {
    await write('sales.csv', ['date,revenue', ...GOLDEN]);
    const stdout = stream();
    const host = { env: { INIT_CWD: folder }, folder: '/', stdout, stderr: stream() };
    expect(await runCli(['forecast', 'sales.csv'], host)).toBe(0);
    const missing = await morrow(['forecast', 'none.csv']);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain(`${join(folder, 'none.csv')} cannot be read: there is no such file`);
  });
});

describe('output', () => {
  const output = (stdout: ReturnType<typeof stream>, env: Readonly<Record<string, string>> = {}, json = false) =>
    createOutput({ json, env, stdout, stderr: stdout });

  test('is coloured on a terminal only, and never with NO_COLOR or --json', () => {
    expect(output(stream(true)).colors.isColorSupported).toBe(true);
    expect(output(stream(false)).colors.isColorSupported).toBe(false);
    expect(output(stream(true), { NO_COLOR: '1' }).colors.isColorSupported).toBe(false);
    expect(output(stream(true), {}, true).colors.isColorSupported).toBe(false);
  });

  test('has no progress bar without a terminal', () => {
    const stdout = stream();
    const bar = createProgressBar(output(stdout), 'accounts');
    bar.update(1, 2, 'running');
    bar.stop();
    expect(stdout.text()).toBe('');
  });

  test('aligns the columns of a table and shows what is missing as -', () => {
    type Row = { readonly id: string; readonly n: number | null };
    const columns = [
      { title: 'ID', value: ({ id }: Row) => id },
      { title: 'N', value: ({ n }: Row) => n, align: 'right' as const },
    ];
    const rows: readonly Row[] = [
      { id: 'a', n: 100 },
      { id: 'long', n: null },
    ];
    expect(formatTable(columns, rows)).toBe('ID      N\na     100\nlong    -');
    expect(formatTable(columns, [], 'nothing')).toBe('nothing');
  });
});

describe('a run in one line', () => {
  const tally = { accounts: 27, failuresByCode: { REVENUE_NOT_IMPORTED: 1 }, samples: [] };

  test('shows that accounts failed in a day that is otherwise completed', () => {
    expect(failureText({ errorCode: null, summary: { tally } })).toBe('1 x REVENUE_NOT_IMPORTED');
  });

  test('shows its own error first, and nothing when all is well', () => {
    expect(failureText({ errorCode: 'SOURCE_UNAVAILABLE', summary: { tally } })).toBe('SOURCE_UNAVAILABLE');
    expect(failureText({ errorCode: null, summary: { tally: { ...tally, failuresByCode: {} } } })).toBeNull();
    expect(failureText({ errorCode: null, summary: null })).toBeNull();
  });
});

describe('options', () => {
  test('lists are split at commas, numbers are whole', () => {
    expect(commaList('u1, u2,')).toEqual(['u1', 'u2']);
    expect(commaListOrNone(' ')).toEqual([]);
    expect(wholeNumber('28')).toBe(28);
    expect(() => commaList(',')).toThrow(/at least one/);
    expect(() => wholeNumber('1.5')).toThrow(/not a whole number/);
  });
});

describe('the doctor', () => {
  test.each([
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['20.18.9', 'fail'],
    ['18.20.0', 'fail'],
  ])('finds Node %s %s', (version, verdict) => expect(examineNode(version).verdict).toBe(verdict));

  test('reports an examination that breaks as a finding with what to do', async () => {
    const broken = () => Promise.reject(new MorrowError('STORE_UNREACHABLE', 'The database is away.'));
    expect(await runExamination({ area: 'store', examine: broken })).toEqual([
      {
        area: 'store',
        check: 'store',
        verdict: 'fail',
        detail: 'STORE_UNREACHABLE: The database is away.',
        action: expect.stringContaining('Check'),
      },
    ]);
  });
});
