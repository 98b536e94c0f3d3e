// The fault switches of the running emulators, over their control address.
import { z } from 'zod';

export interface FaultRequest {
  readonly source: string;
  readonly kind: string;
  readonly account?: string;
  readonly date?: string;
  readonly times?: number;
  readonly ms?: number;
  readonly retryAfterSeconds?: number;
  readonly currency?: string;
  readonly percent?: number;
}

export interface FaultControl {
  /** Returns the id of the fault. */
  add(fault: FaultRequest): Promise<string>;
  /** On how many requests each fault has acted, by id. */
  acted(): Promise<ReadonlyMap<string, number>>;
  /** Lifts all of them. */
  clear(): Promise<void>;
  /** Requests since the emulators started, by source. */
  requests(): Promise<Readonly<Record<string, number>>>;
}

const DEADLINE_MS = 10_000;
const faultSchema = z.object({ id: z.string(), acted: z.number().default(0) });

/** @param url of any emulator: all ports of one process share their faults. */
export function createFaultControl(url: string): FaultControl {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/__emulator/${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The emulator refuses ${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    add: async (fault) => faultSchema.parse(await ask('POST', 'faults', fault)).id,
    acted: async () => {
      const { faults } = z.object({ faults: z.array(faultSchema) }).parse(await ask('GET', 'faults'));
      return new Map(faults.map(({ id, acted }) => [id, acted]));
    },
    clear: async () => void (await ask('DELETE', 'faults')),
    requests: async () =>
      z.object({ counts: z.record(z.string(), z.number()) }).parse(await ask('GET', 'requests')).counts,
  };
}
