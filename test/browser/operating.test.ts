// Workers, providers and backfills in a real browser, on the whole stack as `npm start` runs it: what people see is what goes on.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { currency, isoDate } from '../helpers/builders.ts';
import { manyAccounts } from '../helpers/many-accounts.ts';
import { startRealStack, type RealStack } from '../helpers/real-stack.ts';
import { stopsAfterAll } from '../helpers/stopping.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { browserOfFile, expectGoodLooks, LOOKS, type PageOptions } from './site.ts';

const ACCOUNTS = manyAccounts(6);
const DAY = '2026-05-04';
const keep = stopsAfterAll();
const visit = browserOfFile();
let stack: RealStack;

beforeAll(async () => {
  stack = await keep(startRealStack(), (started) => started.stop());
  await stack.putAccounts(ACCOUNTS);
  await stack.runDay({ date: DAY });
}, 180_000);

const open = async (path: string, ready: (page: Page) => Promise<void>, options: PageOptions = {}) => {
  const opened = await visit(`${stack.stack.urls.api}${path}`, options);
  await ready(opened.page);
  return opened;
};

const row = (page: Page, name: RegExp | string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

describe('workers and queues', () => {
  const workersThere = (page: Page) => row(page, /^default@/).waitFor({ timeout: 40_000 });

  test.each(LOOKS)('have no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open('/workers', workersThere, { width: WIDTHS[device], colorScheme });
    await expectGoodLooks(page, `workers-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('say who works, what each has done, and how many would do, and follow without a reload', async () => {
    const { page } = await open('/workers', workersThere);
    await page.getByRole('heading', { name: 'Queue default' }).waitFor();
    await page.getByRole('heading', { name: 'Queue heavy' }).waitFor();
    const processed = async (): Promise<number> =>
      Number(
        (
          await row(page, /^default@/)
            .getByRole('cell')
            .nth(3)
            .innerText()
        ).replaceAll(',', ''),
      );
    await waitFor('tasks that were processed', async () => (await processed()) > 0, 40_000);
    await page
      .getByText(/^1 is right: /)
      .first()
      .waitFor();
    await expectGoodLooks(page, 'workers-live');
    const before = await processed();
    await stack.runDay({ date: '2026-05-05' });
    await waitFor('more of them', async () => (await processed()) > before, 40_000);
    expect(await row(page, /^default@/).innerText()).toMatch(/running[\s\S]*SDK 1\./);
  }, 120_000);

  test('are found by a part of their name, in the address too', async () => {
    const { page } = await open('/workers', workersThere);
    await page.getByRole('searchbox', { name: /Find a worker/ }).fill('heavy run');
    await page.waitForURL(/find=heavy/);
    await row(page, /^heavy@/).waitFor();
    expect(await row(page, /^default@/).count()).toBe(0);
    await page.getByRole('searchbox', { name: /Find a worker/ }).fill('nobody');
    await page.getByText('No worker has “nobody” in its name, host, queue or status').waitFor();
  });
});

describe('providers', () => {
  const providersThere = (page: Page) => row(page, /^ad-exchange/).waitFor();

  test.each(LOOKS)('have no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open('/providers', providersThere, { width: WIDTHS[device], colorScheme });
    await expectGoodLooks(page, `providers-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('get limits with a reason; what is wrong is said beside its field, and what was typed stays', async () => {
    const { page } = await open('/providers', providersThere);
    await page.getByRole('button', { name: 'Limits of app-store-1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Limits of app-store-1' });
    await dialog.getByLabel('Requests at once after a quiet time').fill('5');
    await dialog.getByLabel('Share of these for one account').fill('2');
    await dialog.getByLabel('Your name').fill('ada');
    await dialog.getByLabel('Reason').fill('new contract');
    await dialog.getByRole('button', { name: 'Set limits' }).click();
    await dialog.getByText('Needs a rate: without one there is nothing to exceed.').waitFor();
    await dialog.getByText(/A share above 0 up to 1/).waitFor();
    await takePicture(page, 'providers-limits');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await dialog.getByLabel('Requests at once after a quiet time').inputValue()).toBe('5');
    await dialog.getByLabel('Requests a second').fill('20');
    await dialog.getByLabel('Requests under way at once').fill('10');
    await dialog.getByLabel('Share of these for one account').fill('0.5');
    await dialog.getByRole('button', { name: 'Set limits' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await row(page, /^app-store-1/)
      .getByText('20 a second, 5 at once after a pause')
      .waitFor();
    await row(page, /^app-store-1/)
      .getByText('ada: new contract')
      .waitFor();
    await row(page, /^app-store-1/)
      .getByText('0 of 10 under way')
      .waitFor();
  });

  test('are left alone while somebody has opened their breaker, until somebody closes it', async () => {
    const { page } = await open('/providers', providersThere);
    const operate = async (verb: string, reason: string): Promise<void> => {
      await page.getByRole('button', { name: `${verb} the breaker of app-store-2` }).click();
      const dialog = page.getByRole('dialog', { name: `${verb} the breaker of app-store-2` });
      await dialog.getByLabel('Your name').fill('ada');
      await dialog.getByLabel('Reason').fill(reason);
      await dialog.getByRole('button', { name: verb }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await operate('Open', 'announced maintenance');
    await row(page, /^app-store-2/)
      .getByText(/ada: announced maintenance · until somebody closes it/)
      .waitFor();
    await operate('Close', 'maintenance is over');
    await row(page, /^app-store-2/)
      .getByText('closed', { exact: false })
      .first()
      .waitFor();
    expect((await stack.store.providers.list()).find(({ id }) => id === 'app-store-2')?.breaker.mode).toBe('closed');
  });

  test('of rates are held against each other, day by day and currency by currency', async () => {
    const yesterday = isoDate(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    await stack.store.ratesComparisons.save({
      date: yesterday,
      base: currency('EUR'),
      comparedAt: new Date().toISOString(),
      quoteDates: { a: yesterday, b: yesterday },
      currencies: 2,
      limitPercent: 1,
      alerted: true,
      differences: [
        { currency: 'USD', a: 1.0825, b: 1.1041, percent: 1.9954 },
        { currency: 'GBP', a: 0.84321, b: 0.84321, percent: 0 },
      ],
    });
    const { page } = await open('/providers', providersThere);
    const table = page.getByRole('table', { name: /Per EUR on/ });
    await table.waitFor();
    expect(await table.innerText()).toMatch(/USD\s+1\.0825\s+1\.1041\s+2\.00 %/);
    await page.getByText('2.00 % (USD)').waitFor();
    await takePicture(page, 'providers-rates');
  });
});

describe('a backfill', () => {
  const formThere = (page: Page) => page.getByRole('button', { name: 'Plan' }).waitFor();
  const RANGE = '?from=2026-05-01&to=2026-05-03';

  test.each(LOOKS)('has no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open(`/backfill${RANGE}`, formThere, { width: WIDTHS[device], colorScheme });
    await page.getByRole('button', { name: 'Start' }).waitFor();
    await expectGoodLooks(page, `backfill-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('says beside each field what is wrong, and plans nothing', async () => {
    const { page } = await open('/backfill', formThere);
    await page.getByLabel('First day').fill('2026-05-03');
    await page.getByLabel('Last day').fill('2026-05-01');
    await page.getByLabel('Whose').selectOption('accounts');
    await page.getByLabel('Accounts, separated by commas').fill('acc-0, Acc 1');
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByText('The last day is before the first.').waitFor();
    await page.getByText('“Acc” is no account id.').waitFor();
    expect(await page.getByLabel('Last day').inputValue()).toBe('2026-05-01');
    expect(page.url()).not.toContain('from=');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('that cannot be planned says why', async () => {
    const { page } = await open(`/backfill${RANGE}&accounts=nobody`, formThere);
    const notice = page.getByRole('alert').filter({ hasText: 'The plan cannot be shown' });
    await notice.waitFor();
    expect(await notice.innerText()).toContain('ACCOUNT_NOT_FOUND');
  });

  test('is planned with what it finds and costs, started, and followed to its end', async () => {
    const { page } = await open('/backfill', formThere);
    await page.getByLabel('First day').fill('2026-05-01');
    await page.getByLabel('Last day').fill('2026-05-03');
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.waitForURL(/from=2026-05-01&to=2026-05-03/);
    await page.getByText('6 accounts looked at.', { exact: false }).waitFor();
    expect(await row(page, /^missing/).innerText()).toMatch(/6\s+18/);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    await page.getByRole('link', { name: /Fri, 1 May 2026 to Sun, 3 May 2026, all accounts/ }).waitFor();
    await page.getByText(/over since .* · 6 accounts/).waitFor({ timeout: 60_000 });
    await page.getByText('Nothing is missing and nothing was restated', { exact: false }).waitFor();
    await takePicture(page, 'backfill-done');
    await page.reload();
    await row(page, /Fri, 1 May 2026 to Sun, 3 May 2026, all accounts/).waitFor();
  }, 120_000);

  test('that is large asks for an agreement to its cost first', async () => {
    const { page } = await open('/backfill?from=2025-01-01&to=2026-03-31&reread=true', formThere);
    await page.getByText(/The start has to be confirmed, as its range is 455 days/).waitFor();
    await page.getByRole('button', { name: 'Start …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start this backfill?' });
    await dialog.getByText(/requests?, .*account days? of 6 accounts\. It has to be confirmed/).waitFor();
    await takePicture(page, 'backfill-confirm');
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: /^Start it: / }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Now' }).waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const cancel = page.getByRole('dialog', { name: /^Cancel: / });
    await cancel.getByRole('button', { name: 'Cancel', exact: true }).click();
    await cancel.waitFor({ state: 'hidden' });
    await page
      .locator('.status', { hasText: /cancelled|completed/ })
      .first()
      .waitFor({ timeout: 60_000 });
  }, 120_000);
});
