// Everything that a seed decides: the day, the accounts, the faults, the kills, and when the store refuses.
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import { createRandom } from '../bench-forecast/random.ts';
import { drawAccounts, type ChaosAccount } from './accounts.ts';
import { between } from './draw.ts';
import { planFaults, type FaultPlan } from './faults.ts';
import { planKills, type PlannedKill } from './kill-plan.ts';

export interface ChaosPlan {
  readonly seed: number;
  readonly date: IsoDate;
  readonly accounts: readonly ChaosAccount[];
  readonly kills: readonly PlannedKill[];
  readonly faults: FaultPlan;
  readonly outage: PlannedOutage;
}

export interface PlannedOutage {
  /** From the start of the day run. */
  readonly atMs: number;
  readonly forMs: number;
}

export interface Sizes {
  readonly accounts: number;
  readonly kills: number;
}

/** The emulators have published rates for every day of these. */
const FIRST_DATE = parseIsoDate('2026-02-02');
const DATES = 250;
const OUTAGE_MS = 20_000;
/** Without kills there is still an outage to live through. */
const SHORTEST_STORM_MS = 30_000;

export function planChaos(seed: number, sizes: Sizes): ChaosPlan {
  const random = createRandom(seed);
  const date = addDays(FIRST_DATE, Math.floor(random() * DATES));
  const accounts = drawAccounts(random, sizes.accounts);
  const kills = planKills(random, sizes.kills);
  const stormMs = Math.max(SHORTEST_STORM_MS, kills.at(-1)?.atMs ?? 0);
  const outage = { atMs: Math.round(between(random, 3_000, stormMs - OUTAGE_MS)), forMs: OUTAGE_MS };
  const moments = kills.map(({ atMs }) => atMs);
  return { seed, date, accounts, kills, faults: planFaults(random, accounts, moments), outage };
}
