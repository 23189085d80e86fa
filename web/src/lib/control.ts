import { bucketLabel } from '../../../charts/buckets.ts';
import { controlText, type ControlUnit } from '../../../charts/control-axis.ts';
import { RULE_WORDS, type ControlPoint } from '../../../charts/control-points.ts';
import type { ChartPer } from '../../../model/chart-decision.ts';
import { number, plural } from '../../../model/format.ts';
import type { Column } from './ui/table.ts';

/** So many buckets a control chart shows; of more, all of the time has a chart of its own. */
export const POINTS_SHOWN = { day: 120, week: 52, month: 36 } as const;

/** How the points of a chart are told: their unit, and what stands behind a value (“412 visits”). */
export interface ControlWords extends ControlUnit {
  readonly counted?: ((n: number) => string) | undefined;
}

const SIGNALS = {
  improvement: 'better than chance explains',
  concern: 'worse than chance explains',
  high: 'higher than chance explains',
  low: 'lower than chance explains',
};

/** `Week of 25 May`, `25 May`, `May 2026`. */
export const bucketTitle = (bucket: string, per: ChartPer): string => `${per === 'week' ? 'Week of ' : ''}${bucketLabel(bucket, per)}`;

/** What heads the note of a point: its bucket, and that it is not over. */
export const pointTitle = ({ bucket, whole }: Pick<ControlPoint, 'bucket' | 'whole'>, per: ChartPer): string =>
  `${bucketTitle(bucket, per)}${whole ? '' : `, a ${per} that is not whole`}`;

/** What a point says: its value, its limits, the rules it breaks, its note. */
export function pointWords(point: ControlPoint, words: ControlWords): string[] {
  const text = (value: number) => controlText(value, words);
  const value = point.value === null ? 'Too few to say' : text(point.value);
  const counted = words.counted === undefined || point.n === 0 ? '' : `, ${words.counted(point.n)}`;
  return [
    `${value}${counted}`,
    ...(point.mean === null || point.low === null || point.high === null
      ? []
      : [`Chance has it between ${text(point.low)} and ${text(point.high)}, mean ${text(point.mean)}`]),
    ...(point.signal === null ? [] : [`${point.rules.map((rule) => RULE_WORDS[rule]).join('; ')}: ${SIGNALS[point.signal]}`]),
    ...(point.note === null ? [] : [`Note: ${point.note}`]),
  ];
}

/** The table behind a control chart. */
export function controlColumns(name: string, per: ChartPer, words: ControlWords): Column<ControlPoint>[] {
  const figure = (value: number | null) => (value === null ? '–' : controlText(value, words));
  return [
    {
      name: per === 'week' ? 'Week of' : per === 'month' ? 'Month' : 'Day',
      text: (row) => bucketLabel(row.bucket, per) + (row.whole ? '' : ' (not whole)'),
      value: (row) => row.bucket,
    },
    { name, number: true, text: (row) => figure(row.value), value: (row) => row.value },
    { name: 'Counted', number: true, text: (row) => number(row.n), value: (row) => row.n },
    { name: 'Lower limit', number: true, text: (row) => figure(row.low), value: (row) => row.low },
    { name: 'Mean', number: true, text: (row) => figure(row.mean), value: (row) => row.mean },
    { name: 'Upper limit', number: true, text: (row) => figure(row.high), value: (row) => row.high },
    {
      name: 'Signal',
      text: (row) =>
        row.signal === null ? '' : `${SIGNALS[row.signal]} (${row.rules.map((rule) => RULE_WORDS[rule]?.toLowerCase()).join('; ')})`,
      value: (row) => row.signal,
    },
    { name: 'Note', text: (row) => row.note ?? '', value: (row) => row.note },
  ];
}

/** A chart in a sentence, for those who can't see it. */
export function chartSentence(name: string, points: readonly ControlPoint[], per: ChartPer, words: ControlWords, said: string): string {
  const known = points.filter(({ value, whole }) => value !== null && whole);
  const last = known.at(-1);
  if (last === undefined || last.value === null) return `${name}: no whole ${per} has enough to say anything yet.`;
  const signals = known.filter(({ signal }) => signal !== null).length;
  const limits =
    last.low === null || last.high === null
      ? ''
      : `, which chance has between ${controlText(last.low, words)} and ${controlText(last.high, words)}`;
  return `${name} for ${plural(known.length, per, `${per}s`)}, the newest ${controlText(last.value, words)}${limits}; ${signals === 0 ? 'no signal' : `${String(signals)} ${signals === 1 ? 'signal' : 'signals'}`}. ${said}${/[.!?]$/.test(said) || said === '' ? '' : '.'}`;
}
