// What a load test came to: how many, how fast, how long, and what went wrong.
import { rounded } from '../bench/statistics.ts';
import type { LoadRun } from './run.ts';
import type { Sample } from './send.ts';

export interface Durations {
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoadReport {
  readonly requests: number;
  readonly errors: number;
  /** What went wrong, with how often. */
  readonly causes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly perSecond: number;
  /** In ms; by path without its query, delayed ones apart. */
  readonly durations: Readonly<Record<string, Durations>>;
}

const DELAYED = 'delayed tenfold';

export function reportLoad({ samples, elapsedMs }: LoadRun): LoadReport {
  const failed = samples.filter(({ error }) => error !== null);
  return {
    requests: samples.length,
    errors: failed.length,
    causes: countBy(failed.map(({ path, error }) => `${path.split('?', 1)[0] ?? path}: ${error ?? ''}`)),
    seconds: rounded(elapsedMs / 1_000, 1),
    perSecond: rounded((samples.length / elapsedMs) * 1_000, 1),
    durations: Object.fromEntries(
      [...new Set(samples.map(nameOf))].map((name) => [
        name,
        durationsOf(samples.filter((sample) => nameOf(sample) === name)),
      ]),
    ),
  };
}

const nameOf = ({ path, isDelayed }: Sample): string => (isDelayed ? DELAYED : (path.split('?', 1)[0] ?? path));

function durationsOf(samples: readonly Sample[]): Durations {
  const sorted = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0, 1);
  return { requests: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

export function formatReport({ requests, errors, causes, seconds, perSecond, durations }: LoadReport): string {
  const rows = Object.entries(durations).map(
    ([name, { requests: n, p50, p95, p99, max }]) =>
      `${name.padEnd(18)} ${cell(n)} ${cell(p50)} ${cell(p95)} ${cell(p99)} ${cell(max)}`,
  );
  return [
    `${requests} requests in ${seconds} s, ${perSecond} a second, ${errors} errors`,
    ...Object.entries(causes).map(([cause, count]) => `  ${count} x ${cause}`),
    `${'ms'.padEnd(18)} ${cell('requests')} ${cell('p50')} ${cell('p95')} ${cell('p99')} ${cell('max')}`,
    ...rows,
  ].join('\n');
}

const cell = (value: number | string): string => String(value).padStart(9);

const HEADER = 'due_ms,path,status,took_ms,delayed,error';

export const sampleLines = (samples: readonly Sample[]): string => `${[HEADER, ...samples.map(toLine)].join('\n')}\n`;

const toLine = ({ dueMs, path, status, tookMs, isDelayed, error }: Sample): string =>
  [rounded(dueMs, 1), path, status, rounded(tookMs, 2), isDelayed, (error ?? '').replaceAll(/[",\n]/g, ' ')].join(',');
