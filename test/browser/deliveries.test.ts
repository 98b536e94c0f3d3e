// Deliveries of published forecasts in a real browser: what became of each, and delivering them again.
import { expect, test } from 'vitest';
import type { DeliveryRecord } from '../../src/ports/delivery-store.ts';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { accountId } from '../helpers/builders.ts';
import { accessibilityProblems, WIDTHS } from './page.ts';
import { expectGoodLooks, siteOfFile } from './site.ts';

const { api, open } = siteOfFile();

const AT = '2026-11-22T06:10:00.000Z';

const delivery = (account: string, more: Partial<DeliveryRecord>): DeliveryRecord => ({
  id: `${LAST_DAY}/${account}/1`,
  accountId: accountId(account),
  businessDate: LAST_DAY,
  forecastRevision: 1,
  status: 'pending',
  attempts: 0,
  createdAt: AT,
  dueAt: AT,
  claimedBy: null,
  claimedUntil: null,
  sentAt: null,
  lastError: null,
  ...more,
});

test('without any, the page says what it needs', async () => {
  const { page, complaints } = await open('/deliveries');
  await page.getByText('FORECAST_WEBHOOK_URL').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('what was given up is found, and delivered again, all or one', async () => {
  const failed = { status: 'given-up', attempts: 12, lastError: 'The webhook was not taken (HTTP 500).' } as const;
  await api.store.deliveries.plan([
    delivery('harbor-games', { status: 'sent', attempts: 1, sentAt: AT }),
    delivery('koi-pond', failed),
    delivery('tin-robot', failed),
  ]);
  await api.store.receivers.save({ id: 'forecasts', notBefore: '2026-11-22T10:30:00.000Z' });
  for (const device of ['phone', 'desk'] as const) {
    const { page, complaints } = await open('/deliveries', { width: WIDTHS[device] });
    await page.getByRole('row', { name: /koi-pond/ }).waitFor();
    await page.getByText('The receiver has asked for nothing before 22 Nov, 11:30 CET').waitFor();
    await expectGoodLooks(page, `deliveries-${device}`);
    expect(complaints).toEqual([]);
  }
  const { page } = await open('/');
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByLabel('Status').selectOption('given-up');
  await page.getByText('2 given-up').waitFor();
  await page.getByRole('button', { name: 'Deliver again: koi-pond, 2026-11-21' }).click();
  await page.getByText('1 given-up').waitFor();
  await page.getByText('The receiver has asked for nothing').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Deliver the 1 given up again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deliver again' }).click();
  await page.getByText('No delivery is like this').waitFor();
  expect(await api.store.deliveries.count(10)).toEqual({ pending: 2, sent: 1 });
});
