// Keys, users and the audit log on the command line, on a real store in a folder of the test's own.
import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { scratchFolder } from '../helpers/scratch.ts';

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
});

async function morrow(...args: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: 'stdout' | 'stderr') => ({
    write: (text: string, done?: () => void) => {
      written[name] += text;
      done?.();
    },
  });
  const env = { MORROW_STATE_DIR: folder };
  const exitCode = await runCli(args, { env, folder, stdout: streamTo('stdout'), stderr: streamTo('stderr') });
  return { exitCode, ...written };
}

const json = async (...args: readonly string[]): Promise<unknown> => {
  const { exitCode, stdout, stderr } = await morrow(...args, '--json');
  expect([exitCode, stderr.includes('error')]).toEqual([0, false]);
  return JSON.parse(stdout);
};

describe('keys', () => {
  test('are printed alone when they are made, so that a script can take them, and never again', async () => {
    const made = await morrow('keys', 'create', '--name', 'nightly', '--role', 'operator', '--expires-in', '90');
    expect(made).toMatchObject({ exitCode: 0, stderr: 'The key is shown only now.\n' });
    expect(made.stdout).toMatch(/^mk_[0-9a-f]{10}_[0-9a-f]{40}\n$/);
    const [, id = '', secret = ''] = made.stdout.trim().split('_');
    const { stdout } = await morrow('keys', 'list');
    expect(stdout).toContain(id);
    expect(stdout).toContain('nightly');
    expect(stdout).not.toContain(secret);
    expect(await json('keys', 'revoke', id)).toMatchObject([{ id, status: 'revoked' }]);
  });

  test.each([
    [['keys', 'create', '--name', 'x', '--role', 'root'], 'INVALID_REQUEST'],
    [['keys', 'create', '--name', 'x'], 'INVALID_REQUEST'],
    [['keys', 'create', '--name', ' ', '--role', 'viewer'], 'INVALID_REQUEST'],
    [['keys', 'create', '--name', 'x', '--role', 'viewer', '--expires-in', '0'], 'INVALID_REQUEST'],
    [['keys', 'revoke', '0000000000'], 'KEY_NOT_FOUND'],
  ])('are refused: %j', async (args, code) => {
    const { exitCode, stderr } = await morrow(...args);
    expect([exitCode, stderr.split(':')[0]]).toEqual([2, `error ${code}`]);
  });
});

describe('users', () => {
  test('get a password that is shown once, or the one in a file', async () => {
    const made = await morrow('users', 'add', 'anna', '--role', 'operator');
    expect(made.stdout).toMatch(/^[\w-]{20}\n$/);
    writeFileSync(join(folder, 'secret.txt'), 'correct horse battery\n');
    const added = await morrow('users', 'add', 'bert', '--role', 'viewer', '--password-file', 'secret.txt');
    expect(added).toMatchObject({ exitCode: 0, stdout: 'bert: viewer, active\n' });
    expect(await json('users', 'list')).toMatchObject([{ name: 'anna' }, { name: 'bert' }]);
    expect((await morrow('users', 'list')).stdout).not.toContain('scrypt');
  });

  test('are changed, disabled and removed', async () => {
    await morrow('users', 'add', 'anna', '--role', 'operator');
    expect(await json('users', 'set', 'anna', '--role', 'admin')).toMatchObject({ role: 'admin', status: 'active' });
    expect(await json('users', 'set', 'anna', '--disable')).toMatchObject({ role: 'admin', status: 'disabled' });
    expect(await json('users', 'set', 'anna', '--enable')).toMatchObject({ status: 'active' });
    expect((await morrow('users', 'set', 'anna')).exitCode).toBe(2);
    expect((await morrow('users', 'remove', 'anna')).exitCode).toBe(0);
    expect(await morrow('users', 'password', 'anna')).toMatchObject({ exitCode: 2 });
  });

  test('with a password that is too short are refused without repeating it', async () => {
    writeFileSync(join(folder, 'secret.txt'), 'short-one');
    const refused = await morrow('users', 'add', 'anna', '--role', 'viewer', '--password-file', 'secret.txt');
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout + refused.stderr).not.toContain('short-one');
  });
});

describe('the audit log', () => {
  test('names the user of the machine, for every change made here', async () => {
    await morrow('accounts', 'add', 'u1', '--currency', 'EUR');
    await morrow('accounts', 'set', 'u1', '--tier', 'critical');
    await morrow('accounts', 'archive', 'u1');
    await morrow('cohorts', 'set', 'eu', '--mode', 'autonomous');
    await morrow('users', 'add', 'anna', '--role', 'viewer');
    await morrow('accounts', 'list');
    const { entries } = (await json('audit', 'list')) as { readonly entries: readonly object[] };
    const by = { actorKind: 'cli', actor: userInfo().username };
    expect(entries).toMatchObject([
      { ...by, action: 'user.add', subject: 'user/anna' },
      { ...by, action: 'cohort.change', before: { mode: 'manual' }, after: { mode: 'autonomous' } },
      { ...by, action: 'account.change', before: { status: 'active' }, after: { status: 'archived' } },
      { ...by, action: 'account.change', before: { tier: 'standard' }, after: { tier: 'critical' } },
      { ...by, action: 'account.add', before: null },
    ]);
    const { stdout, stderr } = await morrow('audit', 'list', '--subject', 'account/u1', '--limit', '2');
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toMatch(/^There is more: --after /);
  });
});
