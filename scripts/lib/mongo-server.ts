// A MongoDB for tests and for `npm start -- --mongo`: the given one, else mongod on PATH, else a downloaded one, else the
// Java stand-in. Says which was taken, and for each of the others why not.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MorrowError } from '../../src/contract/errors.ts';
import { isExecutable, openCacheFolder, type ToolchainOptions } from './cache-folder.ts';
import { startChild } from './child.ts';
import { resolveStandIn } from './mongo-stand-in.ts';
import { findFreePorts, isListening } from './ports.ts';
import { createProgress } from './progress.ts';
import { type EnvironmentVariables, projectRoot } from './project.ts';

export type MongoKind = 'given' | 'mongod' | 'memory-server' | 'stand-in';

export interface MongoServer {
  /** May hold credentials when given: not for logs. */
  readonly uri: string;
  readonly kind: MongoKind;
  /** Of the process group; null for a given server. */
  readonly pid: number | null;
  /** Ends what was started; a given server is left alone. Without `dataDir` its data goes too. */
  stop(): Promise<void>;
}

export interface MongoOptions {
  /** Plain lines for people: what is tried, which server was taken. */
  onProgress(line: string): void;
  /** Keeps the data here; unset: in a temporary folder that goes with the server. */
  readonly dataDir?: string;
  /** The default is process.env. */
  readonly env?: EnvironmentVariables;
  /** The default is `.morrow` of the checkout. */
  readonly stateDir?: string;
  /** The default is the machine's cache, `~/.cache/morrow`. */
  readonly cacheDir?: string;
}

/** What is run, and where it keeps things. */
interface Program {
  readonly kind: MongoKind;
  readonly command: string;
  args(place: { readonly port: number; readonly folder: string }): readonly string[];
}

type Attempt = { readonly server: MongoServer } | { readonly reason: string };
type Way = (options: MongoOptions, toolchain: ToolchainOptions) => Promise<Attempt>;

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 10_000;
const POLL_MS = 50;
const DOWNLOAD_FAILURE_HOLDS_MS = 24 * 60 * 60_000;

/** @throws MorrowError TOOL_MISSING with every way that was tried and why it failed. */
export async function startMongo(options: MongoOptions): Promise<MongoServer> {
  const toolchain = toolchainOptions(options);
  const reasons: string[] = [];
  for (const way of [given, fromPath, downloaded, standIn]) {
    const attempt = await way(options, toolchain);
    if ('server' in attempt) {
      options.onProgress(`MongoDB: ${describe(attempt.server.kind, options.dataDir)}`);
      return attempt.server;
    }
    reasons.push(attempt.reason);
  }
  throw new MorrowError(
    'TOOL_MISSING',
    `No MongoDB can be had. ${reasons.join(' ')} Set MONGODB_URI, or put mongod on PATH.`,
  );
}

function toolchainOptions({ env, stateDir, cacheDir, onProgress }: MongoOptions): ToolchainOptions {
  const progress = createProgress({ write: (text) => onProgress(text.trimEnd()) });
  return {
    env: env ?? process.env,
    stateDir: stateDir ?? join(projectRoot, '.morrow'),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...progress,
  };
}

function describe(kind: MongoKind, dataDir: string | undefined): string {
  const place = dataDir === undefined ? 'data in a temporary place' : `data in ${dataDir}`;
  switch (kind) {
    case 'given':
      return 'the given server';
    case 'mongod':
      return `mongod on PATH, ${place}`;
    case 'memory-server':
      return `a downloaded mongod, ${place}`;
    case 'stand-in':
      return `a Java stand-in (no real MongoDB was found; fit for tests and trying out, not for production), ${place}`;
  }
}

const given: Way = async (_, { env }) => {
  const uri = env['MONGODB_TEST_URI'] || env['MONGODB_URI'];
  if (uri === undefined || uri === '') return { reason: 'MONGODB_URI is not set.' };
  return { server: { uri, kind: 'given', pid: null, stop: () => Promise.resolve() } };
};

const fromPath: Way = async (options, toolchain) => {
  const mongod = await findOnPath('mongod', toolchain.env);
  if (mongod === null) return { reason: 'mongod is not on PATH.' };
  return launch(mongodProgram('mongod', mongod), options, toolchain);
};

const downloaded: Way = async (options, toolchain) => {
  if (toolchain.env['MORROW_NO_DOWNLOAD'] === '1') return { reason: 'MORROW_NO_DOWNLOAD is set.' };
  const folder = await openCacheFolder(toolchain, 'mongod');
  const marker = join(folder, 'download-failed');
  if (await isYoung(marker))
    return { reason: `mongod could not be downloaded lately (to try again, delete ${marker}).` };
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core');
    const mongod = await MongoBinary.getPath({ downloadDir: folder });
    return await launch(mongodProgram('memory-server', mongod), options, toolchain);
  } catch {
    await writeFile(marker, '');
    return { reason: 'mongod cannot be downloaded from here.' };
  }
};

const standIn: Way = async (options, toolchain) => {
  try {
    const { command, args } = await resolveStandIn(toolchain);
    const program: Program = {
      kind: 'stand-in',
      command,
      args: ({ port, folder }) => [
        ...args,
        String(port),
        ...(options.dataDir === undefined ? [] : [join(folder, 'data.h2')]),
      ],
    };
    return await launch(program, options, toolchain);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
};

const mongodProgram = (kind: MongoKind, command: string): Program => ({
  kind,
  command,
  args: ({ port, folder }) => ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'],
});

async function launch(program: Program, { dataDir }: MongoOptions, { env }: ToolchainOptions): Promise<Attempt> {
  const folder =
    dataDir === undefined ? await mkdtemp(join(tmpdir(), 'morrow-mongo-')) : await folderFor(program, dataDir);
  const logFile = join(folder, 'server.log');
  const [port = 0] = await findFreePorts(1);
  const args = program.args({ port, folder });
  const child = await startChild({ kind: 'program', command: program.command, args, env, logFile, cwd: folder });
  const stop = async (): Promise<void> => {
    await child.stop(STOP_GRACE_MS);
    if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
  };
  if (await servesInTime(port, child.exited)) {
    return { server: { uri: `mongodb://127.0.0.1:${port}`, kind: program.kind, pid: child.pid, stop } };
  }
  const lastLine = (await readFile(logFile, 'utf8')).trim().split('\n').at(-1) ?? '';
  await stop();
  return { reason: `${program.command} does not start: ${lastLine.slice(0, 200)}.` };
}

/** The two kinds of server cannot read each other's files. */
async function folderFor({ kind }: Program, dataDir: string): Promise<string> {
  const folder = join(dataDir, kind === 'stand-in' ? 'stand-in' : 'mongod');
  await mkdir(folder, { recursive: true });
  return folder;
}

async function servesInTime(port: number, exited: Promise<unknown>): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const ended = exited.then(() => true);
  while (Date.now() < deadline) {
    if (await isListening(port)) return true;
    if (await Promise.race([ended, pause(POLL_MS, false)])) return false;
  }
  return false;
}

async function findOnPath(name: string, env: EnvironmentVariables): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return null;
}

const isYoung = (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs < DOWNLOAD_FAILURE_HOLDS_MS,
    () => false,
  );
