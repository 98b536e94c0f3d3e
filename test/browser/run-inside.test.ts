// From a red cell of the heat map to the step that failed, its log and Temporal's Web UI, over a run that really failed.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lastCompleteDay } from '../../src/operations/run-requests.ts';
import { startDayRun } from '../../src/operations/runs.ts';
import { accountId, anAccount, sourceId } from '../helpers/builders.ts';
import { startOrderStack, type OrderStack } from '../helpers/order-stack.ts';
import { accessibilityProblems, takePicture, WIDTHS } from './page.ts';
import { expectGoodLooks, LOOKS, siteOfFile } from './site.ts';

let run: string;

const SOURCES = ['ad-exchange', 'app-store-1', 'app-store-2'].map(sourceId);

const { open } = siteOfFile({
  start: async (keep) => {
    const stack = await keep(startOrderStack(), (started) => started.stop());
    run = await failADay(stack);
    return { change: () => stack.deps };
  },
});

/** Returns the id of the day run. */
async function failADay({ deps, outside, client, withDefaultWorker }: OrderStack): Promise<string> {
  await deps.store.accounts.add(anAccount({ id: accountId('tin-robot'), sources: SOURCES }));
  outside.fail({ code: 'SOURCE_UNAVAILABLE', times: 2, source: sourceId('app-store-1') });
  outside.fail({ code: 'SOURCE_UNAUTHORIZED', source: sourceId('app-store-2') });
  const { id } = await startDayRun(deps, { date: lastCompleteDay(deps) });
  await withDefaultWorker(() => client.workflow.getHandle(id).result());
  return id;
}

const address = (id: string): string => `/runs/${encodeURIComponent(id)}`;

async function openFailedCell(page: Page): Promise<void> {
  await page.locator('.heat-canvas').waitFor();
  await page.getByRole('application', { name: /Accounts by day/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText(/tin-robot, .*: failed, SOURCE_UNAUTHORIZED/).waitFor();
  await page.keyboard.press('Enter');
}

describe('a red cell', () => {
  test('leads at once to the step that failed, its attempts, its log and its event in Temporal', async () => {
    const { page, complaints } = await open('/runs');
    await openFailedCell(page);
    await page.getByRole('heading', { level: 3, name: 'fetchReport, app-store-2' }).waitFor();
    await page.getByRole('table', { name: 'Attempts of the step' }).getByText('SOURCE_UNAUTHORIZED').waitFor();
    const log = page.getByRole('region', { name: 'Log lines of the step' });
    await log.getByText(/WARN {2}worker-default step failed .*code=SOURCE_UNAUTHORIZED/).waitFor();
    const link = page.getByRole('link', { name: 'This step in Temporal' });
    expect(await link.getAttribute('href')).toMatch(/\/history\/events\/\d+$/);
    expect(complaints).toEqual([]);
  });
});

describe('the page of an account day', () => {
  test.each(LOOKS)('has no accessibility problem that axe finds: %s, %s', async (device, colorScheme) => {
    const { page, complaints } = await open(address(run.replace('day/', 'account-day/') + '/tin-robot'), {
      width: WIDTHS[device],
      colorScheme,
    });
    await page.getByRole('region', { name: 'Log lines of the step' }).waitFor();
    await page.getByRole('heading', { name: 'Durations and landing times' }).waitFor();
    await page.getByRole('table', { name: /Durations and landing/ }).waitFor();
    await expectGoodLooks(page, `run-inside-${device}-${colorScheme}`);
    expect(complaints).toEqual([]);
  });

  test('shows any step that is chosen, keeps it in the address, and shows what a fast step left behind', async () => {
    const { page } = await open(address(run.replace('day/', 'account-day/') + '/tin-robot'));
    await page
      .getByRole('region', { name: 'Graph of the steps' })
      .getByRole('button', { name: /beginAccountDay/ })
      .click();
    await page.getByRole('heading', { level: 3, name: 'beginAccountDay' }).waitFor();
    await page.getByText('not kept: Temporal keeps no input of a fast step').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 3, name: 'beginAccountDay' }).waitFor();
  });
});

describe('the page of a day run', () => {
  test('opens its partitions down to the account that failed', async () => {
    const { page, complaints } = await open(address(run));
    await page.getByRole('button', { name: /partition 1/ }).click();
    await page.getByRole('button', { name: 'Only the 1 failed' }).last().click();
    await takePicture(page, 'run-tree-desk');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'tin-robot', exact: true }).first().click();
    await page.getByRole('heading', { level: 3, name: 'fetchReport, app-store-2' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('leads to the steps of a partition, which has no record of its own', async () => {
    const { page } = await open(address(`partition/${run}/0`));
    await page.getByRole('heading', { level: 1, name: `partition/${run}/0` }).waitFor();
    await page.getByRole('button', { name: 'listAccountPage', exact: true }).waitFor();
  });
});
