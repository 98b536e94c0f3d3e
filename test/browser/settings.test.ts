// The settings in a real browser: accounts, connections with a test of them, users, keys and variables; and what a role does not see.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/ports/clock.ts';
import { ADMIN_KEY, PASSWORD, bearer, required, userFor } from '../helpers/access.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { EXCHANGE_TOKEN, startTestEmulators } from '../helpers/emulators.ts';
import { connectionParts } from '../helpers/secrets.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { seedMorning } from './seed.ts';
import { expectGoodLooks, siteOfFile, type PageOptions } from './site.ts';

const { api, open: openAny } = siteOfFile({
  start: async (keep) => {
    const emulators = await keep(startTestEmulators(), (started) => started.close());
    const parts = connectionParts({ AD_EXCHANGE_URL: emulators.urls.adExchange });
    return {
      access: required(),
      clock: systemClock,
      change: (operations) => ({ ...operations, ...parts }),
    };
  },
  fill: async (started) => {
    await seedMorning(started.store);
    await userFor(started, 'ada', 'admin');
    await userFor(started, 'vic', 'viewer');
  },
});

async function open(path: string, name = 'ada', options: PageOptions = {}) {
  const opened = await openAny(path, options);
  const { page } = opened;
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  return opened;
}

const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

describe('the settings', () => {
  test.each([
    ['accounts', 'desk', 'light', 'harbor-games'],
    ['connections', 'desk', 'dark', 'app-store-3'],
    ['users', 'phone', 'light', 'vic'],
    ['keys', 'desk', 'light', 'No API key yet'],
    ['variables', 'phone', 'dark', 'Jump that holds a forecast'],
  ] as const)('have no accessibility problem that axe finds: %s, %s, %s', async (tab, device, colorScheme, shown) => {
    const { page } = await open(`/settings?tab=${tab}`, 'ada', { width: WIDTHS[device], colorScheme });
    await page.getByText(shown, { exact: true }).first().waitFor();
    await expectGoodLooks(page, `settings-${tab}-${device}-${colorScheme}`);
  });

  test('take a new account, say what is wrong beside the field, and archive it again', async () => {
    const { page } = await open('/settings');
    await page.getByRole('button', { name: 'Add an account' }).click();
    const dialog = dialogOf(page, 'Add an account');
    await dialog.getByLabel('Id').fill('Blue Whale');
    await dialog.getByLabel('Currency').fill('EUR');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText(/beside the fields/).waitFor();
    expect(await dialog.getByLabel('Id').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Currency').inputValue()).toBe('EUR');
    await takePicture(page, 'settings-account-refused');
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByLabel('Id').fill('blue-whale');
    await dialog.getByLabel('ad-exchange').check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('link', { name: 'blue-whale' }).waitFor();
    await page.getByRole('button', { name: 'Archive blue-whale' }).click();
    await dialogOf(page, 'Archive blue-whale').getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('link', { name: 'blue-whale' }).waitFor({ state: 'hidden' });
    await page.getByLabel('archived ones, too').check();
    await page.getByRole('button', { name: 'Restore blue-whale' }).waitFor();
    expect(
      (await api.store.accounts.list({ includeArchived: true }, { after: null, limit: 9 })).map(({ id }) => id),
    ).toContain('blue-whale');
  });

  test('find accounts, and keep that in the address', async () => {
    const { page } = await open('/settings');
    await page.getByRole('searchbox').fill('robot');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=robot/);
    await page.getByRole('link', { name: 'koi-pond' }).waitFor({ state: 'hidden' });
    expect(await page.getByRole('link', { name: 'tin-robot' }).getAttribute('href')).toBe('/accounts/tin-robot');
  });

  test('store a connection, test it, and never show its credential again', async () => {
    const { page, complaints } = await open('/settings?tab=connections');
    await page.getByRole('button', { name: 'Test the connection ad-exchange' }).click();
    await page.getByText('SOURCE_NOT_CONFIGURED').waitFor();
    await page.getByRole('button', { name: 'Store one for ad-exchange' }).click();
    const dialog = dialogOf(page, 'Store a connection to ad-exchange');
    await dialog.getByLabel('token').fill(EXCHANGE_TOKEN);
    await dialog.getByLabel('Account').fill('nobody');
    await dialog.getByRole('button', { name: 'Store' }).click();
    await dialog.getByText(/There is no account nobody/).waitFor();
    await dialog.getByLabel('Account').fill('');
    await dialog.getByRole('button', { name: 'Store' }).click();
    const stored = page.getByRole('region', { name: 'Stored connections', exact: true });
    await stored.getByRole('button', { name: 'Test the connection ad-exchange' }).click();
    await stored.getByText(/takes the credentials/).waitFor();
    await takePicture(page, 'settings-connection-tested');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.content()).not.toContain(EXCHANGE_TOKEN);
    await stored.getByRole('button', { name: 'Change the connection ad-exchange' }).click();
    const change = dialogOf(page, /Set the connection ad-exchange anew/);
    expect(await change.getByLabel('token').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    // The refused account is the one thing that the browser writes into its console.
    expect(complaints.filter((text) => !/401|404/.test(text))).toEqual([]);
  });

  test('list many connections a page at a time', async () => {
    for (let index = 10; index < 70; index += 1) {
      const account = `zz-${index}`;
      const json = { source: 'ad-exchange', account, baseUrl: 'https://ads.example.com', credentials: { token: 'x' } };
      await api.store.accounts.add(anAccount({ id: accountId(account) }));
      expect((await api.call('POST', '/api/connections', { json, headers: bearer(ADMIN_KEY) })).status).toBe(201);
    }
    const { page } = await open('/settings?tab=connections');
    const last = page.getByRole('button', { name: 'Remove the connection ad-exchange@zz-69' });
    await page.getByRole('button', { name: 'Remove the connection ad-exchange@zz-20' }).waitFor();
    expect(await last.count()).toBe(0);
    await page.getByRole('button', { name: 'More connections' }).click();
    await last.waitFor();
    expect(await page.getByRole('button', { name: 'More connections' }).count()).toBe(0);
    await last.scrollIntoViewIfNeeded();
    await takePicture(page, 'settings-connections-many');
  });

  test('change a variable within its bounds, and say what is not', async () => {
    const { page } = await open('/settings?tab=variables');
    await page.getByRole('button', { name: 'Change: Jump that holds a forecast' }).click();
    const dialog = dialogOf(page, 'Jump that holds a forecast');
    await dialog.getByLabel('Value').fill('9');
    await dialog.getByRole('button', { name: 'Set' }).click();
    await dialog.getByText('must be a number from 0.2 to 2').waitFor();
    await dialog.getByLabel('Value').fill('0.8');
    await dialog.getByRole('button', { name: 'Set' }).click();
    await page.getByText(/set by ada/).waitFor();
    await page.getByRole('button', { name: 'Back to the default: Jump that holds a forecast' }).click();
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText(/set by ada/).waitFor({ state: 'hidden' });
  });

  test('make a key that is shown once, and revoke it', async () => {
    const { page } = await open('/settings?tab=keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const dialog = dialogOf(page, 'Create an API key');
    await dialog.getByLabel('Used by').fill('nightly import');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const made = dialogOf(page, 'The key for nightly import');
    expect(await made.innerText()).toMatch(/mk_[0-9a-f]{10}_[0-9a-f]{40}/);
    await made.getByRole('button', { name: 'It is copied' }).click();
    await page.getByRole('button', { name: 'Revoke the key of nightly import' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).last().click();
    await page.getByRole('cell', { name: 'revoked' }).waitFor();
    expect(await page.content()).not.toMatch(/mk_[0-9a-f]{10}_[0-9a-f]{40}/);
  });

  test('add a user, who gets another role', async () => {
    const { page } = await open('/settings?tab=users');
    await page.getByRole('button', { name: 'Add a user' }).click();
    const dialog = dialogOf(page, 'Add a user');
    await dialog.getByLabel('Name').fill('zoe');
    await dialog.getByLabel('Password').fill('short');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText(/beside the fields/).waitFor();
    await dialog.getByLabel('Password').fill('correct horse battery staple');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('button', { name: 'Role, zoe' }).click();
    await dialogOf(page, 'Role of zoe').getByLabel('Role').selectOption('operator');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('row', { name: /zoe operator active/ }).waitFor();
  });

  test('hide from a viewer what a viewer may not do, and say so', async () => {
    const { page } = await open('/settings?tab=connections', 'vic');
    await page.getByText('Connections are for admins').waitFor();
    await page.getByText(/vic is a viewer/).waitFor();
    const tabs = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    expect(await tabs.allInnerTexts()).toEqual(['Accounts', 'Variables']);
    await tabs.first().click();
    await page.getByText('harbor-games').waitFor();
    expect(await page.getByRole('button', { name: /Add|Archive/ }).count()).toBe(0);
    await takePicture(page, 'settings-viewer');
  });
});
