// An account's page in a real browser: what it says, by mouse and keyboard, and two people who change the same account.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { holdFirstForecast, tellAccount } from '../helpers/account-story.ts';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { ALL_LOOKS, expectGoodLooks, siteOfFile, type PageOptions } from './site.ts';

const { api, open: openAny } = siteOfFile({
  fill: async ({ store }) => {
    await tellAccount(store, 'koi-pond', { last: LAST_DAY, settings: { name: 'Koi Pond' } });
    await tellAccount(store, 'shared', { last: LAST_DAY });
    await store.accounts.save(anAccount({ id: accountId('bare') }));
    await holdFirstForecast(store, 'held', LAST_DAY);
  },
});

const open = async (path: string, options: PageOptions = {}) => {
  const opened = await openAny(path, options);
  await opened.page.locator('.chart canvas').nth(2).waitFor();
  return opened;
};

const settings = (page: Page) => page.getByRole('region', { name: 'Settings' });

describe('the page of an account', () => {
  test('says what came in, what comes next and why, and how good its model is', async () => {
    const { page, complaints } = await open('/accounts/koi-pond');
    const reasons = page.getByRole('table', { name: /Parts that add up to the forecast/ });
    expect(await reasons.innerText()).toMatch(/Mean of 60 days[\s\S]+Weekday: Sunday[\s\S]+\+[\s\S]+Forecast/);
    const shown = (await reasons.locator('td.num').allInnerTexts()).map((text) =>
      Math.round(Number(text.replaceAll(/[,+]/g, '').replace('−', '-')) * 100),
    );
    expect(shown.slice(0, -1).reduce((sum, cents) => sum + cents, 0)).toBe(shown.at(-1));
    const model = page.getByRole('region', { name: 'Model, version 1' });
    expect(await model.innerText()).toMatch(/combination, champion[\s\S]+Trained on\s+52 days, Wed, 23 Sep/);
    expect(await model.getByRole('table', { name: /Backtest, EUR/ }).innerText()).toContain('Last week’s value');
    const row = page.getByRole('table', { name: /rates per day/ }).getByRole('row', { name: /Thu, 19 Nov 2026/ });
    expect(await row.innerText()).toContain('rates-b, quoted 19 Nov: 1 USD = 0.9265');
    expect(complaints).toEqual([]);
  });

  test.each(ALL_LOOKS)('has no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page } = await open('/accounts/koi-pond', { width: WIDTHS[device], colorScheme });
    await settings(page).getByRole('button', { name: 'Edit' }).waitFor();
    await expectGoodLooks(page, `account-${device}-${colorScheme}`);
  });

  test('has a table behind every chart', async () => {
    const { page } = await open('/accounts/koi-pond');
    for (const summary of await page.getByText('As a table').all()) await summary.click();
    await page.getByRole('table', { name: 'Revenue by source and day in EUR, newest first' }).waitFor();
    await page.getByRole('table', { name: /model’s curve per day in EUR/ }).waitFor();
    await page.getByText('What it is the mean of').click();
    await page.getByRole('table', { name: /Simple models with their weights/ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('is reached from the overview by keyboard, and leads to the run of a day', async () => {
    const { page } = await openAny('/?account=koi-pond');
    await page.getByRole('link', { name: 'Settings, model and reasons' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'koi-pond' }).waitFor();
    await page.getByRole('link', { name: 'failed, run of Wed, 18 Nov 2026' }).click();
    await page.getByRole('heading', { name: /RATE_MISSING/ }).waitFor();
    await page.getByRole('link', { name: 'Its account' }).click();
    await page.waitForURL(/accounts\/koi-pond/);
  });

  test('keeps the chosen days in its address', async () => {
    const { page } = await open('/accounts/koi-pond');
    await page.getByRole('button', { name: '7 days', exact: true }).click();
    await page.waitForURL(/days=7/);
    await page.getByRole('img', { name: /2 sources on top of each other, 7 days/ }).waitFor();
  });

  test('of an account whose first forecast is held says why nothing is served', async () => {
    const { page } = await openAny('/accounts/held');
    await page.getByText('Nothing is served for the next day').waitFor();
    const reasons = page.getByRole('region', { name: 'Why the next day is different' });
    expect(await reasons.innerText()).toMatch(/made on Sat, 21 Nov 2026, is held\.\s+1 of 2 sources did not report/);
    await takePicture(page, 'account-held');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('of an account that has nothing yet says what is missing', async () => {
    const { page } = await openAny('/accounts/bare');
    await page.getByText('No revenue and no forecast in this period').waitFor();
    await page.getByText('Nothing is forecast for the next day yet').waitFor();
    await page.getByText('This account has no model yet').waitFor();
    await page.getByText('No run of this account is recorded').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'account-bare');
  });

  test('of an account that is not there says so', async () => {
    const { page } = await openAny('/accounts/nobody');
    await page.getByText(/The account cannot be shown: No such account/).waitFor();
    expect(await page.getByRole('alert').locator('code').first().innerText()).toBe('morrow accounts list');
  });
});

describe('the settings of an account', () => {
  test('are changed by keyboard alone, and what the API refuses is said beside the field', async () => {
    const { page } = await open('/accounts/koi-pond');
    await settings(page).getByRole('button', { name: 'Edit' }).press('Enter');
    await page.getByLabel('Name').fill('Koi Pond Ltd');
    await page.getByLabel('Currency', { exact: true }).fill('EURO');
    await page.getByLabel('History depth, days').fill('many');
    await page.keyboard.press('Enter');
    await page.getByText('must be an ISO 4217 currency in capitals, such as EUR').waitFor();
    await page.getByText('must be a whole number of days from 1 to 180, or auto').waitFor();
    expect(await page.getByLabel('Currency', { exact: true }).inputValue()).toBe('EURO');
    expect(await page.getByLabel('Name').inputValue()).toBe('Koi Pond Ltd');
    expect(await api.store.accounts.find(accountId('koi-pond'))).toMatchObject({ name: 'Koi Pond', currency: 'EUR' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'account-form');
    await page.getByLabel('Currency', { exact: true }).fill('EUR');
    await page.getByLabel('History depth, days').fill('90');
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();
    expect(await api.store.accounts.find(accountId('koi-pond'))).toMatchObject({
      name: 'Koi Pond Ltd',
      historyDepthDays: 90,
    });
    await waitFor('the focus', async () => (await page.evaluate('document.activeElement.textContent')) === 'Edit');
  });

  test('that two people change: the second is told, and nothing of either is lost', async () => {
    const [{ page: first }, { page: second }] = await Promise.all([open('/accounts/shared'), open('/accounts/shared')]);
    for (const page of [first, second]) await settings(page).getByRole('button', { name: 'Edit' }).click();
    await second.getByLabel('Name').fill('Of the second');
    await second.getByLabel('Country').fill('DE');
    await first.getByLabel('Name').fill('Of the first');
    await first.getByLabel('Tier').selectOption('critical');
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByText('Saved.').waitFor();

    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByText('Somebody else changed this account while you were typing').waitFor();
    const told = await second.getByRole('alert').first().innerText();
    expect(told).toContain('“Of the first”; you typed “Of the second”');
    expect(told).toContain('Tier: “standard” → “critical”');
    expect(await accessibilityProblems(second)).toEqual([]);
    await takePicture(second, 'account-two-editors');
    expect(await api.store.accounts.find(accountId('shared'))).toMatchObject({ name: 'Of the first', country: null });

    await second.getByRole('button', { name: /Keep what I typed/ }).click();
    expect(await second.getByLabel('Tier').inputValue()).toBe('critical');
    expect(await second.getByLabel('Name').inputValue()).toBe('Of the second');
    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByText('Saved.').waitFor();
    expect(await api.store.accounts.find(accountId('shared'))).toMatchObject({
      name: 'Of the second',
      tier: 'critical',
      country: 'DE',
    });
  });
});
