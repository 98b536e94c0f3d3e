// The way into the dashboard where access is required, in a real browser: refused, let in, changing something, signed out.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/ports/clock.ts';
import { PASSWORD, required, userFor } from '../helpers/access.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { DAY_RUN, seedMorning } from './seed.ts';
import { siteOfFile } from './site.ts';

const { open } = siteOfFile({
  // A browser forgets a cookie by its own clock.
  start: () => ({ access: required(), clock: systemClock }),
  fill: async (started) => {
    await seedMorning(started.store);
    await userFor(started, 'anna', 'operator');
  },
});

async function enter(page: Page, password: string): Promise<void> {
  await page.getByLabel('Name').fill('anna');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('where access is required', () => {
  test.each(['light', 'dark'] as const)(
    'a stranger is asked who it is, and sees no figure: %s',
    async (colorScheme) => {
      const { page } = await open('/', { width: WIDTHS.phone, colorScheme });
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await takePicture(page, `sign-in-phone-${colorScheme}`);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.locator('body').innerText()).not.toContain('EUR');
    },
  );

  test('a wrong password is said beside the field, and the name stays', async () => {
    const { page } = await open('/');
    await enter(page, 'not the password');
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('anna');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
  });

  test('the right one leads to the page that was asked for, also for changes, until one signs out', async () => {
    const { page } = await open(`/runs/${encodeURIComponent(DAY_RUN)}`);
    await enter(page, PASSWORD);
    await page.getByText('anna, operator').waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const refused = await page.evaluate(`fetch('/api/runs/x/cancel', { method: 'POST' }).then(({ status }) => status)`);
    expect(refused).toBe(403);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('anna, operator');
  });
});
