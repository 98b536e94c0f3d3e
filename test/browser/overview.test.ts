// The overview in a real browser: what people see, by mouse and by keyboard, at a desk and on a phone.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { accountDay, DAY_RUN, seedMorning } from './seed.ts';
import { ALL_LOOKS, dashboardOfTest, expectGoodLooks, siteOfFile, type PageOptions } from './site.ts';

const {
  api,
  open: openAny,
  visit,
} = siteOfFile({
  fill: async ({ store, call }) => {
    await seedMorning(store);
    await waitFor('the totals', async () => {
      const { body } = await call('GET', '/api/overview?from=2026-10-01&to=2026-12-19');
      return (body as { refreshing: unknown[] }).refreshing.length === 0;
    });
  },
});

/** Figures and charts are there. */
async function ready(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'History, EUR' }).waitFor();
  await page.locator('.chart canvas').waitFor();
  await page.locator('.donut canvas').waitFor();
}

const open = async (path: string, options: PageOptions = {}) => {
  const opened = await openAny(path, options);
  await ready(opened.page);
  return opened;
};

describe('the overview', () => {
  test('shows what came in, what was forecast, and how far the accounts are', async () => {
    const { page, complaints } = await open('/');
    const figures = await page.locator('.figures').innerText();
    expect(figures).toContain('6,000.00 EUR');
    expect(figures).toContain('+33.3 % against the forecast');
    expect(figures).toContain('1 of 3');
    expect(figures).toContain('1 failed, 1 held');
    const row = page.getByRole('row', { name: /Sat, 21 Nov 2026/ });
    expect(await row.innerText()).toMatch(/6,000\.00\s+4,500\.00\s+\+1,500\.00\s+\+33\.3 %\s+2,700\.00 to 6,301\.50/);
    expect(complaints).toEqual([]);
  });

  test.each(ALL_LOOKS)('has no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page } = await open('/', { width: WIDTHS[device], colorScheme });
    await expectGoodLooks(page, `overview-${device}-${colorScheme}`);
  });

  test('goes with the colours of the system while it is open, unless somebody has chosen some', async () => {
    const { page } = await open('/', { colorScheme: 'dark' });
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    await waitFor('it is light', async () => (await ground()) !== dark);
    const light = await ground();
    await page.getByLabel('Colours').selectOption('dark');
    expect(await ground()).toBe(dark);
    await page.getByLabel('Colours').selectOption('system');
    expect(await ground()).toBe(light);
  });

  test('keeps what is chosen in its address, so that a link shows the same', async () => {
    const { page } = await open('/');
    await page.getByRole('button', { name: '7 days', exact: true }).click();
    await page.waitForURL(/days=7/);
    await page.getByLabel('Cohort').selectOption('north');
    await page.waitForURL(/cohort=north/);
    await page.locator('.figures').getByText('3,000.00 EUR').waitFor();
    const { page: other } = await open(new URL(page.url()).search.replace(/^/, '/'));
    expect(await other.locator('.figures').innerText()).toContain('3,000.00 EUR');
    expect(await other.getByRole('button', { name: '7 days', exact: true }).getAttribute('aria-pressed')).toBe('true');
    await page.goBack();
    await page.locator('.figures').getByText('6,000.00 EUR').waitFor();
  });

  test('leads to one account by keyboard alone, and back', async () => {
    const { page } = await open('/');
    await page.getByRole('combobox', { name: /Find an account/ }).focus();
    await page.keyboard.type('rob');
    await page.getByRole('option', { name: /tin-robot/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'tin-robot' }).waitFor();
    expect(page.url()).toContain('account=tin-robot');
    await page.locator('.figures').getByText('3,000.00 EUR').waitFor();
    expect(await page.locator('.legend').innerText()).toContain('80 % interval');
    await page.getByRole('button', { name: 'All accounts' }).click();
    await page.locator('.figures').getByText('6,000.00 EUR').waitFor();
  });

  test('offers only accounts that have what is typed, also before the answer to the last letter', async () => {
    const { page } = await open('/');
    await page.route(/search=rob/, () => undefined);
    await page.getByRole('combobox', { name: /Find an account/ }).focus();
    await page.keyboard.type('r');
    await page.getByRole('option', { name: /harbor-games/ }).waitFor();
    await page.keyboard.type('ob');
    await page.getByRole('option', { name: /harbor-games/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'tin-robot' }).waitFor();
  });

  test('says beside the fields what is wrong with a range, and keeps what was typed', async () => {
    const { page } = await open('/');
    await page.getByRole('button', { name: 'Range' }).click();
    await page.getByLabel('First day').fill('2026-11-20');
    await page.getByLabel('Last day').fill('2026-11-10');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('The last day is before the first.').waitFor();
    expect(await page.getByLabel('Last day').inputValue()).toBe('2026-11-10');
    expect(page.url()).not.toContain('from=');
    await page.getByLabel('Last day').fill('2026-11-21');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2026-11-20&to=2026-11-21/);
  });

  test('moves through the days of the chart by arrow keys, and says them', async () => {
    const { page } = await open('/');
    const chart = page.getByRole('slider', { name: /Day of the chart/ });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.readout', { hasText: 'Fri, 20 Nov 2026' }).waitFor();
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /^Fri, 20 Nov 2026: revenue 6,237\.57, forecast 4,500\.00 EUR/,
    );
  });

  test('exports the table as it stands, exactly', async () => {
    const { page } = await open('/?days=7');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('morrow-all-EUR-2026-11-15-2026-11-28.csv');
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(15);
    expect(lines[7]).toBe('2026-11-21,EUR,6000.00,4500.00,2700.00,6301.50,1500.00,3,3,3,1,1,1');
  });

  test('follows a run that goes on, without a reload', async () => {
    const running = { ...accountDay('harbor-games', 'running'), id: DAY_RUN, kind: 'day', accountId: null } as const;
    await api.store.runs.save({ ...running, finishedAt: null });
    const { page } = await open('/');
    await page.getByText('3 of 3 accounts through').waitFor();
    await api.store.runs.save(accountDay('harbor-games', 'running'));
    await page.getByText('2 of 3 accounts through').waitFor();
    await api.store.runs.save(accountDay('harbor-games', 'published'));
    await api.store.runs.save({ ...running, status: 'completed' });
    await page.getByText('3 of 3 accounts through').waitFor();
    await page.locator('.status', { hasText: 'completed' }).waitFor();
  });
});

describe('a held forecast', () => {
  test('shows why it is held, and is decided with name and reason only; what went wrong is said, what was typed stays', async () => {
    const { page } = await open('/');
    await page.getByText('5.1 times the usual week.').waitFor();
    await page.getByRole('button', { name: 'Release the forecast of koi-pond, 2026-11-21' }).click();
    const dialog = page.getByRole('dialog', { name: 'Release the forecast of koi-pond' });
    const send = dialog.getByRole('button', { name: 'Release' });
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByLabel('Your name').fill('anna');
    await dialog.getByLabel('Reason').fill('A sale that we knew of.');
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'overview-decision');
    // Nobody listens at this stack's Temporal.
    await send.click();
    await dialog.getByText(/Temporal/).waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('A sale that we knew of.');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('without figures', () => {
  test('an empty store says what to do, and has no accessibility problem', async () => {
    const empty = await dashboardOfTest();
    const { page } = await visit(empty.url);
    await page.getByText(/No revenue and no forecast from/).waitFor();
    await page.getByText('It has not run yet').waitFor();
    await page.getByText('Nothing is held back').waitFor();
    await takePicture(page, 'overview-empty');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('a store that is away is named with what to do, and the page recovers by itself', async () => {
    let isAway = true;
    const stack = await dashboardOfTest({
      change: (operations) => ({
        ...operations,
        get store() {
          if (isAway) throw new MorrowError('STORE_UNREACHABLE', 'The database does not answer.');
          return operations.store;
        },
      }),
    });
    const { page } = await visit(stack.url);
    const notice = page.getByRole('alert').filter({ hasText: 'The overview cannot be shown' });
    await notice.waitFor();
    expect(await notice.innerText()).toContain('STORE_UNREACHABLE');
    await takePicture(page, 'overview-store-away');
    expect(await accessibilityProblems(page)).toEqual([]);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await notice.waitFor();
    isAway = false;
    await page.getByText(/No revenue and no forecast from/).waitFor({ timeout: 30_000 });
  });

  test('an address without a page says so, with the way to the overview', async () => {
    const { page } = await openAny('/no/such/page', { width: WIDTHS.phone });
    await page.getByText('There is no such page').waitFor();
    await takePicture(page, 'no-such-page');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await ready(page);
  });

  test('an account that is none is said so', async () => {
    const { page } = await openAny('/?account=nobody');
    await page.getByText(/There is no account "nobody"/).waitFor();
    expect(LAST_DAY).toBe('2026-11-21');
  });
});
