import type { EChartsOption } from 'echarts';

/** What `charts/` hands to ECharts. */
export type ChartOption = EChartsOption;

/** Words of the tokens as ECharts takes them: a custom property each, so one option serves both themes. */
export const FONT = 'var(--font)';
const text = { color: 'var(--ink-3)', fontSize: 11.5, fontFamily: FONT };

/** What all charts share: no animation, the page's font, a tooltip in ink. */
export const base: ChartOption = {
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { fontFamily: FONT, color: 'var(--ink-3)', fontSize: 11.5 },
  tooltip: {
    trigger: 'axis',
    confine: true,
    backgroundColor: 'var(--ink)',
    borderWidth: 0,
    padding: [7, 10],
    textStyle: { color: 'var(--on-ink)', fontSize: 12, fontFamily: FONT },
    axisPointer: { type: 'line', lineStyle: { color: 'var(--line-2)', type: 'solid' }, label: { show: false } },
    extraCssText: 'box-shadow:none;border-radius:7px;line-height:1.45',
  },
};

/** The labels below a chart: no line, no ticks, as many as fit. */
export const categoryAxis = (labels: readonly string[], more: Record<string, unknown> = {}): NonNullable<ChartOption['xAxis']> => ({
  type: 'category',
  data: [...labels],
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...text, hideOverlap: true },
  ...more,
});

/** The figures beside a chart: at most five lines, none for the axis itself. */
export const valueAxis = (format: (value: number) => string, more: Record<string, unknown> = {}): NonNullable<ChartOption['yAxis']> => ({
  type: 'value',
  splitNumber: 4,
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: 'var(--line)' } },
  axisLabel: { ...text, formatter: (value: number) => format(value) },
  ...more,
});
