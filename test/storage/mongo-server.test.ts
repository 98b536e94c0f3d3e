// How a MongoDB is found: what is given, what is on PATH, what can be had; and what is said when there is none.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startMongo, type MongoServer } from '../../scripts/lib/mongo-server.ts';
import { STAND_IN_VERSION } from '../../scripts/lib/mongo-stand-in.ts';
import { isListening } from '../../scripts/lib/ports.ts';
import { projectRoot } from '../../scripts/lib/project.ts';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'morrow-mongo-test-'));
  await mkdir(join(folder, 'bin'));
  lines = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Nothing but what the test puts into `bin`, an empty cache, no download. */
const start = (env: Readonly<Record<string, string>> = {}): Promise<MongoServer> =>
  startMongo({
    onProgress: (line) => lines.push(line),
    env: { PATH: join(folder, 'bin'), HOME: folder, TMPDIR: folder, MORROW_NO_DOWNLOAD: '1', ...env },
    stateDir: join(folder, 'state'),
    cacheDir: join(folder, 'cache'),
  });

async function program(name: string, code: string): Promise<void> {
  const file = join(folder, 'bin', name);
  await writeFile(file, `#!${process.execPath}\n${code}`);
  await chmod(file, 0o755);
}

const LISTENS = `
const value = (name) => process.argv[process.argv.indexOf(name) + 1];
require('node:fs').writeFileSync(require('node:path').join(value('--dbpath'), 'data'), '');
require('node:net').createServer().listen(Number(value('--port')), value('--bind_ip'));
`;

describe('a MongoDB', () => {
  test('that is given is used as it is, and its password is not shown', async () => {
    const uri = 'mongodb://someone:s3cret@127.0.0.1:1';
    const server = await start({ MONGODB_URI: uri });
    expect(server).toMatchObject({ uri, kind: 'given' });
    await server.stop();
    expect(lines).toEqual(['MongoDB: the given server']);
  });

  test('given for tests wins over the one in use', async () => {
    const server = await start({ MONGODB_URI: 'mongodb://in-use', MONGODB_TEST_URI: 'mongodb://for-tests' });
    expect(server.uri).toBe('mongodb://for-tests');
  });

  test('on PATH is started, and stopping it takes the process and its data away', async () => {
    await program('mongod', LISTENS);
    const server = await start();
    const port = Number(new URL(server.uri).port);
    expect(server.kind).toBe('mongod');
    expect(await isListening(port)).toBe(true);
    await server.stop();
    expect(await isListening(port)).toBe(false);
    expect(lines).toEqual([expect.stringContaining('mongod on PATH')]);
  });

  test('on PATH keeps its data when a folder is named', async () => {
    await program('mongod', LISTENS);
    const dataDir = join(folder, 'data');
    const env = { PATH: join(folder, 'bin'), HOME: folder };
    await (await startMongo({ onProgress: () => undefined, env, dataDir })).stop();
    expect(await readdir(join(dataDir, 'mongod'))).toContain('data');
  });

  test('that does not start is passed over, and its last words are told', async () => {
    await program('mongod', `console.error('Illegal instruction'); process.exit(1);`);
    await expect(start()).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(/mongod does not start: Illegal instruction/),
    });
  });

  test('that cannot be had at all is told with every way that was tried and what to do', async () => {
    const error: unknown = await start().catch((reason: unknown) => reason);
    const message = error instanceof Error ? error.message : '';
    expect(error).toMatchObject({ code: 'TOOL_MISSING' });
    for (const part of [
      'MONGODB_URI is not set',
      'mongod is not on PATH',
      'MORROW_NO_DOWNLOAD',
      'JDK',
      'Set MONGODB_URI',
    ]) {
      expect(message).toContain(part);
    }
  });

  test('as a stand-in asks for Maven when only Java is there', async () => {
    await program('java', '');
    await expect(start()).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringContaining('Maven is not on PATH'),
    });
  });

  test('as a stand-in tells that its jars cannot be downloaded, and leaves nothing half-done', async () => {
    await program('java', '');
    await program('mvn', `console.log('[ERROR] Could not transfer artifact'); process.exit(1);`);
    await expect(start()).rejects.toMatchObject({
      message: expect.stringMatching(/Maven Central cannot be downloaded/),
    });
    expect(await readdir(join(folder, 'cache', 'mongo-stand-in', STAND_IN_VERSION))).toEqual([]);
  });

  test('as a stand-in is cached under the version that its pom.xml pins', async () => {
    const pom = await readFile(join(projectRoot, 'scripts/toolchain/mongo-stand-in/pom.xml'), 'utf8');
    const pinned = [...pom.matchAll(/<artifactId>mongo-java-server[^<]*<\/artifactId>\s*<version>([^<]+)</g)];
    expect(pinned.map(([, version]) => version)).toEqual([STAND_IN_VERSION, STAND_IN_VERSION]);
  });

  test('of whatever kind can be had here finds its data again after a restart', async () => {
    const { MONGODB_URI: _uri, MONGODB_TEST_URI: _testUri, ...env } = process.env;
    const dataDir = join(folder, 'data');
    const restart = () => startMongo({ onProgress: (line) => lines.push(line), env, dataDir });
    for (const expected of [0, 1, 2]) {
      const server = await restart();
      const client = await new MongoClient(server.uri).connect();
      const collection = client.db('morrow_test').collection('kept');
      expect(await collection.countDocuments()).toBe(expected);
      await collection.insertOne({ expected });
      await client.close();
      await server.stop();
    }
  }, 120_000);
});
