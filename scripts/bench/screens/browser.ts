// The pages in a real headless Chromium: when they are painted, what their script weighs, and how the heat map scrolls.
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { z } from 'zod';
import type { Step } from '../../lib/progress.ts';
import { median, rounded } from '../statistics.ts';
import { BARS } from './figures.ts';
import type { BrowserResult, PaintResult, ScrollResult } from './result.ts';
import { MARKS, readTrace } from './trace.ts';

export interface BrowserTask {
  /** The program. */
  readonly chromium: string;
  readonly url: string;
  /** Of the account whose page is opened. */
  readonly account: string;
  readonly step: Step;
}

const LOADS = 7;
const WIDTH = 1_360;
const HEIGHT = 900;
const PATIENCE_MS = 60_000;

export async function measureBrowser(task: BrowserTask): Promise<BrowserResult> {
  // Its sandbox needs rights that a container does not have; it only ever opens pages of this project.
  const browser = await chromium.launch({ executablePath: task.chromium, args: ['--no-sandbox'] });
  try {
    const scriptKb = await weighScript(browser, `${task.url}/`);
    const paints: PaintResult[] = [];
    for (const opened of pagesOf(task)) {
      task.step.update(`${opened.page}, painted`);
      paints.push(await measurePaint(browser, opened));
    }
    task.step.update('heat map, scrolled');
    const scroll = await measureScroll(browser, `${task.url}/runs?days=90`);
    return { paints, scroll, scriptKb, scriptHolds: scriptKb <= BARS.scriptKb };
  } finally {
    await browser.close();
  }
}

interface Opened {
  readonly page: string;
  readonly address: string;
  /** There when the page shows its figures. */
  readonly shown: string;
}

const pagesOf = ({ url, account }: BrowserTask): readonly Opened[] => [
  { page: 'Overview', address: `${url}/`, shown: '.figures' },
  { page: 'Runs', address: `${url}/runs?days=90`, shown: '.heat-canvas' },
  { page: 'Account', address: `${url}/accounts/${account}`, shown: '.figures' },
];

/** A context of its own has an empty cache. */
async function freshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

const paintTimes = z.object({ first: z.number(), largest: z.number() });

/** Runs in the page; largest paints are told to observers only, those that have been as well. */
const READ_PAINTS = `new Promise((resolve) => {
  const largest = (list) => resolve({
    first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    largest: Math.max(...list.getEntries().map(({ startTime }) => startTime)),
  });
  new PerformanceObserver(largest).observe({ type: 'largest-contentful-paint', buffered: true });
})`;

async function measurePaint(browser: Browser, { page: name, address, shown }: Opened): Promise<PaintResult> {
  const times: z.output<typeof paintTimes>[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const page = await freshPage(browser);
    await page.goto(address);
    await page.locator(shown).first().waitFor();
    times.push(paintTimes.parse(await page.evaluate(READ_PAINTS)));
    await page.context().close();
  }
  const firstPaintMs = rounded(median(times.map(({ first }) => first)), 0);
  const largestPaintMs = rounded(median(times.map(({ largest }) => largest)), 0);
  return { page: name, loads: LOADS, firstPaintMs, largestPaintMs, holds: firstPaintMs <= BARS.firstPaintMs };
}

/** Everything that the first load of a page brings along as script, as it travels. */
async function weighScript(browser: Browser, address: string): Promise<number> {
  const page = await freshPage(browser);
  const session = await page.context().newCDPSession(page);
  const weigh = await scale(session);
  await page.goto(address);
  await page.locator('.figures').first().waitFor();
  await pause(SETTLE_MS);
  await page.context().close();
  return rounded(weigh() / 1_024, 1);
}

/** For what a page asks for after it shows its figures. */
const SETTLE_MS = 1_000;

async function scale(session: CDPSession): Promise<() => number> {
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => bytes;
}

const SCROLL_MS = 6_000;
/** Of a wheel that somebody turns quickly: sixty turns a second. */
const WHEEL_PX = 240;
const WHEEL_GAP_MS = 16;
const ROW_PX = 18;
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'v8',
  'blink.user_timing',
];

async function measureScroll(browser: Browser, address: string): Promise<ScrollResult> {
  const page = await freshPage(browser);
  await page.goto(address);
  await page.locator('.heat-canvas').waitFor();
  await page.locator('.heat').hover();
  await pause(SETTLE_MS);
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate(`performance.mark('${MARKS.begin}')`);
  const begin = performance.now();
  while (performance.now() - begin < SCROLL_MS) {
    await page.mouse.wheel(0, WHEEL_PX);
    await pause(WHEEL_GAP_MS);
  }
  await page.evaluate(`performance.mark('${MARKS.end}')`);
  const seconds = rounded((performance.now() - begin) / 1_000, 1);
  const trace = (await browser.stopTracing()).toString('utf8');
  const top = z.number().parse(await page.evaluate("document.querySelector('.heat').scrollTop"));
  return { seconds, rowsPassed: Math.floor(top / ROW_PX), ...readTrace(trace) };
}
