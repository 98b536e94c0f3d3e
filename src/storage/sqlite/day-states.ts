// What may be stored of a day, in SQLite: each combination that has ever occurred has a character. There are some dozens.
import { z } from 'zod';
import type { DateSpan } from '../../domain/calendar/ranges.ts';
import type { IsoDate, SourceId } from '../../domain/ids.ts';
import type { SourceDay, StoredDays } from '../../domain/repair/coverage.ts';
import { decodeAll, jsonText, sourceId } from '../records.ts';
import type { SqliteConnection } from './connection.ts';

/** As in `StoredDays`, of one day. Sources by id. */
const dayState = z.object({
  day: z.enum(['merged', 'given']).nullable(),
  sources: z.array(sourceId),
  unmerged: z.array(sourceId),
});
export type DayState = Readonly<z.output<typeof dayState>>;

/** The character of a day of which nothing is stored. */
export const NOTHING = ' ';
/** Codes count up from behind it. Below the surrogates, so that each is one character here and there. */
const FIRST_CODE = NOTHING.charCodeAt(0) + 1;

const ADD = `INSERT INTO day_states (code, state)
  SELECT char(${FIRST_CODE} + COUNT(*)), ? FROM day_states WHERE TRUE ON CONFLICT (state) DO NOTHING`;
const FIND = 'SELECT code FROM day_states WHERE state = ?';
export const LIST_STATES = 'SELECT code, state FROM day_states';

const codeRow = z.object({ code: z.string().length(1) });
export const stateRow = codeRow.extend({ state: jsonText(dayState) });

/**
 * Gives days their characters; a state that never was gets the next one. To be asked for in the transaction that writes the days,
 * and used in no other: what was looked up once is remembered.
 */
export function codesOf(connection: SqliteConnection): (state: DayState | null) => string {
  const known = new Map<string, string>();
  return (state) => {
    if (state === null) return NOTHING;
    const { day, sources, unmerged } = state;
    const text = JSON.stringify({ day, sources, unmerged });
    const code = known.get(text) ?? findOrAdd(connection, text);
    known.set(text, code);
    return code;
  };
}

function findOrAdd(connection: SqliteConnection, text: string): string {
  const known = find(connection, text);
  if (known !== undefined) return known;
  connection.run(ADD, [text]);
  const added = find(connection, text);
  if (added === undefined) throw new Error(`The state of a day was not added: ${text}`);
  return added;
}

const find = (connection: SqliteConnection, text: string): string | undefined =>
  decodeAll(codeRow, connection.all(FIND, [text]), 'day_states')[0]?.code;

export type DayStates = ReadonlyMap<string, DayState>;

export const toStates = (rows: readonly z.output<typeof stateRow>[]): DayStates =>
  new Map(rows.map(({ code, state }) => [code, state]));

/** As spans. @param codes one of each date, or fewer. */
export function toStoredDays(codes: string, dates: readonly IsoDate[], states: DayStates): StoredDays {
  const days = { merged: new Spans(dates), given: new Spans(dates) };
  const sources = new Map<SourceId, Spans>();
  const unmerged: SourceDay[] = [];
  for (const { state, from, to } of runsOf(codes, states)) {
    if (state.day !== null) days[state.day].add(from, to);
    for (const id of state.sources) {
      const spans = sources.get(id) ?? new Spans(dates);
      sources.set(id, spans);
      spans.add(from, to);
    }
    for (const date of dates.slice(from, to + 1)) {
      for (const id of state.unmerged) unmerged.push({ sourceId: id, date });
    }
  }
  return {
    merged: days.merged.all,
    given: days.given.all,
    sources: [...sources.keys()].sort().map((id) => ({ sourceId: id, days: sources.get(id)?.all ?? [] })),
    unmerged,
  };
}

/** Days one after the other with the same code, by their places; none of days of which nothing is stored. */
function* runsOf(codes: string, states: DayStates) {
  for (let from = 0, to = 0; from < codes.length; from = to + 1) {
    const code = codes.charAt(from);
    for (to = from; codes.charAt(to + 1) === code;) to += 1;
    const state = states.get(code);
    if (state !== undefined) yield { state, from, to };
  }
}

/** Spans of places in a list of dates; those that meet become one. */
class Spans {
  readonly all: DateSpan[] = [];
  readonly #dates: readonly IsoDate[];
  #next = -1;

  constructor(dates: readonly IsoDate[]) {
    this.#dates = dates;
  }

  /** Behind those that were added before. */
  add(fromPlace: number, toPlace: number): void {
    const [from, to] = [this.#dates[fromPlace], this.#dates[toPlace]];
    if (from === undefined || to === undefined) return;
    const last = fromPlace === this.#next ? this.all.pop() : undefined;
    this.all.push({ from: last?.from ?? from, to });
    this.#next = toPlace + 1;
  }
}
