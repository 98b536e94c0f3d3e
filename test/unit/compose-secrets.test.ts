// Secrets as files: what our processes take from `<NAME>_FILE`, and what they say when they cannot.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { SECRET_NAMES } from '../../src/config/secret-files.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import { projectPath } from '../helpers/compose.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const URI = 'mongodb://morrow:a-password@mongodb:27017/';

function fileWith(text: string): string {
  const file = join(scratchFolder(), 'secret');
  writeFileSync(file, text);
  return file;
}

function refusal(environment: Readonly<Record<string, string>>): MorrowError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof MorrowError) return error;
  }
  throw new Error('The configuration was taken.');
}

describe('a secret in a file', () => {
  test('counts like the variable itself, without the line end that editors add', () => {
    for (const end of ['', '\n', '\r\n']) {
      const { store } = readConfig({ MONGODB_URI_FILE: fileWith(`${URI}${end}`) });
      expect(store).toEqual({ kind: 'mongodb', uri: URI, database: 'ss_stats' });
    }
  });

  test('keeps every other character', () => {
    expect(readConfig({ AD_EXCHANGE_TOKEN_FILE: fileWith(' a b\n\n') }).AD_EXCHANGE_TOKEN).toBe(' a b\n');
  });

  test.each(SECRET_NAMES)('may hold %s', (name) => {
    const secret = name === 'API_ADMIN_KEY' ? `mk_${'ad'.repeat(5)}_${'5e'.repeat(20)}` : URI;
    const config: Readonly<Record<string, unknown>> = readConfig({ [`${name}_FILE`]: fileWith(`${secret}\n`) });
    expect(config[name]).toBe(secret);
  });

  test('gives way to an option of the command line', () => {
    const config = readConfig({ AD_EXCHANGE_TOKEN_FILE: fileWith('of the file') }, { AD_EXCHANGE_TOKEN: 'option' });
    expect(config.AD_EXCHANGE_TOKEN).toBe('option');
  });

  test('is not looked for when the variable is empty', () => {
    expect(readConfig({ MONGODB_URI_FILE: '', MONGODB_URI: '' }).store.kind).toBe('sqlite');
  });
});

describe('a secret that cannot be had', () => {
  test('is named together with its file, all of them at once', () => {
    const { code, message } = refusal({ MONGODB_URI_FILE: '/nowhere/uri', APP_STORE_1_KEY_FILE: scratchFolder() });
    expect(code).toBe('INVALID_CONFIG');
    expect(message).toContain('MONGODB_URI_FILE: the file /nowhere/uri cannot be read (ENOENT)');
    expect(message).toMatch(/APP_STORE_1_KEY_FILE: the file \S+ cannot be read \(EISDIR\)/);
  });

  test('never means another store: an empty file is refused', () => {
    const { code, message } = refusal({ MONGODB_URI_FILE: fileWith('\n') });
    expect(code).toBe('INVALID_CONFIG');
    expect(message).toMatch(/MONGODB_URI_FILE: the file \S+ is empty/);
  });

  test('given twice, is refused without saying either value', () => {
    const { code, message } = refusal({
      AD_EXCHANGE_TOKEN: 'plain-one',
      AD_EXCHANGE_TOKEN_FILE: fileWith('filed-one'),
    });
    expect(code).toBe('INVALID_CONFIG');
    expect(message).toContain('AD_EXCHANGE_TOKEN and AD_EXCHANGE_TOKEN_FILE are both set');
    expect(message).not.toMatch(/plain-one|filed-one/);
  });

  test('is not repeated when what the file holds is no valid value', () => {
    const { code, message } = refusal({ MONGODB_URI_FILE: fileWith('postgres://user:hidden@host') });
    expect(code).toBe('INVALID_CONFIG');
    expect(message).toContain('MONGODB_URI: must start with mongodb://');
    expect(message).not.toContain('hidden');
  });
});

describe('the emulators', () => {
  const credentials = {
    EMULATOR_AD_EXCHANGE_TOKEN: 'a',
    EMULATOR_APP_STORE_1_KEY: 'b',
    EMULATOR_APP_STORE_2_TOKEN: 'c',
    EMULATOR_APP_STORE_3_USER: 'd',
  };
  const run = (environment: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, ['--import', 'tsx', projectPath('workers/emulators.ts')], {
      cwd: projectPath('.'),
      env: { PATH: process.env['PATH'], ...credentials, ...environment },
      encoding: 'utf8',
      timeout: 30_000,
    });

  test('name the credential file that cannot be read', () => {
    const { status, stderr } = run({ EMULATOR_APP_STORE_3_PASSWORD_FILE: '/nowhere/password' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'EMULATOR_APP_STORE_3_PASSWORD_FILE: the file /nowhere/password cannot be read (ENOENT).\n',
    });
  });

  test('refuse a credential that is given twice, or is empty', () => {
    const twice = run({ EMULATOR_APP_STORE_3_PASSWORD: 'x', EMULATOR_APP_STORE_3_PASSWORD_FILE: fileWith('y') });
    expect(twice.stderr).toMatch(/_PASSWORD and EMULATOR_APP_STORE_3_PASSWORD_FILE are both set/);
    const empty = run({ EMULATOR_APP_STORE_3_PASSWORD_FILE: fileWith('') });
    expect(empty.stderr).toMatch(/_PASSWORD_FILE: the file \S+ is empty/);
  });
});
