// What may be posted as a fault. Loaded on first use only: the validator would be a fifth of an idle emulator's memory.
import { z } from 'zod';
import { parseDay } from './days.ts';
import { canAct, FAULT_KINDS, type FaultRequest } from './fault-book.ts';
import { EMULATED_SOURCES } from './sources.ts';

const LONGEST_WAIT_MS = 600_000;

const faultSchema = z
  .strictObject({
    source: z.enum([...EMULATED_SOURCES, '*']),
    kind: z.enum(FAULT_KINDS),
    account: z.string().min(1).max(64).optional(),
    date: z
      .string()
      .refine((text) => parseDay(text) !== null, 'must be a calendar day YYYY-MM-DD')
      .optional(),
    times: z.int().min(1).optional(),
    share: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
    ms: z.int().min(0).max(LONGEST_WAIT_MS).optional(),
    retryAfterSeconds: z.int().min(0).max(86_400).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters')
      .optional(),
    percent: z.number().min(-1_000).max(1_000).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ kind, ms }) => kind !== 'latency' || ms !== undefined, 'latency needs ms')
  .refine(({ kind, currency }) => kind !== 'drop-currency' || currency !== undefined, 'drop-currency needs currency')
  .refine(({ kind, source }) => source === '*' || canAct(kind, source), 'this kind can do nothing at this source');

/** The fault, or one line that says what is wrong with it. */
export function readFault(body: string): FaultRequest | string {
  const content = parseJson(body);
  return content === undefined ? 'The body is not JSON.' : checkFault(content);
}

/** A list of faults as a file holds it, or one line that says what is wrong with it. */
export function readFaults(text: string): readonly FaultRequest[] | string {
  const content = parseJson(text);
  if (!Array.isArray(content)) return 'it must hold a JSON list of faults.';
  const faults: FaultRequest[] = [];
  for (const [index, item] of content.entries()) {
    const fault = checkFault(item);
    if (typeof fault === 'string') return `fault ${index + 1}: ${fault}`;
    faults.push(fault);
  }
  return faults;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkFault(content: unknown): FaultRequest | string {
  const parsed = faultSchema.safeParse(content);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  const fault = parsed.data;
  return fault.kind === 'wrong-currency' ? { currency: 'RUB', ...fault } : fault;
}
