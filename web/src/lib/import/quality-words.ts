import { date, plural } from '../../../../model/format.ts';
import type { AboutOf, RowOf } from '../api/questions.ts';

export type QualityRow = RowOf<'data-quality'>;
export type QualityAbout = AboutOf<'data-quality'>;

/** What is said about the data, in the order it is read, each with what it means. */
const KINDS: readonly (readonly [QualityRow['kind'], name: string, remark: string])[] = [
  ['missing', 'Missing', 'not in the files'],
  ['inferred', 'Inferred', 'worked out, not measured'],
  ['rejected', 'Rejected', 'rows that could not be used'],
  ['order', 'Order', 'steps that contradict each other'],
  ['late', 'Late', 'or here already'],
];

export interface QualityGroup {
  kind: QualityRow['kind'];
  name: string;
  remark: string;
  /** The largest first. */
  rows: QualityRow[];
}

const size = ({ share, count }: QualityRow): readonly [number, number] => [share ?? 0, count];

/** The facts by kind, the largest of each first; a kind of which nothing was found is left out. */
export function qualityGroups(rows: readonly QualityRow[]): QualityGroup[] {
  return KINDS.flatMap(([kind, name, remark]) => {
    const own = rows.filter((row) => row.kind === kind);
    own.sort((one, other) => size(other)[0] - size(one)[0] || size(other)[1] - size(one)[1]);
    return own.length === 0 ? [] : [{ kind, name, remark, rows: own }];
  });
}

/** What each group shows before more is asked for: the largest facts, `most` in all, at least one of each kind. */
export function firstFacts(groups: readonly QualityGroup[], most: number): QualityGroup[] {
  const first = groups.map((group) => group.rows.slice(0, 1));
  const rest = groups
    .flatMap((group, place) => group.rows.slice(1).map((row) => ({ row, place })))
    .sort((one, other) => size(other.row)[0] - size(one.row)[0]);
  for (const { row, place } of rest.slice(0, Math.max(0, most - groups.length))) first[place]?.push(row);
  return groups.map((group, place) => ({ ...group, rows: first[place] ?? [] }));
}

const PRECISION: Readonly<Record<NonNullable<QualityAbout['precision']>, string>> = {
  minute: 'minute',
  second: 'second',
  ms: 'millisecond',
};

/** `1 Oct 2026 to 31 Oct 2026, 36,214 steps, times to the minute.` */
export function qualityLead({ firstDay, lastDay, steps, precision }: QualityAbout): string {
  if (steps === 0) return 'No steps yet.';
  const day = (text: string) => date(text, 'UTC');
  const span = firstDay === null || lastDay === null ? [] : [`${day(firstDay)} to ${day(lastDay)}`];
  const fine = precision === null ? [] : [`times to the ${PRECISION[precision]}`];
  return `${[...span, plural(steps, 'step', 'steps'), ...fine].join(', ')}.`;
}
