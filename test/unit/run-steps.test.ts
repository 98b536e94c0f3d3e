// Steps out of real histories of every version, values without secrets, and log lines out of files, each without a server.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/project.ts';
import { createLogFiles } from '../../src/connectors/log-files.ts';
import { withLoggedAttempts } from '../../src/operations/steps/attempts-from-log.ts';
import type { Fold } from '../../src/operations/steps/fold.ts';
import { foldHistory } from '../../src/operations/steps/fold-history.ts';
import type { HistoryEvent } from '../../src/operations/steps/read-history.ts';
import type { RunStep } from '../../src/operations/steps/run-step.ts';
import { SHOWN_BYTES_MAX, showValue } from '../../src/observability/show-value.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const FOLDER = join(projectRoot, 'test', 'histories');
const { History } = proto.temporal.api.history.v1;

/** As the server sends them: through the wire's own form. */
function eventsOf(file: string): readonly HistoryEvent[] {
  const { history } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { history: { [key: string]: unknown } };
  return History.decode(History.encode(History.fromObject(readable(history))).finish()).events;
}

/** The JSON form writes times and lengths as text, where protobufjs wants their parts. */
function readable(value: unknown): { [key: string]: unknown } {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
    if (typeof inner !== 'string') return inner;
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(inner)) {
      const ms = Date.parse(inner);
      return { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 };
    }
    const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(inner) ?? [];
    return seconds === undefined ? inner : { seconds: Math.floor(Number(seconds)), nanos: 0 };
  }) as { [key: string]: unknown };
}

const textOf = (event: HistoryEvent): string | null => {
  const data = event.userMetadata?.summary?.data;
  return data === undefined || data === null ? null : String(JSON.parse(Buffer.from(data).toString()));
};

const fold = (file: string): Fold =>
  foldHistory(
    eventsOf(file).map((event) => ({ event, label: textOf(event) })),
    [],
  );

const HISTORIES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

describe('a history', () => {
  test.each(HISTORIES)('of a run that is over has no step that is not: %s', (file) => {
    const { run, steps } = fold(file);
    expect(run.workflowType).toEqual(expect.any(String));
    const isOver = run.closedAt !== null;
    const open = steps.filter(({ kind, state }) => kind === 'step' && (state === 'running' || state === 'waiting'));
    expect(isOver ? open.map(({ name }) => name) : []).toEqual([]);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  test('of a rough day shows the fast and the slow path of a step as one', () => {
    const { steps } = fold('0.2.0/rough-day/account-day~daily~2026-06-02~u1.json');
    const fetched = steps.filter(({ name, label }) => name === 'fetchReport' && label === 'app-store-2');
    expect(fetched).toMatchObject([
      {
        state: 'done',
        tries: [
          { path: 'local', state: 'failed' },
          { path: 'ordinary', attempt: 1, state: 'failed' },
          { path: 'ordinary', attempt: 2, state: 'failed' },
          { path: 'ordinary', attempt: 3, state: 'done' },
        ],
      },
    ]);
  });

  test('of a calm day says how long each fast step ran, though no event says so', () => {
    const { steps } = fold('0.2.0/calm-day/account-day~daily~2026-06-01~u1.json');
    const local = steps.flatMap(({ tries }) => tries).filter(({ path }) => path === 'local');
    expect(local.length).toBeGreaterThan(8);
    for (const { startedAt, finishedAt } of local) {
      const ranMs = Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '');
      expect(ranMs).toBeGreaterThanOrEqual(0);
      expect(ranMs).toBeLessThan(1_000);
    }
  });
});

test('a part that another run has begun already is no failure of this one', () => {
  const { events } = History.decode(
    History.encode(
      History.fromObject({
        events: [
          {
            eventId: 5,
            startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: 'rates-check/2026-11-21' },
          },
          { eventId: 6, startChildWorkflowExecutionFailedEventAttributes: { initiatedEventId: 5, cause: 1 } },
          { eventId: 7, startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: 'partition/x/0' } },
          { eventId: 8, startChildWorkflowExecutionFailedEventAttributes: { initiatedEventId: 7, cause: 2 } },
        ],
      }),
    ).finish(),
  );
  const { steps } = foldHistory(
    events.map((event) => ({ event, label: null })),
    [],
  );
  expect(steps.map(({ childId, state }) => [childId, state])).toEqual([
    ['rates-check/2026-11-21', 'done'],
    ['partition/x/0', 'failed'],
  ]);
});

describe('a value', () => {
  test('shows no secret, whatever name or place it has', () => {
    const secrets = {
      accountId: 'u1',
      connection: { apiKey: 'canary-1', nested: [{ password: 'canary-2' }], 'X-Auth-Token': 'canary-3' },
      url: 'https://user:canary-4@example.com/reports',
    };
    const { value } = showValue(secrets);
    expect(JSON.stringify(value)).not.toContain('canary');
    expect(value).toMatchObject({ accountId: 'u1', url: 'https://[secret]@example.com/reports' });
  });

  test('that is large is cut, and says how large it was', () => {
    const shown = showValue({ rows: 'x'.repeat(50_000) });
    expect(shown).toMatchObject({ cut: true, bytes: 50_011 });
    expect(String(shown.value)).toHaveLength(SHOWN_BYTES_MAX);
  });
});

const WORKFLOW = 'account-day/daily/2026-11-21/u1';
const lineOf = (more: object): string =>
  `${JSON.stringify({ level: 'warn', time: '2026-11-22T06:00:01.000Z', pid: 1, name: 'worker-default', workflowId: WORKFLOW, runId: 'r1', step: 'fetchReport', ...more, msg: 'step failed' })}\n`;

describe('log files', () => {
  test('are searched by run, execution and step; lines of others and halves of lines are passed over', async () => {
    const folder = scratchFolder();
    const lines = [
      lineOf({ attempt: 1 }),
      lineOf({ workflowId: `${WORKFLOW}0` }),
      lineOf({ step: 'mergeRevenue' }),
      lineOf({ runId: 'r2' }),
      'TypeError: no JSON at all\n',
      lineOf({ attempt: 2, time: '2026-11-22T06:00:00.000Z' }),
      lineOf({}).slice(0, -20),
    ];
    writeFileSync(join(folder, 'worker-default.log'), lines.join(''));
    const logs = createLogFiles(folder);
    const { lines: found, partial } = await logs.find({
      workflowId: WORKFLOW,
      runId: 'r1',
      step: 'fetchReport',
      limit: 10,
    });
    expect(found.map(({ facts, process }) => [facts['attempt'], process])).toEqual([
      [2, 'worker-default'],
      [1, 'worker-default'],
    ]);
    expect(partial).toBe(false);
    expect((await logs.find({ workflowId: WORKFLOW, limit: 2 })).partial).toBe(true);
  });

  test('are searched from their ends, never whole when they are large', async () => {
    const folder = scratchFolder();
    const filler = lineOf({ workflowId: 'other', reason: 'x'.repeat(1_000) }).repeat(9_000);
    writeFileSync(join(folder, 'worker-default.log'), lineOf({ attempt: 1 }) + filler + lineOf({ attempt: 2 }));
    const { lines, partial } = await createLogFiles(folder).find({ workflowId: WORKFLOW, limit: 10 });
    expect(lines.map(({ facts }) => facts['attempt'])).toEqual([2]);
    expect(partial).toBe(true);
  });

  test('that are not there have no lines', async () => {
    const logs = createLogFiles(join(scratchFolder(), 'nowhere'));
    expect(await logs.find({ workflowId: WORKFLOW, limit: 1 })).toEqual({ lines: [], partial: false });
  });

  test('know the attempts that Temporal does not keep', () => {
    const blank = { path: 'ordinary', startedAt: null, finishedAt: null, errorCode: null, errorMessage: null } as const;
    const step = { activityIds: ['4', '6'], tries: [{ ...blank, attempt: 1, state: 'failed' }] } as unknown as RunStep;
    const facts = {
      activityId: '6',
      attempt: 1,
      path: 'ordinary',
      code: 'SOURCE_UNAVAILABLE',
      ms: 250,
      reason: 'Away: https://ada:pass@ads.example.com',
    };
    const line = {
      time: '2026-11-22T06:00:01.000Z',
      level: 'warn',
      process: 'worker-default',
      message: 'step failed',
      facts,
    };
    expect(withLoggedAttempts([step], [line])[0]?.tries).toEqual([
      {
        ...blank,
        attempt: 1,
        state: 'failed',
        startedAt: '2026-11-22T06:00:00.750Z',
        finishedAt: '2026-11-22T06:00:01.000Z',
        errorCode: 'SOURCE_UNAVAILABLE',
        errorMessage: 'Away: https://[secret]@ads.example.com',
      },
    ]);
  });
});
