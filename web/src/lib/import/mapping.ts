import type { ImportKind, Mapping, Recognition, Role } from '../../../../model/event-log.ts';
import type { Instrument } from '../../../../model/feedback.ts';
import { isTimeRole } from './roles.ts';
import { formatExample, isTimeFormat } from './time-format.ts';

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

type Roles = Readonly<Record<string, Role>>;

/** What a question is known by while the file is on screen. */
export const questionKey = (question: Question): string => `${question.code} ${question.field}`;

/** The column a question is about, if it is about one. */
export const questionColumn = (question: Question): string => question.field.replace(/^(timeFormats|roles)\./, '');

/**
 * What only a person can say about the file with the roles on screen. A column whose times can be read in two ways
 * asks once it is a time, and no longer asks when it is not. The zone has a field of its own on the page.
 */
export function questionsOf(recognition: Recognition, roles: Roles): Question[] {
  const columns = new Map(recognition.columns.map((column) => [column.name, column]));
  const isTime = (name: string) => {
    const column = columns.get(name);
    return column !== undefined && isTimeRole(roles[name] ?? column.role);
  };
  const asked = recognition.questions.filter((question) => question.options.length > 0 && question.field !== 'zone');
  const still = asked.filter((question) => !question.field.startsWith('timeFormats.') || isTime(questionColumn(question)));
  const known = new Set(still.map(questionColumn));
  const anew = recognition.columns
    .filter((column) => column.timeFormats.length > 1 && isTime(column.name) && !known.has(column.name))
    .map((column) => ({
      code: 'ambiguous_times',
      text: `The times of “${column.name}” can be read as ${column.timeFormats.map(formatExample).join(' or as ')}. Which is right?`,
      field: `timeFormats.${column.name}`,
      options: column.timeFormats,
    }));
  return [...still, ...anew];
}

/** The answers with one more; columns that can be read in the same two ways and have no answer take it too. */
export function withAnswer(
  recognition: Recognition,
  roles: Roles,
  answers: Readonly<Record<string, string>>,
  question: Question,
  answer: string,
): Record<string, string> {
  const order = question.options.indexOf(answer);
  const same = questionsOf(recognition, roles).filter(
    (other) =>
      other.code === question.code &&
      answers[questionKey(other)] === undefined &&
      other.options.length === question.options.length &&
      dayFirst(other.options[order]) === dayFirst(answer),
  );
  const added = same.flatMap((other) => (other.options[order] === undefined ? [] : [[questionKey(other), other.options[order]] as const]));
  return { ...answers, ...Object.fromEntries(added), [questionKey(question)]: answer };
}

const dayFirst = (format: string | undefined): boolean | null =>
  format === undefined ? null : format.indexOf('%d') < format.indexOf('%m');

/** Those that still have no answer. */
export const openQuestions = (recognition: Recognition, roles: Roles, answers: Readonly<Record<string, string>>): Question[] =>
  questionsOf(recognition, roles).filter((question) => answers[questionKey(question)] === undefined);

/** Times without an offset: a zone must be known before they mean anything. */
export const needsZone = (recognition: Recognition, roles: Roles): boolean =>
  recognition.columns.some((column) => isTimeRole(roles[column.name] ?? column.role) && column.timeFormat !== null && !column.hasOffset);

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
  for (const question of questionsOf(recognition, decisions.roles)) {
    const answer = decisions.answers[questionKey(question)];
    const column = questionColumn(question);
    if (answer !== undefined && names.has(column) && isTimeFormat(answer)) timeFormats[column] = answer;
  }
  return {
    kind: decisions.kind,
    roles,
    ...(Object.keys(timeFormats).length > 0 ? { timeFormats } : {}),
    ...(decisions.zone && needsZone(recognition, decisions.roles) ? { zone: decisions.zone } : {}),
    ...(decisions.kind === 'feedback' && decisions.instrument ? { instrument: decisions.instrument } : {}),
  };
}

/** Columns that will be read, of all: “8 columns, 7 used”. */
export function usedColumns(recognition: Recognition, roles: Roles): number {
  return recognition.columns.filter((column) => (roles[column.name] ?? column.role) !== 'ignore').length;
}
