// The first step of every command on a bare clone: what it does by itself, and what it refuses in one line.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/project.ts';
import { scratchFolder } from '../helpers/scratch.ts';

/** Stands for an installation: its compiler leaves a `build` command, and counts. */
const INSTALLS = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('installs', process.argv.slice(2).join(' ') + '\\n');
mkdirSync('node_modules/typescript/bin', { recursive: true });
writeFileSync('node_modules/typescript/bin/tsc', \`
  const { mkdirSync, writeFileSync } = require('node:fs');
  mkdirSync('dist/scripts', { recursive: true });
  writeFileSync('dist/scripts/build.js', 'exports.main = async (args) => { console.log("ran", args.join()); return 4; };');
\`);`;

interface Clone {
  readonly folder: string;
  run(args: readonly string[], nodeOptions?: readonly string[]): SpawnSyncReturns<string>;
}

/** @param npm what stands for npm, as a script. */
function bareClone(npm: string): Clone {
  const folder = scratchFolder();
  for (const path of ['scripts/bootstrap.mjs', 'scripts/lib/bootstrap']) {
    cpSync(join(projectRoot, path), join(folder, path), { recursive: true });
  }
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'npm.js'), npm);
  return {
    folder,
    run: (args, nodeOptions = []) =>
      spawnSync(process.execPath, [...nodeOptions, 'scripts/bootstrap.mjs', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, npm_execpath: join(folder, 'npm.js') },
      }),
  };
}

const fails = (output: string): string => `process.stderr.write(${JSON.stringify(output)}); process.exitCode = 1;`;

describe('a bare clone', () => {
  test('installs, builds, and hands arguments and exit code of the command through', () => {
    const { folder, run } = bareClone(INSTALLS);
    const { stdout, status, stderr } = run(['build', '--quick', 'x']);
    expect({ stdout, status }).toEqual({ stdout: 'ran --quick,x\n', status: 4 });
    expect(stderr).toMatch(/install dependencies \(npm ci, first start\): done in/);
    expect(readFileSync(join(folder, 'installs'), 'utf8')).toMatch(/^ci --no-audit --no-fund/);
  });

  test('does not install again, until the lock file changes', () => {
    const { folder, run } = bareClone(INSTALLS);
    run(['build']);
    run(['build']);
    expect(readFileSync(join(folder, 'installs'), 'utf8').trim().split('\n')).toHaveLength(1);
    writeFileSync(join(folder, 'package-lock.json'), '{"name":"changed"}');
    expect(run(['build']).stderr).toContain('package-lock.json has changed');
    expect(readFileSync(join(folder, 'installs'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('tries again after an installation that failed half-way', () => {
    const { folder, run } = bareClone(
      `${INSTALLS} if (!require('node:fs').readFileSync('installs', 'utf8').includes('\\n', 60)) process.exitCode = 1;`,
    );
    expect(run(['build']).status).toBe(1);
    expect(run(['build']).status).toBe(4);
    expect(readFileSync(join(folder, 'installs'), 'utf8').trim().split('\n')).toHaveLength(2);
  });
});

describe('refusals in one line', () => {
  test.each([
    ['no network', 'npm error code ENOTFOUND', /registry cannot be reached\. Check the network/],
    ['a full disk', 'npm error code ENOSPC', /disk is full\. Free about 1 GB/],
    ['no right to write', 'npm error code EACCES', /npm may not write here\. Correct the rights/],
    ['a refused package', 'npm error code E403', /registry refuses a package/],
    ['anything else', 'npm error something odd', /something odd Run `npm ci` by hand/],
  ])('with %s', (_, output, message) => {
    const { stderr, status } = bareClone(fails(output)).run(['start']);
    expect(status).toBe(1);
    const refusal = stderr.split('\n').filter((line) => line.startsWith('morrow: '));
    expect(refusal).toEqual([expect.stringMatching(message)]);
  });

  test('with a Node that is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.1'}})`;
    expect(bareClone(INSTALLS).run(['start'], ['--import', old]).stderr).toMatch(
      /^morrow: Node 20\.19 or newer is needed; this is 18\.20\.1\./,
    );
  });

  test('with an unknown command', () => {
    expect(bareClone(INSTALLS).run(['strat']).stderr).toMatch(/^morrow: Unknown command "strat"\. Known: start, .*\n$/);
  });

  test('npm test still ends with its tally', () => {
    expect(bareClone(fails('npm error code ENOTFOUND')).run(['test']).stdout).toBe('0 passed, 1 failed\n');
  });
});
