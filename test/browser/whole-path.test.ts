// A morning from sign-in to sign-out, at a desk and on a phone, on the whole stack as `npm start` runs it with access switched on:
// a day is run and watched, a held forecast released, an account edited by two people, a backfill planned. No page is loaded twice.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from '../helpers/access.ts';
import type { RealStack } from '../helpers/real-stack.ts';
import { stopsAfterAll } from '../helpers/stopping.ts';
import { prepareMornings, startGuardedStack, type Morning } from './mornings.ts';
import { accessibilityProblems, expectNoSidewaysScroll, takePicture, WIDTHS } from './page.ts';
import { browserOfFile } from './site.ts';

const DEVICES = ['desk', 'phone'] as const;
type Device = (typeof DEVICES)[number];

/** All that the browser writes into its console: who is there is asked before and after, and one of two editors is refused. */
const REFUSED = ['401', '412', '401'];

const keep = stopsAfterAll();
const visit = browserOfFile();
let stack: RealStack;
let mornings: readonly Morning[];

beforeAll(async () => {
  stack = await keep(startGuardedStack(), (started) => started.stop());
  mornings = await prepareMornings(stack, DEVICES);
}, 120_000);

/** What a walk is made of: the page, its width for the names of pictures, and the morning that it belongs to. */
interface Walk {
  readonly page: Page;
  readonly device: Device;
  readonly morning: Morning;
}

async function enter(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(new RegExp(`^${name}, (operator|viewer)$`)).waitFor();
}

/** In both colour schemes, as people and as axe see it. */
async function look({ page, device }: Walk, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await takePicture(page, `path-${name}-${device}-${colorScheme}`);
    expect(await accessibilityProblems(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
}

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();

async function startTheDay(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await stack.faults.add({ source: 'app-store-1', kind: 'late', account: morning.slow });
  await goTo(page, 'Schedules');
  await page.getByRole('button', { name: `Run now: ${morning.schedule}` }).click({ timeout: 30_000 });
  const dialog = page.getByRole('dialog');
  await look(walk, 'run-now');
  await dialog.getByRole('button', { name: 'Run now' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The end of the run is told by the stream of events: nothing else renews the durations while the page stays open. */
async function watchTheDay(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await goTo(page, 'Overview');
  await page.getByRole('link', { name: `daily, ${morning.name}` }).click();
  const head = page.locator('.page-head');
  await head.getByText('running').waitFor();
  await page.getByText('2 of 3', { exact: true }).waitFor();
  await look(walk, 'run-under-way');
  await stack.faults.clear();
  await head.getByText('completed').waitFor();
  await page.getByText('3 of 3', { exact: true }).waitFor();
  await page.getByText(/^3 accounts · .*held/).waitFor();
  await page
    .getByRole('table', { name: /Durations and landing/ })
    .getByText('completed')
    .waitFor();
  await look(walk, 'run-done');
}

/** Who may look only sees the same, and no button that the API would refuse. */
async function lookOnly({ morning, device }: Walk): Promise<void> {
  const { page } = await visit(stack.stack.urls.api, { width: WIDTHS[device] });
  await enter(page, morning.viewer);
  const notThere = async (names: RegExp): Promise<void> => {
    await page.getByText(`is for operators; ${morning.viewer} is a viewer`).waitFor();
    expect(await page.getByRole('button', { name: names }).count()).toBe(0);
  };
  await page.getByRole('rowheader', { name: morning.gappy }).waitFor();
  await notThere(/release|reject/i);
  await goTo(page, 'Schedules');
  await page.getByRole('link', { name: morning.schedule }).waitFor();
  await notThere(/Run now|Pause/);
  await goTo(page, 'Providers');
  await page.getByRole('rowheader', { name: /^ad-exchange/ }).waitFor();
  await notThere(/Limits|breaker/);
  await takePicture(page, `path-viewer-${device}`);
}

async function releaseTheForecast(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await goTo(page, 'Overview');
  await page.getByText(/4 of the last 7 days/).waitFor();
  await look(walk, 'overview');
  await page.getByRole('button', { name: `release the forecast of ${morning.gappy}` }).click();
  const dialog = page.getByRole('dialog', { name: `Release the forecast of ${morning.gappy}` });
  await dialog.getByLabel('Your name').fill('Anna');
  await dialog.getByLabel('Reason').fill('The import was late; the four days are quiet ones.');
  await look(walk, 'release');
  await dialog.getByRole('button', { name: 'Release' }).click();
  await page.getByRole('rowheader', { name: morning.gappy }).waitFor({ state: 'hidden' });
  const { text } = await stack.call('GET', `/api/accounts/${morning.gappy}/forecasts/${morning.date}`);
  expect(JSON.parse(text)).toMatchObject({ forecast: { status: 'published' } });
}

async function openAccount({ page, morning }: Pick<Walk, 'page' | 'morning'>): Promise<void> {
  await goTo(page, 'Overview');
  await page.getByRole('combobox', { name: /Find an account/ }).fill(morning.gappy);
  await page.getByRole('option', { name: morning.gappy }).click();
  await page.getByRole('link', { name: 'Settings, model and reasons' }).click();
  await page.locator('.chart canvas').nth(2).waitFor();
}

/** Returns when a colleague has changed what the walker has open. */
async function meanwhile({ morning, device }: Walk): Promise<void> {
  const { page } = await visit(stack.stack.urls.api, { width: WIDTHS[device] });
  await enter(page, morning.colleague);
  await openAccount({ page, morning });
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Of the colleague');
  await page.getByLabel('Tier').selectOption('critical');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
}

async function editTheAccount(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await openAccount(walk);
  await look(walk, 'account');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Tin Robot');
  await page.getByLabel('Country').fill('NL');
  await meanwhile(walk);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else changed this account while you were typing').waitFor();
  await look(walk, 'two-editors');
  await page.getByRole('button', { name: /Keep what I typed/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const { text } = await stack.call('GET', `/api/accounts/${morning.gappy}`);
  expect(JSON.parse(text)).toMatchObject({ name: 'Tin Robot', country: 'NL', tier: 'critical' });
}

async function planABackfill(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await goTo(page, 'Backfill');
  await page.getByLabel('First day').fill('2026-01-01');
  await page.getByLabel('Last day').fill('2026-01-10');
  await page.getByLabel('Whose').selectOption('cohort');
  await page.getByLabel(/^Cohort/).selectOption(morning.name);
  await page.getByRole('button', { name: 'Plan' }).click();
  await page.getByText(/3 accounts looked at\. \d+ requests?, /).waitFor();
  await look(walk, 'backfill');
}

async function leave(walk: Walk): Promise<void> {
  const { page, morning } = walk;
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const shown = await page.locator('body').innerText();
  for (const secret of [morning.operator, morning.gappy]) expect(shown).not.toContain(secret);
}

describe('a morning', () => {
  test.each(DEVICES)('from sign-in to sign-out: %s', async (device) => {
    const morning = mornings.find(({ name }) => name === device);
    if (morning === undefined) throw new Error(`There is no morning for ${device}.`);
    const { page, complaints } = await visit(stack.stack.urls.api, { width: WIDTHS[device] });
    const walk = { page, device, morning };
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await look(walk, 'sign-in');
    const told = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await enter(page, morning.operator);
    expect((await told).status()).toBe(200);
    await page.evaluate('window.sameDocument = true');
    await startTheDay(walk);
    await watchTheDay(walk);
    await lookOnly(walk);
    await releaseTheForecast(walk);
    await editTheAccount(walk);
    await planABackfill(walk);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    await leave(walk);
    expect(complaints.map((text) => /status of (\d+)/.exec(text)?.[1] ?? text)).toEqual(REFUSED);
  });
});
