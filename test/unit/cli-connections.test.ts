// Connections and secrets on the command line, on a real store in a folder of the test's own.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { scratchFolder } from '../helpers/scratch.ts';
import { NEW_KEY, OLD_KEY } from '../helpers/secrets.ts';

const SECRET = 'exchange-token-1234567890';
const ADD = ['connections', 'add', 'ad-exchange', '--url', 'http://127.0.0.1:1', '--credentials-file', 'c.json'];

let folder: string;

beforeEach(() => {
  folder = scratchFolder();
  writeFileSync(join(folder, 'c.json'), JSON.stringify({ token: SECRET }));
});

async function morrow(keys: string, ...args: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (written[name] += text) });
  const env = { MORROW_STATE_DIR: folder, MORROW_SECRET_KEYS: keys };
  const exitCode = await runCli(args, { env, folder, stdout: streamTo('stdout'), stderr: streamTo('stderr') });
  return { exitCode, ...written };
}

describe('connections', () => {
  test('are stored so that neither command, audit log nor database shows the secret', async () => {
    const said = [
      await morrow(OLD_KEY, ...ADD),
      await morrow(OLD_KEY, 'connections', 'list', '--json'),
      await morrow(OLD_KEY, 'connections', 'set', 'ad-exchange', '--credentials-file', 'c.json'),
      await morrow(OLD_KEY, 'audit', 'list', '--json'),
    ];
    expect(said.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(said[3]?.stdout).toContain('connection.change');
    const files = readdirSync(folder).filter((name) => name.startsWith('morrow.db'));
    const kept = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
    expect(kept).toContain('connection.create');
    for (const text of [kept, JSON.stringify(said)]) expect(text).not.toContain(SECRET);
  });

  test('are refused without a key, with what the source does not take, and twice', async () => {
    expect((await morrow('', ...ADD)).stderr).toContain('error SECRETS_OFF');
    expect((await morrow(OLD_KEY, ...ADD)).exitCode).toBe(0);
    expect((await morrow(OLD_KEY, ...ADD)).stderr).toContain('error CONNECTION_EXISTS');
    const other = ADD.with(2, 'app-store-1');
    const { stderr } = await morrow(OLD_KEY, ...other);
    expect(stderr).toContain('credentials.key: is missing');
    expect(stderr).not.toContain(SECRET);
  });

  test('are tried with what is stored, and a source that fails is said with its code', async () => {
    await morrow(OLD_KEY, ...ADD);
    const { exitCode, stdout } = await morrow(OLD_KEY, 'connections', 'test', 'ad-exchange', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ from: 'store', verdict: 'fails', code: 'SOURCE_UNAVAILABLE' });
  });
});

describe('secrets', () => {
  test('move to a new key, a second time there is nothing to do, and then the old key may go', async () => {
    await morrow(OLD_KEY, ...ADD);
    const both = `${NEW_KEY},${OLD_KEY}`;
    const rotated = await morrow(both, 'secrets', 'rotate', '--json');
    expect(JSON.parse(rotated.stdout)).toEqual({ rotated: 1, left: 0, keyId: 'new' });
    const again = await morrow(both, 'secrets', 'rotate', '--json');
    expect(JSON.parse(again.stdout)).toEqual({ rotated: 0, left: 1, keyId: 'new' });
    expect((await morrow(NEW_KEY, 'secrets', 'check')).stdout).toBe('1 stored secrets open.\n');
    expect((await morrow(OLD_KEY, 'secrets', 'check')).stderr).toContain(
      'error SECRET_KEY_MISSING: The connection ad-exchange',
    );
  });

  test('get keys that can be used as they are printed', async () => {
    const { stdout } = await morrow('', 'secrets', 'key');
    expect((await morrow(stdout.trim(), ...ADD)).exitCode).toBe(0);
  });
});
