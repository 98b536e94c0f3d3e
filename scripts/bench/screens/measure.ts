// The screens on a store of many accounts and days: seeds it, asks what each page asks, predicts, and opens pages in a browser.
import { statSync } from 'node:fs';
import { MorrowError } from '../../../src/contract/errors.ts';
import { lastCompleteDay } from '../../../src/operations/run-requests.ts';
import { resolveChromium } from '../../lib/chromium.ts';
import type { Bench } from '../context.ts';
import { describeMachine } from '../machine.ts';
import type { ScreensOptions } from '../options.ts';
import { ProcessWatch, watched } from '../process-watch.ts';
import { createAsker, type Asker } from './ask.ts';
import { measureBrowser } from './browser.ts';
import { whileAccountsEnd } from './busy-day.ts';
import { screenCalls } from './calls.ts';
import { checkAnswers } from './checks.ts';
import { isSeeded, markBegun, markSeeded } from './kept-store.ts';
import { runLiveDay } from './live-day.ts';
import { measureCalls } from './measure-calls.ts';
import { measurePredict } from './measure-predict.ts';
import type { BrowserResult, ScreensReport } from './result.ts';
import { accountIdOf, type SeedPlan } from './seed/plan.ts';
import { seedStore, type SeedSeconds } from './seed/seed.ts';

const ROUNDS = 101;
const BUSY_ROUNDS = 31;
/** What people look at while a day runs. */
const BUSY_SCREENS = ['Overview', 'Account', 'Runs', 'A run'];

/** @throws MorrowError; being slow is told, not thrown. */
export async function measureScreens(bench: Bench, options: ScreensOptions): Promise<ScreensReport> {
  const { stack, deps } = bench;
  const { accounts, days } = options;
  const plan: SeedPlan = { accounts, days, last: lastCompleteDay(deps) };
  const seedSeconds = await provideStore(bench, plan);
  const live = await inStep(bench, 'a real day of some accounts', () => runLiveDay(bench, plan));
  await new ProcessWatch(() => stack.supervisor.states().map(watched)).untilQuiet();
  const asker = createAsker(stack.urls.api);
  try {
    const measured = await measureAll({ bench, plan, asker }, screenCalls({ plan, live }));
    const storeMb = Math.round(sizeOf(stack.config.store) / 2 ** 20);
    return { machine: describeMachine(), accounts, days, storeMb, seedSeconds, ...measured };
  } finally {
    asker.close();
  }
}

async function provideStore({ stack, deps }: Bench, plan: SeedPlan): Promise<SeedSeconds> {
  if (isSeeded(stack.stateDir, plan)) return {};
  markBegun(stack.stateDir);
  const seconds = await seedStore(deps.store, plan, stack.progress);
  markSeeded(stack.stateDir, plan);
  return seconds;
}

interface Site {
  readonly bench: Bench;
  readonly plan: SeedPlan;
  readonly asker: Asker;
}

type Figures = Pick<ScreensReport, 'calls' | 'busyCalls' | 'predict' | 'browser' | 'broken'>;

async function measureAll({ bench, plan, asker }: Site, calls: ReturnType<typeof screenCalls>): Promise<Figures> {
  const { stack, deps } = bench;
  const busy = calls.filter(({ screen }) => BUSY_SCREENS.includes(screen));
  // The day that ran has made its date stale; the first look adds it up.
  const calm = await inStep(bench, 'calls of the screens', (step) =>
    measureCalls(asker, calls, { rounds: ROUNDS, step }),
  );
  const wrong = await checkAnswers(asker, plan);
  const predict = await inStep(bench, 'predictions', (step) => measurePredict(stack.urls.api, step));
  const browser = await inStep(bench, 'pages', (step) => pagesOf(bench, step));
  const rushed = await inStep(bench, 'calls while a day runs', (step) =>
    whileAccountsEnd(deps.store, plan, () => measureCalls(asker, busy, { rounds: BUSY_ROUNDS, step })),
  );
  const lost = predict.errors === 0 ? [] : [`${predict.errors} of ${predict.requests} predictions failed`];
  const broken = [...new Set([...calm.broken, ...rushed.broken, ...wrong, ...lost])];
  return { calls: calm.results, busyCalls: rushed.results, predict, browser, broken };
}

type Step = ReturnType<Bench['stack']['progress']['step']>;

async function inStep<T>({ stack }: Bench, label: string, work: (step: Step) => Promise<T>): Promise<T> {
  const step = stack.progress.step(label);
  try {
    const result = await work(step);
    step.done();
    return result;
  } catch (error) {
    step.failed();
    throw error;
  }
}

/** Null where there is no Chromium: one is not brought in for this. */
async function pagesOf({ stack }: Bench, step: Step): Promise<BrowserResult | null> {
  const { env, stateDir, progress, urls } = stack;
  const options = { env: { ...env, MORROW_NO_DOWNLOAD: '1' }, stateDir, say: progress.say, step: progress.step };
  const chromium = await resolveChromium(options).catch((error: unknown) => {
    if (error instanceof MorrowError && error.code === 'TOOL_MISSING') return null;
    throw error;
  });
  return chromium === null ? null : measureBrowser({ chromium, url: urls.api, account: accountIdOf(0), step });
}

const sizeOf = (store: Bench['stack']['config']['store']): number =>
  store.kind === 'sqlite' ? statSync(store.file).size : 0;
