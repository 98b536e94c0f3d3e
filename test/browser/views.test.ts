// Saved views in a real browser: saved under a name, found again, replaced by nobody who has not seen it, deleted.
import { expect, test } from 'vitest';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { seedMorning } from './seed.ts';
import { siteOfFile } from './site.ts';

const { api, open } = siteOfFile({ fill: ({ store }) => seedMorning(store) });

test('what is filtered is saved under a name and brought back by it', async () => {
  const { page, complaints } = await open('/runs?days=14&status=failed');
  await page.getByRole('button', { name: 'Save this view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('failed of late');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Delete this view' }).waitFor();
  await page.goto(`${api.url}/runs`);
  await page.getByLabel('Saved view').selectOption('failed of late');
  await page.waitForURL(/days=14&status=failed/);
  await takePicture(page, 'views-desk');
  await page.getByRole('button', { name: 'Delete this view' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Save this view' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a name that is taken is refused beside the field, and what was typed stays', async () => {
  const { page } = await open('/?days=90', { width: WIDTHS.phone });
  await page.getByRole('button', { name: 'Save this view' }).click();
  const field = page.getByRole('dialog').getByLabel('Name');
  await field.fill('quarter');
  await api.call('PUT', '/api/views/overview/quarter', { json: { search: { days: 7 } } });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('There is a view "quarter" already.').waitFor();
  expect(await field.inputValue()).toBe('quarter');
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByRole('button', { name: 'Delete this view' }).waitFor();
});
