// Brings up the whole embedded stack, supervised, in the order in which the parts need each other. Used by start, dev, benchmarks and tests.
import { join } from 'node:path';
import { readConfig, type Config } from '../../src/config/config.ts';
import { readDeadlines } from '../../src/operations/deadline-policy.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { readTemporalTarget } from '../../src/temporal/target.ts';
import { rotateLog } from './log-files.ts';
import { startMongo, type MongoServer } from './mongo-server.ts';
import { claimPorts } from './ports.ts';
import { createSupervisor, type Supervisor } from './processes.ts';
import type { Progress } from './progress.ts';
import { codeMode, projectRoot, type CodeMode, type EnvironmentVariables } from './project.ts';
import { ensureSecretKeys } from './secret-keys.ts';
import { claimStateFolder, type StateFolderClaim } from './stack-file.ts';
import { apiSpec, emulatorsSpec, workerSpecs, type WorkerCounts } from './stack-processes.ts';
import { stackUrls, startRecord, writeTemporalProfile, type StackUrls } from './stack-record.ts';
import { portClaims, readStackSettings, type StackSettings } from './stack-settings.ts';
import type { ProcessSpec } from './supervised.ts';
import { resolveTemporalBinary } from './temporal-binary.ts';
import { prepareTemporal, temporalServerSpec } from './temporal-server.ts';

export interface StackOptions {
  readonly env: EnvironmentVariables;
  readonly progress: Progress;
  /** The default is how the caller itself runs. */
  readonly mode?: CodeMode;
  readonly workers?: WorkerCounts;
  /** Keeps the data in MongoDB: the server of MONGODB_URI, else one that is found or started. */
  readonly mongo?: boolean;
  /** Called before the first process starts, so that whoever is interrupted can stop what there is by then. */
  readonly onStoppable?: (stoppable: Pick<Stack, 'stop' | 'supervisor'>) => void;
}

export interface Stack {
  readonly config: Config;
  /** The environment of its processes: what a command needs to reach it. Holds credentials. */
  readonly env: EnvironmentVariables;
  readonly urls: StackUrls;
  readonly temporalAddress: string;
  /** Absolute. */
  readonly stateDir: string;
  readonly mode: CodeMode;
  /** Null: the store is SQLite, or a server that only the environment names. */
  readonly mongo: MongoServer | null;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  readonly log: (line: string) => void;
  stop(): Promise<void>;
}

/** What is being built up. */
interface Site {
  readonly settings: StackSettings;
  readonly config: Config;
  readonly claim: StateFolderClaim;
  readonly mongo: MongoServer | null;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}

const ONE_OF_EACH: WorkerCounts = { default: 1, heavy: 1 };

/** @throws MorrowError with nothing left running: STACK_RUNNING, PORT_BUSY, TOOL_*, PROCESS_FAILED, INVALID_CONFIG, STORE_UNREACHABLE … */
export async function startStack(options: StackOptions): Promise<Stack> {
  const site = await prepareSite(options);
  const stop = async (): Promise<void> => {
    await site.supervisor.stopAll();
    await site.mongo?.stop();
    await site.claim.release();
  };
  options.onStoppable?.({ stop, supervisor: site.supervisor });
  try {
    await startProcesses(site, options.workers ?? ONE_OF_EACH);
  } catch (error) {
    await stop();
    throw error;
  }
  return describeStack(site, stop);
}

async function prepareSite(options: StackOptions): Promise<Site> {
  const { env, progress, mode = codeMode } = options;
  const plain = readStackSettings(env, mode);
  const claim = await claimStateFolder(plain.stateDir, 'a second one is not started');
  let mongo: MongoServer | null = null;
  try {
    await ensureSecretKeys(plain.env, plain.stateDir);
    await readDeadlines(readConfig(plain.env).DEADLINE_POLICY_FILE);
    await claimPorts(portClaims(plain));
    if (options.mongo === true) mongo = await openMongo(plain, progress);
    const settings = mongo === null ? plain : withMongo(plain, mongo);
    const supervisor = createSupervisor({ say: progress.say, onChange: startRecord(settings, claim) });
    return { settings, config: readConfig(settings.env), claim, mongo, progress, supervisor };
  } catch (error) {
    await mongo?.stop();
    await claim.release();
    throw error;
  }
}

const openMongo = ({ env, stateDir }: StackSettings, { say }: Progress): Promise<MongoServer> =>
  startMongo({ onProgress: say, env, stateDir, dataDir: join(stateDir, 'mongo') });

/** Other commands learn the address of a server of ours; a given one may carry credentials and stays in the environment. */
function withMongo(settings: StackSettings, { uri, kind }: MongoServer): StackSettings {
  const own = kind === 'given' ? {} : { MONGODB_URI: uri };
  return { ...settings, env: { ...settings.env, MONGODB_URI: uri }, addresses: { ...settings.addresses, ...own } };
}

async function startProcesses(site: Site, workers: WorkerCounts): Promise<void> {
  const { settings } = site;
  await together([startTemporal(site), migrateStore(site), startAll(site, 'emulators', [emulatorsSpec(settings)])]);
  await startAll(site, 'workers and API', [...workerSpecs(settings, workers), apiSpec(settings)]);
}

async function startTemporal(site: Site): Promise<void> {
  const { settings, progress } = site;
  const binary = settings.externalTemporal ? null : await findBinary(site);
  const step = progress.step('Temporal');
  try {
    if (binary !== null) await startServer(site, binary.path);
    await prepareTemporal(settings.env);
    step.done(
      binary === null ? `ready at ${readTemporalTarget(settings.env).address}` : `ready, program from ${binary.origin}`,
    );
  } catch (error) {
    step.failed();
    throw error;
  }
}

const findBinary = ({
  settings: { env, stateDir },
  progress: { say, step },
}: Site): ReturnType<typeof resolveTemporalBinary> => resolveTemporalBinary({ env, stateDir, say, step });

async function startServer({ settings, supervisor }: Site, binary: string): Promise<void> {
  const { env, ports, stateDir } = settings;
  writeTemporalProfile(settings);
  const spec = temporalServerSpec({
    binary,
    env,
    port: ports.TEMPORAL_PORT,
    uiPort: ports.TEMPORAL_UI_PORT,
    databaseFile: join(stateDir, 'temporal.db'),
    codecEndpoint: env['MORROW_ENCRYPT_PAYLOADS'] === 'true' ? `http://127.0.0.1:${ports.API_PORT}/codec` : null,
    logDir: join(stateDir, 'logs'),
    cwd: projectRoot,
  });
  rotateLog(spec.logFile);
  await supervisor.start(spec);
}

async function migrateStore({ config }: Site): Promise<void> {
  const store = await openStore(config.store, { clock: systemClock });
  try {
    await store.migrate();
  } finally {
    await store.close();
  }
}

async function startAll({ supervisor, progress }: Site, label: string, specs: readonly ProcessSpec[]): Promise<void> {
  const step = progress.step(label);
  for (const { logFile } of specs) rotateLog(logFile);
  try {
    await together(specs.map((spec) => supervisor.start(spec)));
    step.done('ready');
  } catch (error) {
    step.failed();
    throw error;
  }
}

/** Like Promise.all, but nothing is still going on when it rejects. */
async function together(tasks: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

const describeStack = ({ settings, config, mongo, supervisor, progress }: Site, stop: () => Promise<void>): Stack => ({
  config,
  env: settings.env,
  urls: stackUrls(settings),
  temporalAddress: readTemporalTarget(settings.env).address,
  stateDir: settings.stateDir,
  mode: settings.mode,
  mongo,
  supervisor,
  progress,
  log: progress.say,
  stop,
});
