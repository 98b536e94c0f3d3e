// The emulators' control address: faults on and off, how often they acted, requests in all. See docs/wire-formats.md.
import { writeFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { MorrowError } from '../../src/contract/errors.ts';
import type { FaultRequest } from './faults.ts';

const DEADLINE_MS = 5_000;
/** Above every seed that is drawn: no two starts share one. */
const SEED_STEP = 1_000_000;
const faultsSchema = z.object({ faults: z.array(z.object({ kind: z.string(), acted: z.number() })) });
const countsSchema = z.object({ counts: z.record(z.string(), z.number()) });

export interface EmulatorCounts {
  readonly requests: number;
  /** By kind: on how many requests it acted. */
  readonly acted: Readonly<Record<string, number>>;
}

export interface EmulatorControl {
  /** Replaces every fault that is on, now and for every later start of the emulators. */
  set(faults: readonly FaultRequest[]): Promise<void>;
  /** For the next start: new draws. The old ones begun again would meet an account with the same passing fault time after time. */
  reseed(): void;
  /** Since the emulators started. */
  counts(): Promise<EmulatorCounts>;
}

/** @param faultsFile what EMULATOR_FAULTS_FILE names. */
export function createEmulatorControl(url: string, faultsFile: string): EmulatorControl {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/__emulator/${path}`, {
      method,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new MorrowError('INTERNAL', `The emulators refuse ${method} ${path}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  let on: readonly FaultRequest[] = [];
  return {
    set: async (faults) => {
      on = faults;
      writeFaults(faultsFile, on);
      await ask('DELETE', 'faults');
      for (const fault of faults) await ask('POST', 'faults', fault);
    },
    reseed: () => {
      on = on.map((fault) => (fault.seed === undefined ? fault : { ...fault, seed: fault.seed + SEED_STEP }));
      writeFaults(faultsFile, on);
    },
    counts: async () => {
      const { faults } = faultsSchema.parse(await ask('GET', 'faults'));
      const { counts } = countsSchema.parse(await ask('GET', 'requests'));
      const acted: Record<string, number> = {};
      for (const fault of faults) acted[fault.kind] = (acted[fault.kind] ?? 0) + fault.acted;
      return { requests: Object.values(counts).reduce((sum, count) => sum + count, 0), acted };
    },
  };
}

/** Emulators that start meanwhile read the old list or the new one. */
export function writeFaults(file: string, faults: readonly FaultRequest[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(faults));
  renameSync(`${file}.new`, file);
}
