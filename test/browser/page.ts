// A real headless Chromium on the real API: pages are opened in it, looked at as people and as axe do, and photographed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../scripts/lib/project.ts';

export const DASHBOARD_FOLDER = join(projectRoot, 'dist', 'dashboard');

/** Both are looked at: a desk and a phone. */
export const WIDTHS = { desk: 1360, phone: 390 } as const;

/** Pictures of every page as the tests saw it; whoever changes a page looks at them. */
const ARTEFACTS = join(projectRoot, '.morrow', 'browser');

/** Of WCAG 2.2 at AA, and what axe holds for good practice. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['MORROW_CHROMIUM'];
  if (executablePath === undefined) throw new Error('MORROW_CHROMIUM is not set; run the tests through `npm test`.');
  // Its sandbox needs rights that a container does not have; it only ever opens pages of this project.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** For one thing to appear. */
const PATIENCE_MS = 15_000;

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained about: errors of scripts, and everything that the content security policy stopped. */
  readonly complaints: readonly string[];
}

/** Closed with its test: a page that stays open keeps its stream of events, and one client may have ten. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions & { readonly width?: number } = {},
): Promise<OpenPage> {
  const { width = WIDTHS.desk, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    ...rest,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, complaints };
}

const axeResult = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Each as `rule: element`. The policy lets no foreign script in, so axe comes through the debugger. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)} })`);
  return axeResult.parse(found).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`), fullPage: true });
}

/** A page or dialog that scrolls sideways on a phone is broken; wide tables scroll inside themselves. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow: unknown = await page.evaluate(`[
    document.scrollingElement.scrollWidth - window.innerWidth,
    ...[...document.querySelectorAll('dialog[open]')].map((dialog) => dialog.scrollWidth - dialog.clientWidth),
  ]`);
  expect(Math.max(...z.array(z.number()).parse(overflow))).toBeLessThanOrEqual(0);
}

/** What can be done with a row must be in sight without scrolling its table sideways, and lie under nothing else. */
export async function expectActionsInSight(page: Page): Promise<void> {
  const hidden: unknown = await page.evaluate(`[...document.querySelectorAll('.scroll-x td:last-child button')]
    .filter((button) => {
      button.scrollIntoView({ block: 'center', inline: 'nearest' });
      button.closest('.scroll-x').scrollLeft = 0;
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return left < 0 || right > window.innerWidth || hit !== button;
    })
    .map((button) => button.getAttribute('aria-label') ?? button.textContent)`);
  expect(hidden).toEqual([]);
}
