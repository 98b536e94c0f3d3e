// App store 2: pages of transactions in millionths, always positive; the type says which way the money went.
import { z } from 'zod';
import { formatDecimal, isDecimal } from '../../money/decimal.ts';
import type { ReportedRevenue, ReportedRow } from '../types.ts';
import { agreeOnFigures, countField, currencyField, fieldsOf, negated, parsePages } from './envelope.ts';

const UNSIGNED_MICROS = /^\d{1,21}$/;
const SIGNED_MICROS = /^-?\d{1,21}$/;

const page = z.object({
  data: z.array(z.unknown()),
  meta: z.object({
    currency_code: currencyField,
    record_count: countField,
    net_total_micros: z.string().regex(SIGNED_MICROS, 'expected an integer as text, of at most 21 digits'),
  }),
});

/**
 * Reads all pages of a report; micros become decimal text and refunds negative. Rows are found, not judged.
 * @throws DomainError SOURCE_SCHEMA_INVALID when a page is not the documented form or pages contradict each other.
 */
export function readStoreMicros(pages: readonly string[]): ReportedRevenue {
  const read = parsePages(pages, page);
  const figures = agreeOnFigures(
    read.map(({ meta }) => ({
      currency: meta.currency_code,
      declaredRows: meta.record_count,
      declaredTotal: formatDecimal(BigInt(meta.net_total_micros)),
    })),
  );
  return { ...figures, rows: read.flatMap(({ data }) => data.map(readTransaction)) };
}

function readTransaction(transaction: unknown): ReportedRow {
  const { transaction_id: id, type, occurred_on: date, amount_micros: micros } = fieldsOf(transaction);
  return { id, date, amount: signedAmount(type, amountOfMicros(micros)) };
}

/** Without a known type nobody can tell whether the money came or went: no amount. */
function signedAmount(type: unknown, amount: unknown): unknown {
  if (type === 'SALE') return amount;
  return type === 'REFUND' ? negated(amount) : null;
}

/** Decimal text; what is no count of micros stays as it is, unless it could be mistaken for a decimal ("4.99", "-5"). */
function amountOfMicros(micros: unknown): unknown {
  if (typeof micros !== 'string') return micros;
  if (UNSIGNED_MICROS.test(micros)) return formatDecimal(BigInt(micros));
  return isDecimal(micros) ? null : micros;
}
