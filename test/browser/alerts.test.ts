// The inbox in a real browser: found by filters, opened, taken over, resolved; and a test of the channels.
import { describe, expect, test } from 'vitest';
import type { NotificationRecord } from '../../src/ports/notification-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { seedMorning } from './seed.ts';
import { expectGoodLooks, siteOfFile } from './site.ts';

const FAILURE = 'failure/daily/2026-11-21/app-store-1/SOURCE_UNAVAILABLE/fetching';
const { api, open } = siteOfFile({ fill: ({ store }) => fillInbox(store) });

async function fillInbox(store: Store): Promise<void> {
  await seedMorning(store);
  const alert = await store.alerts.raise({
    id: FAILURE,
    severity: 'critical',
    title: '2 accounts fail with SOURCE_UNAVAILABLE while fetching, at app-store-1',
    detail: 'For example tin-robot: the source answers 503.',
    count: 2,
    facts: {
      code: 'SOURCE_UNAVAILABLE',
      provider: 'app-store-1',
      date: '2026-11-21',
      samples: ['tin-robot', 'koi-pond'],
    },
  });
  const { openedAt } = alert;
  const told: NotificationRecord = {
    id: `opened/webhook/${openedAt}/${FAILURE}`,
    alertId: FAILURE,
    event: 'opened',
    channel: 'webhook',
    status: 'given-up',
    attempts: 8,
    createdAt: openedAt,
    dueAt: openedAt,
    claimedBy: null,
    claimedUntil: null,
    sentAt: null,
    lastError: 'the receiver answers 500',
    message: { id: 'm1', event: 'opened', at: openedAt, alert },
  };
  await store.notifications.plan([told]);
}

describe('the inbox', () => {
  test.each([
    ['desk', 'light'],
    ['phone', 'dark'],
  ] as const)('has no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page } = await open('/alerts', { width: WIDTHS[device], colorScheme });
    await page.getByText('Forecasts are held back').waitFor();
    await expectGoodLooks(page, `alerts-${device}-${colorScheme}`);
  });

  test('is narrowed by severity, kind and state, in the address too', async () => {
    const { page } = await open('/alerts');
    await page.getByLabel('Severity').selectOption('critical');
    await page.getByText('Forecasts are held back').waitFor({ state: 'hidden' });
    expect(page.url()).toContain('severity=critical');
    await page.getByLabel('Kind').selectOption('hold');
    await page.getByText('No incident is like that').waitFor();
    await page.getByLabel('Severity').selectOption('');
    await page.getByText('Forecasts are held back').waitFor();
    await page.getByRole('button', { name: 'resolved' }).click();
    await page.getByText('No incident is like that').waitFor();
  });

  test('sends a test alert, and says what went wrong beside the button', async () => {
    const { page } = await open('/alerts');
    await page.getByRole('button', { name: 'Send a test alert' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send a test alert' });
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText(/beside the fields/).waitFor();
    await dialog.getByLabel('Your name').fill('ada');
    // Nobody listens at this stack's Temporal.
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText(/Temporal/).waitFor();
    expect(await dialog.getByLabel('Your name').inputValue()).toBe('ada');
  });
});

describe('an incident', () => {
  test('shows its cause, its accounts and what was told, and is taken over and resolved with name and reason', async () => {
    const { page } = await open('/alerts');
    await page.getByRole('link', { name: /2 accounts fail with SOURCE_UNAVAILABLE/ }).click();
    await page.getByRole('heading', { level: 1, name: /2 accounts fail/ }).waitFor();
    await page.getByText('Could not be told: “opened” by webhook, after 8 attempts').waitFor();
    await page.getByText('the receiver answers 500').waitFor();
    expect(await page.getByRole('link', { name: 'tin-robot' }).getAttribute('href')).toBe('/accounts/tin-robot');
    await page.getByRole('button', { name: /^Acknowledge/ }).click();
    const acknowledging = page.getByRole('dialog', { name: /^Acknowledge/ });
    await acknowledging.getByLabel('Your name').fill('ada');
    await acknowledging.getByLabel('Reason').fill('asking the provider');
    await acknowledging.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Taken over by ada').waitFor();
    await takePicture(page, 'alert-desk-light');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: /^Resolve/ }).click();
    const resolving = page.getByRole('dialog', { name: /^Resolve/ });
    await resolving.getByLabel('Reason').fill('it answers again');
    await resolving.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText(/Resolved by ada: it answers again/).waitFor();
    await page.getByRole('button', { name: /^Resolve/ }).waitFor({ state: 'hidden' });
    expect((await api.store.alerts.find(FAILURE))?.resolvedAt).not.toBeNull();
  });

  test('that does not exist is said so', async () => {
    const { page } = await open('/alerts/breaker%2Fnobody');
    await page.getByText('ALERT_NOT_FOUND').waitFor();
  });
});
