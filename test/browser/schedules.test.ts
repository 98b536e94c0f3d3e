// The schedules in a real browser, on a real Temporal server: looked at, paused with a reason, resumed, and started by hand.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { readSchedules } from '../../src/operations/schedules-file.ts';
import { applySchedules } from '../../src/operations/schedules.ts';
import { listOurIds } from '../../src/operations/schedules-existing.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { startDevServer } from '../helpers/dev-server.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { dashboardOfTest, expectGoodLooks, LOOKS, siteOfFile, type PageOptions } from './site.ts';

const {
  api,
  open: openAny,
  visit,
} = siteOfFile({
  start: async (keep) => {
    const { address } = await keep(startDevServer(), (server) => server.stop());
    return { temporalAddress: address, clock: systemClock };
  },
  fill: async ({ operations: { temporal } }) => {
    const declared = await readSchedules();
    await applySchedules(temporal, declared);
    await waitFor('the list', async () => (await listOurIds(temporal.schedule)).length === declared.length);
  },
});

const open = async (options: PageOptions = {}) => {
  const opened = await openAny('/schedules', options);
  await opened.page.getByRole('row', { name: /housekeeping/ }).waitFor();
  return opened;
};
const row = (page: Page, id: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: id, exact: true }) });

async function decide(page: Page, verb: string, id: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: `${verb}: ${id}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `${verb}: ${id}` });
  const send = dialog.getByRole('button', { name: verb, exact: true });
  await dialog.getByLabel('Your name').fill('anna');
  expect(await send.isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill(reason);
  await send.click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('the schedules', () => {
  test.each(LOOKS)('have no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open({ width: WIDTHS[device], colorScheme });
    await expectGoodLooks(page, `schedules-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('say when they run, in words and in which zone, and what comes next', async () => {
    const { page } = await open();
    expect(await row(page, 'daily').innerText()).toMatch(/daily, all accounts[\s\S]*active[\s\S]*every day at 06:00/);
    expect(await row(page, 'revenue-hourly').innerText()).toContain('paused');
    expect(await row(page, 'daily-rerun').innerText()).toContain('by hand only');
    const coming = await page.locator('.coming').innerText();
    expect(coming).toContain('morrow-watch');
    expect(coming).not.toContain('revenue-hourly');
  });

  test('are paused and resumed with name and reason only, which everybody then sees', async () => {
    const { page } = await open();
    await decide(page, 'Pause', 'housekeeping', 'The disk is being copied.');
    await row(page, 'housekeeping').getByText('anna: The disk is being copied.').waitFor();
    await row(page, 'housekeeping').getByText('paused').waitFor();
    await decide(page, 'Resume', 'housekeeping', 'It is copied.');
    await row(page, 'housekeeping').getByText('active').waitFor();
    const entries = await api.store.audit.list({ subject: 'schedule/housekeeping', limit: 5 });
    expect(entries.map(({ action }) => action)).toEqual(['schedule.resume', 'schedule.pause']);
  });

  test('start a run at once when somebody confirms it', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Run now: daily-rerun', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Run now: daily-rerun' });
    await dialog.getByText(/for the last complete day/).waitFor();
    await takePicture(page, 'schedules-run-now');
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Run now' }).click();
    await row(page, 'daily-rerun').getByText('1 started').waitFor({ timeout: 30_000 });
    expect(await row(page, 'daily-rerun').locator('a').nth(1).getAttribute('href')).toContain(
      'scheduled%2Fdaily-rerun-',
    );
  });
});

test('without Temporal the page says so, and what to do', async () => {
  const away = await dashboardOfTest({
    change: (operations) => ({
      ...operations,
      get temporal(): never {
        throw new MorrowError('TEMPORAL_UNREACHABLE', 'Temporal does not answer.');
      },
    }),
  });
  const { page } = await visit(`${away.url}/schedules`);
  const notice = page.getByRole('alert').filter({ hasText: 'The schedules cannot be shown' });
  await notice.waitFor({ timeout: 30_000 });
  expect(await notice.innerText()).toContain('TEMPORAL_UNREACHABLE');
  expect(await accessibilityProblems(page)).toEqual([]);
});
