// Temporal's own metrics of a worker: its native runtime serves them on a loopback port, from where we pass them on, so that a
// worker has one address to scrape.
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import type { PrometheusMetricsExporter } from '@temporalio/worker';
import { Gauge, type Registry } from 'prom-client';

const LOOPBACK = '127.0.0.1';
const TIMEOUT_MS = 2_000;

/** The names that Temporal's documentation and its examples of alerts assume. */
export const sdkMetricsOptions = (port: number): PrometheusMetricsExporter => ({
  prometheus: {
    bindAddress: `${LOOPBACK}:${port}`,
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
  },
});

/** The runtime does not tell which port it took, so one is chosen for it. */
export async function freeLoopbackPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, LOOPBACK, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Returns what reads the runtime's text. A runtime that does not answer costs its own metrics only, and `morrow_sdk_metrics_up` says so. */
export function createSdkMetricsReader(registry: Registry, port: number): () => Promise<string> {
  const up = new Gauge({
    name: 'morrow_sdk_metrics_up',
    help: "Whether the metrics of Temporal's runtime could be read for this scrape.",
    registers: [registry],
  });
  return async () => {
    const text = await readText(port).catch(() => null);
    up.set(text === null ? 0 : 1);
    return text ?? '';
  };
}

const readText = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get({ host: LOOPBACK, port, path: '/metrics', timeout: TIMEOUT_MS, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', reject);
  });
