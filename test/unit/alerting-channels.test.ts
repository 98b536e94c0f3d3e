// The channels against a real HTTP receiver that checks signatures, and a real SMTP server.
import { afterEach, describe, expect, test } from 'vitest';
import { createNotifiers } from '../../src/connectors/notify/create-notifiers.ts';
import { createEmailNotifier } from '../../src/connectors/notify/email.ts';
import { webhookPayload } from '../../src/connectors/notify/payload.ts';
import { createWebhookNotifier } from '../../src/connectors/notify/webhook.ts';
import { readConfig } from '../../src/config/config.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { NotificationMessage } from '../../src/ports/notifier.ts';
import { startMailServer } from '../helpers/mail-server.ts';
import { isSigned, startWebhookReceiver } from '../helpers/webhook-receiver.ts';

const SECRET = `whsec_${Buffer.from('a key of thirty-two bytes or more').toString('base64')}`;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const message = (changes: Partial<NotificationMessage> = {}): NotificationMessage => ({
  id: 'opened/webhook/2026-11-21T06:30:00.000Z/failure/daily/2026-11-20/app-store-1/SOURCE_UNAVAILABLE/fetching',
  event: 'opened',
  at: '2026-11-21T06:30:10.000Z',
  alert: {
    id: 'failure/daily/2026-11-20/app-store-1/SOURCE_UNAVAILABLE/fetching',
    severity: 'critical',
    title: '12 accounts fail with SOURCE_UNAVAILABLE while fetching, at app-store-1 (daily 2026-11-20)',
    detail: 'For example a, b: „down“',
    count: 12,
    facts: { accounts: 12, provider: 'app-store-1', samples: ['a', 'b'], cohort: null },
    acknowledgement: null,
    openedAt: '2026-11-21T06:30:00.000Z',
    lastAt: '2026-11-21T06:30:00.000Z',
    resolvedAt: null,
  },
  ...changes,
});

describe('the webhook', () => {
  async function receiver() {
    const started = await startWebhookReceiver(SECRET);
    closing.push(started.close);
    const options = { url: started.url, secret: SECRET, timeoutMs: 2_000, clock: systemClock };
    return { ...started, notifier: createWebhookNotifier(options) };
  }

  test('delivers typed JSON that its receiver can verify', async () => {
    const { notifier, received } = await receiver();
    await notifier.send(message());
    const [first] = received;
    expect(first?.verified).toBe(true);
    expect(webhookPayload.parse(first?.body)).toMatchObject({
      type: 'alert.opened',
      data: { kind: 'failure', severity: 'critical', count: 12, facts: { samples: ['a', 'b'], cohort: null } },
    });
  });

  test('keeps its id when the same is sent again, and has another one for another event', async () => {
    const { notifier, received } = await receiver();
    await notifier.send(message());
    await notifier.send(message());
    await notifier.send(message({ id: 'resolved/…', event: 'resolved' }));
    const ids = received.map(({ id }) => id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[0]).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  test('is not verified by who expects another secret, nor when a byte is changed', async () => {
    const stranger = await startWebhookReceiver(`whsec_${Buffer.alloc(32, 'x').toString('base64')}`);
    closing.push(stranger.close);
    await createWebhookNotifier({ url: stranger.url, secret: SECRET, timeoutMs: 2_000, clock: systemClock }).send(
      message(),
    );
    expect(stranger.received[0]?.verified).toBe(false);
    const { notifier, received } = await receiver();
    await notifier.send(message());
    const [{ headers, text } = { headers: {}, text: '' }] = received;
    expect(isSigned(headers, text, SECRET)).toBe(true);
    expect(isSigned(headers, text.replace('12', '13'), SECRET)).toBe(false);
    expect(isSigned({ ...headers, 'webhook-timestamp': '1700000000' }, text, SECRET)).toBe(false);
  });

  test.each([500, 404, 301])('that is answered with %i has failed, and says no address', async (status) => {
    const { notifier, answer, url } = await receiver();
    answer(status);
    const error = await notifier.send(message()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'NOTIFICATION_FAILED', retryable: true });
    expect(String(error)).toContain(`HTTP ${status}`);
    expect(String(error)).not.toContain(new URL(url).port);
  });

  test.each([
    ['30', 30_000],
    ['999999', 3_600_000],
    ['soon', undefined],
  ])('that is answered with Retry-After: %s is not tried before', async (header, waitMs) => {
    const { notifier, answer } = await receiver();
    answer(429, { 'retry-after': header });
    await expect(notifier.send(message())).rejects.toMatchObject({ retryAfterMs: waitMs });
  });

  test('that nobody listens to has failed', async () => {
    const options = { url: 'http://127.0.0.1:1/x', secret: SECRET, timeoutMs: 2_000, clock: systemClock };
    await expect(createWebhookNotifier(options).send(message())).rejects.toThrow('ECONNREFUSED');
  });
});

describe('e-mail', () => {
  const options = { from: 'morrow@example.com', to: ['ops@example.com', 'ada@example.com'], timeoutMs: 2_000 };

  test('goes to everybody, with what happened in its subject, and logs in', async () => {
    const server = await startMailServer({ user: 'morrow', password: 'p@ss word' });
    closing.push(server.close);
    const url = `smtp://morrow@127.0.0.1:${server.port}`;
    const notifier = createEmailNotifier({ ...options, url, password: 'p@ss word' });
    await notifier.send(message());
    await notifier.send(message({ event: 'resolved' }));
    const [opened, resolved] = server.mails;
    expect(opened).toMatchObject({ from: 'morrow@example.com', to: ['ops@example.com', 'ada@example.com'] });
    expect(opened?.text).toMatch(/^Subject: \[Morrow\] CRITICAL: 12 accounts fail/m);
    expect(opened?.text).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(opened?.text).toMatch(/^Message-ID: <[0-9a-f]{32}@example\.com>/im);
    expect(resolved?.text).toMatch(/^Subject: \[Morrow\] RESOLVED: /m);
  });

  test('that the server refuses has failed, and does not say the password', async () => {
    const server = await startMailServer({ user: 'morrow', password: 'right' });
    closing.push(server.close);
    const notifier = createEmailNotifier({
      ...options,
      url: `smtp://morrow@127.0.0.1:${server.port}`,
      password: 'wrong-canary',
    });
    const error = await notifier.send(message()).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'NOTIFICATION_FAILED' });
    expect(String(error)).toContain('EAUTH');
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(String(error)).not.toContain('canary');
  });
});

describe('the configuration', () => {
  const parts = { log: () => undefined, clock: systemClock };
  const channels = (env: Readonly<Record<string, string>>) =>
    createNotifiers(readConfig(env), parts).map(({ channel }) => channel);

  test('names the channels; the log is always one', () => {
    expect(channels({})).toEqual(['log']);
    const webhook = { ALERT_WEBHOOK_URL: 'https://hooks.example/x', ALERT_WEBHOOK_SECRET: SECRET };
    const mail = {
      ALERT_SMTP_URL: 'smtp://mail.example',
      ALERT_EMAIL_FROM: 'a@b.example',
      ALERT_EMAIL_TO: 'c@d.example, e@f.example',
    };
    expect(channels({ ...webhook, ...mail })).toEqual(['log', 'webhook', 'email']);
  });

  test.each([
    [{ ALERT_WEBHOOK_URL: 'https://hooks.example/x' }, 'ALERT_WEBHOOK_SECRET: is needed with ALERT_WEBHOOK_URL'],
    [
      { ALERT_WEBHOOK_URL: 'https://hooks.example/x', ALERT_WEBHOOK_SECRET: 'canary' },
      'ALERT_WEBHOOK_SECRET must be whsec_',
    ],
    [{ ALERT_SMTP_URL: 'smtp://mail.example' }, 'ALERT_EMAIL_FROM: is needed with ALERT_SMTP_URL'],
    [
      { ALERT_SMTP_URL: 'smtp://mail.example', ALERT_EMAIL_FROM: 'a@b' },
      'ALERT_EMAIL_TO: is needed with ALERT_SMTP_URL',
    ],
    [
      { ALERT_SMTP_URL: 'smtp://user:canary@mail.example' },
      'ALERT_SMTP_URL: must be like smtp://user@host:587, without a password',
    ],
    [{ ALERT_EMAIL_TO: 'nobody' }, 'ALERT_EMAIL_TO: must be e-mail addresses, separated by commas'],
  ])('%j is refused by name and without the secret', (env, expected) => {
    expect(() => channels(env)).toThrow(expected);
    expect(() => channels(env)).not.toThrow('canary');
  });
});
