// Alerts through the whole stack: the test command, and an incident that reaches a real web receiver and a real mail server.
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { projectRoot } from '../../scripts/lib/project.ts';
import { parseSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
import { startMailServer, type MailServer } from '../helpers/mail-server.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../helpers/webhook-receiver.ts';

const SECRET = 'whsec_Y2FuYXJ5LW9mLXRoZS13ZWJob29rLXNlY3JldC1rZXk=';
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stack: RealStack;
let hook: WebhookReceiver;
let mail: MailServer;

beforeAll(async () => {
  [hook, mail] = [
    await startWebhookReceiver(SECRET),
    await startMailServer({ user: 'morrow', password: 'canary-mail' }),
  ];
  stack = await startRealStack({
    env: {
      ALERT_WEBHOOK_URL: hook.url,
      ALERT_WEBHOOK_SECRET: SECRET,
      ALERT_SMTP_URL: `smtp://morrow@127.0.0.1:${mail.port}`,
      ALERT_SMTP_PASSWORD: 'canary-mail',
      ALERT_EMAIL_FROM: 'morrow@example.com',
      ALERT_EMAIL_TO: 'ops@example.com',
    },
  });
});
afterAll(async () => {
  await stack?.stop();
  await hook?.close();
  await mail?.close();
});

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const morrow = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: projectRoot, env: { ...stack.env }, timeout: 60_000 };
    execFile(process.execPath, ['dist/scripts/cli.js', ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });

describe('a test alert', () => {
  test('goes through every channel and says how each took it', async () => {
    const { exitCode, stdout } = await morrow('alerts', 'test', '--by', 'ada', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      channels: ['log', 'webhook', 'email'].map((channel) => ({ channel, ok: true, error: null })),
    });
    expect(hook.received.at(-1)).toMatchObject({ verified: true, body: { type: 'alert.test' } });
    expect(mail.mails.at(-1)).toMatchObject({ to: ['ops@example.com'] });
    expect(mail.mails.at(-1)?.text).toContain('[Morrow] TEST: A test alert');
  });

  test('that a channel does not take ends with 1', async () => {
    hook.answer(503);
    const { exitCode, stdout } = await morrow('alerts', 'test', '--channel', 'webhook');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/webhook +The webhook was not taken \(HTTP 503\)/);
    hook.answer(204);
  });

  test('can be sent by API; a channel that there is not is refused', async () => {
    const answer = await stack.call('POST', '/api/alerts/test', { channel: 'email', by: 'ada' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ channels: [{ channel: 'email', ok: true, error: null }] });
    expect(await stack.call('POST', '/api/alerts/test', { channel: 'pigeon', by: 'ada' })).toMatchObject({
      status: 400,
    });
  });
});

test('an incident reaches everybody once through the schedule of the watch, and its end does, too', async () => {
  const declared = parseSchedules(JSON.stringify([{ id: 'morrow-watch', pipeline: 'watch', preset: '@once' }]));
  await stack.store.alerts.raise({ id: 'breaker/test', severity: 'critical', title: 'A breaker', detail: 'Open.' });
  const told = () =>
    hook.received.map(({ body }) => JSON.stringify(body)).filter((body) => body.includes('breaker/test'));
  await applySchedules(stack.client, declared);
  await waitFor('the opening', async () => told().length === 1, 60_000);
  expect(told()[0]).toContain('alert.opened');
  await waitFor('the mail', async () => mail.mails.some(({ text }) => text.includes('CRITICAL: A breaker')));

  expect((await morrow('alerts', 'ack', 'breaker/test', '--by', 'ada')).exitCode).toBe(0);
  expect((await morrow('alerts', 'list')).stdout).toMatch(/critical .* ada +breaker\/test/);
  expect((await morrow('alerts', 'sent', '--status', 'sent')).stdout).toMatch(/webhook +opened +sent +1/);
  const { stderr, exitCode } = await morrow('alerts', 'ack', 'nothing');
  expect({ exitCode, refused: stderr.includes('error ALERT_NOT_FOUND') }).toEqual({ exitCode: 2, refused: true });
});

test('no secret of a channel is in any log', async () => {
  const { stdout, stderr } = await morrow('logs', 'worker-default', '--lines', '2000');
  expect(`${stdout}${stderr}`).toContain('alert test');
  expect(`${stdout}${stderr}`).not.toMatch(/canary|whsec_/);
});
