// The band of a total on public series that belong together: as if each were an account, forecast anew every day for half a year.
import { describe, expect, test } from 'vitest';
import { answerHistory } from '../../scripts/bench-forecast/answer.ts';
import { readSeriesFile, type NamedSeries } from '../../scripts/bench-forecast/protocol.ts';
import { addDays } from '../../src/domain/calendar/dates.ts';
import { DEFAULT_CALIBRATION } from '../../src/domain/forecast/default-calibration.ts';
import { TOTAL_BAND_DAYS, totalBandScale, type TotalDay } from '../../src/domain/forecast/total-band.ts';

const DEPTH_DAYS = 90;
const ORIGINS = 240;
const STEPS = [1, 7, 28];
const LONGEST = 28;

const all = await readSeriesFile(new URL('../data/forecast/forecast-dev.csv.gz', import.meta.url));

interface Total extends TotalDay {
  /** Half of the band's width if errors were independent. */
  readonly independent: number;
}

/** By origin, then step. */
function totalsOf(series: readonly NamedSeries[]): readonly (readonly Total[])[] {
  const days = Math.min(...series.map(({ values }) => values.length));
  return Array.from({ length: ORIGINS }, (_, index) => totalsAt(series, days - ORIGINS - LONGEST + index));
}

function totalsAt(series: readonly NamedSeries[], end: number): readonly Total[] {
  const answers = series.map(({ start, values }) => {
    const history = { start: addDays(start, end - DEPTH_DAYS), values: values.slice(end - DEPTH_DAYS, end) };
    return answerHistory(history, LONGEST, DEFAULT_CALIBRATION);
  });
  return STEPS.map((step) => {
    const steps = answers.flatMap((answer) => answer[step - 1] ?? []);
    return {
      fact: sum(series.map(({ values }) => values[end + step - 1] ?? 0)),
      forecast: sum(steps.map(({ mean }) => mean)),
      lo80: sum(steps.map((one) => one.lo80)),
      hi80: sum(steps.map((one) => one.hi80)),
      independent: Math.sqrt(sum(steps.map(({ lo80, hi80 }) => ((hi80 - lo80) / 2) ** 2))),
    };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Shares of days inside, in percent, and how wide the scaled band was against the sum of bounds. */
function judge(origins: readonly (readonly Total[])[], step: number) {
  const judged = origins.slice(TOTAL_BAND_DAYS + LONGEST).map((totals, index) => {
    const at = index + TOTAL_BAND_DAYS + LONGEST;
    // What is known then: forecasts for the next day whose day is over.
    const before = origins.slice(at - TOTAL_BAND_DAYS, at).flatMap(([nextDay]) => nextDay ?? []);
    return { total: totals[STEPS.indexOf(step)], scale: totalBandScale(before) ?? Number.NaN };
  });
  const share = (holds: (total: Total, scale: number) => boolean): number =>
    (100 * judged.filter(({ total, scale }) => total !== undefined && holds(total, scale)).length) / judged.length;
  return {
    scaled: share((total, scale) => isInside(total, scale)),
    added: share((total) => isInside(total, 1)),
    independent: share(({ fact, forecast, independent }) => Math.abs(fact - forecast) <= independent),
    width: sum(judged.map(({ scale }) => scale)) / judged.length,
  };
}

const isInside = ({ fact, forecast, lo80, hi80 }: TotalDay, scale: number): boolean =>
  fact >= forecast - scale * (forecast - lo80) && fact <= forecast + scale * (hi80 - forecast);

describe.each(['flights_dest', 'flights_carrier', 'retail_sku', 'retail_country'])('totals of %s', (name) => {
  const origins = totalsOf(all.filter((series) => series.name.startsWith(name)));

  test.each(STEPS)('%i days ahead lie in the scaled band on about four of five days, and it is narrower', (step) => {
    const { scaled, added, width } = judge(origins, step);
    expect(scaled).toBeGreaterThan(70);
    expect(scaled).toBeLessThan(93);
    expect(Math.abs(scaled - 80)).toBeLessThanOrEqual(Math.abs(added - 80) + 3);
    expect(width).toBeLessThan(0.95);
  });

  test('would leave a band of independent errors too often', () => {
    expect(judge(origins, 1).independent).toBeLessThan(79);
  });
});
