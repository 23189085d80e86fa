import { clockGiven } from './given.ts';
import { CASE_ROLES, EVENT_ROLES, FEEDBACK_ROLES, type ImportKind, type Mapping, type Role } from '../../model/event-log.ts';
import { isZone } from '../../model/calendar.ts';
import { BadRequest, Problem, RefusedFile } from '../../model/problem.ts';
import type { Finding, Findings } from './columns.ts';
import { likelyFormat, type Wanted } from './given.ts';
import { orderOf, type DayOrder } from './fit.ts';
import { hasOffset, isEpoch, isTimeFormat } from './times.ts';
import { TEXT, type Reading } from './parse.ts';
import { guessRoles, type Guess } from './roles.ts';

/** One column as an import will read it. */
export interface PlannedColumn {
  readonly index: number;
  readonly name: string;
  readonly role: Role;
  readonly reading: Reading;
  readonly precision: Finding['precision'];
  /** Of a time of day beside a date: how it is written. */
  readonly clock?: string | undefined;
}

/** What an import will do with a file: recognised, then corrected by a person. */
export interface Plan {
  readonly kind: ImportKind;
  readonly columns: readonly PlannedColumn[];
  readonly notes: readonly string[];
}

/** A column as recognised: what its values are and what it means. */
export interface Recognised {
  readonly finding: Finding;
  readonly guess: Guess;
  /** A day-month ambiguity that nothing in the file decides. */
  readonly ambiguous: boolean;
  /** Of times of which some carry their offset and some do not. */
  readonly someLocal?: boolean;
}

const MANY: readonly Role[] = ['attribute', 'ignore', 'milestone'];
const TIME_ROLES: readonly Role[] = ['start', 'end', 'arrival', 'answered-at', 'invited-at', 'milestone'];

/** The column of dates that a role of a time of day belongs to. */
export const CLOCKS = { 'start-time-of-day': 'start', 'end-time-of-day': 'end' } as const;
export const isClockRole = (role: Role): role is keyof typeof CLOCKS => Object.hasOwn(CLOCKS, role);
export const isTimeRole = (role: Role): boolean => TIME_ROLES.includes(role);
export const rolesOf = (kind: ImportKind): readonly Role[] =>
  kind === 'events' ? EVENT_ROLES : kind === 'feedback' ? FEEDBACK_ROLES : CASE_ROLES;

/** Refuses a mapping that speaks of columns, roles, formats or zones that do not exist, with what it could mean. */
export function checkMapping(mapping: Mapping, names: readonly string[]): Mapping {
  if (mapping.zone !== undefined && !isZone(mapping.zone))
    throw new BadRequest(
      'zone',
      `“${mapping.zone}” is no time zone.`,
      'Zones are written as Europe/Dublin or America/New_York; UTC is one too.',
    );
  const roles = Object.entries(mapping.roles ?? {}).map(([column, role]) => [columnNamed(column, names, 'roles'), role] as const);
  const timeFormats = Object.entries(mapping.timeFormats ?? {}).map(
    ([column, format]) => [columnNamed(column, names, 'timeFormats'), format] as const,
  );
  for (const [column, format] of timeFormats) {
    // a time of day that stands apart has no date in it
    if (!isTimeFormat(format) && !(clockGiven(mapping, column) !== undefined && /%[HI]/.test(format)))
      throw new BadRequest(
        `timeFormats.${column}`,
        `“${format}” is no time format.`,
        'Formats are written as strptime reads them: %d/%m/%Y %H:%M:%S. “epoch seconds” and “epoch ms” are formats too.',
      );
  }
  const named = <T>(given: Record<string, T> | undefined, field: string) =>
    given === undefined
      ? {}
      : { [field]: byName(Object.entries(given).map(([column, value]) => [columnNamed(column, names, field), value] as const)) };
  return {
    ...mapping,
    roles: byName(roles),
    timeFormats: byName(timeFormats),
    ...named(mapping.types, 'types'),
    ...named(mapping.numbers, 'numbers'),
  };
}

/** Without a prototype: a column may be called “constructor”. */
const byName = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));

function columnNamed(column: string, names: readonly string[], field: string): string {
  const same = names.find((name) => name === column) ?? names.find((name) => name.toLowerCase() === column.trim().toLowerCase());
  if (same !== undefined) return same;
  throw new BadRequest(`${field}.${column}`, `The file has no column “${column}”.`, `Its columns are: ${listed(names)}.`);
}

/** Guessed roles, with those a person gave in their place. A guess gives way to a given role. */
export function applyRoles(findings: Findings, mapping: Wanted): { kind: ImportKind; columns: Recognised[] } {
  const given = mapping.roles ?? {};
  const { kind, guesses } = guessRoles(findings.columns, findings.rows, mapping.kind, findings.links ?? null, given);
  const allowed = rolesOf(kind);
  const takenBy = new Map<Role, string>();
  for (const [column, role] of Object.entries(given)) {
    if (!allowed.includes(role))
      throw new BadRequest(
        `roles.${column}`,
        `“${role}” is no role of ${kind === 'events' ? 'an event file' : kind === 'feedback' ? 'a feedback file' : 'a case table'}.`,
        `Roles are: ${listed(allowed)}.`,
      );
    const other = takenBy.get(role);
    if (other !== undefined && !MANY.includes(role))
      throw new BadRequest(
        `roles.${column}`,
        `Two columns can’t both be the ${role}: “${other}” and “${column}”.`,
        'Give one of them another role, attribute for instance.',
      );
    takenBy.set(role, column);
  }
  const order = dayOrderOf(findings.columns);
  const columns = findings.columns.map((finding, index): Recognised => {
    const role = given[finding.name];
    const guessed = guesses[index] ?? { role: 'attribute', confidence: 0, reason: '' };
    const free = role === undefined && takenBy.has(guessed.role) && !MANY.includes(guessed.role);
    const guess: Guess =
      role !== undefined
        ? { role, confidence: 1, reason: 'Given.' }
        : free
          ? { role: 'attribute', confidence: 0.5, reason: `“${takenBy.get(guessed.role) ?? ''}” was given as the ${guessed.role}.` }
          : guessed;
    return settle(finding, guess, likelyOrder(finding, findings.columns, mapping) ?? order);
  });
  return { kind, columns };
}

/** Day first or month first, when some column of the file decides it for all. */
function dayOrderOf(findings: readonly Finding[]): DayOrder | null {
  const orders = new Set(
    findings
      .filter((one) => one.reading.type === 'time' && one.formats.length === 1)
      .flatMap((one) => ((one.formats[0] ?? '').includes('%d.%m') ? [] : (orderOf(one.formats[0] ?? '') ?? []))),
  );
  return orders.size === 1 ? ([...orders][0] ?? null) : null;
}

/** The day order a column had in files of its source, unless another column shows that the source changed its order. */
function likelyOrder({ name }: Finding, findings: readonly Finding[], mapping: Wanted): DayOrder | null {
  const was = (column: string) => orderOf(likelyFormat(mapping, column) ?? '');
  const turned = findings.some(
    (one) => one.formats.length === 1 && was(one.name) !== null && (orderOf(one.formats[0] ?? '') ?? was(one.name)) !== was(one.name),
  );
  return turned ? null : was(name);
}

export { orderOf };

/** Decides what can be decided between two day orders, and gives a number or text that is a time by role its reading. */
function settle(finding: Finding, guess: Guess, order: DayOrder | null): Recognised {
  if (finding.formats.length > 1) {
    const format = finding.formats.find((one) => orderOf(one) === order);
    if (format !== undefined)
      return { finding: { ...finding, formats: [format], reading: { ...finding.reading, format } }, guess, ambiguous: false };
    return { finding, guess, ambiguous: true };
  }
  if (isTimeRole(guess.role) && finding.reading.type === 'number') {
    const format = epochOf(finding) ?? serialOf(finding);
    if (format !== null)
      return { finding: { ...finding, formats: [format], reading: { ...TEXT, type: 'time', format } }, guess, ambiguous: false };
  }
  return { finding, guess, ambiguous: false };
}

/** Days since 1900 as a spreadsheet counts them, of the years 1950 to 2100. */
const serialOf = ({ min, max }: Finding): string | null =>
  min !== null && max !== null && min >= 18_264 && max < 73_051 ? 'excel serial' : null;

/** Numbers of this size are seconds, milliseconds or microseconds since 1970 (in the years 1973 to 2286). */
function epochOf({ min, max }: Finding): string | null {
  if (min === null || max === null) return null;
  const within = (low: number) => min >= low && max < low * 100;
  return within(1e8) ? 'epoch seconds' : within(1e11) ? 'epoch ms' : within(1e14) ? 'epoch us' : null;
}

/** Text stays text where a value doesn't fit, unless the role wants a time: those rows are then refused one by one. */
export function readingFor({ finding, guess, ambiguous }: Recognised): { reading: Reading; note: string | null } {
  const { reading, misfits } = finding;
  if (
    guess.role === 'case' ||
    guess.role === 'activity' ||
    (!isTimeRole(guess.role) && !['attribute', 'cost', 'score'].includes(guess.role))
  )
    return { reading: TEXT, note: null };
  if (isTimeRole(guess.role) || guess.role === 'score' || guess.role === 'cost') return { reading, note: null };
  if (ambiguous) return { reading: TEXT, note: `“${finding.name}” is kept as text: its dates can be read day first or month first.` };
  if (misfits > 0)
    return {
      reading: TEXT,
      note: `“${finding.name}” is kept as text: ${misfits.toLocaleString('en-GB')} of its values ${misfits === 1 ? 'does' : 'do'} not fit, “${finding.misfitExamples[0] ?? ''}” for instance.`,
    };
  return { reading, note: null };
}

export const needsZone = (columns: readonly Recognised[]): boolean =>
  columns.some(
    ({ finding, guess, someLocal }) =>
      isTimeRole(guess.role) &&
      finding.reading.type === 'time' &&
      (someLocal === true ||
        (finding.local ?? 0) > 0 ||
        (!hasOffset(finding.reading.format ?? '') && !isEpoch(finding.reading.format ?? ''))),
  );

/** The columns as they will be read. Refuses in words when a role is missing, a time is none, or a question is open. */
export function planOf(kind: ImportKind, columns: readonly Recognised[], zone: string | null): Plan {
  refuseMissingRoles(kind, columns);
  for (const { finding, guess, ambiguous } of columns) {
    if (isTimeRole(guess.role) && finding.reading.type !== 'time') {
      if (finding.filled === 0) continue;
      throw new RefusedFile(
        'no_times',
        `The values of “${finding.name}” are no times that can be read: “${finding.misfitExamples[0] ?? finding.samples[0] ?? ''}” for instance.`,
        'Give the column’s time format, or another column as the time.',
        `roles.${finding.name}`,
      );
    }
    if (ambiguous && isTimeRole(guess.role)) {
      throw new Problem(
        'ambiguous_times',
        422,
        `The dates of “${finding.name}” can be read day first or month first: “${finding.samples[0] ?? ''}”.`,
        {
          detail: `No value of the file decides it. Say which is right by giving the column’s format (on the command line with --time-format): ${finding.formats.map((format) => `“${format}”`).join(' or ')}.`,
          field: `timeFormats.${finding.name}`,
        },
      );
    }
  }
  refuseClocks(columns);
  if (zone === null && needsZone(columns)) {
    throw new Problem('needs_zone', 422, 'The times of this file do not say their time zone.', {
      detail:
        'A time such as 09:30 means another moment in Dublin than in Berlin, and durations go wrong twice a year without the zone. Give the zone in which the times were written, as Europe/Dublin.',
      field: 'zone',
    });
  }
  const read = columns.map((one) => ({ one, ...readingFor(one) }));
  return {
    kind,
    columns: read.map(({ one: { finding, guess }, reading }) => ({
      index: finding.index,
      name: finding.name,
      role: guess.role,
      reading,
      precision: finding.precision,
      clock: isClockRole(guess.role) ? finding.clock : undefined,
    })),
    notes: read.flatMap(({ note, one }) => (note === null || one.guess.role === 'ignore' ? [] : [note])),
  };
}

/** Refuses a time of day that is none, or that has no date beside it. */
function refuseClocks(columns: readonly Recognised[]): void {
  for (const { finding, guess } of columns) {
    if (!isClockRole(guess.role) || finding.filled === 0) continue;
    const date = CLOCKS[guess.role];
    if (finding.clock === undefined)
      throw new RefusedFile(
        'no_times',
        `The values of “${finding.name}” are no times of day that can be read: “${finding.samples[0] ?? ''}” for instance.`,
        'A time of day is written as 09:10, 09:10:11 or 9:10 am.',
        `roles.${finding.name}`,
      );
    if (!columns.some((one) => one.guess.role === date))
      throw new RefusedFile(
        'no_time_column',
        `“${finding.name}” says the time of day, but no column has the role ${date} and says the date.`,
        `Give the column of the dates the role ${date}.`,
        'roles',
      );
  }
}

function refuseMissingRoles(kind: ImportKind, columns: readonly Recognised[]): void {
  const has = (role: Role) => columns.some(({ guess }) => guess.role === role);
  const advice = (role: string, fits: (finding: Finding) => boolean) => {
    const fitting = columns.filter(({ finding }) => finding.filled > 0 && fits(finding)).map(({ finding }) => finding.name);
    return `Say which column it is by giving it the role ${role}. ${fitting.length === 0 ? 'No column looks like one' : `It could be: ${listed(fitting)}`}.`;
  };
  if (kind !== 'feedback' && !has('case'))
    throw new RefusedFile(
      'no_case_column',
      'No column says which case a row belongs to.',
      advice('case', (one) => one.reading.type !== 'time'),
      'roles',
    );
  if (kind === 'events') {
    if (!has('activity') && !has('milestone'))
      throw new RefusedFile(
        'no_activity_column',
        'No column says what was done.',
        advice('activity', (one) => one.reading.type === 'text'),
        'roles',
      );
    if (!has('start') && !has('end') && !has('milestone'))
      throw new RefusedFile(
        'no_time_column',
        'No column says when it was done.',
        advice('start or end', (one) => one.reading.type === 'time'),
        'roles',
      );
  } else if (kind === 'cases') {
    if (!has('attribute') && !has('arrival'))
      throw new RefusedFile(
        'no_attribute_column',
        'No column says anything about the cases.',
        advice('attribute', () => true),
        'roles',
      );
  } else if (!has('score') && !has('comment')) {
    throw new RefusedFile(
      'no_answer_column',
      'No column holds a score or a comment.',
      advice('score or comment', (one) => one.reading.type !== 'time'),
      'roles',
    );
  }
}

const listed = (names: readonly string[]): string => {
  const some = names
    .slice(0, 20)
    .map((name) => `“${name}”`)
    .join(', ');
  return names.length > 20 ? `${some} and ${names.length - 20} more` : some;
};
