// How revenue and forecast are drawn: fact solid, forecast dotted in its band. Pure: colours come in as arguments.
import { formatShort } from '../format/money.ts';
import { formatDayMonth } from '../format/dates.ts';
import type { DayPoint } from '../view/overview-view.ts';

export interface ChartColors {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly fact: string;
  readonly forecast: string;
  readonly band: string;
  readonly slices: readonly string[];
}

const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));

/** The lines as numbers; null is a gap. `bandWidth` stands on `lower`. */
export const revenueLines = (points: readonly DayPoint[]) => ({
  fact: points.map(({ row }) => number(row?.fact?.amount)),
  forecast: points.map(({ row }) => number(row?.forecast?.amount)),
  lower: points.map(({ row }) => number(row?.forecast?.band?.lo80)),
  bandWidth: points.map(({ row }) => {
    const band = row?.forecast?.band ?? null;
    return band === null ? null : Number(band.hi80) - Number(band.lo80);
  }),
});

export function revenueOption(points: readonly DayPoint[], colors: ChartColors) {
  const label = { color: colors.muted, fontSize: 11 };
  return {
    animation: false,
    grid: { left: 4, right: 10, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      showContent: false,
      axisPointer: { lineStyle: { color: colors.muted, type: 'solid' } },
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: points.map(({ date }) => formatDayMonth(date)),
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: true,
      axisLabel: { ...label, formatter: formatShort },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series: seriesOf(points, colors),
  };
}

function seriesOf(points: readonly DayPoint[], colors: ChartColors) {
  const { fact, forecast, lower, bandWidth } = revenueLines(points);
  const quiet = { symbol: 'none', silent: true, emphasis: { disabled: true } } as const;
  const band = { type: 'line', stack: 'band', stackStrategy: 'all', lineStyle: { opacity: 0 }, ...quiet } as const;
  return [
    { ...band, name: 'lower', data: lower },
    { ...band, name: 'band', data: bandWidth, areaStyle: { color: colors.band, opacity: 1 } },
    {
      ...quiet,
      type: 'line',
      name: 'Forecast',
      data: forecast,
      lineStyle: { color: colors.forecast, width: 2, type: [2, 4], cap: 'round' },
    },
    {
      ...quiet,
      type: 'line',
      name: 'Fact',
      data: fact,
      lineStyle: { color: colors.fact, width: 2 },
      // A day between two gaps would be no line at all.
      showSymbol: true,
      symbol: 'circle',
      symbolSize: points.length > 60 ? 2 : 4,
      itemStyle: { color: colors.fact },
    },
  ];
}
