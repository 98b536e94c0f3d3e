// The commands around the stack: what `npm test` runs and reports, what every process of the stack is told.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demoCredentials } from '../../scripts/lib/demo-credentials.ts';
import { findVersionConflicts } from '../../scripts/lib/package-versions.ts';
import { projectRoot } from '../../scripts/lib/project.ts';
import { portClaims, readStackSettings } from '../../scripts/lib/stack-settings.ts';
import { TEST_SERVER_VERSION } from '../../scripts/lib/test-server.ts';
import { readTally } from '../../scripts/lib/test-report.ts';
import { planTiers } from '../../scripts/lib/test-tiers.ts';
import { scratchFolder } from '../helpers/scratch.ts';

describe('npm test', () => {
  function checkout(): string {
    const root = scratchFolder();
    for (const tier of ['unit', 'storage', 'e2e']) mkdirSync(join(root, 'test', tier), { recursive: true });
    return root;
  }
  const plan = (...args: string[]) =>
    planTiers(args, checkout()).map(({ tier, args: passed }) => [tier.name, ...passed]);

  test('runs every tier there is, cheapest first', () => {
    expect(plan()).toEqual([
      ['unit', 'test/unit/'],
      ['storage', 'test/storage/'],
      ['e2e', 'test/e2e/'],
    ]);
  });

  test('runs the named folder or file only, and passes everything else on', () => {
    expect(plan('test/unit', '-t', 'rounds')).toEqual([['unit', 'test/unit', '-t', 'rounds']]);
    expect(plan('./test/e2e/day.test.ts', 'test/unit/')).toEqual([
      ['unit', 'test/unit/'],
      ['e2e', 'test/e2e/day.test.ts'],
    ]);
    expect(plan('--bail', '1')).toHaveLength(3);
  });

  const file = (status: string, tests: readonly [string, string][], message = '') => ({
    name: '/root/test/unit/a.test.ts',
    status,
    message,
    assertionResults: tests.map(([fullName, outcome]) => ({
      fullName,
      status: outcome,
      failureMessages: outcome === 'failed' ? ['Error: 1 is not 2\n  at x'] : [],
    })),
  });
  const tally = (files: readonly unknown[], ok: boolean) =>
    readTally(JSON.stringify({ testResults: files }), { ok, what: 'test/unit', root: '/root' });

  test('counts what passed and tells why the rest failed', () => {
    expect(
      tally(
        [
          file('failed', [
            ['adds', 'passed'],
            ['rounds', 'failed'],
          ]),
        ],
        false,
      ),
    ).toEqual({
      passed: 1,
      failures: ['test/unit/a.test.ts > rounds: Error: 1 is not 2'],
    });
  });

  test('counts a file that cannot be loaded as a failure', () => {
    expect(tally([file('failed', [], 'Cannot find module')], false)).toEqual({
      passed: 0,
      failures: ['test/unit/a.test.ts: Cannot find module'],
    });
  });

  test('never calls a run passed that failed outside of a test, or left no report', () => {
    expect(tally([file('passed', [['adds', 'passed']])], false).failures).toHaveLength(1);
    expect(readTally(null, { ok: false, what: 'test/unit', root: '/root' }).failures).toHaveLength(1);
  });
});

describe('the settings of the stack', () => {
  test('every process is told the changed ports', () => {
    const { env } = readStackSettings({ EMULATOR_AD_EXCHANGE_PORT: '19092', TEMPORAL_PORT: '17233' }, 'built');
    expect(env).toMatchObject({
      AD_EXCHANGE_URL: 'http://127.0.0.1:19092',
      TEMPORAL_ADDRESS: '127.0.0.1:17233',
      EMULATOR_AD_EXCHANGE_PORT: '19092',
    });
  });

  test('a bad port is refused by the name of its variable', () => {
    expect(() => readStackSettings({ API_PORT: 'ninety' }, 'built')).toThrow(/API_PORT is "ninety"/);
  });

  test('with a Temporal server elsewhere its address is kept and its ports are nobody’s business', () => {
    const settings = readStackSettings({ TEMPORAL_ADDRESS: 'temporal.example:7233' }, 'built');
    expect(settings.env).toMatchObject({ TEMPORAL_ADDRESS: 'temporal.example:7233' });
    expect(portClaims(settings).map(({ variable }) => variable)).not.toContain('TEMPORAL_PORT');
  });

  test('a real source replaces its emulator, and its credentials go to both sides', () => {
    const { env } = readStackSettings({ AD_EXCHANGE_URL: 'https://ads.example', AD_EXCHANGE_TOKEN: 'real' }, 'built');
    expect(env).toMatchObject({ AD_EXCHANGE_URL: 'https://ads.example', AD_EXCHANGE_TOKEN: 'real' });
  });

  test('what other commands are told holds no credentials', () => {
    const { addresses } = readStackSettings({ AD_EXCHANGE_TOKEN: 'real', MONGODB_URI: 'mongodb://u:p@db' }, 'built');
    expect(JSON.stringify(addresses)).not.toMatch(/real|mongodb|demo/);
  });

  test('emulators ask for what workers send', () => {
    const credentials = demoCredentials({ APP_STORE_1_KEY: 'mine' });
    expect(credentials['EMULATOR_APP_STORE_1_KEY']).toBe('mine');
    expect(credentials['EMULATOR_AD_EXCHANGE_TOKEN']).toBe(credentials['AD_EXCHANGE_TOKEN']);
  });
});

describe('pinned versions', () => {
  const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

  test('the test server is the same in code and in its pom.xml', () => {
    expect(read('scripts/toolchain/test-server/pom.xml')).toContain(`<version>${TEST_SERVER_VERSION}</version>`);
  });

  test('the installed packages have no conflict', () => {
    expect(findVersionConflicts(read('package-lock.json'))).toEqual([]);
  });

  test('two versions of the SDK, or a second protobufjs below it, are found', () => {
    const lock = {
      packages: {
        'node_modules/@temporalio/client': { version: '1.24.0' },
        'node_modules/@temporalio/worker': { version: '1.23.0' },
        'node_modules/@temporalio/proto/node_modules/protobufjs': { version: '8.8.1' },
      },
    };
    expect(findVersionConflicts(JSON.stringify(lock)).join()).toMatch(/1\.24\.0, 1\.23\.0.*protobufjs/);
  });
});
