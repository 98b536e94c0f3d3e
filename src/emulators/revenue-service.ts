// One revenue source behind its dialect: credentials, lateness, unknown accounts, then the report the dialect writes.
import type { EmulatedAccount } from './account-book.ts';
import { MS_PER_DAY, parseDay } from './days.ts';
import { emulate, reportNotReady, unauthorized, type Emulation, type Request, type Voice } from './emulation.ts';
import { buildReport, type Report, type ReportRange } from './report.ts';
import type { RevenueSource } from './sources.ts';
import { badRequest, jsonReply, Refusal, type Outcome, type Reply, type WireRequest } from './wire.ts';

/** A report one may ask for at once: ten years. */
const LONGEST_RANGE_DAYS = 3_660;
/** How soon to ask again for a report that waits for its hour. */
const ASK_AGAIN_SECONDS = 60;

export interface ReportQuery<Paging> {
  readonly account: string;
  readonly range: ReportRange;
  readonly paging: Paging;
}

/** What differs between the sources. */
export interface Dialect<Paging> {
  readonly source: RevenueSource;
  isAuthorized(request: WireRequest): boolean;
  /** @throws Refusal bad_request or not_found */
  read(request: WireRequest): ReportQuery<Paging>;
  write(report: Report, query: ReportQuery<Paging>): Reply;
  otherShape(): Reply;
}

export interface RevenueServiceOptions {
  readonly emulation: Emulation;
  readonly findAccount: (id: string) => EmulatedAccount | null;
  /** UTC hour of the next day from which a day's report is there; 0 = always. */
  readonly reportHour: number;
}

export function revenueService<Paging>(
  dialect: Dialect<Paging>,
  options: RevenueServiceOptions,
): (request: WireRequest) => Promise<Outcome> {
  const voice: Voice = { source: dialect.source, refuse: refuseAsJson, otherShape: () => dialect.otherShape() };
  return (request) => emulate(options.emulation, voice, () => readRequest(dialect, options, request));
}

const refuseAsJson = (refusal: Refusal): Reply =>
  jsonReply({ error: { code: refusal.code, message: refusal.message } }, refusal.status, refusal.headers);

function readRequest<Paging>(
  dialect: Dialect<Paging>,
  { emulation, findAccount, reportHour }: RevenueServiceOptions,
  request: WireRequest,
): Request {
  if (!dialect.isAuthorized(request)) throw unauthorized();
  const query = dialect.read(request);
  return {
    target: { account: query.account, ...query.range },
    answer: (faults) => {
      const account = findAccount(query.account);
      if (account === null) throw new Refusal(404, 'unknown_account', `There is no account ${query.account}.`);
      if (isLate(query.range, reportHour, emulation.clock())) throw reportNotReady(ASK_AGAIN_SECONDS);
      return dialect.write(buildReport(account, dialect.source, query.range, faults), query);
    },
  };
}

function isLate({ to }: ReportRange, reportHour: number, now: Date): boolean {
  const readyAt = (to + 1) * MS_PER_DAY + reportHour * 3_600_000;
  return reportHour > 0 && now.getTime() < readyAt;
}

/** @throws Refusal bad_request */
export function readRange(from: unknown, to: unknown): ReportRange {
  const range = { from: readDay(from), to: readDay(to) };
  if (range.from > range.to) throw badRequest('The range ends before it begins.');
  if (range.to - range.from >= LONGEST_RANGE_DAYS) throw badRequest(`A range has at most ${LONGEST_RANGE_DAYS} days.`);
  return range;
}

function readDay(value: unknown): number {
  const day = typeof value === 'string' ? parseDay(value) : null;
  if (day === null) throw badRequest('A range needs two calendar days, YYYY-MM-DD.');
  return day;
}

/** A whole number within limits, or `fallback` when nothing is given. @throws Refusal bad_request */
export function readCount(value: unknown, { fallback, most }: { fallback: number; most: number }): number {
  if (value === undefined || value === null) return fallback;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > most) throw badRequest(`A page has 1 to ${most} rows.`);
  return count;
}
