// A real Prometheus for one test file, with the configuration that is shipped: only addresses, times and places differ.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { z } from 'zod';
import { projectPath, readYaml } from './compose.ts';
import { freePort } from './dev-server.ts';
import { waitFor } from './wait-for.ts';

/** Addresses by job. */
export type Targets = Readonly<Record<string, readonly string[]>>;

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /** The value of an expression now. */
  query(expression: string): Promise<readonly Series[]>;
  metricNames(): Promise<readonly string[]>;
  rules(): Promise<readonly { readonly name: string; readonly health: string }[]>;
  /** Idempotent; removes its data. */
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const CALL_MS = 10_000;
const STOP_MS = 10_000;

const shippedConfig = z.object({
  scrape_configs: z.array(z.object({ job_name: z.string(), dns_sd_configs: z.unknown() })),
});
const vector = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});
const names = z.object({ data: z.array(z.string()) });
const ruleGroups = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
  }),
});

/** The program's path, as `npm test` provides it. */
export function prometheusProgram(name: 'prometheus' | 'promtool'): string {
  const folder = process.env['MORROW_PROMETHEUS'];
  if (folder === undefined) throw new Error('MORROW_PROMETHEUS is not set; run the tests through `npm test`.');
  return join(folder, name);
}

/** What promtool prints; rejects with it when promtool does. */
export async function promtool(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(prometheusProgram('promtool'), [...args], { timeout: READY_MS });
  return stdout;
}

export async function startPrometheus(targets: Targets): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-prometheus-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  await writeFile(join(folder, 'prometheus.yml'), rewrittenConfig(targets));
  const server = spawnServer(folder, new URL(url).host);
  const stop = onlyOnce(async () => {
    await stopProcess(server);
    await rm(folder, { recursive: true, force: true });
  });
  try {
    await waitFor(
      'Prometheus ready',
      async () => {
        if (server.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8').slice(-2_000));
        return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(CALL_MS) })).ok;
      },
      READY_MS,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    query: async (expression) => {
      const { data } = vector.parse(await ask(url, 'query', { query: expression }));
      return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
    },
    metricNames: async () => names.parse(await ask(url, 'label/__name__/values')).data,
    rules: async () => ruleGroups.parse(await ask(url, 'rules')).data.groups.flatMap(({ rules }) => rules),
    stop,
  };
}

/** Every job that is shipped, found at the given addresses instead of by the names of containers. */
function rewrittenConfig(targets: Targets): string {
  const shipped = z.looseObject({}).parse(readYaml('deploy/prometheus/prometheus.yml'));
  const { scrape_configs: jobs } = shippedConfig.parse(shipped);
  return stringify({
    ...shipped,
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [projectPath('deploy/prometheus/rules.yml')],
    scrape_configs: jobs.map(({ job_name: job, dns_sd_configs: _, ...rest }) => ({
      ...rest,
      job_name: job,
      static_configs: [{ targets: targets[job] ?? [] }],
    })),
  });
}

function spawnServer(folder: string, address: string): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a');
  try {
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ];
    return spawn(prometheusProgram('prometheus'), args, { stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

async function ask(url: string, path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    ...(Object.keys(parameters).length === 0 ? {} : { method: 'POST', body: new URLSearchParams(parameters) }),
    signal: AbortSignal.timeout(CALL_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Prometheus refuses ${path} ${JSON.stringify(parameters)}: ${text}`);
  return JSON.parse(text);
}

async function stopProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  const kill = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
  server.kill('SIGTERM');
  await gone;
  clearTimeout(kill);
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
