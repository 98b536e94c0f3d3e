// Decisions through the doors on all processes: a day's forecasts, holds released and rejected, the registry changed, models
// tuned anew. Accounts have no sources, so that their revenue is exactly what a test gives them.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/project.ts';
import { UPDATES, type HoldInput } from '../../src/contract/messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { accountId, isoDate } from '../helpers/builders.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { forecast, model, statusChange } from '../storage/forecast-builders.ts';

const DATE = isoDate('2026-06-30');
const HISTORY_DAYS = 120;
const DEADLINE_MS = 120_000;
const ANNA = { by: 'anna', reason: 'A sale that we knew of.' };

let stack: RealStack;
let counter = 0;

beforeAll(async () => {
  stack = await startRealStack();
}, DEADLINE_MS);
afterAll(() => stack?.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const { status, text } = await stack.call(method, path, body);
  return { status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** An account that takes its revenue by API; its id is new, so that tests do not see each other. */
async function newAccount(settings: object = {}): Promise<string> {
  const id = `door-${(counter += 1)}`;
  await stack.putAccounts([{ id, currency: 'EUR', historyDepthDays: HISTORY_DAYS, ...settings }]);
  return id;
}

/** A weekly rhythm with a little growth: nothing that a gate would stop at. */
async function giveHistory(id: string): Promise<void> {
  const rows = Array.from({ length: HISTORY_DAYS }, (_, index) => {
    const date = addDays(DATE, index + 1 - HISTORY_DAYS);
    const revenue = 1_000 + index + 150 * Math.sin((2 * Math.PI * index) / 7) + ((index * 37) % 23);
    return { date, revenue: revenue.toFixed(2), currency: 'EUR' };
  });
  expect((await call('PUT', `/api/accounts/${id}/revenue`, rows)).status).toBe(200);
}

function morrow(args: readonly string[]): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  return new Promise((resolve) => {
    const options = { cwd: projectRoot, env: { ...stack.env }, timeout: DEADLINE_MS };
    execFile(process.execPath, [join('dist', 'scripts', 'cli.js'), ...args], options, (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout });
    });
  });
}

describe('the forecast of a day', () => {
  test(
    'is served with its intervals after the run, exported, and listed by the command line',
    async () => {
      const id = await newAccount();
      await giveHistory(id);
      const run = await stack.runDay({ date: DATE, accounts: [id] });
      expect(run).toMatchObject({ status: 'completed', tally: { accounts: 1, published: 1, failed: 0 } });
      const { body } = await call('GET', `/api/accounts/${id}/forecasts?from=2026-07-01&to=2026-07-28`);
      const { forecasts } = body as {
        forecasts: readonly Record<'lo95' | 'lo80' | 'revenue' | 'hi80' | 'hi95', string>[];
      };
      expect(forecasts).toHaveLength(28);
      for (const { lo95, lo80, revenue, hi80, hi95 } of forecasts) {
        const ladder = [lo95, lo80, revenue, hi80, hi95].map(Number);
        expect(ladder).toEqual(ladder.toSorted((one, other) => one - other));
      }
      expect(forecasts[0]).toMatchObject({ targetDate: '2026-07-01', lastGood: false, businessDate: DATE });
      const made = await call('GET', `/api/accounts/${id}/forecasts/${DATE}`);
      expect(made.body).toMatchObject({ forecast: { status: 'published' }, model: { stage: 'champion', version: 1 } });
      const listed = await morrow(['forecasts', id, '--from', '2026-07-01', '--to', '2026-07-02', '--json']);
      expect(JSON.parse(listed.stdout)).toMatchObject(forecasts.slice(0, 2));
      const gates = await call('GET', `/api/gates?from=${DATE}&to=${DATE}`);
      expect(gates.body).toMatchObject({ gates: expect.arrayContaining([expect.objectContaining({ date: DATE })]) });
    },
    DEADLINE_MS,
  );
});

describe('a hold', () => {
  /** Forecasts of the date that wait in a hold, with the workflow that waits for the answer. */
  async function openHold(...accounts: readonly string[]): Promise<string> {
    const holdId = `hold/daily/${DATE}/door-test/${(counter += 1)}-0`;
    for (const id of accounts) {
      const account = accountId(id);
      await stack.store.forecasts.save([
        forecast({ accountId: account, businessDate: addDays(DATE, -1) }),
        forecast({ accountId: account, businessDate: DATE }),
      ]);
      const published = statusChange({ accountId: account, businessDate: addDays(DATE, -1) });
      const to = { status: 'held', findings: [], facts: null, holdId } as const;
      await stack.store.forecasts.setStatus([published, statusChange({ accountId: account, businessDate: DATE, to })]);
    }
    const input: HoldInput = {
      holdId,
      date: DATE,
      accounts: accounts.length,
      reason: 'Forecasts dropped by half.',
      policy: { escalateAfterMinutes: 60, decideAfterMinutes: 240, ending: 'keep' },
    };
    const start = { workflowId: holdId, taskQueue: DEFAULT_QUEUE, args: [input] };
    await stack.client.workflow.start(WORKFLOWS.forecastHold, start);
    await waitFor('the hold is open', async () => (await stack.store.holds.find(holdId)) !== null);
    return holdId;
  }

  const addressOf = (holdId: string): string => `/api/holds/${encodeURIComponent(holdId)}`;
  const statusOf = async (id: string) => (await stack.store.forecasts.findLatest(accountId(id), DATE))?.status;

  test(
    'is released for one account and rejected for the rest, and what consumers see follows',
    async () => {
      const [one, two] = [await newAccount(), await newAccount()];
      const holdId = await openHold(one, two);
      const before = await call('GET', `/api/accounts/${one}/forecasts?from=2026-07-01&to=2026-07-01`);
      expect(before.body).toMatchObject({
        forecasts: [{ businessDate: '2026-06-29', lastGood: true, withheld: { holdId } }],
      });

      const released = await call('POST', `${addressOf(holdId)}/release`, { ...ANNA, accounts: [one] });
      expect(released).toMatchObject({ status: 200, body: { decided: 1, open: 1 } });
      expect([await statusOf(one), await statusOf(two)]).toEqual(['published', 'held']);
      const after = await call('GET', `/api/accounts/${one}/forecasts?from=2026-07-01&to=2026-07-01`);
      expect(after.body).toMatchObject({ forecasts: [{ businessDate: DATE, lastGood: false, withheld: null }] });

      const rejected = await morrow([
        'holds',
        'reject',
        holdId,
        '--by',
        'bob',
        '--reason',
        'Half is missing.',
        '--json',
      ]);
      expect(JSON.parse(rejected.stdout)).toMatchObject({ decided: 1, open: 0 });
      expect(await statusOf(two)).toBe('rejected');
      await waitFor('the hold is closed', async () => (await stack.store.holds.find(holdId))?.closedAt !== null);
      const shown = await call('GET', addressOf(holdId));
      expect(shown.body).toMatchObject({
        hold: {
          status: 'decided',
          log: [
            { action: 'release', by: { kind: 'person', name: 'anna' }, accounts: [one] },
            { action: 'reject', by: { kind: 'person', name: 'bob' }, accounts: null },
          ],
        },
        forecasts: [],
      });
      const late = await call('POST', `${addressOf(holdId)}/release`, ANNA);
      expect(late).toMatchObject({ status: 409, body: { code: 'HOLD_CLOSED' } });
      expect(late.body).toMatchObject({ detail: expect.stringContaining('reject by bob') });
    },
    DEADLINE_MS,
  );

  test(
    'that a workflow closed behind the back of the record is HOLD_CLOSED, too',
    async () => {
      const holdId = await openHold(await newAccount());
      await stack.client.workflow.getHandle(holdId).terminate('by a test');
      const late = await call('POST', `${addressOf(holdId)}/release`, ANNA);
      expect(late).toMatchObject({ status: 409, body: { code: 'HOLD_CLOSED' } });
    },
    DEADLINE_MS,
  );

  test(
    'takes the same decision from any other client of Temporal, and no decision without a reason',
    async () => {
      const id = await newAccount();
      const handle = stack.client.workflow.getHandle(await openHold(id));
      await expect(handle.executeUpdate(UPDATES.release, { args: [{ by: 'anna', reason: ' ' }] })).rejects.toThrow();
      expect(await statusOf(id)).toBe('held');
      expect(await handle.executeUpdate(UPDATES.release, { args: [ANNA] })).toEqual({ decided: 1, open: 0 });
      expect(await statusOf(id)).toBe('published');
    },
    DEADLINE_MS,
  );
});

describe('the registry', () => {
  /** Version 1 is champion, 2 and 3 were registered later. */
  async function threeVersions(): Promise<string> {
    const id = await newAccount();
    const own = { accountId: accountId(id) };
    const { models } = stack.store;
    for (const version of [1, 2, 3]) {
      await models.register(model(`${id}/model-${version}`, own));
      if (version > 1) continue;
      const by = { kind: 'rule', name: 'first-model' } as const;
      await models.promote({ ...own, modelId: `${id}/model-1`, by, reason: 'The first one.' });
    }
    return id;
  }

  const change = (id: string, what: 'promote' | 'rollback', body: object) =>
    call('POST', `/api/accounts/${id}/models/${what}`, body);
  const championOf = async (id: string) => (await stack.store.models.findChampion(accountId(id)))?.version;

  test(
    'promotes the challenger, then a version, changes nothing the second time, and goes back step by step',
    async () => {
      const id = await threeVersions();
      expect(await change(id, 'promote', ANNA)).toMatchObject({
        status: 200,
        body: { version: 3, previousVersion: 1, changed: true },
      });
      expect(await change(id, 'promote', { ...ANNA, version: 2 })).toMatchObject({
        body: { version: 2, changed: true },
      });
      expect(await change(id, 'promote', { ...ANNA, version: 2 })).toMatchObject({
        body: { version: 2, changed: false },
      });
      const back = await morrow(['models', 'rollback', id, '--by', 'bob', '--reason', 'Too high.', '--json']);
      expect(JSON.parse(back.stdout)).toMatchObject({ version: 3, changed: true });
      expect(await change(id, 'rollback', ANNA)).toMatchObject({ body: { version: 1 } });
      expect(await change(id, 'rollback', ANNA)).toMatchObject({ status: 409, body: { code: 'NO_EARLIER_CHAMPION' } });
      expect(await championOf(id)).toBe(1);
      const { body } = await call('GET', `/api/accounts/${id}/models/events`);
      const { events } = body as {
        events: readonly { readonly event: string; readonly by: { readonly name: string } }[];
      };
      expect(events.filter(({ event }) => event === 'rolled-back').map(({ by }) => by.name)).toEqual(['anna', 'bob']);
    },
    DEADLINE_MS,
  );

  test(
    'has one champion after many people promote at once, and every one of them is told what became of it',
    async () => {
      const id = await threeVersions();
      const versions = [2, 3, 2, 3, 1, 2];
      const answers = await Promise.all(versions.map((version) => change(id, 'promote', { ...ANNA, version })));
      expect(answers.map(({ status }) => status)).toEqual(versions.map(() => 200));
      expect(answers.map(({ body }) => (body as { version: number }).version)).toEqual(versions);
      const models = await stack.store.models.list(accountId(id), 10);
      expect(models.filter(({ stage }) => stage === 'champion')).toHaveLength(1);
    },
    DEADLINE_MS,
  );
});

describe('a retraining', () => {
  test(
    'leaves a challenger that waits, which a person promotes and the next forecast is made with',
    async () => {
      const id = await newAccount({ cohort: 'door-cohort' });
      await giveHistory(id);
      // The champion is of the week before: training on the very same days again would register nothing new.
      await stack.runDay({ date: addDays(DATE, -7), accounts: [id] });
      await stack.runDay({ date: DATE, accounts: [id] });
      const run = await morrow(['retrain', DATE, '--accounts', id, '--wait', '--json']);
      expect(run.exitCode).toBe(0);
      expect(JSON.parse(run.stdout)).toMatchObject({ kind: 'retrain', status: 'completed' });
      const waiting = await call('GET', '/api/challengers?cohort=door-cohort');
      expect(waiting.body).toMatchObject({ challengers: [{ accountId: id, champion: { version: 1 } }] });
      const promoted = await call('POST', `/api/accounts/${id}/models/promote`, ANNA);
      expect(promoted).toMatchObject({ status: 200, body: { previousVersion: 1, changed: true } });
      await stack.runDay({ date: DATE, accounts: [id], force: true });
      const made = await call('GET', `/api/accounts/${id}/forecasts/${DATE}`);
      expect(made.body).toMatchObject({ model: { version: (promoted.body as { version: number }).version } });
      const backtests = await call('GET', `/api/backtests?accounts=${id}`);
      expect(backtests.body).toMatchObject(expect.arrayContaining([expect.objectContaining({ stage: 'champion' })]));
    },
    DEADLINE_MS * 2,
  );
});
