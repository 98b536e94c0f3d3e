// What happens once the stack is up: demo accounts and schedules, older history, the last days as real day runs, and the result.
import { join } from 'node:path';
import { REGISTERED_SOURCES } from '../src/connectors/registry.ts';
import { addDays } from '../src/domain/calendar/dates.ts';
import type { IsoDate } from '../src/domain/ids.ts';
import type { OperationsDeps } from '../src/operations/deps.ts';
import { applySchedules } from '../src/operations/schedules.ts';
import { readSchedules } from '../src/operations/schedules-file.ts';
import { systemClock } from '../src/ports/clock.ts';
import { openStore } from '../src/storage/open-store.ts';
import { connectTemporal } from '../src/temporal/connect.ts';
import { connectionParts } from '../workers/connection-parts.ts';
import { dataConverterOf } from '../workers/payload-encryption.ts';
import { seedDemoAccounts } from './lib/demo-accounts.ts';
import { bringInHistory, lastDayForEveryone, runDay } from './lib/first-days.ts';
import { printDayTable } from './lib/day-table.ts';
import { projectRoot } from './lib/project.ts';
import type { Stack } from './lib/stack.ts';

const DAYS = 7;

export interface FirstRunOptions {
  /** Adds the demo accounts when the store has none at all. */
  readonly demo: boolean;
}

/** Returns the exit code of `npm start -- --once`: 0 when every account of the last day is published. */
export async function firstRun(stack: Stack, options: FirstRunOptions): Promise<number> {
  const { config } = stack;
  const [store, temporal] = await Promise.all([
    openStore(config.store, { clock: systemClock }),
    connectTemporal(stack.env, { identity: 'morrow-start', dataConverter: dataConverterOf(config) }),
  ]);
  const deps: OperationsDeps = {
    store,
    temporal: temporal.client,
    clock: systemClock,
    timeZone: config.MORROW_TIME_ZONE,
    registeredSources: REGISTERED_SOURCES,
    ...connectionParts(config),
    temporalUiUrl: stack.urls.temporalUi,
  };
  try {
    return await fillStack(stack, deps, options);
  } finally {
    await temporal.close();
    await store.close();
  }
}

async function fillStack(stack: Stack, deps: OperationsDeps, { demo }: FirstRunOptions): Promise<number> {
  const added = demo ? await seedDemoAccounts(deps, join(projectRoot, 'src', 'demo', 'accounts.json')) : 0;
  if (added > 0) stack.log(`Accounts: ${added} demo accounts added`);
  const schedules = await applySchedules(deps.temporal, await readSchedules(stack.config.MORROW_SCHEDULES_FILE));
  stack.log(`Schedules: ${schedules.map(({ id, change }) => `${id} ${change}`).join(', ')}`);
  if ((await deps.store.accounts.count({})) > 0) return await runLastDays(stack, deps);
  stack.log('No active account yet. Add one with `npm run morrow -- accounts add <id> --currency EUR`, see README.md.');
  return 0;
}

async function runLastDays(stack: Stack, deps: OperationsDeps): Promise<number> {
  const last = await lastDayForEveryone(deps);
  const first = addDays(last, 1 - DAYS);
  await bringInHistory(stack, deps, addDays(first, -1));
  for (let date = first; date < last; date = addDays(date, 1)) await runDay(stack, deps, date);
  const failed = await runDay(stack, deps, last);
  await printDayTable(deps, last);
  printUrls(stack, { date: last, namespace: deps.temporal.options.namespace });
  return failed === 0 ? 0 : 1;
}

function printUrls({ urls, log }: Stack, { date, namespace }: { date: IsoDate; namespace: string }): void {
  const day = encodeURIComponent(`day/daily/${date}`);
  log('');
  log(`Dashboard:        ${urls.api}`);
  log(`API documents:    ${urls.api}/docs`);
  log(`Temporal Web UI:  ${urls.temporalUi}`);
  log(`This day's run:   ${urls.temporalUi}/namespaces/${namespace}/workflows/${day}`);
  log('');
}
