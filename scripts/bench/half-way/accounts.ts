// Accounts whose day needs no source: their revenue was imported before, as that of accounts is who send files.
import { listDates } from '../../../src/domain/calendar/dates.ts';
import { isAccountId, isSourceId, type AccountId } from '../../../src/domain/ids.ts';
import { DEFAULT_IMPORT_SOURCE } from '../../../src/domain/import/csv-cells.ts';
import { groupByDay, type ImportedDay } from '../../../src/domain/import/revenue-csv.ts';
import { parseCurrency } from '../../../src/domain/money/currency.ts';
import { DECIMAL_SCALE, formatDecimal } from '../../../src/domain/money/decimal.ts';
import { applyAccounts } from '../../../src/operations/accounts.ts';
import { writeDays } from '../../../src/operations/revenue-writing.ts';
import type { DateRange } from '../../../src/ports/revenue-source.ts';
import type { Step } from '../../lib/progress.ts';
import type { Group } from '../accounts.ts';
import type { Bench } from '../context.ts';

const SOURCES = [DEFAULT_IMPORT_SOURCE].filter(isSourceId);
const CURRENCY = parseCurrency('EUR');
/** Written in one transaction. */
const ACCOUNTS_AT_ONCE = 200;

/** @param days of imported revenue, the measured date included. */
export async function addIdleAccounts(bench: Bench, size: number, days: DateRange, step: Step): Promise<Group> {
  const cohort = `half-way-${size}`;
  const ids = Array.from({ length: size }, (_, index) => `${cohort}-${index}`).filter(isAccountId);
  for (let start = 0; start < ids.length; start += ACCOUNTS_AT_ONCE) {
    const some = ids.slice(start, start + ACCOUNTS_AT_ONCE);
    await applyAccounts(
      bench.deps,
      some.map((id) => accountOf(id, cohort)),
    );
    await writeDays(
      bench.deps.store,
      some.flatMap((id, index) => importedDays(id, start + index, days)),
      'import',
    );
    step.update(`${start + some.length} accounts with their older days`);
  }
  return { ids, scope: { cohort } };
}

const accountOf = (id: AccountId, cohort: string) => ({
  id,
  name: id,
  sources: [],
  currency: CURRENCY,
  convertCurrency: false,
  historyDepthDays: 7,
  polynomialDegree: 1,
  timeZone: 'UTC',
  cohort,
});

/** A level of its own for each account, and a little movement. */
function importedDays(accountId: AccountId, index: number, { from, to }: DateRange): readonly ImportedDay[] {
  const rows = listDates(from, to).flatMap((date, day) => {
    const amount = formatDecimal(toMicros(100 + (index % 900) + ((day * 7 + index) % 13)));
    return SOURCES.map((sourceId) => ({ line: day + 1, accountId, date, sourceId, amount, currency: CURRENCY }));
  });
  return groupByDay(rows);
}

const toMicros = (units: number): bigint => BigInt(units) * 10n ** BigInt(DECIMAL_SCALE);
