// Reads a workflow id back into what it stands for: the inverse of src/contract/workflow-ids.ts.
import { isDayPipeline, PIPELINES, type Pipeline } from '../contract/pipelines.ts';
import { isIsoDate } from '../domain/calendar/dates.ts';
import { PROMOTION_MODES } from '../domain/cohort.ts';
import { isAccountId, type AccountId, type IsoDate } from '../domain/ids.ts';
import type { RunKind } from '../ports/store.ts';

export interface RunName {
  readonly kind: RunKind;
  readonly pipeline: Pipeline;
  readonly date: IsoDate;
  readonly accountId: AccountId | null;
  readonly cohort: string | null;
  /** True: the run covers a list of accounts that the id only hashes. */
  readonly explicitAccounts: boolean;
}

const ID_LENGTH_MAX = 200;

/** Every workflow of ours that belongs to a run, or is one. */
const OF_A_RUN =
  /^(?:day|partition|account-day|rates|rates-check|backfill|account-history|retrain|training|housekeeping|hold|model|provider|scheduled|predict-bulk)\/[^\s]{1,280}$/;

/** Such a workflow has steps and log lines, also where it is no run of its own. */
export const isOfARun = (id: string): boolean => OF_A_RUN.test(id);

/** Null for an id that no run of ours can have. */
export function readRunId(id: string): RunName | null {
  if (id.length > ID_LENGTH_MAX) return null;
  const [kind, ...parts] = id.split('/');
  if (kind === 'day' || kind === 'account-day') return readDay(kind, parts);
  if (kind === 'backfill' || kind === 'account-history') return readRange(kind, parts);
  if (kind === 'retrain') return readRetrain(parts);
  if (kind === 'housekeeping') return name(kind, 'housekeeping', parts[0], parts.slice(1));
  return null;
}

function readDay(kind: RunKind, [pipeline, date, ...scope]: readonly string[]): RunName | null {
  const known = PIPELINES.find((candidate) => candidate === pipeline);
  return known !== undefined && isDayPipeline(known) ? name(kind, known, date, scope) : null;
}

function readRange(kind: RunKind, [range, ...scope]: readonly string[]): RunName | null {
  const [from, to] = (range ?? '').split('..');
  return from !== undefined && isIsoDate(from) ? name(kind, 'backfill', to, scope) : null;
}

/** `<date>` or `<date>+<mode>`, then the scope. */
function readRetrain([first, ...scope]: readonly string[]): RunName | null {
  const [date, ...modes] = (first ?? '').split('+');
  const [mode] = modes;
  const known = mode === undefined || PROMOTION_MODES.some((candidate) => candidate === mode);
  return known && modes.length <= 1 ? name('retrain', 'retrain', date, scope) : null;
}

function name(kind: RunKind, pipeline: Pipeline, date: string | undefined, scope: readonly string[]): RunName | null {
  const [suffix] = scope;
  if (date === undefined || !isIsoDate(date) || scope.length > 1) return null;
  const whole = { kind, pipeline, date, accountId: null, cohort: null, explicitAccounts: false };
  if (kind === 'account-day' || kind === 'account-history') {
    return suffix !== undefined && isAccountId(suffix) ? { ...whole, accountId: suffix } : null;
  }
  if (suffix === undefined) return whole;
  if (kind === 'housekeeping' || suffix === '') return null;
  return /^only-[0-9a-f]{16}$/.test(suffix) ? { ...whole, explicitAccounts: true } : { ...whole, cohort: suffix };
}
