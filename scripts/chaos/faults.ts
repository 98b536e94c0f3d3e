// Which faults of the emulators are on during a round. Drawn from the seed, so that what must come of each account is known before.
import type { ErrorCode } from '../../src/contract/errors.ts';
import type { Random } from '../bench-forecast/random.ts';
import { DROPPED_CURRENCY, type ChaosAccount } from './accounts.ts';
import { between, oneOf } from './draw.ts';

/** As the emulators take it; see docs/wire-formats.md. */
export interface FaultRequest {
  readonly source: string;
  readonly kind: string;
  readonly account?: string;
  readonly share?: number;
  readonly seed?: number;
  readonly ms?: number;
  readonly currency?: string;
  readonly until?: string;
}

/** Trouble that passes: some requests of everybody. The day gets late and stays right. */
const PASSING = [
  { kind: 'latency', ms: 400 },
  { kind: 'status-429' },
  { kind: 'status-500' },
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'late' },
  { kind: 'duplicate-rows' },
  { kind: 'control-mismatch' },
] as const;
/** With the lasting ones below about 30 % of the requests meet a fault. */
const PASSING_SHARE = 0.031;
/** An answer of another shape is final at a source, and no more than a reason to ask the reserve at a rates provider. */
const PASSING_AT_RATES = [
  { kind: 'wrong-schema', source: 'rates-a' },
  { kind: 'wrong-schema', source: 'rates-b' },
] as const;

/** What an account's source says wrongly at each request of the round, and what the account must fail with; none: it is published. */
const LASTING = {
  'wrong-schema': ['SOURCE_SCHEMA_INVALID'],
  'wrong-currency': ['RATE_MISSING', 'MIXED_CURRENCIES'],
  'conflicting-rows': ['TOO_MANY_REJECTS'],
  unauthorized: ['SOURCE_UNAUTHORIZED'],
  'empty-day': [],
  'changed-past': [],
} as const satisfies Readonly<Record<string, readonly ErrorCode[]>>;
type LastingKind = keyof typeof LASTING;
const LASTING_KINDS = Object.keys(LASTING).filter((kind): kind is LastingKind => kind in LASTING);
/** Of the pairs of account and source. */
const LASTING_SHARE = 0.07;
const LATE_SHARE = 0.75;
const LAST_SHARE = 0.05;
const LAST_MS = 1_500;
/** Retry-After counts whole seconds, so a report is asked for up to a second after it has come in. */
const BEFORE_KILL_MS = { least: 200, most: 1_300 } as const;

export interface FaultPlan {
  readonly passing: readonly FaultRequest[];
  /** The truth of the round: a calm day meets them as well. */
  readonly lasting: readonly FaultRequest[];
  /** Whose report comes how long after the start of the day, at which of its sources. */
  readonly late: readonly LateReport[];
  /** By account: what it may fail with. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface LateReport {
  readonly account: string;
  readonly source: string;
  readonly afterMs: number;
}

/** @param moments of the kills, from the start of the day run. */
export function planFaults(random: Random, accounts: readonly ChaosAccount[], moments: readonly number[]): FaultPlan {
  const lasting = drawLasting(random, accounts);
  const dropped = ['rates-a', 'rates-b'].map((source) => ({
    source,
    kind: 'drop-currency',
    currency: DROPPED_CURRENCY,
  }));
  return {
    passing: drawPassing(random),
    lasting: [...lasting, ...dropped],
    late: drawLate(random, accounts, moments),
    codes: new Map(accounts.map((account) => [account.id, codesOf(account, lasting)])),
  };
}

function drawPassing(random: Random): readonly FaultRequest[] {
  const seed = (): number => Math.floor(random() * 1_000_000);
  return [
    ...PASSING.map((fault) => ({ source: '*', ...fault, share: PASSING_SHARE, seed: seed() })),
    ...PASSING_AT_RATES.map((fault) => ({ ...fault, share: PASSING_SHARE, seed: seed() })),
  ];
}

function drawLasting(random: Random, accounts: readonly ChaosAccount[]): readonly FaultRequest[] {
  const [first, ...others] = LASTING_KINDS;
  if (first === undefined) return [];
  return accounts.flatMap(({ id: account, sources }) =>
    sources
      .filter(() => random() < LASTING_SHARE)
      .map((source) => ({ source, account, kind: oneOf(random, [first, ...others]) })),
  );
}

function codesOf({ id, currency }: ChaosAccount, lasting: readonly FaultRequest[]): ReadonlySet<string> {
  const own = lasting.filter(({ account }) => account === id).map(({ kind }) => kind);
  const codes = LASTING_KINDS.filter((kind) => own.includes(kind)).flatMap((kind): readonly string[] => LASTING[kind]);
  return new Set(currency === DROPPED_CURRENCY ? [...codes, 'RATE_MISSING'] : codes);
}

/**
 * A report comes in shortly before a kill, so that the kill meets accounts in the middle of their steps and not only waiting
 * ones. A few come in after the last kill: the day cannot end before it.
 */
function drawLate(
  random: Random,
  accounts: readonly ChaosAccount[],
  [firstMoment, ...moments]: readonly number[],
): readonly LateReport[] {
  if (firstMoment === undefined) return [];
  return accounts.flatMap(({ id: account, sources: [first, ...others] }) => {
    if (first === undefined || random() > LATE_SHARE) return [];
    const before = between(random, BEFORE_KILL_MS.least, BEFORE_KILL_MS.most);
    const moment = oneOf(random, [firstMoment, ...moments]);
    const afterMs = random() < LAST_SHARE ? Math.max(firstMoment, ...moments) + LAST_MS : Math.max(0, moment - before);
    return [{ account, source: oneOf(random, [first, ...others]), afterMs: Math.round(afterMs) }];
  });
}

/** The emulators say when to come back, so that nobody asks in vain all the time. */
export const lateFaults = (late: readonly LateReport[], startMs: number): readonly FaultRequest[] =>
  late.map(({ account, source, afterMs }) => ({
    account,
    source,
    kind: 'late',
    until: new Date(startMs + afterMs).toISOString(),
  }));
