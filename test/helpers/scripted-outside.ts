// The outside world of workflow tests, behind the ports: sources and rates that answer what the test says, when it says.
import { MorrowError, type ErrorCode } from '../../src/contract/errors.ts';
import type { AccountId, IsoDate, SourceId } from '../../src/domain/ids.ts';
import type { ReportedRevenue, RatesProviderId, RatesSet } from '../../src/domain/revenue/types.ts';
import { addDays, listDates } from '../../src/domain/calendar/dates.ts';
import type { RatesProvider } from '../../src/ports/rates-provider.ts';
import type { DateRange, RawReport, RevenueSource, SourceRegistry } from '../../src/ports/revenue-source.ts';
import { aRatesSet, sourceId } from './builders.ts';

export interface ScriptedFailure {
  readonly code: ErrorCode;
  /** How often; default: always. */
  readonly times?: number;
  readonly account?: AccountId;
  readonly source?: SourceId;
}

/** Every source earns `amountOf(account, date)` in USD as one item a day, unless a failure is scripted. */
export class ScriptedOutside {
  readonly requests: string[] = [];
  private failures: { failure: ScriptedFailure; left: number }[] = [];
  private ratesHeld = false;
  amountOf: (account: AccountId, date: IsoDate) => string = (_, date) => `1${date.slice(-2)}.25`;
  /** A control total of every report that its rows do not add up to; null: they do. */
  misstatement: string | null = null;
  currencyOf: (source: SourceId) => string = () => 'USD';

  readonly sources: SourceRegistry = new Map(
    ['ad-exchange', 'app-store-1', 'app-store-2', 'app-store-3'].map((name) => [
      sourceId(name),
      this.source(sourceId(name)),
    ]),
  );

  /** What reserve B publishes, compared to A. */
  reserveFactor = 1;
  /** True: B has not published yet, while A has. */
  isReserveLate = false;

  readonly ratesProviders: readonly RatesProvider[] = [this.provider('rates-a'), this.provider('rates-b')];

  fail(failure: ScriptedFailure): void {
    this.failures.push({ failure, left: failure.times ?? Number.POSITIVE_INFINITY });
  }

  heal(): void {
    this.failures = [];
  }

  get holdsRates(): boolean {
    return this.ratesHeld;
  }

  holdRates(): void {
    this.ratesHeld = true;
  }

  releaseRates(): void {
    this.ratesHeld = false;
  }

  private source(id: SourceId): RevenueSource {
    return {
      id,
      fetchReport: async (account, range) => {
        this.requests.push(`${id} ${account} ${range.from}..${range.to}`);
        this.throwIfScripted(account, id);
        return { pages: [JSON.stringify(this.report(id, account, range))] };
      },
      readReport: (report: RawReport): ReportedRevenue => JSON.parse(report.pages.join('')),
    };
  }

  private report(id: SourceId, account: AccountId, range: DateRange): ReportedRevenue {
    const dates = listDates(range.from, range.to);
    const rows = dates.map((date) => ({ id: `${id}-${account}-${date}`, date, amount: this.amountOf(account, date) }));
    const cents = rows.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
    const total = `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
    return {
      currency: this.currencyOf(id),
      declaredRows: rows.length,
      declaredTotal: this.misstatement ?? total,
      rows,
    };
  }

  private throwIfScripted(account: AccountId, source: SourceId): void {
    const match = this.failures.find(
      ({ failure, left }) =>
        left > 0 && (failure.account ?? account) === account && (failure.source ?? source) === source,
    );
    if (match === undefined) return;
    match.left -= 1;
    throw new MorrowError(match.failure.code, `Scripted: ${match.failure.code} of ${source} for ${account}.`, {
      facts: { source, account },
    });
  }

  private provider(id: RatesProviderId): RatesProvider {
    return {
      id,
      fetchRates: async (date) => this.ratesOf(date, id),
      fetchRatesRange: async ({ from, to }) => listDates(from, to).map((date) => this.ratesOf(date, id)),
    };
  }

  private ratesOf(date: IsoDate, provider: RatesProviderId): RatesSet {
    if (this.ratesHeld || (this.isReserveLate && provider === 'rates-b')) {
      throw new MorrowError('RATES_NOT_PUBLISHED', `The rates of ${date} are held back by the test.`, {
        retryAfterMs: 60_000,
      });
    }
    const set = aRatesSet({ date, provider, id: `${date}/${provider}/test`, quoteDate: addDays(date, 0) });
    if (provider === 'rates-a') return set;
    const rates = Object.entries(set.rates).map(([code, rate]) => [code, String(Number(rate) * this.reserveFactor)]);
    return { ...set, rates: Object.fromEntries(rates) };
  }
}
