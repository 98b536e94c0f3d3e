// Predictions in bulk: from the question over workflow, threads and store to the file that somebody reads.
import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import { predictBulkId } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { cancelBulk, listBulk, readBulk, showBulk } from '../../src/operations/bulk-predictions.ts';
import { startBulk } from '../../src/operations/bulk-start.ts';
import { runAsRequest } from '../../src/operations/caller.ts';
import { waitForBulk } from '../../src/operations/bulk-waiting.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { readRunSteps } from '../../src/operations/steps/run-steps.ts';
import type { Store } from '../../src/ports/store.ts';
import { accountId, isoDate, u1, u2 } from '../helpers/builders.ts';
import { textOf } from '../helpers/operations-stack.ts';
import { connectionParts } from '../helpers/secrets.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const DATE = isoDate('2026-03-10');
const HISTORY = Array.from({ length: 180 }, (_, index) => ({
  date: addDays(DATE, index - 179),
  revenue: 100 + 10 * (index % 7) + ((index * 7_919) % 23),
}));

let stack: WorkflowStack;
let deps: OperationsDeps;

beforeAll(async () => {
  stack = await startWorkflowStack();
  for (const account of [u1(), u2()]) await stack.store.accounts.save(account);
  await stack.importDays(accountId('u2'), DATE, ['10', '11', '12']);
  deps = {
    store: stack.store,
    temporal: stack.env.client,
    clock: { now: () => new Date('2026-03-11T09:00:00Z') },
    timeZone: 'UTC',
    registeredSources: [],
    ...connectionParts(),
    temporalUiUrl: 'http://127.0.0.1:8233',
  };
});
afterAll(() => stack?.close());

const ended = (id: string) => waitForBulk(deps, id, { signal: AbortSignal.timeout(30_000) });

const rowSchema = z.object({
  index: z.number(),
  prediction: z.object({ account: z.string().nullable() }).optional(),
  error: z.object({ code: z.string() }).optional(),
});
const rowsOf = async (id: string) =>
  (await textOf(readBulk(deps, id, 'ndjson')))
    .trimEnd()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)));

async function replay(id: string): Promise<void> {
  const history = await stack.env.client.workflow.getHandle(predictBulkId(id)).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: stack.bundle }, history, predictBulkId(id));
}

/** The answer to a start is lost: of one that Temporal has begun all the same, or of one that never came to it. */
const losing = (isBegun: boolean): OperationsDeps => {
  const startWithDetails: WorkflowClientInterceptor['startWithDetails'] = async (input, next) => {
    if (isBegun) await next(input);
    throw new MorrowError('TEMPORAL_UNREACHABLE', 'No answer in time.');
  };
  const { connection } = stack.env.client;
  return { ...deps, temporal: new Client({ connection, interceptors: { workflow: [{ startWithDetails }] } }) };
};

describe('predictions in bulk', () => {
  test('of all active accounts are answered in order, and who cannot be predicted says why', async () => {
    const { id, questions } = await startBulk(deps, { horizon: 2 });
    expect(questions).toBe(2);
    expect(await ended(id)).toMatchObject({ status: 'completed', answered: 2, refused: 1, error: null });
    expect(await rowsOf(id)).toMatchObject([
      { index: 0, error: { code: 'NO_HISTORY' } },
      { index: 1, prediction: { account: 'u2' } },
    ]);
    await replay(id);
  });

  test('of own histories and accounts, mixed, over several parts, are read as one JSON document', async () => {
    const questions = [
      ...Array.from({ length: 260 }, () => ({ history: HISTORY.slice(-10) })),
      { account: 'u2' },
      { account: 'nobody' },
    ];
    const { id, parts } = await startBulk(deps, { questions });
    expect(parts).toBe(2);
    await ended(id);
    const rows = z.array(rowSchema).parse(JSON.parse(await textOf(readBulk(deps, id, 'json'))));
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 262 }, (_, index) => index));
    expect(rows.at(-1)?.error?.code).toBe('ACCOUNT_NOT_FOUND');
    await replay(id);
  });

  test('that are stopped keep what is answered, and cannot be stopped again', async () => {
    const questions = Array.from({ length: 1_000 }, () => ({ history: HISTORY, degree: 2 }));
    const { id } = await startBulk(deps, { questions });
    await cancelBulk(deps, id);
    const { status, answered } = await ended(id);
    expect(status).toBe('cancelled');
    expect(answered).toBeLessThan(1_000);
    await expect(cancelBulk(deps, id)).rejects.toMatchObject({ code: 'RUN_FINISHED' });
    expect(await textOf(readBulk(deps, id, 'json')).then((text): unknown => JSON.parse(text))).toHaveLength(answered);
    await replay(id);
  });

  test('that were ended in Temporal do not go on for ever, and give what is answered', async () => {
    const questions = Array.from({ length: 1_000 }, () => ({ history: HISTORY, degree: 2 }));
    const { id } = await startBulk(deps, { questions });
    await stack.env.client.workflow.getHandle(predictBulkId(id)).terminate('by hand');
    const bulk = await showBulk(deps, id);
    expect(bulk).toMatchObject({ status: 'failed', finishedAt: expect.any(String), error: expect.any(String) });
    expect((await listBulk(deps, {})).predictions.find((one) => one.id === id)?.status).toBe('failed');
    expect(await textOf(readBulk(deps, id, 'json')).then((text): unknown => JSON.parse(text))).toBeInstanceOf(Array);
  });

  test('show their parts as steps', async () => {
    const { id } = await startBulk(deps, { questions: [{ account: 'u2' }] });
    await ended(id);
    const { steps } = await readRunSteps(deps, predictBulkId(id));
    expect(steps.map(({ name, label, state }) => [name, label, state])).toContainEqual([
      'predictPart',
      'part 1 of 1',
      'done',
    ]);
  });

  test('are listed newest first, a page at a time', async () => {
    const all = await listBulk(deps, {});
    const first = await listBulk(deps, { limit: 1 });
    const second = await listBulk(deps, { limit: 200, after: first.next ?? '' });
    expect([...first.predictions, ...second.predictions].map(({ id }) => id)).toEqual(
      all.predictions.map(({ id }) => id),
    );
  });

  test('that nobody asked for are not found', async () => {
    await expect(showBulk(deps, 'nothing')).rejects.toMatchObject({ code: 'PREDICTION_NOT_FOUND' });
  });
});

describe('predictions in bulk whose start was not answered', () => {
  const ask = (from: OperationsDeps, key: string) =>
    runAsRequest(key.repeat(64), () => startBulk(from, { questions: [{ account: 'u2' }] }));
  const askedUnder = async (key: string) =>
    (await listBulk(deps, {})).predictions.filter(({ id }) => id.endsWith(`-${key.repeat(16)}`));

  test('go by what Temporal does with them', async () => {
    await expect(ask(losing(true), 'a')).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
    const [begun] = await askedUnder('a');
    expect(await ended(begun?.id ?? '')).toMatchObject({ status: 'completed', answered: 1, error: null });
  });

  test.each([
    { what: 'have begun', key: 'b', isBegun: true },
    { what: 'have not begun', key: 'c', isBegun: false },
  ])('are the same ones when they are asked for again, also when they $what', async ({ key, isBegun }) => {
    await expect(ask(losing(isBegun), key)).rejects.toMatchObject({ code: 'TEMPORAL_UNREACHABLE' });
    const { id } = await ask(deps, key);
    expect(await ended(id)).toMatchObject({ status: 'completed', answered: 1, error: null });
    expect((await ask(deps, key)).id).toBe(id);
    expect(await askedUnder(key)).toMatchObject([{ id, status: 'completed' }]);
  });

  test('are other ones under another key', async () => {
    const ids = [await ask(deps, 'd'), await ask(deps, 'e')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('an account that is purged', () => {
  /** Right before the questions are kept, when they have been read. */
  const purging = (name: string): OperationsDeps => {
    const { bulk, accounts } = stack.store;
    const savePart: Store['bulk']['savePart'] = async (part) => {
      await accounts.save(u1({ id: accountId(name), status: 'archived' }));
      await stack.store.purgeAccount(accountId(name));
      await bulk.savePart(part);
    };
    return { ...deps, store: { ...stack.store, bulk: { ...bulk, savePart } } };
  };

  test.each([{ accounts: ['gone', 'u2'] }, { questions: [{ account: 'gone' }, { account: 'u2' }] }])(
    'while the questions are kept is in none of them: %j',
    async (asked) => {
      await stack.store.accounts.save(u1({ id: accountId('gone') }));
      const { id } = await startBulk(purging('gone'), asked);
      const questions = await stack.store.bulk.findPart(id, 'asked', 0);
      expect(questions).toMatchObject([{ kind: 'purged' }, { account: 'u2' }]);
      await ended(id);
      expect(await rowsOf(id)).toMatchObject([
        { error: { code: 'ACCOUNT_NOT_FOUND' } },
        { prediction: { account: 'u2' } },
      ]);
    },
  );
});
