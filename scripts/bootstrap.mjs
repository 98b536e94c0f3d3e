// The first step of every npm command: makes a bare clone runnable (dependencies, build), then runs the command in this same process.
// Plain JavaScript on Node alone, because nothing is installed or built yet when it starts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDashboard, buildWorkflowBundle, compile } from './lib/bootstrap/build.mjs';
import { installDependencies } from './lib/bootstrap/install.mjs';
import { projectRoot, refuse, Refusal } from './lib/bootstrap/steps.mjs';

const OLDEST_NODE = [20, 19];
/** These report compile errors themselves, in their own form. */
const COMMANDS_THAT_CHECK = ['verify', 'build'];
/** These serve it, or test it. */
const COMMANDS_WITH_DASHBOARD = ['start', 'dev', 'dev-scale', 'test', 'build'];
const COMMANDS = [
  'start',
  'test',
  'dev',
  'dev-scale',
  'bench',
  'bench-forecast',
  'chaos',
  'load',
  'calibrate',
  'schedules',
  'cli',
  'build',
  'verify',
  'docs',
  'demo-requests',
];

const [command = '', ...args] = process.argv.slice(2);

try {
  await prepare();
  await run();
} catch (error) {
  fail(error);
}

async function prepare() {
  requireNode();
  if (!COMMANDS.includes(command)) refuse(`Unknown command "${command}". Known: ${COMMANDS.join(', ')}.`);
  await installDependencies();
  const compiled = await compile();
  if (!compiled && !COMMANDS_THAT_CHECK.includes(command)) {
    refuse('The sources do not compile. Correct the errors above; `npm run typecheck` checks again.');
  }
  if (compiled) await buildWorkflowBundle();
  if (compiled && servesDashboard()) await buildDashboard();
}

function servesDashboard() {
  return COMMANDS_WITH_DASHBOARD.includes(command) || args.includes('--screens');
}

/** The command sees its arguments where any script would; one that exports `main` gets them and returns its exit code. */
async function run() {
  const script = join(projectRoot, 'dist', 'scripts', `${command}.js`);
  if (!existsSync(script)) refuse(`There is no scripts/${command}.ts.`);
  process.argv = [process.argv[0], script, ...args];
  const { main } = await import(pathToFileURL(script).href);
  if (typeof main === 'function') process.exitCode = await main(args);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  refuse(
    `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}. Install it and start again.`,
  );
}

/** One clear line. What is no refusal of ours is a defect, and shows where it happened. */
function fail(error) {
  const expected = error instanceof Refusal || error?.name === 'MorrowError';
  process.stderr.write(`${expected ? `morrow: ${error.message}` : (error?.stack ?? error)}\n`);
  if (command === 'test') process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
}
