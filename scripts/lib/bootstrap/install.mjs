// Dependencies: installed when they are missing or not those of the lock file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, refuse, runProgram, step } from './steps.mjs';

const MODULES = join(projectRoot, 'node_modules');
const MARK = join(MODULES, '.morrow-lock');

export async function installDependencies() {
  const wanted = lockHash();
  if (isInstalled(wanted)) return;
  const why = existsSync(MODULES) ? 'package-lock.json has changed' : 'first start';
  await step(`install dependencies (npm ci, ${why})`, npmCi);
  writeFileSync(MARK, wanted);
}

/** Without our mark, or with an old one, npm's own record counts: somebody ran `npm ci` or `npm install` by hand. */
function isInstalled(wanted) {
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return true;
  if (!npmRecordMatches()) return false;
  writeFileSync(MARK, wanted);
  return true;
}

function lockHash() {
  const file = join(projectRoot, 'package-lock.json');
  if (!existsSync(file)) refuse('package-lock.json is missing. Check the clone: `git status`.');
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** node_modules/.package-lock.json lists what is there; optional packages of other platforms may be absent. */
function npmRecordMatches() {
  try {
    const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
    const wanted = read(join(projectRoot, 'package-lock.json'));
    const present = read(join(MODULES, '.package-lock.json'));
    const names = Object.keys(wanted).filter((name) => name !== '');
    return names.every(
      (name) => present[name]?.version === wanted[name].version || (wanted[name].optional && !present[name]),
    );
  } catch {
    return false;
  }
}

async function npmCi() {
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  // A production environment would leave out the compiler.
  const args = [...prefix, 'ci', '--no-audit', '--no-fund', '--include=dev'];
  const { code, output } = await runProgram(command, args);
  if (code !== 0) refuse(explainNpm(output));
}

const NPM_FAILURES = [
  [/ENOSPC|no space left/i, 'The disk is full. Free about 1 GB and start again.'],
  [
    /EACCES|EROFS|EPERM/,
    'npm may not write here. Correct the rights of this folder and of the npm cache (`npm config get cache`).',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT/,
    'The npm registry cannot be reached. Check the network, the proxy and `npm config get registry`, and start again.',
  ],
  [/E401|E403|E404/, 'The npm registry refuses a package. Check `npm config get registry` and its credentials.'],
  [
    /npm ci.*can only install|not in sync/s,
    'package.json and package-lock.json do not belong together. Restore both from git.',
  ],
  [/ENOENT.*npm|spawn npm/, 'npm is not on PATH. Install Node with npm and start again.'],
];

function explainNpm(output) {
  const known = NPM_FAILURES.find(([pattern]) => pattern.test(output))?.[1];
  const errors = output
    .split('\n')
    .filter((line) => line.includes('npm error'))
    .slice(0, 3)
    .join(' ')
    .slice(0, 400);
  return `Dependencies could not be installed. ${known ?? `${errors || output.slice(-400)} Run \`npm ci\` by hand to see all of it.`}`;
}
