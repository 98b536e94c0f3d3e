// A picture that ECharts draws: it follows its box, the colours of the page, and lets go when it leaves. Loaded when first needed.
import { LineChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { onThemeChange } from '../theme.ts';
import type { ChartColors } from './revenue-option.ts';

// Canvas: drawing as SVG would set style attributes, which the content security policy does not let through.
register([LineChart, PieChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface ChartProps {
  readonly option: (colors: ChartColors) => EChartsCoreOption;
  /** In words: what the picture shows. The figures stand in a table elsewhere on the page. */
  readonly label: string;
  readonly className: string;
  /** The place on the category axis that the pointer is at; null: none. */
  readonly onPoint?: (index: number | null) => void;
  /** Marks this place, as the pointer would. */
  readonly marked?: number | null;
}

export function Chart({ option, label, className, onPoint, marked = null }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const latest = useRef({ option, onPoint });
  useEffect(() => {
    latest.current = { option, onPoint };
  });

  useEffect(() => {
    if (box.current === null) return;
    const drawn = init(box.current);
    chart.current = drawn;
    drawn.on('updateAxisPointer', (event) => latest.current.onPoint?.(readIndex(event)));
    drawn.getZr().on('globalout', () => latest.current.onPoint?.(null));
    const draw = (): void => drawn.setOption(latest.current.option(readColors()), true);
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(box.current);
    const stop = onThemeChange(draw);
    return () => {
      stop();
      watch.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(option(readColors()), true);
  }, [option]);

  useEffect(() => {
    if (marked === null) chart.current?.dispatchAction({ type: 'hideTip' });
    else chart.current?.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: marked });
  }, [marked, option]);

  return <div ref={box} className={className} role="img" aria-label={label} />;
}

function readIndex(event: unknown): number | null {
  const info: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'axesInfo') : null;
  const first: unknown = Array.isArray(info) ? info[0] : null;
  const value: unknown = typeof first === 'object' && first !== null ? Reflect.get(first, 'value') : null;
  return typeof value === 'number' ? value : null;
}

const SLICES = ['--slice-1', '--slice-2', '--slice-3', '--slice-4', '--slice-5', '--slice-6'];

/** The page's own colours, as its style sheet has them now. */
function readColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: color('--text'),
    muted: color('--muted'),
    line: color('--line'),
    surface: color('--surface'),
    fact: color('--fact'),
    forecast: color('--forecast'),
    band: color('--band'),
    slices: SLICES.map(color),
  };
}
