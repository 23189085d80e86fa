import { CASE_ROLES, type Mapping, type Role } from '../../model/event-log.ts';
import type { Recognised } from '../recognise/plan.ts';
import type { SeenColumns } from '../recognise/recognise.ts';
import { EVENT_WORDS, nameFits, wordsOf } from '../recognise/role-words.ts';
import { isKey, isStateName, keyOf } from './wide.ts';

const ROLES: readonly Role[] = CASE_ROLES;

/**
 * Whether a file describes cases and holds no events: each row has a case of its own, nothing says what was done, and there
 * is something to know about the case. A single date among the columns is one of those things.
 */
export function looksLikeCaseTable({ columns, findings: { rows } }: SeenColumns, mapping: Mapping): boolean {
  const given = Object.values(mapping.roles ?? {});
  if (!given.every((role) => ROLES.includes(role))) return false;
  const said = columns.find(({ guess }) => guess.role === 'case');
  if (said === undefined ? rows < 2 : !isKey(said.finding, rows)) return false;
  const key = keyOf(columns, rows, Object.keys(mapping.roles ?? {}));
  if (key === null || (said === undefined && nameFits(key.finding.name, EVENT_WORDS.case) === 0)) return false;
  if (columns.some(({ guess }) => ['lifecycle', 'event-id', 'instance'].includes(guess.role))) return false;
  const acted = columns.some(
    ({ finding, guess }) => guess.role === 'activity' && nameFits(finding.name, EVENT_WORDS.activity) === 1 && !isStateName(finding.name),
  );
  return !acted && columns.some((one) => one !== key && one.finding.filled > 0 && one.finding.reading.type !== 'time');
}

/** The columns with the roles they have in a case table: its key, its arrival where it is named so, and attributes. */
export function asCaseTable(seen: SeenColumns, mapping: Mapping): SeenColumns {
  const given = mapping.roles ?? {};
  const key = seen.columns.find(({ guess }) => guess.role === 'case') ?? keyOf(seen.columns, seen.findings.rows, Object.keys(given));
  const columns = seen.columns.map((one): Recognised => {
    const { name } = one.finding;
    if (Object.hasOwn(given, name)) return one;
    if (one === key)
      return {
        ...one,
        guess: { role: 'case', confidence: Math.max(0.8, one.guess.confidence), reason: 'Every row has its own: a row describes a case.' },
      };
    if (one.guess.role === 'ignore') return one;
    const arrives =
      one.finding.reading.type === 'time' && nameFits(name, EVENT_WORDS.arrival) > 0 && !Object.values(given).includes('arrival');
    if (arrives && one.guess.role === 'arrival') return one;
    const first =
      arrives &&
      seen.columns.find((other) => other.finding.reading.type === 'time' && nameFits(other.finding.name, EVENT_WORDS.arrival) > 0);
    if (first === one)
      return { ...one, guess: { role: 'arrival', confidence: 0.8, reason: `Its name says ${wordsOf(name)}; its values are times.` } };
    return { ...one, guess: { role: 'attribute', confidence: 0.8, reason: 'It describes the case.' } };
  });
  return { ...seen, kind: 'cases', columns };
}
