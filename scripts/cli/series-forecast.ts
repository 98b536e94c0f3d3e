// Trains a model for every series of a CSV and forecasts it, with the same rules as the day run. No store, no server.
import { z } from 'zod';
import { HORIZON_DAYS_MAX } from '../../src/contract/limits.ts';
import { MorrowError, toMorrowError } from '../../src/contract/errors.ts';
import { MAX_HISTORY_DEPTH_DAYS } from '../../src/domain/account.ts';
import { backtestReport, type BacktestRow } from '../../src/domain/forecast/backtest-report.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import type { ForecastModel, ForecastStep, ModelKind } from '../../src/domain/forecast/model.ts';
import { forecastHistory, roundFigure } from '../../src/domain/forecast/on-demand/history-forecast.ts';
import type { CurrencyCode, IsoDate } from '../../src/domain/ids.ts';
import type { CsvRecord } from '../../src/domain/import/csv-header.ts';
import { judgeSeriesRows, type JudgedSeries, type Series } from '../../src/domain/import/series-csv.ts';
import { readCsv, readHeaderRecord, type TextSource } from '../../src/operations/csv.ts';
import { parseInput } from '../../src/operations/input.ts';

/** One target date; amounts are rounded to the currency, or to two digits without one. */
export interface SeriesPoint {
  readonly targetDate: IsoDate;
  readonly revenue: string;
  readonly lo80: string;
  readonly hi80: string;
  readonly lo95: string;
  readonly hi95: string;
  /** Mean absolute error to expect. */
  readonly expectedError: string;
}

export interface SeriesForecast {
  readonly name: string;
  readonly currency: CurrencyCode | null;
  /** The last day of the series; step 1 is the day after. */
  readonly businessDate: IsoDate;
  /** Observed days that the model learned from. */
  readonly days: number;
  /** Days between the first and the last of them without a figure. */
  readonly missingDays: number;
  readonly model: ModelKind | null;
  /** Why this kind of model. */
  readonly reason: string | null;
  readonly confidence: 'low' | 'normal' | null;
  /** How it would have done on the series itself, step by step, beside last week's value. */
  readonly backtest: readonly BacktestRow[];
  readonly steps: readonly SeriesPoint[];
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
  const last = points.at(-1);
  if (last === undefined) throw new MorrowError('INTERNAL', `Series ${name} has no day.`);
  const head = { name, currency, businessDate: last.date, days: points.length };
  try {
    const { model, steps } = forecastHistory(points, {
      depthDays: options.depth,
      polynomialDegree: options.degree,
      horizonDays: options.horizon,
      calibration: DEFAULT_CALIBRATION,
    });
    return { ...head, ...describeModel(model), steps: steps.map((step) => toPoint(step, currency)), error: null };
  } catch (error) {
    const { code, message } = toMorrowError(error);
    return { ...head, ...NOTHING, error: { code, message } };
  }
}

const NOTHING = { model: null, reason: null, confidence: null, missingDays: 0, backtest: [], steps: [] } as const;

const describeModel = (model: ForecastModel) => ({
  model: model.kind,
  reason: model.reason,
  confidence: model.confidence,
  days: model.data.observed,
  missingDays: model.data.missing,
  backtest: backtestReport(model),
});

const toPoint = (step: ForecastStep, currency: CurrencyCode | null): SeriesPoint => ({
  targetDate: step.targetDate,
  revenue: roundFigure(step.mean, currency),
  lo80: roundFigure(step.lo80, currency),
  hi80: roundFigure(step.hi80, currency),
  lo95: roundFigure(step.lo95, currency),
  hi95: roundFigure(step.hi95, currency),
  expectedError: roundFigure(step.expectedError, currency),
});
