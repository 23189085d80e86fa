import type { Session } from '../../engine/engine.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Recognition } from '../../model/event-log.ts';
import { columnOf, rowsOf, type TextTable } from '../sources/table.ts';
import { orderOf, type DayOrder } from './fit.ts';
import { trimmed, valueOf } from './parse.ts';
import { isTimeRole, type Recognised } from './plan.ts';
import { capital } from '../../model/format.ts';

/** What follows from reading a column of dates in one of the ways it can be read, counted over all rows. */
export interface Outcome {
  readonly format: string;
  readonly dates: number;
  /** Rows that end before they start. Null where the file has no second time. */
  readonly negative: number | null;
  readonly weekends: number;
  readonly future: number;
  readonly first: string | null;
  readonly last: string | null;
}

type Asked = Recognised & { readonly outcomes?: readonly Outcome[] };

const isOpen = ({ ambiguous, guess }: Recognised) => ambiguous && isTimeRole(guess.role);

/**
 * The columns, each one whose day and month nothing decides with the outcome of every reading, the most plausible first.
 * One pass over all rows, and none where nothing is open. `now` tells which dates lie in the future.
 */
export async function withOutcomes(
  session: Session,
  table: TextTable,
  columns: readonly Recognised[],
  now: Date,
  signal?: AbortSignal,
): Promise<Recognised[]> {
  const open = columns.filter(isOpen);
  if (open.length === 0) return [...columns];
  const tries = open.flatMap((one) => one.finding.formats.map((format, place) => ({ one, format, place, other: otherOf(one, columns) })));
  const used = [...new Set(tries.flatMap(({ one, other }) => [one.finding.index, ...(other === null ? [] : [other.finding.index])]))];
  const values = tries.flatMap(({ one, format, place, other }) => {
    const name = `${one.finding.index}x${place}`;
    const time = (which: Recognised, as: string): Sql =>
      valueOf(columnOf(which.finding.index), { ...which.finding.reading, type: 'time', format: as });
    return [
      sql`${time(one, format)} AS ${raw(`v${name}`)}`,
      ...(other === null ? [] : [sql`${time(other, sameOrder(other, format))} AS ${raw(`o${name}`)}`]),
    ];
  });
  const measures = tries.flatMap(({ one, place, other }) => {
    const name = `${one.finding.index}x${place}`;
    const value = raw(`v${name}`);
    const ends = one.guess.role === 'end';
    return [
      sql`count(${value}) AS ${raw(`dates${name}`)}`,
      sql`count(*) FILTER (isodow(${value}) >= 6) AS ${raw(`weekends${name}`)}`,
      sql`count(*) FILTER (${value} > ${now}) AS ${raw(`future${name}`)}`,
      sql`min(${value}) AS ${raw(`first${name}`)}`,
      sql`max(${value}) AS ${raw(`last${name}`)}`,
      other === null
        ? sql`NULL AS ${raw(`negative${name}`)}`
        : sql`count(*) FILTER (${ends ? value : raw(`o${name}`)} < ${ends ? raw(`o${name}`) : value}) AS ${raw(`negative${name}`)}`,
    ];
  });
  const texts = used.map((index) => sql`${trimmed(columnOf(index))} AS ${columnOf(index)}`);
  const [row] = await session.query<Record<string, number | string | null>>(
    sql`SELECT ${join(measures)} FROM (SELECT ${join(values)} FROM (SELECT ${join(texts)} FROM ${rowsOf(table)}))`,
    { signal },
  );
  const text = (value: number | string | null | undefined) => (typeof value === 'string' ? value : null);
  return columns.map((one): Asked => {
    if (!isOpen(one)) return one;
    const outcomes = one.finding.formats.map((format, place): Outcome => {
      const of = (word: string) => row?.[`${word}${one.finding.index}x${place}`] ?? null;
      const negative = of('negative');
      return {
        format,
        dates: Number(of('dates')),
        negative: negative === null ? null : Number(negative),
        weekends: Number(of('weekends')),
        future: Number(of('future')),
        first: text(of('first')),
        last: text(of('last')),
      };
    });
    const ranked = outcomes.toSorted((a, b) => badness(a) - badness(b) || oddness(a) - oddness(b));
    const formats = ranked.map(({ format }) => format);
    const reading = { ...one.finding.reading, format: formats[0] ?? one.finding.reading.format };
    return { ...one, finding: { ...one.finding, formats, reading }, outcomes: ranked };
  });
}

/** The other end of the same rows. */
function otherOf({ guess }: Recognised, columns: readonly Recognised[]): Recognised | null {
  const role = guess.role === 'start' ? 'end' : guess.role === 'end' ? 'start' : null;
  return columns.find((one) => one.guess.role === role && one.finding.reading.type === 'time') ?? null;
}

/** The other column read in the same order where it is open too. */
const sameOrder = ({ finding }: Recognised, format: string): string =>
  finding.formats.find((one) => orderOf(one) === orderOf(format)) ?? finding.reading.format ?? format;

/** What can't be: rows that end before they start, dates that are still to come. */
const badness = ({ negative, future }: Outcome) => (negative ?? 0) + future;
/** What is less usual: work at weekends, spread over a long time. */
const oddness = ({ weekends, dates, first, last }: Outcome) =>
  Math.round((10 * weekends) / Math.max(1, dates)) +
  (first === null || last === null ? 0 : (Date.parse(last) - Date.parse(first)) / 86_400_000 / 100_000);

/** The questions that the dates of a file leave open, each option with what it leads to. */
export function questionsOf(columns: readonly Recognised[]): Recognition['questions'] {
  return columns.filter(isOpen).map((one) => {
    const { finding } = one;
    const { outcomes } = one as Asked;
    const example = finding.samples.find((value) => NUMERIC.test(value)) ?? finding.samples[0] ?? '';
    const readings = finding.formats.map((format) => `${ORDERS[orderOf(format) ?? 'day']}: ${spoken(example, orderOf(format) ?? 'day')}`);
    return {
      code: 'ambiguous_times',
      text: `The dates of “${finding.name}” can be read in ${finding.formats.length === 2 ? 'two' : 'several'} ways. “${example}” is, ${readings.join('; ')}. Which is right?${whyFirst(outcomes ?? [])}`,
      field: `timeFormats.${finding.name}`,
      options: [...finding.formats],
      ...(outcomes === undefined ? {} : { outcomes: outcomes.map((outcome) => outcomeWords(outcome)) }),
    };
  });
}

const ORDERS: Record<DayOrder, string> = { day: 'day first', month: 'month first', year: 'year first' };
const NUMERIC = /(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})/;
const rows = (count: number, one: string, many: string) =>
  `${count === 0 ? 'no' : count.toLocaleString('en-GB')} ${count === 1 || count === 0 ? one : many}`;

function outcomeWords({ format, dates, negative, weekends, future, first, last }: Outcome): string {
  const parts = [
    ...(negative === null ? [] : [rows(negative, 'row ends before it starts', 'rows end before they start')]),
    `${Math.round((100 * weekends) / Math.max(1, dates))} % of the dates at weekends`,
    first === null || last === null ? 'no date can be read' : `from ${dayWords(first)} to ${dayWords(last)}`,
    ...(future === 0 ? [] : [rows(future, 'date lies in the future', 'dates lie in the future')]),
  ];
  return `${ORDERS[orderOf(format) ?? 'day']}: ${parts.join(', ')}`;
}

/** Why the first option stands first, where something speaks against the others. */
function whyFirst(outcomes: readonly Outcome[]): string {
  const [first, second] = outcomes;
  if (first === undefined || second === undefined || badness(second) <= badness(first)) return '';
  const against = [
    ...((second.negative ?? 0) > (first.negative ?? 0)
      ? [rows(second.negative ?? 0, 'row would end before it starts', 'rows would end before they start')]
      : []),
    ...(second.future > first.future ? [rows(second.future, 'date would lie in the future', 'dates would lie in the future')] : []),
  ];
  return ` ${capital(ORDERS[orderOf(first.format) ?? 'day'])} is more likely: read ${ORDERS[orderOf(second.format) ?? 'month']}, ${against.join(' and ')}.`;
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const dayWords = (instant: string) =>
  `${Number(instant.slice(8, 10))} ${MONTHS[Number(instant.slice(5, 7)) - 1] ?? ''} ${instant.slice(0, 4)}`;

function spoken(value: string, order: DayOrder): string {
  const [, first = '', second = '', third = ''] = NUMERIC.exec(value) ?? [];
  const [day, month, year] = order === 'day' ? [first, second, third] : order === 'month' ? [second, first, third] : [third, second, first];
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year.length === 2 ? `20${year}` : year}`;
}
