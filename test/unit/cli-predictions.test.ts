// The answers of predictions in bulk on the command line: a line for each, or one document, from the store alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const ID = '20261122T100000000Z-00000000';
let folder: string;

beforeEach(async () => {
  folder = scratchFolder();
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'morrow.db') }, { clock: systemClock });
  await store.migrate();
  await store.bulk.save({
    id: ID,
    status: 'completed',
    horizonDays: 7,
    questions: 2,
    parts: 1,
    createdBy: 'anna',
    createdAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:00:01.000Z',
    error: null,
  });
  const content = [{ value: { account: 'u1' } }, { refused: { code: 'NO_HISTORY', message: 'none', facts: {} } }];
  await store.bulk.savePart({ bulkId: ID, kind: 'answered', part: 0, rows: 2, refused: 1, content });
  await store.close();
});

async function morrow(...args: readonly string[]) {
  const out = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string, done?: () => void) => {
      out[name] += text;
      done?.();
    },
  });
  const host = { env: { MORROW_STATE_DIR: folder }, folder, stdout: stream('stdout'), stderr: stream('stderr') };
  return { exitCode: await runCli(args, host), ...out };
}

const FIRST = { index: 0, prediction: { account: 'u1' } };
const SECOND = { index: 1, error: { code: 'NO_HISTORY', message: 'none' } };

describe('morrow predictions result', () => {
  test('prints a line for each question, in their order', async () => {
    const { exitCode, stdout } = await morrow('predictions', 'result', ID);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([FIRST, SECOND]);
  });

  test('prints one document with --json', async () => {
    const { stdout } = await morrow('predictions', 'result', ID, '--json');
    expect(JSON.parse(stdout)).toEqual([FIRST, SECOND]);
  });

  test('writes a file with --out', async () => {
    const { stdout } = await morrow('predictions', 'result', ID, '--out', 'answers.ndjson');
    const file = join(folder, 'answers.ndjson');
    expect(stdout).toBe(`written: ${file}\n`);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  test('says so when there are none', async () => {
    const { exitCode, stderr } = await morrow('predictions', 'result', 'none');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error PREDICTION_NOT_FOUND: ');
  });
});
