// Runs that earlier versions left behind still replay: a deployment does not break what is in flight.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker, type BundleOptions, makeTelemetryFilterString } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseKeyRing } from '../../src/secrets/key-ring.ts';
import { FAILURE_CONVERTER_PATH, createDataConverter } from '../../src/temporal/data-converter.ts';
import { OLD_KEY } from '../helpers/secrets.ts';
import { OUR_WORKFLOWS, bundleWorkflows } from '../helpers/workflow-bundle.ts';
import { WORKFLOWS } from '../../src/contract/workflow-ids.ts';
import { tracingWorkflowModule } from '../../src/observability/traces/worker-tracing.ts';

interface Golden {
  readonly name: string;
  readonly workflowId: string;
  readonly history: unknown;
}

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const goldens: readonly Golden[] = await readGoldens();

async function readGoldens(): Promise<readonly Golden[]> {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith('.json')).sort();
  return await Promise.all(
    files.map(async (name) => ({
      name,
      ...(JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as Omit<Golden, 'name'>),
    })),
  );
}

const TRACED = { workflowInterceptorModules: [tracingWorkflowModule()] };
const SPANS_GO_NOWHERE = { exporter: { export: { fn: () => undefined } } };

async function failuresOf(entry: string, options: Partial<BundleOptions> = {}): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  const workflowBundle = await bundleWorkflows(fileURLToPath(new URL(entry, import.meta.url)), options);
  const replays = Worker.runReplayHistories({ workflowBundle, sinks: SPANS_GO_NOWHERE }, goldens);
  for await (const { workflowId, error } of replays) if (error !== undefined) failures.set(workflowId, error);
  return failures;
}

beforeAll(() => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
});

describe('golden histories', () => {
  test('exist for every workflow type', () => {
    const types = new Set(goldens.map(({ history }) => typeOf(history)));
    expect([...types].sort()).toEqual(Object.values(WORKFLOWS).sort());
  });

  test('replay on the workflows of today', async () => {
    expect(await failuresOf('../../src/workflows/index.ts')).toEqual(new Map());
  });

  test('replay without call stacks, as workers run them', async () => {
    expect(await failuresOf('../../src/workflows/production.ts')).toEqual(new Map());
  });

  test('replay when each run evaluates modules of its own, as they did when recorded', async () => {
    expect(await failuresOf('../../src/workflows/index.ts', { preloadModules: [] })).toEqual(new Map());
  });

  test('replay when tracing is switched on, although they were recorded without', async () => {
    expect(await failuresOf('../../src/workflows/index.ts', TRACED)).toEqual(new Map());
  });

  test('replay when encryption is switched on, although they were recorded without', async () => {
    const workflowBundle = await bundleWorkflows(OUR_WORKFLOWS, { failureConverterPath: FAILURE_CONVERTER_PATH });
    const dataConverter = createDataConverter({ ring: parseKeyRing(OLD_KEY), isOn: true });
    const failures = new Map<string, unknown>();
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, goldens)) {
      if (error !== undefined) failures.set(workflowId, error);
    }
    expect(failures).toEqual(new Map());
  });

  test('do not replay on a workflow that was changed without a patch', async () => {
    const failures = await failuresOf('./mutated-workflows.ts');
    const accountDays = goldens.filter(({ history }) => typeOf(history) === WORKFLOWS.accountDay);
    expect([...failures.keys()].sort()).toEqual([...new Set(accountDays.map(({ workflowId }) => workflowId))].sort());
  });

  test('hold no path of the machine that recorded them', async () => {
    const texts = await Promise.all(goldens.map(({ name }) => readFile(join(FOLDER, name), 'utf8')));
    expect(texts.filter((text) => /file:\/\/\/|"\/(home|root|Users|work|tmp)\//.test(text))).toEqual([]);
  });
});

function typeOf(history: unknown): string {
  const text = JSON.stringify(history);
  return /"workflowType":\{"name":"(\w+)"\}/.exec(text)?.[1] ?? 'unknown';
}
