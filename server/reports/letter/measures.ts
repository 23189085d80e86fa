import type { SectionOf } from '../../../model/letter.ts';
import { sameCases, samePart } from '../../../model/improvement-marks.ts';
import { figure, statisticWords, targetText } from '../../../model/measure-words.ts';
import { addDays } from '../../../model/calendar.ts';
import type { RowOf } from '../../analytics/catalog.ts';
import { longDay, longDayYear } from './period.ts';
import { during, figureOf, NO_FIGURE, pageHref, type Setting } from './setting.ts';

export type MeasureRow = RowOf<'measures'>;
type Section = SectionOf<'measures'>;

/** Weeks of the line beside a measure. */
const WEEKS = 26;

/** The measures as the letter has them, and as they were answered. */
export interface Measured {
  readonly section: Section;
  readonly rows: readonly MeasureRow[];
}

export async function measuresOf(setting: Setting): Promise<Measured> {
  const { asking, scope, periods } = setting;
  const { rows } = await asking.ask('measures', during(scope, periods.now), { weeks: WEEKS });
  const context = await asking.ask('measures', during(scope, periods.context), { weeks: 1 });
  const lines = rows.map((row) => lineOf(setting, row, context.rows.find(({ measure }) => measure === row.measure) ?? null));
  return { rows, section: sectionOf(setting, rows, lines) };
}

function sectionOf({ periods, data }: Setting, rows: readonly MeasureRow[], lines: Section['rows']): Section {
  const weeks = Math.max(0, ...rows.map(({ series }) => series.length));
  const last = rows
    .flatMap(({ series }) => series.map(({ bucket }) => bucket))
    .sort()
    .at(-1);
  const to = last === undefined ? data.last : addDays(last, 6);
  return {
    kind: 'measures',
    title: 'Measures',
    note: weeks === 0 ? '' : `${weeks === 1 ? '1 week' : `${String(weeks)} weeks`} to ${longDay(to, data.last)}`,
    heads: {
      now: periods.now.head,
      context: periods.context.head,
      line: weeks === 0 ? 'Weeks' : weeks === 1 ? '1 week' : `${String(weeks)} weeks`,
    },
    steady: '',
    rows: lines,
  };
}

function lineOf(setting: Setting, row: MeasureRow, context: MeasureRow | null): Section['rows'][number] {
  const { words, instrument, periods, scope } = setting;
  const at = (stretch: { from: string; to: string }) => pageHref(setting, 'measures', during(scope, stretch), { measure: row.measure });
  const said = (of: MeasureRow | null, stretch: { from: string; to: string }) =>
    of === null || of.value === null
      ? figureOf(null, (of?.n ?? 0) === 0 ? 'none' : 'too few', at(stretch))
      : figureOf(of.value, figure(of.value, of.unit, instrument), at(stretch));
  return {
    id: row.measure,
    name: row.name,
    sub: statisticWords(row, words, instrument),
    now: said(row, periods.now),
    context: said(context, periods.context),
    target: row.target === null ? NO_FIGURE : figureOf(row.target, targetText(row, instrument), at(periods.now)),
    series: row.series.map(({ bucket, whole, value, n, signal, mean, low, high, phase }) => ({
      bucket,
      whole,
      value,
      n,
      signal,
      mean,
      low,
      high,
      phase,
    })),
    changes: changesOf(setting, row),
    variation: row.variation,
    direction: row.variation === null || row.variation === 'common' ? null : (row.since?.direction ?? null),
    assurance: row.assurance,
    meaning: meaningOf(row),
    alt: altOf(row, setting),
  };
}

/** Days on which something was changed about this measure, as its line on the screen is marked. */
function changesOf({ improvements, scope }: Setting, row: MeasureRow): string[] {
  const days = improvements.improvements
    .filter(({ measure, scope: frozen }) => measure !== null && samePart(measure, row) && sameCases(frozen ?? '', scope))
    .flatMap(({ changes }) => changes.map(({ changedOn }) => changedOn));
  return [...new Set(days)].sort();
}

/** What its chart says of today; a process that only does what chance does is said to. */
const meaningOf = ({ foot }: Pick<MeasureRow, 'foot'>): string => (foot === 'No significant change' ? 'Normal variation' : foot);

function altOf(row: MeasureRow, { instrument }: Setting): string {
  const known = row.series.filter(({ value }) => value !== null);
  const last = known.at(-1);
  if (last === undefined || last.value === null) return `${row.name}: no whole week has a figure yet.`;
  const text = (value: number) => figure(value, row.unit, instrument);
  const limits = last.low === null || last.high === null ? '' : `, limits ${text(last.low)} to ${text(last.high)}`;
  return `${row.name}, ${known.length === 1 ? '1 week' : `${String(known.length)} weeks`} to ${longDayYear(addDays(last.bucket, 6))}: newest ${text(last.value)}${limits}. ${meaningOf(row)}.`;
}
