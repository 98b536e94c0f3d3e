// The fault switches: which faults are on, and which of them act on a request. Shared by all services of a process.
import { chanceOf } from './chance.ts';
import { parseDay, type Day } from './days.ts';
import { RATES_PROVIDERS, type EmulatedSource } from './sources.ts';

export const FAULT_KINDS = [
  'latency',
  'status-429',
  'status-500',
  'hang',
  'reset',
  'truncated',
  'wrong-schema',
  'wrong-currency',
  'duplicate-rows',
  'conflicting-rows',
  'control-mismatch',
  'changed-past',
  'empty-day',
  'late',
  'unauthorized',
  'drop-currency',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** As POST /__emulator/faults takes it; see docs/wire-formats.md. */
export interface FaultRequest {
  readonly source: EmulatedSource | '*';
  readonly kind: FaultKind;
  readonly account?: string | undefined;
  readonly date?: string | undefined;
  readonly times?: number | undefined;
  readonly share?: number | undefined;
  readonly seed?: number | undefined;
  readonly ms?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly currency?: string | undefined;
  readonly percent?: number | undefined;
  readonly until?: string | undefined;
}

export interface Fault extends FaultRequest {
  readonly id: string;
}

/** What a fault is held against. */
export interface FaultTarget {
  readonly source: EmulatedSource;
  /** Null where there is none: the rates providers. */
  readonly account: string | null;
  readonly from: Day;
  readonly to: Day;
  readonly now: Date;
}

export interface FaultStatus extends Fault {
  /** On how many requests it has acted. */
  readonly acted: number;
}

interface Switch {
  readonly fault: Fault;
  /** A sequence for each account at each source: what one of them draws does not depend on what the others ask meanwhile. */
  readonly draws: Map<string, () => number>;
  acted: number;
}

/** Bends rows and control figures, so it can act on reports only. */
const REPORT_KINDS: ReadonlySet<FaultKind> = new Set([
  'wrong-currency',
  'duplicate-rows',
  'conflicting-rows',
  'control-mismatch',
  'changed-past',
  'empty-day',
]);

/** After one of these there is no answer left for another fault to act on. */
const ENDS_THE_REQUEST: ReadonlySet<FaultKind> = new Set(['status-429', 'status-500', 'hang', 'reset', 'unauthorized']);

const isRatesProvider = (source: EmulatedSource): boolean => RATES_PROVIDERS.some((provider) => provider === source);

/** Whether a fault of this kind can do anything at this source. */
export function canAct(kind: FaultKind, source: EmulatedSource): boolean {
  if (kind === 'drop-currency') return isRatesProvider(source);
  return !(REPORT_KINDS.has(kind) && isRatesProvider(source));
}

export class FaultBook {
  readonly #switches = new Map<string, Switch>();
  #lastId = 0;

  add(request: FaultRequest): Fault {
    this.#lastId += 1;
    const fault: Fault = { ...request, id: String(this.#lastId) };
    this.#switches.set(fault.id, { fault, draws: new Map(), acted: 0 });
    return fault;
  }

  remove(id: string): boolean {
    return this.#switches.delete(id);
  }

  clear(): void {
    this.#switches.clear();
  }

  list(): readonly FaultStatus[] {
    return [...this.#switches.values()].map(({ fault, acted }) => ({ ...fault, acted }));
  }

  /** The faults that act on a request, oldest first; each one's count goes up. Nothing follows one that ends the request. */
  actingOn(target: FaultTarget): readonly Fault[] {
    const acting: Fault[] = [];
    for (const entry of this.#switches.values()) {
      if (!acts(entry, target)) continue;
      entry.acted += 1;
      acting.push(entry.fault);
      if (ENDS_THE_REQUEST.has(entry.fault.kind)) break;
      if (entry.fault.kind === 'late' && target.account !== null) break;
    }
    return acting;
  }
}

function acts({ fault, draws, acted }: Switch, target: FaultTarget): boolean {
  if (!matches(fault, target)) return false;
  if (fault.times !== undefined && acted >= fault.times) return false;
  return fault.share === undefined || drawFor(fault, draws, target) < fault.share;
}

function drawFor({ seed = 0, kind }: Fault, draws: Switch['draws'], { source, account }: FaultTarget): number {
  const key = `${source} ${account ?? ''}`;
  const draw = draws.get(key) ?? chanceOf(`fault ${seed} ${kind} ${key}`);
  draws.set(key, draw);
  return draw();
}

function matches(fault: Fault, target: FaultTarget): boolean {
  if (fault.source !== '*' && fault.source !== target.source) return false;
  if (!canAct(fault.kind, target.source)) return false;
  if (fault.account !== undefined && fault.account !== target.account) return false;
  if (fault.kind === 'late' && fault.until !== undefined && Date.parse(fault.until) <= target.now.getTime())
    return false;
  return fault.date === undefined || includes(target, fault.date);
}

function includes({ from, to }: FaultTarget, date: string): boolean {
  const day = parseDay(date);
  return day !== null && from <= day && day <= to;
}
