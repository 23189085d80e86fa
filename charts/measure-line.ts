import { bucketLabel } from './buckets.ts';
import { base, categoryAxis, escapeHtml, valueAxis, type ChartOption } from './option.ts';
import { ENOUGH_POINTS } from './spark.ts';
import { niceRange } from './scale.ts';
import type { RowOf } from '../server/analytics/catalog.ts';

type Measured = Pick<RowOf<'measures'>, 'name' | 'target' | 'series' | 'unit'>;

/**
 * A measure week by week, large: its line in ink, what is wanted of it dotted. No limits and no colour: nothing here
 * says whether a movement means something. `format` writes a value, `counted` the number behind it.
 */
export function measureLine(measure: Measured, format: (value: number) => string, counted: (n: number) => string): ChartOption {
  const weeks = measure.series.filter((point) => point.whole);
  const known = weeks.flatMap((point) => (point.value === null ? [] : [point.value]));
  const all = measure.target === null ? known : [...known, measure.target];
  // counts are read from nothing, everything else around where it moves
  const range = niceRange(measure.unit === 'count' ? 0 : Math.min(...all), Math.max(...all), measure.unit === 'ms' ? 'duration' : 'number');
  const few = known.length < ENOUGH_POINTS;
  return {
    ...base,
    grid: { left: 8, right: 64, top: 14, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: categoryAxis(
      weeks.map((point) => bucketLabel(point.bucket, 'week')),
      { boundaryGap: false },
    ),
    yAxis: valueAxis(format, { ...range }),
    tooltip: {
      ...base.tooltip,
      formatter: (items: unknown) => {
        const at = (items as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        const point = weeks[at];
        if (!point) return '';
        const value = point.value === null ? 'too few to say' : format(point.value);
        return `<b>Week of ${escapeHtml(bucketLabel(point.bucket, 'week'))}</b><br>${escapeHtml(value)}, ${escapeHtml(counted(point.n))}`;
      },
    },
    series: [
      {
        type: 'line',
        name: measure.name,
        data: weeks.map((point) => point.value),
        symbol: 'circle',
        symbolSize: few ? 7 : 5,
        showAllSymbol: true,
        lineStyle: { color: 'var(--common)', width: 1.4 },
        itemStyle: { color: 'var(--ink-2)', borderWidth: 0 },
        emphasis: { disabled: true },
        ...(measure.target === null
          ? {}
          : {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: 'var(--ink)', type: [1.5, 3.5], width: 1, cap: 'round' },
                label: { formatter: 'target', position: 'end', color: 'var(--ink-2)', fontSize: 11.5 },
                data: [{ yAxis: measure.target }],
              },
            }),
      },
    ],
  };
}
