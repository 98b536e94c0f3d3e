// The outbox: each thing that happens to an incident is told once through every channel, in order, whatever fails in between.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDeliveryActivities } from '../../src/activities/alerting/deliver.ts';
import { MOST_ATTEMPTS, retryWaitMs } from '../../src/activities/alerting/plan-notifications.ts';
import type { DefaultDependencies } from '../../src/activities/dependencies.ts';
import { MorrowError } from '../../src/contract/errors.ts';
import type { Channel, Notifier } from '../../src/ports/notifier.ts';
import type { Store } from '../../src/ports/store.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

/** Keeps what it is sent; refuses while it is down. */
class Receiver implements Notifier {
  readonly channel: Channel;
  readonly told: string[] = [];
  down = false;
  /** What it asks for by Retry-After, in ms. */
  waitMs = 0;
  answersAfterMs = 0;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  async send({ event, alert }: Parameters<Notifier['send']>[0]): Promise<void> {
    if (this.answersAfterMs > 0) vi.advanceTimersByTime(this.answersAfterMs);
    if (this.down) {
      throw new MorrowError(
        'NOTIFICATION_FAILED',
        'The receiver is down.',
        this.waitMs === 0 ? {} : { retryAfterMs: this.waitMs },
      );
    }
    await Promise.resolve();
    this.told.push(`${event} ${alert.severity} ${alert.id}`);
  }
}

const alert = (severity: 'warning' | 'critical' = 'warning') => ({ id: 'a', severity, title: 't', detail: 'd' });

function sender(store: Store, ...notifiers: readonly Notifier[]) {
  const steps = createDeliveryActivities({ store, notifiers } as unknown as DefaultDependencies);
  let minutes = 0;
  return {
    /** One look, so many minutes after the one before. */
    deliver: (after = 1) => {
      minutes += after;
      return steps.deliverNotifications({ at: new Date(Date.now() + minutes * 60_000).toISOString() });
    },
    /** In the same minute as the last look. */
    tryOut: () => steps.testChannels({ at: new Date(Date.now() + minutes * 60_000).toISOString(), by: 'somebody' }),
  };
}

test('a channel that has very many waiting, or is configured no more, holds up no other one', async () => {
  const [store, log, webhook] = [await scratchStore(), new Receiver('log'), new Receiver('webhook')];
  webhook.down = true;
  const both = sender(store, log, webhook);
  for (let index = 0; index < 210; index += 1) await store.alerts.raise({ ...alert(), id: `a${index}` });
  for (let time = 0; time < 3; time += 1) await both.deliver();
  await store.alerts.raise({ ...alert(), id: 'late' });
  await both.deliver();
  expect(log.told).toHaveLength(211);
  expect(log.told).toContain('opened warning late');
  await store.alerts.raise({ ...alert(), id: 'later' });
  await sender(store, log).deliver(5);
  expect(log.told).toContain('opened warning later');
});

describe('an incident', () => {
  test('is announced once when it opens, once when it becomes critical, and once when it is over', async () => {
    const [store, log, webhook] = [await scratchStore(), new Receiver('log'), new Receiver('webhook')];
    const { deliver } = sender(store, log, webhook);
    await store.alerts.raise(alert());
    expect(await deliver()).toEqual({ sent: 2, failed: 0, givenUp: 0 });
    await store.alerts.raise(alert());
    expect(await deliver()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    await store.alerts.raise(alert('critical'));
    await deliver();
    await deliver();
    await store.alerts.resolve('a');
    await deliver();
    await deliver();
    expect(log.told).toEqual(['opened warning a', 'escalated critical a', 'resolved critical a']);
    expect(webhook.told).toEqual(log.told);
  });

  test('that opens critical is not announced as escalated, and comes back as a new one', async () => {
    const [store, log] = [await scratchStore(), new Receiver('log')];
    const { deliver } = sender(store, log);
    for (let time = 1; time <= 2; time += 1) {
      await store.alerts.raise(alert('critical'));
      await deliver();
      await store.alerts.resolve('a');
      await deliver();
    }
    expect(log.told).toEqual(['opened critical a', 'resolved critical a', 'opened critical a', 'resolved critical a']);
  });

  test('that came and went between two looks is told with both', async () => {
    const [store, log] = [await scratchStore(), new Receiver('log')];
    const { deliver } = sender(store, log);
    await store.alerts.raise(alert());
    await store.alerts.resolve('a');
    await deliver();
    await deliver();
    expect(log.told).toEqual(['opened warning a', 'resolved warning a']);
  });
});

test('more incidents than are read at a time are all announced with the same look', async () => {
  const [store, log] = [await scratchStore(), new Receiver('log')];
  const { deliver } = sender(store, log);
  for (let index = 0; index < 600; index += 1) await store.alerts.raise({ ...alert(), id: `a${index}` });
  await deliver();
  expect(await store.notifications.list({ limit: 1_000 })).toHaveLength(600);
});

describe('a channel that is down', () => {
  test('holds up no other one, and tells everything in order when it is back', async () => {
    const [store, log, webhook] = [await scratchStore(), new Receiver('log'), new Receiver('webhook')];
    const { deliver } = sender(store, log, webhook);
    webhook.down = true;
    await store.alerts.raise(alert());
    expect(await deliver()).toEqual({ sent: 1, failed: 1, givenUp: 0 });
    await store.alerts.resolve('a');
    await deliver();
    expect(log.told).toEqual(['opened warning a', 'resolved warning a']);
    expect((await store.notifications.list({ status: 'pending', limit: 10 }))[0]).toMatchObject({
      channel: 'webhook',
      event: 'opened',
      attempts: 2,
      lastError: 'The receiver is down.',
    });
    webhook.down = false;
    await deliver(10);
    await deliver();
    expect(webhook.told).toEqual(['opened warning a', 'resolved warning a']);
  });

  test('is left alone for as long as it asks, with everything that is to be told', async () => {
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    const { deliver } = sender(store, webhook);
    for (const id of ['a', 'b', 'c']) await store.alerts.raise({ ...alert(), id });
    Object.assign(webhook, { down: true, waitMs: 20 * 60_000 });
    expect(await deliver()).toEqual({ sent: 0, failed: 1, givenUp: 0 });
    webhook.down = false;
    await store.alerts.raise({ ...alert(), id: 'later' });
    expect(await deliver(15)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(await deliver(6)).toEqual({ sent: 4, failed: 0, givenUp: 0 });
    expect(webhook.told.at(-1)).toBe('opened warning later');
    expect(new Set(webhook.told).size).toBe(4);
  });

  test('is left alone from its answer on, also when that came late', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    const { deliver } = sender(store, webhook);
    await store.alerts.raise(alert());
    Object.assign(webhook, { down: true, waitMs: 50_000, answersAfterMs: 30_000 });
    await deliver();
    webhook.down = false;
    expect(await deliver(1)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    expect(await deliver(1)).toEqual({ sent: 1, failed: 0, givenUp: 0 });
  });

  test('that takes a test is told what came meanwhile, however long it asked to be left alone', async () => {
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    const { deliver, tryOut } = sender(store, webhook);
    await store.alerts.raise(alert());
    Object.assign(webhook, { down: true, waitMs: 60 * 60_000 });
    await deliver();
    await store.alerts.raise({ ...alert(), id: 'later' });
    await tryOut();
    expect(await deliver()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    webhook.down = false;
    expect(await tryOut()).toEqual([{ channel: 'webhook', ok: true, error: null }]);
    await deliver();
    expect(webhook.told).toContain('opened warning later');
  });

  test('is given up after hours, visibly, and what comes next is tried all the same', async () => {
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    const { deliver } = sender(store, webhook);
    webhook.down = true;
    await store.alerts.raise(alert());
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) await deliver(61);
    expect(await store.notifications.list({ status: 'given-up', limit: 10 })).toMatchObject([
      { attempts: MOST_ATTEMPTS, lastError: 'The receiver is down.' },
    ]);
    expect(await deliver(61)).toEqual({ sent: 0, failed: 0, givenUp: 0 });
    webhook.down = false;
    await store.alerts.raise(alert('critical'));
    await deliver();
    expect(webhook.told).toEqual(['escalated critical a']);
  });

  test('is tried with growing pauses, six hours in all', () => {
    const waits = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => retryWaitMs(index + 1));
    expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
    expect(Math.max(...waits)).toBe(3_600_000);
    expect(waits.reduce((sum, wait) => sum + wait) / 3_600_000).toBeCloseTo(5, 0);
  });
});

describe('several workers', () => {
  test('that deliver at once send everything once', async () => {
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    for (let index = 0; index < 20; index += 1) await store.alerts.raise({ ...alert(), id: `a${index}` });
    const senders = Array.from({ length: 4 }, () => sender(store, webhook));
    await Promise.all(senders.map(({ deliver }) => deliver()));
    expect(webhook.told).toHaveLength(20);
    expect(new Set(webhook.told).size).toBe(20);
  });

  test('of which one dies while it sends: another one sends it again, after the claim is over', async () => {
    const [store, webhook] = [await scratchStore(), new Receiver('webhook')];
    const { deliver } = sender(store, webhook);
    await store.alerts.raise(alert());
    webhook.down = true;
    await deliver();
    webhook.down = false;
    const [pending] = await store.notifications.list({ limit: 1 });
    const now = new Date(Date.now() + 30 * 60_000);
    const until = new Date(now.getTime() + 120_000).toISOString();
    const claimed = { by: 'the dead one', now: now.toISOString(), until };
    expect(await store.notifications.claim(pending?.id ?? '', claimed)).toBe(true);
    await deliver(29);
    expect(webhook.told).toEqual([]);
    await deliver(5);
    expect(webhook.told).toEqual(['opened warning a']);
  });
});
