// What nearly every file here needs: a browser, the dashboard over an API of its own, and the looks that every page has to pass.
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished } from 'vitest';
import { startApiStack, type ApiStack, type StackOptions } from '../helpers/api-stack.ts';
import { apiOfFile, type FileApiOptions } from '../helpers/file-api.ts';
import { stopsAfterAll } from '../helpers/stopping.ts';
import {
  accessibilityProblems,
  DASHBOARD_FOLDER,
  expectActionsInSight,
  expectNoSidewaysScroll,
  launchBrowser,
  openPage,
  takePicture,
  type OpenPage,
} from './page.ts';

export type PageOptions = NonNullable<Parameters<typeof openPage>[2]>;

/** How a page is looked at: width and colours. */
export const LOOKS = [
  ['desk', 'light'],
  ['desk', 'dark'],
  ['phone', 'light'],
] as const;
export const ALL_LOOKS = [...LOOKS, ['phone', 'dark']] as const;

/** Photographed for people, and held against what axe, and a phone, ask of every page. */
export async function expectGoodLooks(page: Page, name: string): Promise<void> {
  await takePicture(page, name);
  expect(await accessibilityProblems(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  await expectActionsInSight(page);
}

/** Opens any address; to be called at the top of a file. */
export function browserOfFile(): (address: string, options?: PageOptions) => Promise<OpenPage> {
  const keep = stopsAfterAll();
  let running: Browser | null = null;
  beforeAll(async () => {
    running = await keep(launchBrowser(), (browser) => browser.close());
  });
  return (address, options) => {
    if (running === null) throw new Error('The browser of this file has not been started yet.');
    return openPage(running, address, options);
  };
}

export interface Site {
  readonly api: ApiStack;
  /** A path of the dashboard. */
  open(path: string, options?: PageOptions): Promise<OpenPage>;
  /** Any address. */
  visit(address: string, options?: PageOptions): Promise<OpenPage>;
}

/** To be called at the top of a file. */
export function siteOfFile({ start = () => ({}), ...rest }: FileApiOptions = {}): Site {
  const withDashboard: FileApiOptions['start'] = async (keep) => ({
    dashboardFolder: DASHBOARD_FOLDER,
    ...(await start(keep)),
  });
  const api = apiOfFile({ start: withDashboard, ...rest });
  // After the API, so that it is stopped before: a page that is open asks on.
  const visit = browserOfFile();
  return { api, visit, open: (path, options) => visit(`${api.url}${path}`, options) };
}

/** Another dashboard, for one test. */
export async function dashboardOfTest(options: StackOptions = {}): Promise<ApiStack> {
  const api = await startApiStack({ dashboardFolder: DASHBOARD_FOLDER, ...options });
  onTestFinished(() => api.close());
  return api;
}
