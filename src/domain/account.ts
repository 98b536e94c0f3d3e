// An account's own settings: the steps of its day follow from these, never from code.
import type { AccountId, CurrencyCode, SourceId } from './ids.ts';

export const TIERS = ['critical', 'standard', 'economy'] as const;
/** How urgently the account's forecast is needed; `critical` first. */
export type Tier = (typeof TIERS)[number];

export const ACCOUNT_STATUSES = ['active', 'archived'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

/** The longest history a model trains on, in days; also what `auto` means. */
export const MAX_HISTORY_DEPTH_DAYS = 180;

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  /** Enabled sources; empty means that revenue arrives by import or API. */
  readonly sources: readonly SourceId[];
  /** The currency the account reports in. */
  readonly currency: CurrencyCode;
  /** True: every source is converted into `currency`. False: a source in another currency fails with MIXED_CURRENCIES. */
  readonly convertCurrency: boolean;
  /** Days the model trains on, 1..180, or `auto`: all there is, up to 180. */
  readonly historyDepthDays: number | 'auto';
  /** Highest polynomial degree among the candidates of the model; the backtest decides what they count. */
  readonly polynomialDegree: 1 | 2;
  /** ISO 3166-1 alpha-2 code of the country whose public holidays move the revenue; null: no holidays are looked at. */
  readonly country: string | null;
  /** IANA zone whose midnight ends the account's business date. */
  readonly timeZone: string;
  readonly tier: Tier;
  /** The group of accounts a schedule addresses. */
  readonly cohort: string;
  readonly status: AccountStatus;
}

/** History depth in days, with `auto` resolved. */
export const depthDays = (account: Pick<Account, 'historyDepthDays'>): number =>
  account.historyDepthDays === 'auto' ? MAX_HISTORY_DEPTH_DAYS : account.historyDepthDays;
