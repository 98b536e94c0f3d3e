// Gets the Java stand-in for MongoDB ready: its jars from Maven, once, kept in the cache folder.
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import { cacheCandidates, lockCacheFolder, openCacheFolder, type ToolchainOptions } from './cache-folder.ts';
import { projectRoot } from './project.ts';
import { runTool } from './run-tool.ts';
import { toolFailure } from './tool-failure.ts';

/** Pinned in the pom.xml as well. */
export const STAND_IN_VERSION = '1.47.0';

const SOURCE = join(projectRoot, 'scripts/toolchain/mongo-stand-in');
const FOLDER = join('mongo-stand-in', STAND_IN_VERSION);
const MAVEN_TIMEOUT_MS = 10 * 60_000;
const JAVA_TIMEOUT_MS = 20_000;
const INSTEAD = 'set MONGODB_URI or put mongod on PATH';

/** The command that starts it; a port, and the file for the data if it is to be kept, come behind. */
export interface StandInCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** @throws MorrowError TOOL_MISSING (Java, Maven), TOOL_BUILD_FAILED, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function resolveStandIn(options: ToolchainOptions): Promise<StandInCommand> {
  await requireJava(options);
  const jars = (await findJars(options)) ?? (await fetchJars(options));
  // A short start and little memory matter more here than speed later.
  const tuning = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m'];
  return { command: 'java', args: [...tuning, '-cp', join(jars, '*'), join(SOURCE, 'Mongo.java')] };
}

/** A program in one source file runs with a JDK only; a bare runtime has no compiler module. */
async function requireJava({ env }: ToolchainOptions): Promise<void> {
  const args = ['--describe-module', 'jdk.compiler'];
  const result = await runTool({ command: 'java', args, cwd: projectRoot, env, timeoutMs: JAVA_TIMEOUT_MS });
  if (result.ok) return;
  throw new MorrowError(
    'TOOL_MISSING',
    `The stand-in for MongoDB cannot run: a JDK (Java 17 or newer) is not on PATH. Install it, or ${INSTEAD}.`,
  );
}

async function findJars(options: ToolchainOptions): Promise<string | null> {
  for (const jars of cacheCandidates(options, join(FOLDER, 'lib'))) if (await exists(jars)) return jars;
  return null;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function fetchJars(options: ToolchainOptions): Promise<string> {
  const folder = await openCacheFolder(options, FOLDER);
  const jars = join(folder, 'lib');
  const lock = await lockCacheFolder(folder, () => undefined);
  const step = options.step('fetch the stand-in for MongoDB with Maven (once, about 6 MB)');
  try {
    if (!(await exists(jars))) await copyDependencies(options, jars);
    step.done();
    return jars;
  } catch (error) {
    step.failed();
    throw error;
  } finally {
    await lock.release();
  }
}

/** Into a draft first: what lies in the final place is complete. */
async function copyDependencies({ env }: ToolchainOptions, jars: string): Promise<void> {
  const draft = `${jars}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  const pom = join(SOURCE, 'pom.xml');
  const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${draft}`];
  const result = await runTool({ command: 'mvn', args, cwd: projectRoot, env, timeoutMs: MAVEN_TIMEOUT_MS });
  if (result.ok) return rename(draft, jars);
  await rm(draft, { recursive: true, force: true });
  throw toolFailure(result, {
    what: 'The stand-in for MongoDB',
    install: 'Maven',
    registry: 'Maven Central',
    instead: INSTEAD,
  });
}
