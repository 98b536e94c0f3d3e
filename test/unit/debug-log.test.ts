// What is written for people who debug: everything, in a file that stays within its bounds, and never a secret.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApplicationFailure } from '@temporalio/common';
import type { Context } from '@temporalio/activity';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../scripts/lib/project.ts';
import { logSteps } from '../../src/activities/step-log.ts';
import { BoundedFile } from '../../src/observability/bounded-file.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const line = z.looseObject({ msg: z.string(), level: z.string() });

describe('a bounded file', () => {
  test('never grows far beyond its bound, and keeps the newest lines', () => {
    const file = join(scratchFolder(), 'logs', 'trace.jsonl');
    const bounded = new BoundedFile(file, 10_000);
    for (let index = 0; index < 5_000; index += 1) bounded.write(`{"line":${index}}\n`);
    bounded.close();
    expect(statSync(file).size).toBeLessThan(15_000);
    expect(statSync(`${file}.1`).size).toBeLessThan(15_000);
    expect(existsSync(`${file}.2`)).toBe(false);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe('{"line":4999}');
  });

  test('is readable by its owner only, as it holds figures', () => {
    const file = join(scratchFolder(), 'trace.jsonl');
    const bounded = new BoundedFile(file, 1_000);
    for (let index = 0; index < 500; index += 1) bounded.write(`{"line":${index}}\n`);
    bounded.close();
    expect([file, `${file}.1`].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['600', '600']);
  });

  test('is shared by processes without a line lost or mixed up while it is moved aside', () => {
    const file = join(scratchFolder(), 'trace.jsonl');
    const [one, other] = [new BoundedFile(file, 8_000), new BoundedFile(file, 8_000)];
    for (let index = 0; index < 600; index += 1) {
      one.write(`{"one":${index}}\n`);
      other.write(`{"other":${index}}\n`);
    }
    one.close();
    other.close();
    const lines = [`${file}.1`, file].flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n'));
    for (const text of lines) expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(lines).toContain('{"one":599}');
    expect(lines).toContain('{"other":599}');
  });
});

describe('the log of steps', () => {
  const info = {
    workflowExecution: { workflowId: 'account-day/daily/2026-11-21/u1', runId: 'r1' },
    activityType: 'fetchReport',
    activityId: '6',
    attempt: 2,
    isLocal: false,
  };

  async function lineOf(next: () => Promise<unknown>, detailed: boolean): Promise<Readonly<Record<string, unknown>>> {
    const lines: string[] = [];
    const formatters = { level: (label: string) => ({ level: label }) };
    const logger = pino({ level: 'debug', formatters }, { write: (text: string) => void lines.push(text) });
    const { inbound } = logSteps(logger, detailed)({ info } as unknown as Context);
    const input = { args: [{ accountId: 'u1', token: 'canary-secret' }], headers: {} };
    await inbound.execute?.(input, next).catch(() => undefined);
    return line.parse(JSON.parse(lines[0] ?? '{}'));
  }

  test('names account, day, run, step and attempt, so that a line is found by them', async () => {
    const failed = () => Promise.reject(ApplicationFailure.create({ type: 'SOURCE_UNAVAILABLE', message: 'Away.' }));
    expect(await lineOf(failed, false)).toMatchObject({
      level: 'warn',
      msg: 'step failed',
      account: 'u1',
      date: '2026-11-21',
      pipeline: 'daily',
      workflowId: info.workflowExecution.workflowId,
      runId: 'r1',
      step: 'fetchReport',
      activityId: '6',
      attempt: 2,
      path: 'ordinary',
      code: 'SOURCE_UNAVAILABLE',
      reason: 'Away.',
    });
  });

  test('holds what a step was asked and answers only where everything is wanted, and then no secret', async () => {
    const done = () => Promise.resolve({ bytes: 142, apiKey: 'canary-secret' });
    expect(await lineOf(done, false)).not.toHaveProperty('input');
    const detailed = await lineOf(done, true);
    expect(detailed).toMatchObject({ level: 'debug', input: { accountId: 'u1' }, output: { bytes: 142 } });
    expect(JSON.stringify(detailed)).not.toContain('canary');
  });
});

test('a process with a debug log keeps stderr as it was and puts everything into the file', async () => {
  const file = join(scratchFolder(), 'trace.jsonl');
  const code = `import { createLogger } from './src/observability/logger.ts';
    const logger = createLogger('p', 'info', ${JSON.stringify(file)});
    logger.debug({ password: 'canary' }, 'fine'); logger.info('told'); logger.flush();`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  expect(stderr).toContain('told');
  expect(stderr).not.toContain('fine');
  const written = readFileSync(file, 'utf8');
  expect(written).toMatch(/"level":"debug".*fine/);
  expect(written).toContain('told');
  expect(written).not.toContain('canary');
});
