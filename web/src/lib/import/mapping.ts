import type { Mapping, Recognition, Role } from '../../../../model/event-log.ts';
import { fixesOf, personalOf, type Decisions, type Question } from './decisions.ts';
import { isTimeRole } from './roles.ts';
import { formatExample, isTimeFormat } from './time-format.ts';

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
  // what a check settled, a recipe for one, is no question
  const open = recognition.settled === null ? recognition.columns : [];
  const anew = open
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
  questions: readonly Question[],
  answers: Readonly<Record<string, string>>,
  question: Question,
  answer: string,
): Record<string, string> {
  const order = question.options.indexOf(answer);
  const same = questions.filter(
    (other) =>
      other.code === question.code &&
      answers[questionKey(other)] === undefined &&
      other.options.length === question.options.length &&
      isTimeFormat(answer) &&
      dayFirst(other.options[order]) === dayFirst(answer),
  );
  const added = same.flatMap((other) => (other.options[order] === undefined ? [] : [[questionKey(other), other.options[order]] as const]));
  return { ...answers, ...Object.fromEntries(added), [questionKey(question)]: answer };
}

const dayFirst = (format: string | undefined): boolean | null =>
  format === undefined ? null : format.indexOf('%d') < format.indexOf('%m');

/** Those that still have no answer. */
export const openQuestions = (questions: readonly Question[], answers: Readonly<Record<string, string>>): Question[] =>
  questions.filter((question) => answers[questionKey(question)] === undefined);

/** Times without an offset: a zone must be known before they mean anything. */
export const needsZone = (recognition: Recognition, roles: Roles): boolean =>
  recognition.columns.some((column) => isTimeRole(roles[column.name] ?? column.role) && column.timeFormat !== null && !column.hasOffset);

/**
 * What a person said about the file, for a check: everything left open is recognised anew.
 *
 * An answer that is a time format belongs to the column of its question, one that is a role to its role; the table of
 * an archive is chosen by a question too. `zone` is that of the service, for times without an offset.
 */
export function wantedMapping(questions: readonly Question[], decisions: Decisions, zone: string | null): Mapping {
  const timeFormats: Record<string, string> = {};
  const answeredRoles: Record<string, Role> = {};
  let part: string | undefined;
  for (const question of questions) {
    const answer = decisions.answers[questionKey(question)];
    if (answer === undefined) continue;
    if (question.field === 'part') part = answer;
    else if (question.field.startsWith('roles.')) answeredRoles[questionColumn(question)] = answer as Role;
    else if (isTimeFormat(answer)) timeFormats[questionColumn(question)] = answer;
  }
  const roles = { ...answeredRoles, ...decisions.roles };
  const personal = personalOf(decisions);
  const fixes = fixesOf(decisions);
  const { kind, instrument, arrangement, milestones, replace, reading } = decisions;
  const said = decisions.zone ?? zone;
  return {
    ...(kind ? { kind } : {}),
    ...(some(roles) ? { roles } : {}),
    ...(some(timeFormats) ? { timeFormats } : {}),
    ...(said ? { zone: said } : {}),
    ...(instrument ? { instrument } : {}),
    ...(part === undefined ? {} : { part }),
    ...reading,
    ...(arrangement ? { arrangement } : {}),
    ...(some(milestones) ? { milestones } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
    ...(some(personal) ? { personal } : {}),
    ...(replace ? { replace } : {}),
  };
}

const some = (record: Readonly<Record<string, unknown>>): boolean => Object.keys(record).length > 0;

/**
 * The mapping to import with: what the check settled, every column with the role on screen, so that what was seen is
 * what is done.
 */
export function importMapping(
  recognition: Recognition,
  questions: readonly Question[],
  decisions: Decisions,
  zone: string | null,
): Mapping {
  const wanted = wantedMapping(questions, decisions, zone);
  const settled = settledOf(recognition);
  if (settled) return { ...settled, ...(decisions.replace ? { replace: decisions.replace } : {}) };
  const roles: Record<string, Role> = {};
  for (const column of recognition.columns) roles[column.name] = decisions.roles[column.name] ?? column.role;
  const { zone: said, ...rest } = wanted;
  const zoned = said !== undefined && needsZone(recognition, decisions.roles);
  return { ...rest, kind: recognition.kind, roles, ...(zoned ? { zone: said } : {}) };
}

/** The mapping an import of these findings would use; null while a question is open. */
export function settledOf(recognition: Recognition | null): Mapping | null {
  const settled: unknown = recognition?.settled;
  return typeof settled === 'object' && settled !== null ? settled : null;
}

/** Columns that will be read, of all: “8 columns, 7 used”. */
export function usedColumns(recognition: Recognition, roles: Roles): number {
  return recognition.columns.filter((column) => (roles[column.name] ?? column.role) !== 'ignore').length;
}
