import { controlChart, type ControlLimits } from '../model/control.ts';
import { dayPlace } from './control-chart.ts';

/** One week; null where nothing happened. */
export interface ControlWeek {
  bucket: string;
  value: number | null;
}

export interface ControlSpark {
  width: number;
  height: number;
  path: string;
  points: { x: number; y: number; bucket: string; value: number; /** 1 above, -1 below what chance does; 0 neither. */ signal: number }[];
  /** What chance does, and its middle; null below twelve points. */
  band: { y: number; height: number; middle: number } | null;
  limits: Pick<ControlLimits, 'mean' | 'low' | 'high'> | null;
  /** So many points say what chance does. */
  baseline: number;
  /** Where what the newest point is part of began, and on which side; null when it is what chance does. */
  since: { bucket: string; signal: number } | null;
  /** Where something was changed, as places from left to right. */
  marks: number[];
}

/** A weekly line of times with the limits of its control chart, and the points that are no chance; \`changes\` are local dates. */
export function controlSpark(series: readonly ControlWeek[], width: number, height: number, changes: readonly string[] = []): ControlSpark {
  const chart = controlChart(
    series.map((week) => ({ ...week, n: 0, whole: true })),
    { unit: 'ms', better: 'lower' },
  );
  const { mean, low, high } = chart;
  const limits = mean === null || low === null || high === null ? null : { mean, low, high };
  const values = series.flatMap(({ value }) => (value === null ? [] : [value]));
  const all = limits === null ? values : [...values, limits.low, limits.high];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const spread = most - least || 1;
  const x = (place: number) => 4 + (place * (width - 8)) / Math.max(1, series.length - 1);
  const y = (value: number) => height - 4 - ((value - least) / spread) * (height - 8);
  const points = chart.points.flatMap(({ bucket, value, signal }, place) =>
    value === null
      ? []
      : [{ x: x(place), y: y(value), bucket, value, signal: limits === null || signal === null ? 0 : signal === 'concern' ? 1 : -1 }],
  );
  const first = series[0]?.bucket;
  return {
    width,
    height,
    path: points.map((point, at) => `${at === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join(''),
    points,
    band: limits === null ? null : { y: y(limits.high), height: y(limits.low) - y(limits.high), middle: y(limits.mean) },
    limits,
    baseline: chart.baseline?.points ?? values.length,
    since: limits === null || chart.since === null ? null : { bucket: chart.since.bucket, signal: chart.since.direction === 'up' ? 1 : -1 },
    marks: changes.filter((day) => first !== undefined && day >= first).map((day) => x(dayPlace(day, series, 'week'))),
  };
}
