// Fits and predicts every series of a CSV, with the same rules as the day run.
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../src/contract/limits.ts';
import { MorrowError, toMorrowError } from '../../src/contract/errors.ts';
import { MAX_HISTORY_DEPTH_DAYS } from '../../src/domain/account.ts';
import { daysBetween } from '../../src/domain/calendar/dates.ts';
import { fitModel, type FitOptions } from '../../src/domain/forecast/fit.ts';
import { depthWindow } from '../../src/domain/forecast/history.ts';
import { predictSteps } from '../../src/domain/forecast/predict.ts';
import type { FittedModel, ModelKind } from '../../src/domain/forecast/types.ts';
import type { CurrencyCode, IsoDate } from '../../src/domain/ids.ts';
import type { CsvRecord } from '../../src/domain/import/csv-header.ts';
import { judgeSeriesRows, type JudgedSeries, type Series } from '../../src/domain/import/series-csv.ts';
import { roundNumberToCurrency } from '../../src/domain/money/currency.ts';
import { readCsv, readHeaderRecord, type TextSource } from '../../src/operations/csv.ts';
import { parseInput } from '../../src/operations/input.ts';

export interface SeriesForecast {
  readonly name: string;
  readonly currency: CurrencyCode | null;
  /** The last day of the series; step 1 is the day after. */
  readonly businessDate: IsoDate;
  readonly days: number;
  readonly missingDays: number;
  readonly model: ModelKind | null;
  /** In-sample R^2; null without degrees of freedom or variance. */
  readonly accuracy: number | null;
  readonly fallback: string | null;
  readonly steps: readonly { readonly targetDate: IsoDate; readonly revenue: string }[];
  /** Why this series has no forecast; null when it has. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ForecastReport extends Omit<JudgedSeries, 'series'> {
  readonly series: readonly SeriesForecast[];
}

const optionsSchema = z.object({
  horizon: z.int().min(1).max(HORIZON_DAYS_MAX),
  degree: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }),
  depth: z.int().min(1).max(MAX_HISTORY_DEPTH_DAYS),
});
type SeriesOptions = z.output<typeof optionsSchema>;

/** @throws MorrowError INVALID_REQUEST, INVALID_CSV (also when no line can be used). */
export async function forecastFile(
  source: TextSource,
  options: { readonly horizon: number; readonly degree: number; readonly depth: number },
): Promise<ForecastReport> {
  const parsed = parseInput(optionsSchema, options);
  const { series, ...lines } = await readSeries(source);
  if (series.length === 0) {
    const [first] = lines.rejected;
    const why = first === undefined ? 'It has no line below the header' : `Line ${first.line}: ${first.reason}`;
    throw new MorrowError('INVALID_CSV', `The CSV has no line that can be used. ${why}`);
  }
  return { series: series.map((one) => forecastSeries(one, parsed)), ...lines };
}

async function readSeries(source: TextSource): Promise<JudgedSeries> {
  const records = readCsv(source);
  const header = await readHeaderRecord(records);
  const lines: CsvRecord[] = [];
  for await (const record of records) lines.push(record);
  return judgeSeriesRows(header, lines);
}

function forecastSeries({ name, currency, points }: Series, options: SeriesOptions): SeriesForecast {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) throw new MorrowError('INTERNAL', `Series ${name} has no day.`);
  const none = { model: null, accuracy: null, fallback: null, steps: [], missingDays: 0 };
  const head = { name, currency, businessDate: last.date, days: points.length };
  try {
    const fit: FitOptions = { degree: options.degree, window: depthWindow(last.date, options.depth) };
    const model = fitModel(points, fit);
    const steps = predictSteps(model, last.date, options.horizon).map(({ targetDate, value }) => ({
      targetDate,
      revenue: roundRevenue(value, currency),
    }));
    return { ...head, ...describeModel(model), steps, error: null };
  } catch (error) {
    const { code, message } = toMorrowError(error);
    return { ...head, ...none, error: { code, message } };
  }
}

const describeModel = ({ kind, accuracy, fallback, points, from, to }: FittedModel) => ({
  model: kind,
  accuracy,
  fallback,
  days: points,
  // A series may well be shorter than the depth that was asked for; only gaps inside it are worth a word.
  missingDays: daysBetween(from, to) + 1 - points,
});

/** Figures without a currency get two digits behind the point. */
const roundRevenue = (value: number, currency: CurrencyCode | null): string =>
  currency === null ? value.toFixed(2).replace(/^-(0\.00)$/, '$1') : roundNumberToCurrency(value, currency);
