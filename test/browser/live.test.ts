// The dashboard while things change: told by the stream of events, and by asking where there is no stream.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { raised } from '../storage/forecast-builders.ts';
import { accessibilityProblems, takePicture } from './page.ts';
import { seedMorning } from './seed.ts';
import { siteOfFile } from './site.ts';

const { api, open, visit } = siteOfFile({ fill: ({ store }) => seedMorning(store) });

const ready = (page: Page) => page.getByRole('heading', { name: 'History, EUR' }).waitFor();
const raise = (id: string, title: string) => api.store.alerts.raise(raised({ id: `breaker/${id}`, title }));

describe('a change', () => {
  test('is on the page within seconds, without asking for everything in between', async () => {
    const { page, complaints } = await open('/');
    const told = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await page.reload();
    expect((await told).status()).toBe(200);
    await ready(page);
    const began = Date.now();
    await raise('told', 'Told at once');
    await page.getByText('Told at once').waitFor({ timeout: 10_000 });
    // Asking alone looks every twenty seconds.
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await accessibilityProblems(page)).toEqual([]);
    await takePicture(page, 'live-alert');
    expect(complaints).toEqual([]);
  });

  test('is seen by asking when the stream cannot be had', async () => {
    const { page } = await visit('about:blank');
    await page.clock.install();
    await page.route('**/api/events', (route) => route.abort());
    await page.goto(api.url);
    await ready(page);
    await raise('asked', 'Asked for later');
    await page.clock.fastForward(25_000);
    await page.getByText('Asked for later').waitFor({ timeout: 10_000 });
  });
});
