// Finds the time-skipping test server that workflow tests run on; the SDK's download where allowed, else the Java one from Maven.
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';
import { findCached, isExecutable, lockCacheFolder, openCacheFolder, type ToolchainOptions } from './cache-folder.ts';
import { projectRoot } from './project.ts';
import { runTool } from './run-tool.ts';
import { downloadWithSdk } from './sdk-download.ts';
import { toolFailure } from './tool-failure.ts';

/** Pinned in scripts/toolchain/test-server/pom.xml as well; a test holds the two together. */
export const TEST_SERVER_VERSION = '1.31.0';
const FOLDER = join('temporal-test-server', TEST_SERVER_VERSION);
const EXECUTABLE = 'temporal-test-server';
const MAVEN_TIMEOUT_MS = 15 * 60_000;
const JAVA_TIMEOUT_MS = 20_000;
const INSTEAD = 'set MORROW_TEST_SERVER to the path of a temporal-test-server';

/** A short start matters more to tests than speed later. */
const LAUNCHER = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;

/** The path of an executable that takes a port, as the SDK starts it. @throws MorrowError TOOL_MISSING, TOOL_BUILD_FAILED, DISK_FULL, FOLDER_NOT_WRITABLE. */
export async function resolveTestServer(options: ToolchainOptions): Promise<string> {
  const given = options.env['MORROW_TEST_SERVER'];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw new MorrowError(
      'TOOL_MISSING',
      `MORROW_TEST_SERVER names ${given}, which is no executable file. Correct it, or unset it to have the server fetched.`,
    );
  }
  return (await findCached(options, join(FOLDER, EXECUTABLE))) ?? (await obtain(options));
}

async function obtain(options: ToolchainOptions): Promise<string> {
  const folder = await openCacheFolder(options, FOLDER);
  const target = join(folder, EXECUTABLE);
  const lock = await lockCacheFolder(folder, () => undefined);
  try {
    if (await isExecutable(target)) return target;
    if (await downloadWithSdk(options, { server: 'test-server', version: TEST_SERVER_VERSION, target })) return target;
    await fetchWithMaven(options, target);
    return target;
  } finally {
    await lock.release();
  }
}

/** The launcher comes last: as long as it is missing, the rest does not count. */
async function fetchWithMaven(options: ToolchainOptions, target: string): Promise<void> {
  const step = options.step('fetch the time-skipping test server with Maven (once)');
  try {
    await requireJava(options);
    await copyDependencies(options, join(dirname(target), 'lib'), (files) => step.update(`${files} files`));
    const draft = `${target}.${process.pid}.draft`;
    await writeFile(draft, LAUNCHER);
    await chmod(draft, 0o755);
    await rename(draft, target);
    step.done();
  } catch (error) {
    step.failed();
    throw error;
  }
}

async function requireJava({ env }: ToolchainOptions): Promise<void> {
  const result = await runTool({
    command: 'java',
    args: ['-version'],
    cwd: projectRoot,
    env,
    timeoutMs: JAVA_TIMEOUT_MS,
  });
  if (!result.ok)
    throw new MorrowError(
      'TOOL_MISSING',
      `The test server cannot run: Java 17 or newer is not on PATH. Install it, or ${INSTEAD}.`,
    );
}

async function copyDependencies(
  { env }: ToolchainOptions,
  library: string,
  onProgress: (files: number) => void,
): Promise<void> {
  const draft = `${library}.${process.pid}.draft`;
  let files = 0;
  const result = await runTool({
    command: 'mvn',
    args: [
      '-B',
      '-f',
      join(projectRoot, 'scripts/toolchain/test-server/pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${draft}`,
    ],
    cwd: projectRoot,
    env,
    timeoutMs: MAVEN_TIMEOUT_MS,
    onLine: (line) => line.includes('Downloaded from') && onProgress((files += 1)),
  });
  if (!result.ok) {
    await rm(draft, { recursive: true, force: true });
    throw toolFailure(result, {
      what: 'The test server',
      install: 'Maven',
      registry: 'Maven Central',
      instead: INSTEAD,
    });
  }
  await rm(library, { recursive: true, force: true });
  await mkdir(dirname(library), { recursive: true });
  await rename(draft, library);
}
