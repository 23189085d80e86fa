import { number } from '../model/format.ts';
import type { RowOf } from '../server/analytics/catalog.ts';
import { base, bucketLabel, categoryAxis, escapeHtml, valueAxis, type ChartOption } from './option.ts';

type Row = Pick<RowOf<'flow'>, 'bucket' | 'whole' | 'arrived' | 'completed' | 'wip'>;
export type BucketSize = 'day' | 'week' | 'month';

const line = (name: string, data: readonly (number | null)[], color: string, axis: number, more: Record<string, unknown> = {}) => ({
  type: 'line' as const,
  name,
  data: [...data],
  xAxisIndex: axis,
  yAxisIndex: axis,
  symbol: 'none',
  lineStyle: { color, width: 1.4 },
  itemStyle: { color },
  emphasis: { disabled: true },
  ...more,
});

/**
 * What arrives and is completed above, what is in progress below, on one row of dates. Buckets that are not whole
 * hold less than they will: they are left out of the upper lines.
 */
export function flowChart(rows: readonly Row[], size: BucketSize): ChartOption {
  const labels = rows.map((row) => bucketLabel(row.bucket, size));
  const whole = (row: Row, value: number) => (row.whole ? value : null);
  const end = (name: string, color: string) => ({
    endLabel: { show: true, formatter: name, color, fontSize: 11.5, distance: 6 },
    labelLayout: { moveOverlap: 'shiftY' as const },
  });
  const grid = { left: 8, right: 78, outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const };
  return {
    ...base,
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    grid: [
      { ...grid, top: 8, height: '42%' },
      { ...grid, bottom: 2, height: '44%' },
    ],
    xAxis: [
      { ...(categoryAxis(labels, { boundaryGap: false }) as object), gridIndex: 0, axisLabel: { show: false } } as never,
      { ...(categoryAxis(labels, { boundaryGap: false }) as object), gridIndex: 1 } as never,
    ],
    yAxis: [
      { ...(valueAxis((value) => number(value), { splitNumber: 2, minInterval: 1 }) as object), gridIndex: 0 } as never,
      { ...(valueAxis((value) => number(value), { splitNumber: 2, minInterval: 1 }) as object), gridIndex: 1 } as never,
    ],
    tooltip: {
      ...base.tooltip,
      formatter: (items: unknown) => {
        const row = rows[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0];
        if (!row) return '';
        const partly = row.whole ? '' : ' (not whole yet)';
        return `<b>${escapeHtml(bucketLabel(row.bucket, size))}${partly}</b><br>${number(row.arrived)} arrived<br>${number(row.completed)} completed<br>${number(row.wip)} in progress at its end`;
      },
    },
    series: [
      line('arrived', rows.map((row) => whole(row, row.arrived)), 'var(--ink-2)', 0, end('arrived', 'var(--ink-2)')),
      line('completed', rows.map((row) => whole(row, row.completed)), 'var(--common)', 0, { ...end('completed', 'var(--ink-3)'), lineStyle: { color: 'var(--common)', width: 1.4, type: [4, 3] } }),
      line('in progress', rows.map((row) => row.wip), 'var(--ink)', 1, { ...end('in progress', 'var(--ink-2)'), areaStyle: { color: 'var(--common-soft)', opacity: 1 } }),
    ],
  };
}
