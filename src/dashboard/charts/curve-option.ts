// The model's curve over the days it is fitted to: points as they were observed, the curve as a line. Pure.
import type { ModelCard } from '../client/types.ts';
import type { ChartColors } from './revenue-option.ts';
import { dayAxes } from './stacked-option.ts';

export function curveOption(curve: NonNullable<ModelCard['curve']>, colors: ChartColors) {
  const axes = dayAxes(
    curve.map(({ date }) => date),
    colors,
  );
  const quiet = { type: 'line', silent: true, emphasis: { disabled: true } } as const;
  return {
    ...axes,
    yAxis: { ...axes.yAxis, scale: true },
    series: [
      {
        ...quiet,
        name: 'Model',
        symbol: 'none',
        data: curve.map(({ fitted }) => fitted),
        lineStyle: { color: colors.forecast, width: 2 },
      },
      {
        ...quiet,
        name: 'Revenue',
        showSymbol: true,
        symbol: 'circle',
        symbolSize: curve.length > 90 ? 3 : 5,
        data: curve.map(({ observed }) => observed),
        lineStyle: { opacity: 0 },
        itemStyle: { color: colors.fact },
      },
    ],
  };
}
