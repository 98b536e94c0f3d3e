// The runs in a real browser: the heat map by mouse and keyboard, one run, and what is done about it.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { LAST_DAY } from '../helpers/api-stack.ts';
import { accountId, anAccount } from '../helpers/builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { accountDay, DAY_RUN, seedMorning } from './seed.ts';
import { dashboardOfTest, expectGoodLooks, LOOKS, siteOfFile, type PageOptions } from './site.ts';

const { open: openAny, visit } = siteOfFile({ fill: ({ store }) => seedMorning(store) });

const open = async (path: string, options: PageOptions = {}) => {
  const opened = await openAny(path, options);
  await opened.page.locator('.heat-canvas').waitFor();
  return opened;
};

const FURTHER = /\/api\/tiles\?.*after=/;

const heatMap = (page: Page) => page.getByRole('application', { name: /Accounts by day/ });

describe('the runs', () => {
  test.each(LOOKS)('have no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open('/runs', { width: WIDTHS[device], colorScheme });
    await page.getByRole('link', { name: 'daily, all accounts' }).waitFor();
    await expectGoodLooks(page, `runs-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('lead from a failed day to its cause and to Temporal, by keyboard alone', async () => {
    const { page } = await open('/runs');
    await heatMap(page).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await page.getByText('tin-robot, Sat, 21 Nov 2026: failed, RATE_MISSING').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /tin-robot, daily/ }).waitFor();
    await page.getByRole('heading', { name: /RATE_MISSING/ }).waitFor();
    expect(await page.getByRole('link', { name: 'Open in Temporal' }).getAttribute('href')).toContain(
      `account-day%2Fdaily%2F${LAST_DAY}%2Ftin-robot`,
    );
    await page.goBack();
    await heatMap(page).waitFor();
  });

  test('keep the day that the keys choose in sight, also where ninety days are wider than the screen', async () => {
    const { page } = await open('/runs?days=90', { width: WIDTHS.phone });
    await heatMap(page).focus();
    const isInSight = async (): Promise<boolean> => {
      const [map, names, day] = await Promise.all(
        [heatMap(page), page.locator('.heat-labels'), page.locator('.heat-chosen')].map((part) => part.boundingBox()),
      );
      if (!map || !names || !day) throw new Error('No day is chosen.');
      return day.x >= names.x + names.width && day.x + day.width <= map.x + map.width;
    };
    for (const [key, times] of [
      ['ArrowDown', 1],
      ['ArrowLeft', 89],
      ['ArrowRight', 60],
    ] as const) {
      for (let pressed = 0; pressed < times; pressed += 1) await page.keyboard.press(key);
      await waitFor(`the chosen day is in sight after ${times} times ${key}`, isInSight, 5_000);
    }
  });

  test('tell what lies under the pointer, and open it', async () => {
    const { page } = await open('/runs?days=14');
    const box = await page.locator('.heat-canvas').boundingBox();
    if (box === null) throw new Error('The tiles have no place.');
    await page.mouse.move(box.x + box.width - 8, box.y + 8 + 18);
    await page.getByText('koi-pond, Sat, 21 Nov 2026: held').waitFor();
    const frame = await page.locator('.heat-chosen').boundingBox();
    const day = box.width / 14;
    expect(frame).toMatchObject({ x: box.x + box.width - day, y: box.y + 18, width: day - 2, height: 16 });
    await page.mouse.click(box.x + box.width - 8, box.y + 8 + 18);
    await page.waitForURL(/runs\/account-day%2Fdaily%2F2026-11-21%2Fkoi-pond/);
  });

  test('take the width that there is, also when it changes', async () => {
    const { page } = await open('/runs?days=30');
    const leftOver = async (): Promise<number> => {
      const [box, tiles] = [await heatMap(page).boundingBox(), await page.locator('.heat-canvas').boundingBox()];
      if (box === null || tiles === null) throw new Error('The map has no place.');
      return box.x + box.width - tiles.x - tiles.width;
    };
    // Less than a pixel for each day, and a scroll bar.
    await waitFor('it is as wide as the page', async () => (await leftOver()) < 30 + 15);
    await page.setViewportSize({ width: 1100, height: 900 });
    await waitFor('it is as wide as the narrower page', async () => {
      const left = await leftOver();
      return left >= 0 && left < 30 + 15;
    });
  });

  test('lead from an account beside the tiles to its page, without loading everything anew', async () => {
    const { page } = await open('/runs');
    await page.evaluate('window.isSamePage = true');
    await page.locator('.heat-labels').getByText('koi-pond', { exact: true }).click();
    await page.waitForURL(/\/accounts\/koi-pond$/);
    await page.getByRole('heading', { level: 1, name: /koi-pond/ }).waitFor();
    expect(await page.evaluate('window.isSamePage')).toBe(true);
  });

  test('are narrowed by outcome and cause, in the address too', async () => {
    const { page } = await open('/runs');
    await page.getByLabel('Accounts with a day that is').selectOption('failed');
    await page.waitForURL(/status=failed/);
    await page.getByText('1 account', { exact: true }).waitFor();
    await page.getByText('As a table').click();
    const table = page.getByRole('table', { name: /days of each account/ });
    expect(await table.innerText()).toMatch(/tin-robot\s+Sat, 21 Nov 2026 ✕ failed\s+1 failed\s+RATE_MISSING/);
    await page.getByLabel(/Error code/).fill('store_unreachable');
    await page.keyboard.press('Enter');
    await page.getByText('No account has such a day in this period').waitFor();
    expect(page.url()).toContain('code=STORE_UNREACHABLE');
  });

  test('of thousands of accounts draw only what is in sight, down to the last one', async () => {
    const many = await dashboardOfTest();
    const ids = Array.from({ length: 1_201 }, (_, index) => accountId(`a${String(index).padStart(5, '0')}`));
    await Promise.all(ids.map((id) => many.store.accounts.save(anAccount({ id }))));
    await many.store.runs.save({ ...accountDay('a01200', 'failed') });
    const { page } = await visit(`${many.url}/runs?days=90`);
    // A page ahead of what is in sight.
    await page.getByText('1,201 accounts, 500 loaded', { exact: false }).waitFor();
    await page.evaluate("document.querySelector('.heat').scrollTop = 1e6");
    await page.getByText('a01200', { exact: true }).waitFor();
    expect(await page.locator('.heat-labels li').count()).toBeLessThan(60);
    await takePicture(page, 'runs-many');
  });

  test('say that further accounts did not come, and ask for them no more until somebody wants it', async () => {
    const many = await dashboardOfTest();
    const ids = Array.from({ length: 600 }, (_, index) => accountId(`a${String(index).padStart(5, '0')}`));
    await Promise.all(ids.map((id) => many.store.accounts.save(anAccount({ id }))));
    await many.store.runs.save(accountDay('a00000', 'failed'));
    const { page } = await visit(`${many.url}/deliveries`);
    let asked = 0;
    await page.route(FURTHER, (route) => {
      asked += 1;
      return route.fulfill({ status: 403, json: { title: 'Not allowed', detail: 'Not now.' } });
    });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('Further accounts cannot be shown: Not allowed').waitFor();
    await page.evaluate("document.querySelector('.heat').scrollTop = 3000");
    await page.getByText('a00170', { exact: true }).waitFor();
    expect(asked).toBe(1);
    expect(await page.getByText('come as you scroll').count()).toBe(0);
    await page.unroute(FURTHER);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('600 accounts, 500 loaded', { exact: false }).waitFor();
    expect(await page.getByText('cannot be shown').count()).toBe(0);
  });

  test('forget a chosen day that another period does not have', async () => {
    const { page } = await open('/runs?days=14');
    await page.getByRole('button', { name: '90 days' }).click();
    await page.waitForURL(/days=90/);
    await heatMap(page).focus();
    await waitFor('ninety days are there', async () => (await page.locator('.heat-dates li').count()) === 90);
    await page.keyboard.press('ArrowDown');
    await page.locator('.heat-chosen').waitFor();
    await page.getByRole('button', { name: '14 days' }).click();
    await waitFor('fourteen days are there', async () => (await page.locator('.heat-dates li').count()) === 14);
    expect(await page.locator('.heat-chosen').count()).toBe(0);
  });
});

describe('a run', () => {
  test('shows how it went, whom it left behind, and has no accessibility problem', async () => {
    const { page } = await openAny(`/runs/${encodeURIComponent(DAY_RUN)}`);
    await page.getByRole('heading', { name: '1 failed' }).waitFor();
    await page.getByRole('link', { name: 'tin-robot' }).waitFor();
    await page.getByRole('link', { name: 'koi-pond' }).waitFor();
    await takePicture(page, 'run-desk-light');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('asks before it acts, and says what went wrong', async () => {
    const { page } = await openAny(`/runs/${encodeURIComponent(DAY_RUN)}`);
    await page.getByRole('button', { name: 'Retry failed accounts' }).click();
    const dialog = page.getByRole('dialog', { name: /Retry failed accounts/ });
    // Nobody listens at this stack's Temporal.
    await dialog.getByRole('button', { name: 'Retry failed accounts' }).click();
    await dialog.getByText(/Temporal/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  test('that nobody knows says so', async () => {
    const { page } = await openAny('/runs/day%2Fdaily%2F1999-01-01');
    await page.getByText(/The run cannot be shown/).waitFor();
  });
});
