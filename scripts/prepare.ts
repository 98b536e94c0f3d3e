// The one-shot that a deployment runs before its processes: namespace, store and schedules as this version needs them.
// Safe to repeat. `--demo` adds the demo accounts to a store without accounts.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../src/config/config.ts';
import { REGISTERED_SOURCES } from '../src/connectors/registry.ts';
import { MorrowError, toMorrowError } from '../src/contract/errors.ts';
import { applySchedules } from '../src/operations/schedules.ts';
import { readSchedules } from '../src/operations/schedules-file.ts';
import { systemClock } from '../src/ports/clock.ts';
import type { Store } from '../src/ports/store.ts';
import { openStore } from '../src/storage/open-store.ts';
import { connectTemporal, type TemporalConnection } from '../src/temporal/connect.ts';
import { ensureNamespace } from '../src/temporal/create-namespace.ts';
import { retryUntil } from '../src/temporal/retry-until.ts';
import { seedDemoAccounts } from './lib/demo-accounts.ts';
import { dataConverterOf } from '../workers/payload-encryption.ts';

const RETENTION_DAYS = 30;
/** Servers and databases of a deployment start beside it. */
const DEADLINE_MS = 3 * 60_000;
const USAGE_EXIT_CODE = 2;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  await prepare(readOptions());
} catch (error) {
  const { code, message, definition } = toMorrowError(error);
  process.stderr.write(`prepare: ${code}: ${message} ${definition.action}\n`);
  process.exitCode = code === 'INVALID_REQUEST' ? USAGE_EXIT_CODE : 1;
}

function readOptions(): { readonly demo: boolean } {
  try {
    return { demo: parseArgs({ options: { demo: { type: 'boolean', default: false } } }).values.demo };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MorrowError('INVALID_REQUEST', `${reason}. The only option is --demo.`);
  }
}

async function prepare({ demo }: { readonly demo: boolean }): Promise<void> {
  const config = readConfig(process.env);
  const schedules = await readSchedules(config.MORROW_SCHEDULES_FILE);
  const store = await openMigratedStore(config);
  try {
    say(`Store: ${config.store.kind}, schema up to date`);
    if (demo)
      say(
        `Demo accounts: ${await seedDemoAccounts({ store, clock: systemClock, registeredSources: REGISTERED_SOURCES }, demoFile())} added`,
      );
    const temporal = await connectTemporal(process.env, {
      deadlineMs: DEADLINE_MS,
      identity: 'morrow-prepare',
      dataConverter: dataConverterOf(config),
    });
    try {
      await prepareNamespace(temporal);
      const applied = await applySchedules(temporal.client, schedules);
      say(`Schedules: ${applied.map(({ id, change }) => `${id} ${change}`).join(', ') || 'none'}`);
    } finally {
      await temporal.close();
    }
  } finally {
    await store.close();
  }
}

function openMigratedStore(config: Config): Promise<Store> {
  const open = async (): Promise<Store> => {
    const store = await openStore(config.store, { clock: systemClock });
    try {
      await store.migrate();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  };
  return retryUntil(open, { deadlineMs: DEADLINE_MS, isFinal: (error) => !toMorrowError(error).retryable });
}

async function prepareNamespace({ connection, namespace }: TemporalConnection): Promise<void> {
  const options = { namespace, retentionDays: RETENTION_DAYS, deadlineMs: DEADLINE_MS };
  const outcome = await ensureNamespace(connection, options);
  say(`Namespace ${namespace}: ${outcome}, closed runs stay ${RETENTION_DAYS} days or longer`);
}

/** Beside package.json, wherever the compiled code lies below it. */
function demoFile(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'src', 'demo', 'accounts.json');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) {
      throw new MorrowError('INTERNAL', `src/demo/accounts.json is not found above ${import.meta.dirname}.`);
    }
  }
}
