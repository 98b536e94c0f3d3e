// Policies that operators write, recordings, and the dry run on them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCli } from '../../scripts/cli/main.ts';
import { main as devScale } from '../../scripts/dev-scale.ts';
import { scalingHeader, scalingLine } from '../../scripts/lib/scaling-lines.ts';
import type { QueueFigures } from '../../src/domain/scaling/figures.ts';
import { DEFAULT_SCALING_POLICY } from '../../src/domain/scaling/policy.ts';
import { replayQueue } from '../../src/domain/scaling/replay.ts';
import { parsePolicies, parseRange, readPolicies } from '../../src/operations/scaling-policy.ts';
import { parseRecord, recordLine } from '../../src/operations/scaling-record.ts';
import { projectPath } from '../helpers/compose.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const RECORDING = projectPath('test/data/scaling/day-of-300-accounts.jsonl');
const START = Date.parse('2026-07-07T06:00:00Z');

const figures = (seconds: number, changes: Partial<QueueFigures> = {}): QueueFigures => ({
  at: new Date(START + seconds * 1_000).toISOString(),
  backlog: 0,
  backlogAgeSeconds: 0,
  slotsUsed: 0,
  slotsTotal: 4,
  workers: 1,
  pendingWork: 0,
  addRate: 0,
  dispatchRate: 0,
  ...changes,
});

describe('a policy file', () => {
  const problemOf = (value: unknown): string => {
    try {
      parsePolicies(JSON.stringify(value), 'policy.json');
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    return 'taken';
  };

  test('changes what it names and leaves the rest as it is by default', () => {
    const { heavy, default: light } = parsePolicies('{"heavy":{"max":9}}', 'policy.json');
    expect(heavy).toEqual({ ...DEFAULT_SCALING_POLICY, max: 9 });
    expect(light).toMatchObject({ min: 1, max: 4, slotsPerWorker: 132 });
  });

  test('gives way to the ranges of the command line', () => {
    const ranges = { heavy: parseRange('--heavy', '2..3') };
    expect(parsePolicies('{"heavy":{"min":1,"max":9}}', 'policy.json', ranges).heavy).toMatchObject({ min: 2, max: 3 });
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a queue that does not exist',
      { light: {} },
      /^policy\.json: light: is not known; the queues are default and heavy/,
    ],
    [
      'a field that does not exist',
      { heavy: { maximum: 4 } },
      /heavy\.maximum: is not known; the fields are min, max, /,
    ],
    ['a number of the wrong kind', { default: { max: 2.5 } }, /default\.max: /],
    ['a text for a number', { default: { scaleUpStep: 'two' } }, /default\.scaleUpStep: must be a number/],
    ['a share above the whole', { heavy: { targetUtilisation: 75 } }, /heavy\.targetUtilisation: /],
    ['more at least than at most', { heavy: { min: 5, max: 2 } }, /heavy\.min: is 5, above the max of 2/],
    ['a list', [], /policy\.json: must be an object/],
  ])('with %s is refused by file and field', (_, value, problem) => {
    expect(problemOf(value)).toMatch(problem);
  });

  test('names all its problems at once', () => {
    expect(problemOf({ default: { min: -1 }, heavy: { max: 0 } })).toMatch(/default\.min: .*; heavy\.max: /);
  });

  test('that is no JSON, or is not there, is refused by its name', async () => {
    expect(() => parsePolicies('{', 'policy.json')).toThrow(/^policy\.json: is not JSON/);
    await expect(readPolicies({ file: '/nowhere/policy.json' })).rejects.toMatchObject({
      code: 'INVALID_SCALING_POLICY',
      message: 'The policy file /nowhere/policy.json cannot be read (ENOENT).',
    });
  });

  test('with errors starts nothing', async () => {
    const folder = scratchFolder();
    const file = join(folder, 'policy.json');
    writeFileSync(file, '{"heavy":{"max":"many"}}');
    await expect(devScale(['--policy', file])).rejects.toThrow(/policy\.json: heavy\.max: /);
    await expect(devScale(['--heavy', '4..1'])).rejects.toThrow(
      /--heavy is "4\.\.1"; it must be a range such as 1\.\.4/,
    );
    await expect(devScale(['--interval', '31'])).rejects.toThrow(/--interval is 31 s; .* must be 30 at most/);
    await expect(devScale(['--interval', 'soon'])).rejects.toThrow(/--interval is "soon"/);
  });
});

describe('a range', () => {
  test('is two numbers, or one for a fixed count', () => {
    expect(parseRange('--heavy', '0..12')).toEqual({ min: 0, max: 12 });
    expect(parseRange('--heavy', '3')).toEqual({ min: 3, max: 3 });
  });

  test.each(['', '1..', '..4', '4..1', '0', '1..999', 'a..b', '1...4', '-1..2'])('is not "%s"', (text) => {
    expect(() => parseRange('--default', text)).toThrow(expect.objectContaining({ code: 'INVALID_SCALING_POLICY' }));
  });
});

describe('a recording', () => {
  const line = recordLine('heavy', figures(0), { wanted: 2, reason: 'backlog' });

  test('is read back as it was written, by queue and in the order of time', () => {
    const text = [recordLine('heavy', figures(10), { wanted: 1, reason: 'idle' }), line].join('');
    expect(parseRecord(text, 'f').get('heavy')).toEqual([figures(0), figures(10)]);
  });

  test('may hold lines about something else, and one that a kill cut off', () => {
    expect(parseRecord(`{"ready":true}\n${line}{"queue":"hea`, 'f').get('heavy')).toHaveLength(1);
  });

  test('with a broken line is refused by file, line and field', () => {
    expect(() => parseRecord(`${line}nonsense\n${line}`, 'f.jsonl')).toThrow('f.jsonl, line 2: is not JSON.');
    expect(() => parseRecord(line.replace('"backlog":0', '"backlog":-1'), 'f')).toThrow(/f, line 1: backlog: /);
    expect(() => parseRecord('\n', 'f.jsonl')).toThrow('f.jsonl holds no figures.');
  });
});

describe('the dry run', () => {
  /** One worker that does two tasks a second, and 60 that come at once. */
  const burst = Array.from({ length: 60 }, (_, index) => {
    const backlog = index < 2 ? 0 : Math.max(0, 60 - (index - 2) * 10);
    const busy = backlog > 0 ? { slotsUsed: 4, dispatchRate: 2 } : {};
    return figures(index * 5, { backlog, backlogAgeSeconds: backlog / 2, addRate: 0, ...busy });
  });
  const policy = { ...DEFAULT_SCALING_POLICY, scaleDownAfterSeconds: 60 };

  test('repeats what happened when the policy allows no other number', () => {
    const { recorded, replayed, workerRate } = replayQueue(burst, { ...policy, max: 1 });
    expect(workerRate).toBe(2);
    expect(replayed).toMatchObject({ workerSeconds: recorded.workerSeconds, peak: 1, changes: 0 });
    expect(Math.abs(replayed.secondsAboveTarget - recorded.secondsAboveTarget)).toBeLessThanOrEqual(5);
  });

  test('shows that more workers cost more and let tasks wait less', () => {
    const { recorded, replayed, decisions } = replayQueue(burst, policy);
    expect(replayed.secondsAboveTarget).toBeLessThan(recorded.secondsAboveTarget);
    expect(replayed.workerSeconds).toBeGreaterThan(recorded.workerSeconds);
    expect(replayed.peak).toBeGreaterThan(1);
    expect(decisions[0]).toMatchObject({ from: 1, to: 2 });
    expect(decisions.at(-1)).toMatchObject({ reason: 'spare' });
  });

  test('of nothing costs nothing', () => {
    expect(replayQueue([], policy)).toMatchObject({ samples: 0, workerRate: null, replayed: { workerSeconds: 0 } });
  });
});

describe('morrow scaling replay', () => {
  async function morrow(...args: string[]) {
    const said = { stdout: '', stderr: '' };
    const stream = (name: keyof typeof said) => ({ write: (text: string) => void (said[name] += text) });
    const streams = { stdout: stream('stdout'), stderr: stream('stderr') };
    const folder = scratchFolder();
    const exitCode = await runCli(args, { env: { MORROW_STATE_DIR: folder }, folder, ...streams });
    return { exitCode, ...said };
  }

  test('prints a recorded day beside what the policy would have made of it', async () => {
    const { exitCode, stdout } = await morrow('scaling', 'replay', RECORDING, '--heavy', '1..1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^QUEUE +WORKER SECONDS +PEAK +CHANGES +SECONDS ABOVE TARGET AGE +LONGEST AGE$/m);
    expect(stdout).toMatch(/^heavy +recorded +\d+ +3 +2 +22 +10\.2 s$/m);
    expect(stdout).toMatch(/^heavy +with the policy +\d+ +1 +0 /m);
  });

  test('prints the same as JSON, with every decision', async () => {
    const { stdout } = await morrow('scaling', 'replay', RECORDING, '--json');
    const use = z.object({ workerSeconds: z.number(), peak: z.number(), secondsAboveTarget: z.number() });
    const queue = z.object({
      queue: z.string(),
      recorded: use,
      replayed: use,
      decisions: z.array(z.object({ at: z.string(), from: z.number(), to: z.number(), reason: z.string() })),
    });
    const { queues } = z.object({ queues: z.array(queue) }).parse(JSON.parse(stdout));
    expect(queues.map((each) => each.queue)).toEqual(['default', 'heavy']);
    const heavy = queues.find((each) => each.queue === 'heavy');
    expect(heavy?.decisions[0]).toMatchObject({ from: 1, to: 2 });
    expect(heavy?.replayed.peak).toBeLessThanOrEqual(4);
  });

  test('refuses a file that is not there, and a policy with errors, as wrong input', async () => {
    expect(await morrow('scaling', 'replay', 'nowhere.jsonl')).toMatchObject({ exitCode: 2, stdout: '' });
    const { exitCode, stderr } = await morrow('scaling', 'replay', RECORDING, '--policy', RECORDING);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error INVALID_SCALING_POLICY: .*day-of-300-accounts\.jsonl: is not JSON/);
  });
});

describe('the live lines', () => {
  test('stand in columns below their titles', () => {
    const late = figures(7, { backlog: 48, backlogAgeSeconds: 12.34, slotsUsed: null, slotsTotal: null });
    const line = scalingLine({ queue: 'heavy', figures: late, wanted: 2, reason: 'backlog-late' });
    expect(line).toMatch(/^06:00:07 {2}heavy +48 +12\.3 s +\?\/\? +0 +1 +2 {2}backlog-late: /);
    expect(line.indexOf('backlog-late')).toBe(scalingHeader().indexOf('WHY'));
  });
});

test('the recording that comes along was made by an autoscaler', () => {
  expect(parseRecord(readFileSync(RECORDING, 'utf8'), RECORDING).get('heavy')?.length).toBeGreaterThan(40);
});
