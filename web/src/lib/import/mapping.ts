import type { ImportKind, Mapping, Recognition, Role } from '../../../../model/event-log.ts';
import type { Instrument } from '../../../../model/feedback.ts';
import { isTimeFormat } from './time-format.ts';

/** What a person decided about a file, as the page holds it. */
export interface Decisions {
  kind: ImportKind;
  /** Column name to role, only what differs from the guess. */
  roles: Readonly<Record<string, Role>>;
  /** Place of a question in the recognition to the answer chosen. */
  answers: Readonly<Record<string, string>>;
  zone: string | null;
  instrument: Instrument | null;
}

type Question = Recognition['questions'][number];

/** What a question is known by while the file is on screen. */
export const questionKey = (question: Question): string => `${question.code} ${question.field}`;

/** The question asks for a zone, which has a field of its own on the page. */
export const asksForZone = (question: Question): boolean =>
  question.field === 'zone' || question.code === 'needs_zone' || question.code === 'zone';

/** Questions about the file itself that still have no answer. */
export const openQuestions = (recognition: Recognition, answers: Readonly<Record<string, string>>): Question[] =>
  recognition.questions.filter(
    (question) => !asksForZone(question) && question.options.length > 0 && answers[questionKey(question)] === undefined,
  );

/**
 * The mapping to import with: every column with the role on screen, so that what was seen is what is done.
 *
 * An answer that is a time format belongs to the column of its question, one that is a role to its role.
 */
export function buildMapping(recognition: Recognition, decisions: Decisions): Mapping {
  const roles: Record<string, Role> = {};
  for (const column of recognition.columns) roles[column.name] = decisions.roles[column.name] ?? column.role;
  const timeFormats: Record<string, string> = {};
  const names = new Set(recognition.columns.map((column) => column.name));
  for (const question of recognition.questions) {
    const answer = decisions.answers[questionKey(question)];
    const column = question.field.replace(/^(timeFormats|roles)\./, '');
    if (answer !== undefined && names.has(column) && isTimeFormat(answer)) timeFormats[column] = answer;
  }
  return {
    kind: decisions.kind,
    roles,
    ...(Object.keys(timeFormats).length > 0 ? { timeFormats } : {}),
    ...(decisions.zone && recognition.needsZone ? { zone: decisions.zone } : {}),
    ...(decisions.kind === 'feedback' && decisions.instrument ? { instrument: decisions.instrument } : {}),
  };
}

/** Columns that will be read, of all: “8 columns, 7 used”. */
export function usedColumns(recognition: Recognition, roles: Readonly<Record<string, Role>>): number {
  return recognition.columns.filter((column) => (roles[column.name] ?? column.role) !== 'ignore').length;
}
