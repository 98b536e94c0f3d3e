// The Temporal server is found in the order that costs least, built once, and every refusal says what to do.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  TEMPORAL_CLI_VERSION,
  resolveTemporalBinary,
  usesExternalTemporal,
} from '../../scripts/lib/temporal-binary.ts';
import { scratchFolder, writeProgram } from '../helpers/scratch.ts';

const NEW_ENOUGH = 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"';
/** Does what `go build -o FILE` does, and counts how often. */
const BUILDS = `
for argument; do [ "$previous" = -o ] && target=$argument; previous=$argument; done
echo built >> "$(dirname "$0")/builds"
echo example.com/some/package
sleep 0.2
echo '#!/bin/sh' > "$target"
chmod +x "$target"`;

interface Machine {
  readonly folder: string;
  readonly said: string[];
  readonly programs: string;
  resolve(changes?: { cacheDir?: string; env?: Record<string, string> }): ReturnType<typeof resolveTemporalBinary>;
}

/** A machine without downloads whose PATH holds the given programs only. */
function machine(programs: Readonly<Record<string, string>> = {}): Machine {
  const folder = scratchFolder();
  const said: string[] = [];
  const bin = join(folder, 'bin');
  for (const [name, body] of Object.entries(programs)) writeProgram(join(bin, name), body);
  const step = () => ({ update: () => undefined, done: () => undefined, failed: () => undefined });
  return {
    folder,
    said,
    programs: bin,
    resolve: ({ cacheDir = join(folder, 'cache'), env = {} } = {}) =>
      resolveTemporalBinary({
        env: {
          PATH: [bin, join(folder, 'nothing-here')].join(delimiter),
          HOME: folder,
          MORROW_NO_DOWNLOAD: '1',
          ...env,
        },
        stateDir: join(folder, '.morrow'),
        cacheDir,
        say: (line) => void said.push(line),
        step,
      }),
  };
}

const cachedPath = (cache: string): string => join(cache, 'temporal', TEMPORAL_CLI_VERSION, 'temporal');

describe('the order', () => {
  test('an address or a profile given on purpose means that no server is started', () => {
    expect(usesExternalTemporal({ TEMPORAL_ADDRESS: 'temporal.example:7233' })).toBe(true);
    expect(usesExternalTemporal({ TEMPORAL_PROFILE: 'staging' })).toBe(true);
    expect(usesExternalTemporal({ TEMPORAL_ADDRESS: '' })).toBe(false);
  });

  test('a program on PATH that is new enough is taken', async () => {
    const { resolve, programs } = machine({ temporal: NEW_ENOUGH });
    expect(await resolve()).toEqual({ path: join(programs, 'temporal'), origin: 'PATH' });
  });

  test('a program on PATH that is too old is passed over, and that is said', async () => {
    const { folder, resolve, said } = machine({ temporal: 'echo "temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)"' });
    writeProgram(cachedPath(join(folder, 'cache')), NEW_ENOUGH);
    expect(await resolve()).toMatchObject({ origin: 'cache' });
    expect(said.join()).toMatch(/passed over.*1\.24.*older than 1\.29/);
  });

  test('a program on PATH that does not answer is passed over', async () => {
    const { folder, resolve, said } = machine({ temporal: 'exit 3' });
    writeProgram(cachedPath(join(folder, 'cache')), NEW_ENOUGH);
    expect(await resolve()).toMatchObject({ origin: 'cache' });
    expect(said.join()).toContain('does not answer --version');
  });

  test('a program named on purpose wins, and is refused when it does not work', async () => {
    const { folder, resolve } = machine({ temporal: NEW_ENOUGH });
    const own = writeProgram(join(folder, 'own'), NEW_ENOUGH);
    expect(await resolve({ env: { MORROW_TEMPORAL_CLI: own } })).toEqual({ path: own, origin: 'MORROW_TEMPORAL_CLI' });
    await expect(resolve({ env: { MORROW_TEMPORAL_CLI: join(folder, 'missing') } })).rejects.toThrow(
      /MORROW_TEMPORAL_CLI names .*missing/,
    );
  });
});

describe('building', () => {
  test('what is built once is found the next time', async () => {
    const { folder, resolve, programs } = machine({ go: BUILDS });
    expect(await resolve()).toEqual({ path: cachedPath(join(folder, 'cache')), origin: 'build' });
    expect(await resolve()).toMatchObject({ origin: 'cache' });
    expect(readFileSync(join(programs, 'builds'), 'utf8')).toBe('built\n');
  });

  test('two that need it at once build it once', async () => {
    const { resolve, programs } = machine({ go: BUILDS });
    const both = await Promise.all([resolve(), resolve()]);
    expect(both.map(({ origin }) => origin).toSorted()).toEqual(['build', 'cache']);
    expect(readFileSync(join(programs, 'builds'), 'utf8')).toBe('built\n');
  });

  test('a build that fails leaves nothing that looks like a server', async () => {
    const { folder, resolve } = machine({ go: `${BUILDS}\nexit 1` });
    await expect(resolve()).rejects.toThrow();
    expect(existsSync(cachedPath(join(folder, 'cache')))).toBe(false);
  });

  test('a cache that cannot be written is replaced by the state folder, and that is said', async () => {
    const { folder, resolve, said } = machine({ go: BUILDS });
    writeFileSync(join(folder, 'file'), '');
    const { path } = await resolve({ cacheDir: join(folder, 'file') });
    expect(path).toBe(cachedPath(join(folder, '.morrow', 'cache')));
    expect(said.join()).toMatch(/cannot be written.*using .*\.morrow/);
  });

  test('no folder to write to at all is refused with the variables that change it', async () => {
    const { folder, resolve } = machine({ go: BUILDS });
    writeFileSync(join(folder, 'file'), '');
    writeFileSync(join(folder, '.morrow'), '');
    await expect(resolve({ cacheDir: join(folder, 'file') })).rejects.toMatchObject({
      code: 'FOLDER_NOT_WRITABLE',
      message: expect.stringMatching(/XDG_CACHE_HOME and MORROW_STATE_DIR/),
    });
  });
});

describe('refusals say what to do', () => {
  test('without Go', async () => {
    await expect(machine().resolve()).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(
        /Go 1\.26 or newer is not on PATH. Install it, or put `temporal` on PATH or set TEMPORAL_ADDRESS/,
      ),
    });
  });

  test.each([
    [
      'a Go that is too old',
      'go: go.mod requires go >= 1.26 (running go 1.19)',
      'TOOL_MISSING',
      /Go 1\.26 or newer is needed/,
    ],
    [
      'no way to the modules',
      'go: example.com/a@v1: dial tcp: lookup proxy.example: no such host',
      'TOOL_BUILD_FAILED',
      /GOPROXY.*cannot be downloaded.*Check the network/,
    ],
    ['a full disk', 'link: write /tmp/x: no space left on device', 'DISK_FULL', /disk is full.*Free/],
    [
      'caches that cannot be written',
      'go: mkdir /home/x/go: permission denied',
      'FOLDER_NOT_WRITABLE',
      /permission denied.*writable/,
    ],
    ['anything else', 'internal compiler error', 'TOOL_BUILD_FAILED', /internal compiler error/],
  ])('with %s', async (_, output, code, message) => {
    const { resolve } = machine({ go: `echo '${output}' >&2; exit 1` });
    await expect(resolve()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
