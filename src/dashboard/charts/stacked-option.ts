// Sources on top of each other, day by day. Its legend and its figures are the table behind it. Pure.
import { formatDayMonth } from '../format/dates.ts';
import { formatShort } from '../format/money.ts';
import type { SourceDays } from '../view/account-view.ts';
import type { ChartColors } from './revenue-option.ts';

export const stackedOption = (dates: readonly string[], sources: readonly SourceDays[], colors: ChartColors) => ({
  ...dayAxes(dates, colors),
  series: sources.map(({ sourceId, amounts }, index) => {
    const color = colors.slices[index % colors.slices.length];
    return {
      type: 'line',
      name: sourceId,
      stack: 'revenue',
      symbol: 'none',
      silent: true,
      emphasis: { disabled: true },
      lineStyle: { color, width: 1 },
      areaStyle: { color, opacity: 0.75 },
      data: amounts.map((amount) => (amount === null ? null : Number(amount))),
    };
  }),
});

/** A day per place on the one axis, money on the other. */
export function dayAxes(dates: readonly string[], colors: ChartColors) {
  const label = { color: colors.muted, fontSize: 11 };
  return {
    animation: false,
    grid: { left: 4, right: 10, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: dates.map(formatDayMonth),
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      scale: false,
      axisLabel: { ...label, formatter: formatShort },
      splitLine: { lineStyle: { color: colors.line } },
    },
  };
}
