// Accounts whose day needs no source: their revenue was imported before, as that of accounts is who send files.
import { isAccountId, isSourceId, type AccountId, type IsoDate } from '../../../src/domain/ids.ts';
import { DEFAULT_IMPORT_SOURCE } from '../../../src/domain/import/csv-cells.ts';
import { groupByDay, type ImportedDay } from '../../../src/domain/import/revenue-csv.ts';
import { parseCurrency } from '../../../src/domain/money/currency.ts';
import { DECIMAL_SCALE, formatDecimal } from '../../../src/domain/money/decimal.ts';
import { applyAccounts } from '../../../src/operations/accounts.ts';
import { writeDays } from '../../../src/operations/revenue-writing.ts';
import type { Step } from '../../lib/progress.ts';
import type { Group } from '../accounts.ts';
import type { Bench } from '../context.ts';

const SOURCES = [DEFAULT_IMPORT_SOURCE].filter(isSourceId);
const CURRENCY = parseCurrency('EUR');
/** Written in one transaction. */
const ACCOUNTS_AT_ONCE = 200;

/** With the revenue of the date. */
export async function addIdleAccounts(bench: Bench, size: number, date: IsoDate, step: Step): Promise<Group> {
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
      some.flatMap((id, index) => importedDay(id, start + index, date)),
      'import',
    );
    step.update(`${start + some.length} accounts of them added`);
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

function importedDay(accountId: AccountId, index: number, date: IsoDate): readonly ImportedDay[] {
  const amount = formatDecimal(toMicros(100 + (index % 900)));
  return groupByDay(SOURCES.map((sourceId) => ({ line: 1, accountId, date, sourceId, amount, currency: CURRENCY })));
}

const toMicros = (units: number): bigint => BigInt(units) * 10n ** BigInt(DECIMAL_SCALE);
