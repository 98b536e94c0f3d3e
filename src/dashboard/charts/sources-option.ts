// The donut of revenue by source. Its legend is the table beside it, which carries the same colours. Pure.
import type { SourceShare } from '../view/overview-view.ts';
import type { ChartColors } from './revenue-option.ts';

export const sourcesOption = (shares: readonly SourceShare[], colors: ChartColors) => ({
  animation: false,
  series: [
    {
      type: 'pie',
      radius: ['62%', '94%'],
      silent: true,
      label: { show: false },
      labelLine: { show: false },
      itemStyle: { borderColor: colors.surface, borderWidth: 2 },
      data: shares
        .filter(({ amount }) => amount > 0)
        .map(({ sourceId, amount }, index) => ({
          name: sourceId,
          value: amount,
          itemStyle: { color: colors.slices[index % colors.slices.length] },
        })),
    },
  ],
});
