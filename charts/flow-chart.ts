import { number } from '../model/format.ts';
import type { RowOf } from '../server/analytics/catalog.ts';
import { base, bucketLabel, categoryAxis, escapeHtml, valueAxis, type ChartOption } from './option.ts';

type Row = Pick<RowOf<'flow'>, 'bucket' | 'whole' | 'arrived' | 'completed' | 'wip'>;
export type BucketSize = 'day' | 'week' | 'month';

/** Both drawings share their edges, so that a day above is the same day below. */
const LEFT = 44;
const RIGHT = 6;

/**
 * What arrives (bars) and is completed (line) above, what is in progress below, on one row of dates. Buckets that
 * are not whole hold less than they will: above they are left out.
 */
export function flowChart(rows: readonly Row[], size: BucketSize): ChartOption {
  const labels = rows.map((row) => bucketLabel(row.bucket, size));
  const whole = (row: Row, value: number) => (row.whole ? value : null);
  const x = (grid: number, more: Record<string, unknown>) => ({ ...(categoryAxis(labels, more) as object), gridIndex: grid });
  const y = (grid: number) => ({ ...(valueAxis((value) => number(value), { splitNumber: 2, minInterval: 1 }) as object), gridIndex: grid });
  return {
    ...base,
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    grid: [
      { left: LEFT, right: RIGHT, top: 8, height: '40%' },
      { left: LEFT, right: RIGHT, bottom: 22, height: '34%' },
    ],
    xAxis: [x(0, { axisLabel: { show: false } }), x(1, {})] as NonNullable<ChartOption['xAxis']>,
    yAxis: [y(0), y(1)] as NonNullable<ChartOption['yAxis']>,
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
      { type: 'bar', name: 'arrived', data: rows.map((row) => whole(row, row.arrived)), itemStyle: { color: 'var(--line-2)', borderRadius: [1, 1, 0, 0] }, barCategoryGap: '25%', emphasis: { disabled: true } },
      { type: 'line', name: 'completed', data: rows.map((row) => whole(row, row.completed)), symbol: 'none', lineStyle: { color: 'var(--ink-2)', width: 1.4 }, itemStyle: { color: 'var(--ink-2)' }, emphasis: { disabled: true } },
      {
        type: 'line',
        name: 'in progress',
        data: rows.map((row) => row.wip),
        xAxisIndex: 1,
        yAxisIndex: 1,
        symbol: 'none',
        lineStyle: { color: 'var(--ink-2)', width: 1.4 },
        itemStyle: { color: 'var(--ink-2)' },
        areaStyle: { color: 'var(--common-soft)', opacity: 1 },
        emphasis: { disabled: true },
      },
    ],
  };
}
