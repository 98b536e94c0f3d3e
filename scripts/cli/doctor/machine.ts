// What is installed on this machine: Node, the packages, and the tools that build or run servers.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { findCached, type ToolchainOptions } from '../../lib/cache-folder.ts';
import { projectRoot, type EnvironmentVariables } from '../../lib/project.ts';
import { runTool } from '../../lib/run-tool.ts';
import { findOnPath, TEMPORAL_CLI_VERSION, usesExternalTemporal } from '../../lib/temporal-binary.ts';
import { fail, ok, warn, type Diagnosis } from './check.ts';

const OLDEST_NODE = [20, 19] as const;
const TOOL_TIMEOUT_MS = 10_000;

export async function examineMachine(env: EnvironmentVariables, stateDir: string): Promise<readonly Diagnosis[]> {
  const temporal = await examineTemporalBinary(env, stateDir);
  // Go is only needed to build the Temporal server, Java and Maven for the time-skipping test server.
  const tools = await Promise.all([
    examineTool(env, {
      name: 'Go',
      command: 'go',
      args: ['version'],
      needed: temporal.verdict === 'ok' ? TO_REBUILD : TO_BUILD,
    }),
    examineTool(env, { name: 'Java', command: 'java', args: ['-version'], needed: FOR_TESTS }),
    examineTool(env, { name: 'Maven', command: 'mvn', args: ['--version'], needed: FOR_TESTS }),
  ]);
  return [examineNode(process.versions.node), await examinePackages(), temporal, ...tools];
}

const TO_BUILD =
  'It builds the Temporal server when that cannot be downloaded; install Go 1.26, or put `temporal` on PATH.';
const TO_REBUILD = 'Only needed to build the Temporal server again.';
const FOR_TESTS = 'Only needed by `npm test`, for the time-skipping test server; install Java 17 and Maven.';

export function examineNode(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return recent ? ok('Node', version) : fail('Node', version, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

const packages = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), optional: z.boolean().optional() })),
});

async function examinePackages(): Promise<Diagnosis> {
  const [wanted, present] = await Promise.all([
    readPackages(join(projectRoot, 'package-lock.json')),
    readPackages(join(projectRoot, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === null || present === null) return fail('npm packages', 'not installed', 'Run `npm ci`.');
  const names = Object.keys(wanted).filter((name) => name !== '');
  // Packages of other platforms are rightly absent.
  const wrong = names.filter(
    (name) =>
      present[name]?.version !== wanted[name]?.version &&
      !(wanted[name]?.optional === true && present[name] === undefined),
  );
  if (wrong.length === 0) return ok('npm packages', `${names.length} as in package-lock.json`);
  return fail('npm packages', `${wrong.length} differ from package-lock.json, such as ${wrong[0]}`, 'Run `npm ci`.');
}

const readPackages = (file: string): Promise<z.output<typeof packages>['packages'] | null> =>
  readFile(file, 'utf8')
    .then((text) => packages.parse(JSON.parse(text)).packages)
    .catch(() => null);

interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly needed: string;
}

async function examineTool(env: EnvironmentVariables, { name, command, args, needed }: Tool): Promise<Diagnosis> {
  const version = await toolVersion(env, command, args);
  return version === null ? warn(name, 'not found', needed) : ok(name, version);
}

/** The first line a tool prints; null when it cannot be run. */
async function toolVersion(
  env: EnvironmentVariables,
  command: string,
  args: readonly string[],
): Promise<string | null> {
  const result = await runTool({ command, args, cwd: projectRoot, env, timeoutMs: TOOL_TIMEOUT_MS });
  return result.ok
    ? (result.lines
        .map(stripVTControlCharacters)
        .find((line) => /\d/.test(line))
        ?.trim() ?? 'found')
    : null;
}

async function examineTemporalBinary(env: EnvironmentVariables, stateDir: string): Promise<Diagnosis> {
  const found = await findTemporalBinary(env, stateDir);
  if (found === null && usesExternalTemporal(env))
    return ok('temporal', 'not needed here: TEMPORAL_ADDRESS or TEMPORAL_PROFILE is set');
  if (found === null)
    return warn('temporal', 'not found', '`npm start` downloads or builds it; that takes a few minutes, once.');
  const version = await toolVersion(env, found.path, ['--version']);
  if (version !== null) return ok('temporal', `${version} (${found.path}, from ${found.origin})`);
  return fail('temporal', `${found.path} does not answer --version`, 'Replace it, or unset MORROW_TEMPORAL_CLI.');
}

/** Only looks: unlike a start it fetches and builds nothing. */
async function findTemporalBinary(
  env: EnvironmentVariables,
  stateDir: string,
): Promise<{ readonly path: string; readonly origin: string } | null> {
  const given = env['MORROW_TEMPORAL_CLI'];
  if (given) return { path: given, origin: 'MORROW_TEMPORAL_CLI' };
  const onPath = await findOnPath('temporal', env);
  if (onPath !== null) return { path: onPath, origin: 'PATH' };
  const cached = await findCached(cacheOptions(env, stateDir), join('temporal', TEMPORAL_CLI_VERSION, 'temporal'));
  return cached === null ? null : { path: cached, origin: 'cache' };
}

const cacheOptions = (env: EnvironmentVariables, stateDir: string): ToolchainOptions => ({
  env,
  stateDir,
  say: () => undefined,
  step: () => ({ update: () => undefined, done: () => undefined, failed: () => undefined }),
});
