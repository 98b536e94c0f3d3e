// How good the published forecasts have been, and how many wait for somebody, as gauges.
import { addDays } from '../domain/calendar/dates.ts';
import { businessDateAt } from '../domain/calendar/business-date.ts';
import type { Sample, SampledPart } from '../observability/metrics/sampled-gauges.ts';
import type { ScoreSums } from '../ports/store.ts';
import type { OperationsDeps } from './deps.ts';

const SCORED_DAYS = 28;
/** More holds at once than anybody has open; the newest count. */
const HOLDS_LOOKED_AT = 500;

/** Over the forecasts of one day ahead whose day is known by now, of the last 28 days. */
export interface ForecastScores {
  /** Weighted absolute percentage error as a share, by currency: errors of different ones do not add up. */
  readonly wape: ReadonlyMap<string, number>;
  /** Shares of the days that lay inside of the bands. */
  readonly coverage80: number;
  readonly coverage95: number;
}

export interface ForecastFigures {
  /** Null: nothing has been scored yet. */
  scores(): Promise<ForecastScores | null>;
  /** Forecasts that are held and that nobody has answered. */
  held(): Promise<number>;
}

const GAUGES: SampledPart['gauges'] = {
  morrow_forecast_wape_ratio: {
    help: 'Error of forecasts one day ahead, 28 days: sum of errors by sum of revenue.',
    labels: ['currency'],
  },
  morrow_forecast_coverage_ratio: {
    help: 'Share of days inside of the band of their forecast, 28 days.',
    labels: ['band'],
  },
  morrow_forecasts_held: { help: 'Forecasts that are held back and wait for an answer.', labels: [] },
};

export const forecastFigures = (figures: ForecastFigures): SampledPart => ({
  part: 'forecasts',
  gauges: GAUGES,
  read: async () => {
    const [scores, held] = await Promise.all([figures.scores(), figures.held()]);
    return [
      { name: 'morrow_forecasts_held', labels: {}, value: held },
      ...(scores === null ? [] : scoreSamples(scores)),
    ];
  },
});

const scoreSamples = ({ wape, coverage80, coverage95 }: ForecastScores): readonly Sample[] => [
  ...[...wape].map(([currency, value]) => ({ name: 'morrow_forecast_wape_ratio', labels: { currency }, value })),
  { name: 'morrow_forecast_coverage_ratio', labels: { band: '80' }, value: coverage80 },
  { name: 'morrow_forecast_coverage_ratio', labels: { band: '95' }, value: coverage95 },
];

type Deps = Pick<OperationsDeps, 'store' | 'clock' | 'timeZone'>;

/** The figures as the store has them. It is asked for at every reading: it may be away. */
export const storedForecastFigures = (deps: Deps): ForecastFigures => ({
  scores: () => readScores(deps),
  held: () => countHeld(deps),
});

async function readScores({ store, clock, timeZone }: Deps): Promise<ForecastScores | null> {
  const to = businessDateAt(clock.now().toISOString(), timeZone);
  const range = { from: addDays(to, 1 - SCORED_DAYS), to };
  const sums = await store.scores.sum({ range, maxStep: 1, groupBy: 'all' }, {});
  const total = (figure: (one: ScoreSums) => number): number => sums.reduce((sum, one) => sum + figure(one), 0);
  const n = total((one) => one.n);
  if (n === 0) return null;
  return {
    wape: new Map(sums.flatMap((one) => (one.absoluteActual > 0 ? [[currencyOf(one), wapeOf(one)] as const] : []))),
    coverage80: total(({ inside80 }) => inside80) / n,
    coverage95: total(({ inside95 }) => inside95) / n,
  };
}

const wapeOf = ({ absoluteError, absoluteActual }: ScoreSums): number => absoluteError / absoluteActual;

/** The store names a group `<name>/<currency>`. */
const currencyOf = ({ group }: ScoreSums): string => group.slice(group.indexOf('/') + 1);

/** What open holds began with, less what was decided about since. */
async function countHeld({ store }: Deps): Promise<number> {
  const holds = await store.holds.list({ statuses: ['open', 'escalated'], limit: HOLDS_LOOKED_AT });
  return holds.reduce((sum, { accounts, log }) => {
    const decided = log.reduce((count, { forecasts }) => count + forecasts, 0);
    return sum + Math.max(0, accounts - decided);
  }, 0);
}
