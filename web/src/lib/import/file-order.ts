import type { Recognition } from '../../../../model/event-log.ts';
import { startsAt } from './time-format.ts';

const KINDS: Readonly<Record<Recognition['kind'], number>> = { events: 0, cases: 1, feedback: 2 };

/**
 * The moment of the first rows of a file, as text that sorts; empty where none is told. From the first rows alone: files
 * of one source follow each other, and that is all it has to say.
 */
export function firstMoment(recognition: Recognition): string {
  const column =
    recognition.columns.find(
      ({ role, timeFormat }) => timeFormat !== null && (role === 'start' || role === 'end' || role === 'answered-at'),
    ) ?? recognition.columns.find(({ timeFormat }) => timeFormat !== null);
  if (!column?.timeFormat) return '';
  const format = column.timeFormat;
  const values = [...recognition.preview.map((row) => row[column.index] ?? ''), ...column.samples];
  return (
    values
      .flatMap((value) => startsAt(value, format) ?? [])
      .sort()
      .at(0) ?? ''
  );
}

/** Files in the order they are imported: events before case tables and answers, which need their cases; older ones first. */
export function inOrder<File extends { recognition: Recognition | null; chosenAt: number }>(files: readonly File[]): File[] {
  const rank = ({ recognition }: File) => (recognition ? KINDS[recognition.kind] : 3);
  const moment = ({ recognition }: File) => (recognition ? firstMoment(recognition) : '');
  return [...files].sort(
    (one, other) => rank(one) - rank(other) || moment(one).localeCompare(moment(other)) || one.chosenAt - other.chosenAt,
  );
}
