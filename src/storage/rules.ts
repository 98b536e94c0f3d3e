// What both adapters refuse, in the same words.
import { isDeepStrictEqual } from 'node:util';
import { MorrowError } from '../contract/errors.ts';
import { HORIZON_DAYS_MAX } from '../contract/limits.ts';
import type { Account } from '../domain/account.ts';
import { addDays } from '../domain/calendar/dates.ts';
import type { ForecastState, HistoryPoint } from '../domain/forecast/types.ts';
import type { AccountId, CurrencyCode, DecimalString, IsoDate, SourceId } from '../domain/ids.ts';
import type { AccountDayMove, RunRecord, SplitHistoryPoint, StatusChange } from '../ports/store.ts';

/** How many rows one transaction or one bulk write takes. */
export const ROWS_PER_WRITE = 500;

/** Every new revision of a forecast begins like this. */
export const NEW_FORECAST = {
  status: 'staged',
  findings: [],
  facts: null,
  holdId: null,
} as const satisfies ForecastState;

const SUMMARY_LIMIT_BYTES = 16 * 1024;

export const accountExists = (id: AccountId): MorrowError =>
  new MorrowError('ACCOUNT_EXISTS', `There is an account ${id} already.`, { facts: { accountId: id } });

export const userExists = (name: string): MorrowError =>
  new MorrowError('USER_EXISTS', `There is a user ${name} already.`, { facts: { user: name } });

export const modelNotFound = (id: AccountId, modelId: string): MorrowError =>
  new MorrowError('MODEL_NOT_FOUND', `The account ${id} has no model ${modelId}.`, {
    facts: { accountId: id, modelId },
  });

export const noEarlierChampion = (id: AccountId): MorrowError =>
  new MorrowError('NO_EARLIER_CHAMPION', `The account ${id} has no champion before the present one.`, {
    facts: { accountId: id },
  });

/** The days that a forecast of the business date may be about. */
export const targetDays = (businessDate: IsoDate): readonly IsoDate[] =>
  Array.from({ length: HORIZON_DAYS_MAX }, (_, index) => addDays(businessDate, index + 1));

/** The days whose served forecasts a change of status may change: only what is published is served. */
export const changedTargets = (changes: readonly StatusChange[]): readonly IsoDate[] =>
  changes
    .filter(({ from, to }) => to.status === 'published' || from.includes('published'))
    .flatMap(({ businessDate }) => targetDays(businessDate));

/** Whether an account still says the same, field by field. */
export const isSameAccount = (stored: Account, known: Account): boolean => isDeepStrictEqual(stored, known);

/** Whether an account's rows count differently in the totals of its days after a change. */
export const countsElsewhere = (before: Account, after: Account): boolean =>
  before.cohort !== after.cohort || before.status !== after.status;

/** Only an archived account may be purged. @throws MorrowError ACCOUNT_NOT_FOUND, ACCOUNT_ACTIVE. */
export function assertPurgeable(id: AccountId, account: Pick<Account, 'status'> | null | undefined): void {
  const facts = { accountId: id };
  if (account === null || account === undefined) {
    throw new MorrowError('ACCOUNT_NOT_FOUND', `There is no account ${id}.`, { facts });
  }
  if (account.status !== 'archived') {
    throw new MorrowError('ACCOUNT_ACTIVE', `The account ${id} is active; archive it before purging it.`, { facts });
  }
}

/** A run's summary is for people; rows do not belong there. @throws MorrowError PAYLOAD_TOO_LARGE above 16 KB of JSON. */
export function assertSummarySize({ id, summary }: Pick<RunRecord, 'id' | 'summary'>): void {
  const bytes = Buffer.byteLength(JSON.stringify(summary));
  if (bytes <= SUMMARY_LIMIT_BYTES) return;
  throw new MorrowError(
    'PAYLOAD_TOO_LARGE',
    `The summary of run ${id} has ${bytes} bytes; at most ${SUMMARY_LIMIT_BYTES} are kept.`,
    {
      facts: { runId: id, bytes },
    },
  );
}

interface DatedAmount {
  readonly date: IsoDate;
  readonly amount: DecimalString;
  readonly currency: CurrencyCode;
}

/** Figures as a model takes them: numbers, of one currency when it is named. */
export const toHistory = (days: readonly DatedAmount[], currency: CurrencyCode | undefined): readonly HistoryPoint[] =>
  days
    .filter((day) => currency === undefined || day.currency === currency)
    .map(({ date, amount }) => ({ date, revenue: Number(amount) }));

interface SplitAmount extends DatedAmount {
  readonly shares: readonly { readonly sourceId: SourceId; readonly amount: DecimalString }[];
}

/** The same, with the amount of each source; a day that was imported as one figure has none. */
export const toSplitHistory = (days: readonly SplitAmount[], currency: CurrencyCode): readonly SplitHistoryPoint[] =>
  days
    .filter((day) => day.currency === currency)
    .map(({ date, amount, shares }) => ({
      date,
      revenue: Number(amount),
      sources: shares.map((share) => ({ sourceId: share.sourceId, revenue: Number(share.amount) })),
    }));

/** The ids under which account days are recorded: their workflow ids, as `accountDayId` of the contract makes them. */
export const accountDayIds = ({ pipeline, date, accounts }: AccountDayMove): readonly string[] =>
  accounts.map((id) => `account-day/${pipeline}/${date}/${id}`);

export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
