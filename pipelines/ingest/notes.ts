import type { Session } from '../../engine/engine.ts';
import { list, sql, type Sql } from '../../engine/sql.ts';
import { SCORE_WORDS } from '../../model/feedback.ts';
import { CLOSING, OPENING } from '../derive/pairing.ts';
import { CLOCKS, isClockRole, isTimeRole, orderOf, type Plan, type Recognised } from '../recognise/plan.ts';
import { hasOffset, isEpoch, isSerial, unclearZones } from '../recognise/times.ts';
import { DELIMITER_NAMES } from '../recognise/shape.ts';
import { encodingWords } from '../sources/encoding.ts';
import { formatWords, sourceOf } from '../sources/format-words.ts';
import type { ReadableFile } from '../sources/source.ts';
import type { TextTable } from '../sources/table.ts';
import type { Scale } from './feedback.ts';
import { columnWith, INCOMING } from './staging.ts';
import { notesOnTotals } from './totals.ts';

const count = (rows: number, one: string, many = `${one}s`) => `${rows.toLocaleString('en-GB')} ${rows === 1 ? one : many}`;

/** What an import assumed about bytes, columns and times, said in words. */
export function notesOnReading(
  file: ReadableFile,
  table: TextTable,
  plan: Plan,
  columns: readonly Recognised[],
  zone: string | null,
): string[] {
  const { shape, broken } = table;
  const notes = file.format === 'text' && file.archive === null ? [] : [`Read as ${formatWords(sourceOf(file))}.`];
  notes.push(...file.notes, ...shape.notes, ...notesOnTotals(table));
  if (file.encoding !== 'utf-8') notes.push(`The text is ${encodingWords(file.encoding)}; it was converted to UTF-8.`);
  if (file.format === 'text' && shape.delimiter !== ',')
    notes.push(`Fields are separated by a ${DELIMITER_NAMES[shape.delimiter] ?? shape.delimiter}.`);
  if (broken.length > 0) {
    notes.push(
      `In ${count(broken.length, 'line')} a quoted field opens and never closes. ${broken.length === 1 ? 'It was' : 'They were'} set apart, the lines after were read.`,
    );
  }
  notes.push(...notesOnTimes(columns, zone));
  const start = columnWith(plan, 'start');
  const end = columnWith(plan, 'end');
  if (
    plan.kind === 'events' &&
    table.origin === undefined &&
    (start === undefined || end === undefined) &&
    columnWith(plan, 'lifecycle') === undefined
  ) {
    notes.push(
      `Each row has one time, “${(start ?? end)?.name ?? ''}”: when a step was done. How long work itself took is therefore not known.`,
    );
  }
  return notes;
}

function notesOnTimes(columns: readonly Recognised[], zone: string | null): string[] {
  const times = columns.filter(({ finding, guess }) => finding.reading.type === 'time' && isTimeRole(guess.role));
  const notes: string[] = [];
  const local = times.filter(({ finding: { reading } }) => !hasOffset(reading.format ?? '') && !isEpoch(reading.format ?? ''));
  if (local.length > 0 && zone !== null) notes.push(`Times without an offset (${names(local)}) were read in the zone ${zone}.`);
  for (const { finding } of times) {
    notes.push(...noteOnLocal(finding.name, finding.local ?? 0, zone));
    for (const { word, meanings } of unclearZones(finding.reading.format ?? ''))
      notes.push(
        `In “${finding.name}” the zone “${word}” can mean ${meanings}: these times were read as times of ${zone ?? 'the zone of the file'}.`,
      );
    if (isSerial(finding.reading.format ?? ''))
      notes.push(
        `“${finding.name}” holds the days of a spreadsheet, counted from ${finding.reading.format === 'excel serial 1904' ? '1904' : '1900'}.`,
      );
    const order = orderOf(finding.reading.format ?? '');
    if (order === null) continue;
    const deciding = finding.values.find((value) => Number(/\d+/.exec(value)?.[0]) > 12 === (order === 'day') && !bothPossible(value));
    const why =
      deciding !== undefined
        ? `“${deciding}” can be read in no other way`
        : (finding.reading.format ?? '').includes('.')
          ? 'dates with dots are'
          : 'as was given, or as another column of the file shows';
    notes.push(`“${finding.name}” was read ${order} first: ${why}.`);
  }
  const clocked = columns.flatMap(({ guess }) => (isClockRole(guess.role) ? [CLOCKS[guess.role]] : []));
  const days = times.filter(({ finding, guess }) => finding.precision === 'day' && !clocked.some((role) => role === guess.role));
  if (days.length > 0)
    notes.push(`${names(days)} ${days.length === 1 ? 'has' : 'have'} whole days only: within a day events keep the order of the file.`);
  return notes;
}

const noteOnLocal = (name: string, some: number, zone: string | null): string[] =>
  some === 0 || zone === null
    ? []
    : [
        `${count(some, 'time')} of “${name}” ${some === 1 ? 'has' : 'have'} no offset, unlike the others, and ${some === 1 ? 'was' : 'were'} read in the zone ${zone}.`,
      ];

const bothPossible = (value: string) => {
  const [first = 0, second = 0] = (value.match(/\d+/g) ?? []).map(Number);
  return first <= 12 && second <= 12;
};

const names = (columns: readonly Recognised[]) => columns.map(({ finding }) => `“${finding.name}”`).join(', ');

/** Where the value stands that keeps a column from being numbers or times: column, row and value. */
export async function notesOnText(
  session: Session,
  plan: Plan,
  columns: readonly Recognised[],
  numbered: Sql,
  nameOf: (column: string) => Sql | null,
): Promise<string[]> {
  const notes: string[] = [];
  for (const { finding, guess } of columns) {
    const field = guess.role === 'attribute' && finding.misfits > 0 ? nameOf(finding.name) : null;
    const example = finding.misfitExamples[0];
    if (field === null || example === undefined) continue;
    const [row] = await session.query<{ line: number | null }>(sql`SELECT min(line) AS line FROM ${numbered} WHERE ${field} = ${example}`);
    const line = row?.line ?? null;
    const where = line === null ? '' : ` in row ${line.toLocaleString('en-GB')}`;
    notes.push(
      `“${finding.name}” is kept as text: “${example}”${where} does not fit, and so ${finding.misfits === 1 ? 'does no other value' : `do ${count(finding.misfits, 'value')}`}.`,
    );
  }
  return [...notes, ...plan.notes.filter((note) => !notes.some((other) => other.split(':')[0] === note.split(':')[0]))];
}

/** Lifecycle values that take no part in steps are kept, and said. */
export async function notesOnLifecycle(session: Session): Promise<string[]> {
  const rows = await session.query<{ lifecycle: string; rows: number }>(sql`
    SELECT lifecycle, count(*) AS rows FROM ${INCOMING}
    WHERE reason IS NULL AND lifecycle IS NOT NULL AND lifecycle NOT IN ${list([...OPENING, ...CLOSING])}
    GROUP BY lifecycle ORDER BY rows DESC, lifecycle LIMIT 5`);
  return rows.map(
    ({ lifecycle, rows: some }) =>
      `${count(some, 'row')} ${some === 1 ? 'has' : 'have'} the lifecycle “${lifecycle}”: kept as events, they take no part in steps.`,
  );
}

/** How the scores were understood. */
export function notesOnScales(scales: readonly Scale[], plan: Plan): string[] {
  const notes = scales.map(
    ({ instrument, min, max }) =>
      `Scores are read as ${instrument === 'other' ? 'a score' : instrument.toUpperCase()} from ${min} to ${max}, higher is better. ${SCORE_WORDS[instrument].rule}`,
  );
  const left = plan.columns.filter(({ role }) => role === 'attribute').map(({ name }) => `“${name}”`);
  if (left.length > 0)
    notes.push(`Not kept with the answers: ${left.slice(0, 20).join(', ')}${left.length > 20 ? ` and ${left.length - 20} more` : ''}.`);
  return [...new Set(notes)];
}

/** People who were asked and did not answer are kept: the response rate is measured by them. */
export const notesOnInvitations = (silent: number): string[] =>
  silent === 0
    ? []
    : [`${count(silent, 'row')} ${silent === 1 ? 'is an invitation' : 'are invitations'} without an answer: kept for the response rate.`];

export function notesOnRepeats({ equalRows, duplicates, byId }: { equalRows: number; duplicates: number; byId: boolean }): string[] {
  const notes: string[] = [];
  if (equalRows > 0)
    notes.push(
      byId
        ? `${count(equalRows, 'row')} repeat the event id of another row; they are kept.`
        : `${count(equalRows, 'row')} equal another row of the file; they are kept.`,
    );
  if (duplicates > 0) notes.push(`${count(duplicates, 'row')} ${duplicates === 1 ? 'was' : 'were'} here already and added nothing.`);
  return notes;
}

/** Cases that a replacement left without any event. */
export function notesOnGone(gone: number): string[] {
  if (gone === 0) return [];
  return [
    gone === 1
      ? 'One case is gone: all of its events were replaced, and the file holds none for it.'
      : `${gone.toLocaleString('en-GB')} cases are gone: all of their events were replaced, and the file holds none for them.`,
  ];
}
