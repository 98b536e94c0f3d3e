// One account's repair: which of its days lack a figure, which were restated, and the fewest range reports that bring in the rest.
// A day that somebody gave by import or API is never asked for, and an account without sources can only be given days.
import { depthDays, type Account } from '../account.ts';
import { compareDates, daysBetween, listDates } from '../calendar/dates.ts';
import { splitRange, type DateSpan } from '../calendar/ranges.ts';
import { clipSpans, commonSpans, datesWithin, joinSpans, withoutSpans } from '../calendar/spans.ts';
import { depthWindow } from '../forecast/history.ts';
import type { AccountId, IsoDate, SourceId } from '../ids.ts';
import { spansOf, type Coverage } from './coverage.ts';

/** `missing`: only what the store lacks. `reread`: every day again, which is how corrections at the sources are found. */
export const REPAIR_MODES = ['missing', 'reread'] as const;
export type RepairMode = (typeof REPAIR_MODES)[number];

/** One range report of each source, and the days of it that are written. */
export interface HistoryPiece extends DateSpan {
  /** Sources to ask for the whole piece; empty: everything is there and has only to be merged. */
  readonly sources: readonly SourceId[];
  readonly days: readonly DateSpan[];
}

export interface AccountPlan {
  readonly accountId: AccountId;
  /** Days without daily revenue, or without the revenue of an enabled source. Empty for an account without sources. */
  readonly holes: readonly IsoDate[];
  /** Days without a figure of an account without sources: nobody can be asked for them. */
  readonly toImport: readonly IsoDate[];
  /** Days whose published figures are not what is known now: not merged yet, or corrected since the forecast was made. */
  readonly restated: readonly IsoDate[];
  /** Business date of the forecast to be made again; null: none. */
  readonly forecastAgain: IsoDate | null;
  readonly pieces: readonly HistoryPiece[];
  readonly convertsCurrency: boolean;
}

export interface AccountToPlan {
  readonly account: Pick<Account, 'id' | 'sources' | 'historyDepthDays' | 'convertCurrency'>;
  /** Days that are over where the account lives; `to` before `from`: none is. */
  readonly range: DateSpan;
  readonly coverage: Coverage;
  readonly mode: RepairMode;
  /** The longest range a source may be asked for. */
  readonly reportDays: number;
}

export function planAccount(input: AccountToPlan): AccountPlan {
  const { account, mode, coverage, range } = input;
  const lacking = lackingDays(input);
  const holes = lacking.filter(({ isHole }) => isHole).map(({ date }) => date);
  const corrected = correctedDays(input);
  const unmerged = lacking.filter(({ isHole }) => !isHole).map(({ date }) => date);
  const hasSources = account.sources.length > 0;
  return {
    accountId: account.id,
    holes: hasSources ? holes : [],
    toImport: hasSources ? [] : holes,
    restated: [...new Set([...corrected, ...unmerged])].sort(),
    forecastAgain: corrected.length > 0 ? coverage.published : null,
    pieces: !hasSources ? [] : mode === 'reread' ? wholeRange(input, range) : mergePieces(lacking, input.reportDays),
    convertsCurrency: account.convertCurrency,
  };
}

interface LackingDay {
  readonly date: IsoDate;
  /** Enabled sources without revenue of the day. */
  readonly sources: readonly SourceId[];
  /** False: all is there, but the day was merged from something else. */
  readonly isHole: boolean;
}

function lackingDays({ account, range, coverage }: AccountToPlan): readonly LackingDay[] {
  const said = account.sources.map((id) => coverage.sources.find(({ sourceId }) => sourceId === id)?.days ?? []);
  const whole = said.reduce(commonSpans, coverage.merged);
  const holes = withoutSpans([range], joinSpans(whole, coverage.given)).flatMap(({ from, to }) => listDates(from, to));
  const there = said.map((days) => new Set(datesWithin(holes, days)));
  const lacking = holes.map((date) => ({
    date,
    sources: account.sources.filter((_, index) => there[index]?.has(date) !== true),
    isHole: true,
  }));
  const unmerged = datesWithin(unmergedDays(coverage, account.sources), clipSpans(whole, range));
  return [...lacking, ...unmerged.map((date) => ({ date, sources: [], isHole: false }))].sort(byDate);
}

/** Ascending. */
const unmergedDays = ({ unmerged }: Coverage, enabled: readonly SourceId[]): readonly IsoDate[] =>
  [...new Set(unmerged.filter(({ sourceId }) => enabled.includes(sourceId)).map(({ date }) => date))].sort();

const byDate = (a: LackingDay, b: LackingDay): number => compareDates(a.date, b.date);

/** Only what the forecast could see: its depth window. */
function correctedDays({ account, range, coverage: { published, corrected } }: AccountToPlan): readonly IsoDate[] {
  if (published === null) return [];
  const window = depthWindow(published, depthDays(account));
  const isSeen = (date: IsoDate): boolean => date >= window.from && date <= window.to;
  return corrected.filter((date) => isSeen(date) && date >= range.from && date <= range.to);
}

/** From the first day on, each piece reaches as far as one report may: no other choice of pieces needs fewer. */
function mergePieces(lacking: readonly LackingDay[], reportDays: number): readonly HistoryPiece[] {
  const groups: LackingDay[][] = [];
  for (const day of lacking) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group === undefined || first === undefined || daysBetween(first.date, day.date) >= reportDays)
      groups.push([day]);
    else group.push(day);
  }
  return groups.flatMap(toPiece);
}

function toPiece(group: readonly LackingDay[]): readonly HistoryPiece[] {
  const dates = group.map(({ date }) => date);
  const [from, to] = [dates.at(0), dates.at(-1)];
  if (from === undefined || to === undefined) return [];
  return [{ from, to, sources: [...new Set(group.flatMap(({ sources }) => sources))], days: spansOf(dates) }];
}

const wholeRange = ({ account, reportDays }: AccountToPlan, { from, to }: DateSpan): readonly HistoryPiece[] =>
  splitRange(from, to, reportDays).map((piece) => ({ ...piece, sources: account.sources, days: [piece] }));
