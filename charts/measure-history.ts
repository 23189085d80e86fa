import type { ChartPer } from '../model/chart-decision.ts';
import { addDays } from '../model/calendar.ts';
import { bucketLabel } from './buckets.ts';
import type { ControlPoint } from './control-points.ts';
import { escapeMarkup } from '../model/outside-text.ts';
import { base, categoryAxis, valueAxis, type ChartOption } from './option.ts';
import { niceRange } from './scale.ts';

/** What a long line is drawn with. `format` writes a value of the axis, `told` what the note at a point says. */
export interface HistoryLook {
  readonly per: ChartPer;
  readonly unit: 'ms' | 'share' | 'score' | 'count';
  readonly target: number | null;
  readonly marks: readonly { readonly on: string; readonly text: string }[];
  readonly format: (value: number) => string;
  readonly told: (point: ControlPoint) => readonly string[];
}

/** How many buckets are in sight at first: about half a year of days, two years of weeks, ten of months. */
const SEEN_AT_FIRST = { day: 182, week: 104, month: 120 } as const;

/**
 * A measure over all of its time, to be looked at closer: its line, what is wanted of it, and where something was changed, above a
 * strip of the whole in which the part in sight is moved. No limits: those belong to the control chart.
 */
export function measureHistory(points: readonly ControlPoint[], { per, unit, target, marks, format, told }: HistoryLook): ChartOption {
  const whole = points.filter((point) => point.whole);
  const known = whole.flatMap(({ value }) => (value === null ? [] : [value]));
  const all = target === null ? known : [...known, target];
  // counts are read from nothing, everything else around where it moves
  const least = all.length === 0 ? 0 : Math.min(...all);
  const range = niceRange(unit === 'count' ? Math.min(0, least) : least, Math.max(1e-9, ...all), unit === 'ms' ? 'duration' : 'number');
  const from = Math.max(0, whole.length - SEEN_AT_FIRST[per]);
  const changed = marks.flatMap(({ on, text }) => {
    const place = whole.findIndex(({ bucket }, at) => on >= bucket && on < (whole[at + 1]?.bucket ?? addDays(bucket, 31)));
    return place < 0 ? [] : [{ xAxis: place, name: text }];
  });
  return {
    ...base,
    grid: { left: 8, right: 64, top: 26, bottom: 58, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: categoryAxis(
      whole.map(({ bucket }) => bucketLabel(bucket, per)),
      { boundaryGap: false },
    ),
    yAxis: valueAxis(format, { ...range }),
    dataZoom: [
      {
        type: 'slider',
        startValue: from,
        endValue: Math.max(0, whole.length - 1),
        height: 26,
        bottom: 8,
        borderColor: 'var(--line)',
        fillerColor: 'var(--hover)',
        handleStyle: { color: 'var(--surface)', borderColor: 'var(--ink-3)' },
        moveHandleStyle: { color: 'var(--line-2)' },
        emphasis: { handleStyle: { color: 'var(--surface)', borderColor: 'var(--ink)' }, moveHandleStyle: { color: 'var(--ink-3)' } },
        dataBackground: { lineStyle: { color: 'var(--common)' }, areaStyle: { color: 'var(--sunken)' } },
        selectedDataBackground: { lineStyle: { color: 'var(--ink-2)' }, areaStyle: { color: 'var(--sunken)' } },
        showDetail: false,
        brushSelect: false,
      },
    ],
    tooltip: {
      ...base.tooltip,
      formatter: (items: unknown) => {
        const point = whole[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0];
        if (!point) return '';
        const title = `${per === 'week' ? 'Week of ' : ''}${bucketLabel(point.bucket, per)}`;
        return [`<b>${escapeMarkup(title)}</b>`, ...told(point).map(escapeMarkup)].join('<br>');
      },
    },
    series: [
      {
        type: 'line',
        data: whole.map(({ value }) => value),
        showSymbol: false,
        lineStyle: { color: 'var(--common)', width: 1.3 },
        itemStyle: { color: 'var(--ink-2)', borderWidth: 0 },
        emphasis: { disabled: true },
        markLine: {
          silent: true,
          symbol: 'none',
          label: { color: 'var(--ink-2)', fontSize: 11.5, formatter: ({ name }: { name: string }) => name },
          data: [
            ...(target === null
              ? []
              : [
                  {
                    yAxis: target,
                    name: 'target',
                    label: { position: 'end' as const },
                    lineStyle: { color: 'var(--ink)', type: [1.5, 3.5], width: 1, cap: 'round' as const },
                  },
                ]),
            ...changed.map((mark) => ({ ...mark, lineStyle: { color: 'var(--ink)', type: 'solid' as const, width: 1.2 } })),
          ],
        },
      },
    ],
  };
}
