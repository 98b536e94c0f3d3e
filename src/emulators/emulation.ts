// What every emulated service goes through, whatever its dialect: count the request, let the faults act, answer or refuse.
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, FaultBook, FaultTarget } from './fault-book.ts';
import type { RequestCounts } from './request-counts.ts';
import type { EmulatedSource } from './sources.ts';
import { Refusal, type Outcome, type Reply } from './wire.ts';

/** What the services of one process share. */
export interface Emulation {
  readonly faults: FaultBook;
  readonly counts: RequestCounts;
  readonly clock: () => Date;
  /** Aborted on close: delayed answers are given up. */
  readonly closing: AbortSignal;
}

/** How a service speaks when it has no report to give. */
export interface Voice {
  readonly source: EmulatedSource;
  refuse(refusal: Refusal): Reply;
  /** A valid answer of another shape. */
  otherShape(): Reply;
}

export interface Request {
  readonly target: Omit<FaultTarget, 'source' | 'now'>;
  /** Writes the answer, bent by the faults that concern its content. @throws Refusal */
  answer(faults: readonly Fault[]): Reply;
}

/** @param read finds out what is asked for. @throws Refusal when it is nothing that can be answered. */
export async function emulate(emulation: Emulation, voice: Voice, read: () => Request): Promise<Outcome> {
  emulation.counts.add(voice.source);
  try {
    const request = read();
    const target = { ...request.target, source: voice.source, now: emulation.clock() };
    const acting = { voice, closing: emulation.closing, now: target.now };
    return await answerUnder(emulation.faults.actingOn(target), request, acting);
  } catch (error) {
    return voice.refuse(error instanceof Refusal ? error : internal());
  }
}

const internal = (): Refusal => new Refusal(500, 'internal', 'The service cannot answer at the moment.');

async function answerUnder(
  faults: readonly Fault[],
  request: Request,
  { voice, closing, now }: { voice: Voice; closing: AbortSignal; now: Date },
): Promise<Outcome> {
  for (const fault of faults) {
    if (fault.kind === 'latency' && !(await waited(fault.ms ?? 0, closing))) return 'hang';
    if (fault.kind === 'hang' || fault.kind === 'reset') return fault.kind;
    const refusal = refusalOf(fault, request, now);
    if (refusal !== null) return voice.refuse(refusal);
  }
  const has = (kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind);
  const reply = has('wrong-schema') ? voice.otherShape() : request.answer(faults);
  return has('truncated') ? { ...reply, truncated: true } : reply;
}

/** False when the emulator closed meanwhile. */
async function waited(ms: number, closing: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal: closing }).catch(() => false);
}

function refusalOf(fault: Fault, { target }: Request, now: Date): Refusal | null {
  const retryAfterSeconds = fault.retryAfterSeconds ?? secondsUntil(fault.until, now) ?? 1;
  switch (fault.kind) {
    case 'status-429':
      return new Refusal(429, 'rate_limited', 'Too many requests.', retryAfterSeconds);
    case 'status-500':
      return internal();
    case 'unauthorized':
      return unauthorized();
    case 'late':
      return target.account === null ? null : reportNotReady(retryAfterSeconds);
    default:
      return null;
  }
}

/** Whoever knows when a report comes says so. */
const secondsUntil = (until: string | undefined, now: Date): number | undefined =>
  until === undefined ? undefined : Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1_000));

export const unauthorized = (): Refusal => new Refusal(401, 'unauthorized', 'The credentials are missing or wrong.');

export const reportNotReady = (retryAfterSeconds: number): Refusal =>
  new Refusal(404, 'report_not_ready', 'The report is not ready yet.', retryAfterSeconds);
