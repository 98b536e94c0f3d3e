// The result of a day as a table: what came in, what it was priced with, what comes next and how sure that is.
import { accountDayId } from '../../src/contract/workflow-ids.ts';
import type { Account } from '../../src/domain/account.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import type { ForecastDay, StoredForecast } from '../../src/domain/forecast/types.ts';
import type { IsoDate } from '../../src/domain/ids.ts';
import type { DailyRevenue } from '../../src/domain/revenue/types.ts';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import { hasIntervals } from '../../src/operations/forecasts.ts';
import type { RunRecord } from '../../src/ports/store.ts';
import { percent } from '../cli/figures.ts';
import { formatTable, type Column } from '../cli/table.ts';

/** A screen or two; the API and `morrow export` have the rest. */
const ROWS_MAX = 60;

interface Row {
  readonly account: Account;
  readonly day: DailyRevenue | null;
  /** The newest one, published or not. */
  readonly forecast: StoredForecast | null;
  readonly run: RunRecord | null;
}

export async function printDayTable(deps: OperationsDeps, date: IsoDate): Promise<void> {
  process.stdout.write(await describeDay(deps, date));
}

export async function describeDay(deps: Pick<OperationsDeps, 'store'>, date: IsoDate): Promise<string> {
  const accounts = await deps.store.accounts.list({}, { after: null, limit: ROWS_MAX });
  const rows = await Promise.all(accounts.map((account) => readRow(deps, account, date)));
  const total = await deps.store.accounts.count({});
  const more = total > rows.length ? `… and ${total - rows.length} more accounts\n` : '';
  return `\nBusiness date ${date}\n\n${formatTable(columns(date), rows)}\n${more}`;
}

async function readRow({ store }: Pick<OperationsDeps, 'store'>, account: Account, date: IsoDate): Promise<Row> {
  const [days, forecast, run] = await Promise.all([
    store.revenue.listDays(account.id, { from: date, to: date }),
    store.forecasts.findLatest(account.id, date),
    store.runs.find(accountDayId('daily', date, account.id)),
  ]);
  return { account, day: days[0] ?? null, forecast, run };
}

const columns = (date: IsoDate): readonly Column<Row>[] => [
  { title: 'account', value: ({ account }) => account.id },
  { title: 'by source', value: ({ day }) => (day === null ? null : day.shares.map(shareText).join('  ')) },
  { title: 'priced by', value: ({ day }) => (day === null ? null : ratesText(day)) },
  { title: `revenue`, align: 'right', value: ({ day }) => (day === null ? null : `${day.amount} ${day.currency}`) },
  {
    title: `forecast ${addDays(date, 1)}`,
    align: 'right',
    value: ({ forecast }) => dayOf(forecast, 1)?.revenue ?? null,
  },
  {
    title: '80 % interval',
    value: ({ forecast }) => (forecast === null || !hasIntervals(forecast) ? null : intervalText(dayOf(forecast, 1))),
  },
  { title: addDays(date, 2), align: 'right', value: ({ forecast }) => dayOf(forecast, 2)?.revenue ?? null },
  { title: 'skill', align: 'right', value: ({ forecast }) => percent(forecast?.accuracy.skill ?? null) },
  {
    title: 'model',
    value: ({ forecast }) => (forecast?.served === 'naive' ? 'last week' : (forecast?.modelKind ?? null)),
  },
  { title: 'took', align: 'right', value: ({ run }) => tookText(run) },
];

const dayOf = (forecast: StoredForecast | null, step: number): ForecastDay | null =>
  forecast?.days.find((day) => day.step === step) ?? null;

const intervalText = (day: ForecastDay | null): string | null => (day === null ? null : `${day.lo80} to ${day.hi80}`);

const SHORT_NAMES: Readonly<Record<string, string>> = {
  'ad-exchange': 'ads',
  'app-store-1': 's1',
  'app-store-2': 's2',
  'app-store-3': 's3',
};

/** Two decimals are enough for a look; the store keeps six. */
const shareText = ({ sourceId, amount }: DailyRevenue['shares'][number]): string =>
  `${SHORT_NAMES[sourceId] ?? sourceId} ${amount.slice(0, -4)}`;

/** `A 2026-11-20: USD 0.8627, GBP 1.1342`: provider, day of the quote, and what one unit of each currency was worth. */
function ratesText({ shares, rates }: DailyRevenue): string {
  if (rates === null) return 'own currency';
  const used = new Map(
    shares.flatMap(({ rate, originalCurrency }) => (rate === null ? [] : [[originalCurrency, rate] as const])),
  );
  const prices = [...used].map(([currency, rate]) => `${currency} ${Number(rate).toPrecision(5)}`);
  const provider = rates.provider === 'rates-a' ? 'A' : 'B';
  return `${provider} ${rates.quoteDate}: ${prices.join(', ')}`;
}

function tookText(run: RunRecord | null): string | null {
  if (run === null) return null;
  if (run.status === 'failed') return run.errorCode;
  if (run.status === 'held') return 'held back';
  if (run.finishedAt === null) return run.status;
  return `${((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1_000).toFixed(2)} s`;
}
