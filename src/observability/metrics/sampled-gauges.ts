// Gauges whose values are read from somewhere when they are scraped: many at once, and not more often than is cheap.
import { Gauge, type Registry } from 'prom-client';

export interface GaugeDefinition {
  readonly help: string;
  readonly labels: readonly string[];
}

export interface Sample {
  /** One of the part's gauges. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is read together. */
export interface SampledPart {
  readonly part: string;
  readonly gauges: Readonly<Record<string, GaugeDefinition>>;
  read(): Promise<readonly Sample[]>;
}

export interface SampledGaugesOptions {
  readonly registry: Registry;
  readonly parts: readonly SampledPart[];
  readonly onFailure: (part: string, error: unknown) => void;
}

const FRESH_MS = 15_000;
/** Reading takes at most 2 % of the time, however large the store is. */
const PAUSE_PER_READ = 50;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Returns what brings the gauges up to date before a scrape. It never rejects: a part that cannot be read shows no values,
 * and `morrow_figures_up` 0.
 */
export function createSampledGauges({ registry, parts, onFailure }: SampledGaugesOptions): () => Promise<void> {
  const up = new Gauge({
    name: 'morrow_figures_up',
    help: 'Whether the figures of a part could be read for this scrape.',
    labelNames: ['part'],
    registers: [registry],
  });
  const refreshers = parts.map(({ part, gauges: definitions, read }) => {
    const gauges = defineGauges(registry, definitions);
    return cached(async () => {
      const samples = await read().catch((error: unknown) => onFailure(part, error));
      show(gauges, samples ?? []);
      up.set({ part }, samples === undefined ? 0 : 1);
    });
  });
  return async () => void (await Promise.all(refreshers.map((refresh) => refresh())));
}

type Gauges = ReadonlyMap<string, { readonly gauge: Gauge; readonly labelled: boolean }>;

const defineGauges = (registry: Registry, definitions: SampledPart['gauges']): Gauges =>
  new Map(
    Object.entries(definitions).map(([name, { help, labels }]) => [
      name,
      {
        gauge: new Gauge({ name, help, labelNames: [...labels], registers: [registry] }),
        labelled: labels.length > 0,
      },
    ]),
  );

/** What is gone since the last look must not go on being reported. */
function show(gauges: Gauges, samples: readonly Sample[]): void {
  for (const { gauge, labelled } of gauges.values()) {
    gauge.reset();
    // Reset to 0 is a value, too; nothing read is none.
    if (!labelled) gauge.remove();
  }
  for (const { name, labels, value } of samples) gauges.get(name)?.gauge.set(labels, value);
}

/** Scrapes at the same time share one reading. */
function cached(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let staleAt = 0;
  const run = async (): Promise<void> => {
    const begin = performance.now();
    await work();
    const end = performance.now();
    staleAt = end + Math.min(Math.max(FRESH_MS, (end - begin) * PAUSE_PER_READ), LONGEST_PAUSE_MS);
    current = null;
  };
  return () => (performance.now() < staleAt ? Promise.resolve() : (current ??= run()));
}
