import {
  CASE_ROLES,
  EVENT_ROLES,
  FEEDBACK_ROLES,
  type Arrangement,
  type Column,
  type ImportKind,
  type Role,
} from '../../../../model/event-log.ts';
import { capital } from '../../../../model/format.ts';
import type { Words } from '../../../../model/process.ts';
import { readAs } from './time-format.ts';

/** What the columns of a file can mean, in the order of the list a person chooses from. */
export const rolesOf = (kind: ImportKind): readonly Role[] =>
  kind === 'events' ? EVENT_ROLES : kind === 'feedback' ? FEEDBACK_ROLES : CASE_ROLES;

const NAMES: Record<Role, string> = {
  case: 'Case',
  activity: 'Activity',
  start: 'Start',
  end: 'End',
  'start-time-of-day': 'Start, time of day',
  'end-time-of-day': 'End, time of day',
  lifecycle: 'Start or end mark',
  instance: 'Step number',
  'event-id': 'Event number',
  arrival: 'Arrival',
  resource: 'Resource',
  team: 'Team',
  cost: 'Cost',
  milestone: 'Date of an activity',
  'status-before': 'Status before',
  attribute: 'Attribute',
  ignore: 'Left out',
  'answered-at': 'Answered',
  score: 'Score',
  comment: 'Comment',
  stage: 'Stage',
  instrument: 'Kind of question',
  customer: 'Customer',
  site: 'Site',
  'invited-at': 'Asked',
  language: 'Language',
};

/** The role as it is said on screen; a case and a customer are called as the service calls them. */
export function roleName(role: Role, words: Words): string {
  if (role === 'case') return capital(words.case);
  if (role === 'customer') return capital(words.person);
  return NAMES[role];
}

const TIMES: readonly Role[] = ['start', 'end', 'arrival', 'answered-at', 'invited-at', 'milestone'];
const MANY: readonly Role[] = ['attribute', 'ignore', 'milestone'];
export const isTimeRole = (role: Role): boolean => TIMES.includes(role);

/** The column that keeps a role a person gave to another one: a guess gives way, a choice does not. */
export const givesWay = (columns: readonly Column[], roles: Readonly<Record<string, Role>>, role: Role, to: string): Column | undefined =>
  MANY.includes(role)
    ? undefined
    : columns.find((column) => column.name !== to && roles[column.name] === undefined && column.role === role);

/** Why the file can't be imported with these roles; `column` is the one to change, where there is one. */
export interface RoleIssue {
  column: string | null;
  text: string;
}

/** All that stands in the way of an import with these roles, in words that say what to choose. */
export function roleIssues(of: {
  kind: ImportKind;
  columns: readonly Column[];
  rows: number;
  roles: Readonly<Record<string, Role>>;
  words: Words;
  /** How a file of events is laid out: one row per case names its activities and times in its columns of dates. */
  arrangement?: Arrangement;
}): RoleIssue[] {
  const { kind, columns, rows, roles, words, arrangement = 'events' } = of;
  const roleOf = (column: Column): Role => roles[column.name] ?? column.role;
  const has = (role: Role) => columns.some((column) => roleOf(column) === role);
  const candidates = (fits: (column: Column) => boolean) =>
    couldBe(columns.filter((column) => MANY.includes(roleOf(column)) && column.empty < rows && fits(column)));
  const issues: RoleIssue[] = missing({ kind, arrangement, has, words, candidates }).map((text) => ({ column: null, text }));
  for (const role of rolesOf(kind)) {
    const taken = MANY.includes(role) ? [] : columns.filter((column) => roleOf(column) === role);
    const [first, second] = taken;
    if (first && second) {
      issues.push({
        column: second.name,
        text: `“${first.name}” and “${second.name}” are both ${roleName(role, words)}. Only one column can be that.`,
      });
    }
  }
  for (const column of columns) {
    if (isTimeRole(roleOf(column)) && column.type !== 'time' && column.empty < rows) {
      issues.push({
        column: column.name,
        text: `“${column.name}” holds no times that can be read, so it can’t be ${roleName(roleOf(column), words)}.`,
      });
    }
  }
  return issues;
}

function missing(of: {
  kind: ImportKind;
  arrangement: Arrangement;
  has: (role: Role) => boolean;
  words: Words;
  candidates: (fits: (column: Column) => boolean) => string;
}): string[] {
  const { kind, has, words, candidates } = of;
  const found: string[] = [];
  if (kind === 'feedback') {
    if (!has('score') && !has('comment')) found.push('No column holds a score or a comment. Choose one.');
    return found;
  }
  if (!has('case')) {
    const could = candidates((column) => column.type !== 'time' && column.distinct > 1);
    found.push(`No column says which ${words.case} a row belongs to. Choose the one that does as ${roleName('case', words)}.${could}`);
  }
  if (kind === 'cases' || of.arrangement === 'wide') return found;
  if (!has('activity')) {
    const could = candidates((column) => column.type === 'text' && column.distinct > 1);
    found.push(`No column says what was done. Choose the one that does as Activity.${could}`);
  }
  if (!has('start') && !has('end')) {
    const could = candidates((column) => column.type === 'time');
    found.push(`No column says when it happened. Choose a column of times as Start or End.${could}`);
  }
  return found;
}

/** ` It could be “a” or “b”.`: up to three columns that have no role of their own. */
function couldBe(columns: readonly Column[]): string {
  const names = columns.slice(0, 3).map((column) => `“${column.name}”`);
  if (names.length === 0) return '';
  return ` It could be ${names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`}.`;
}

/** What stands under a role: how full and how varied the column is. */
export function columnFacts(column: Column, rows: number): string {
  if (rows > 0 && column.empty >= rows) return 'always empty';
  const facts: string[] = [];
  if (column.empty > 0 && rows > 0) facts.push(`${emptyShare(column.empty / rows)} empty`);
  else facts.push('no gaps');
  if (column.type !== 'time')
    facts.push(
      `${column.distinct > 1000 ? 'about ' : ''}${column.distinct.toLocaleString('en-GB')} ${column.distinct === 1 ? 'value' : 'values'}`,
    );
  return facts.join(', ');
}

const emptyShare = (share: number): string => (share < 0.001 ? 'under 0.1\u00a0%' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}\u00a0%`);

/** How sure a guess is, in a word. */
export const certainty = (confidence: number): string => (confidence >= 0.85 ? 'Sure' : confidence >= 0.5 ? 'Likely' : 'Not sure');

/** Five values of a column; times with what they mean by the format the column is read with. */
export function columnSamples(column: Column, answers: Readonly<Record<string, string>>): { from: string; to: string | null }[] {
  const answered = Object.entries(answers).find(([key]) => key.endsWith(` timeFormats.${column.name}`))?.[1];
  const format = answered ?? column.timeFormat;
  return [...new Set(column.samples)].slice(0, 5).map((from) => ({ from, to: format === null ? null : readAs(from, format) }));
}
