import type { Mapping } from '../../model/event-log.ts';
import type { TextTable } from '../sources/table.ts';
import { asGiven } from '../arrange/arrange.ts';
import { findInSample, type Finding } from './columns.ts';
import { applyRoles, checkMapping, isClockRole, isTimeRole, needsZone, type Recognised } from './plan.ts';
import type { SeenFile } from './recognise.ts';

/**
 * What a file of events holds by its mapping and its sample; null where that leaves anything open and all rows must be asked.
 *
 * Where a person has said what every column is, a look at all rows would only confirm the readings of the sample, and
 * cost as much as loading the file barely. The reading pass confirms them instead: it marks every value that doesn't
 * fit (`misfit` of a staged row), and one mark is enough for the file to be seen as a whole after all.
 */
export function seeSample(table: TextTable, bytes: number, wanted: Mapping, zone: string | null): SeenFile | null {
  const { shape } = table;
  if (wanted.kind !== 'events' || (wanted.arrangement ?? 'events') !== 'events') return null;
  const mapping = checkMapping(wanted, shape.names);
  const roles = mapping.roles ?? {};
  if (!shape.names.every((name) => roles[name] !== undefined)) return null;
  const findings = findInSample(shape, bytes, mapping);
  const { kind, columns } = applyRoles(findings, mapping);
  const has = (...some: string[]) => columns.some(({ guess }) => some.includes(guess.role));
  if (!has('case') || !has('activity') || !has('start', 'end') || !columns.every(isSettled)) return null;
  return zone === null && mapping.zone === undefined && needsZone(columns)
    ? null
    : asGiven({ mapping, findings, kind, columns, unread: 0 }, table);
}

/** Whether no row of the file could say more about a column than its sample does, unless it doesn't fit. */
function isSettled({ finding, guess, ambiguous }: Recognised): boolean {
  if (ambiguous || finding.formats.length > 1) return false;
  if (guess.role === 'ignore') return true;
  if (isClockRole(guess.role)) return finding.clock !== undefined;
  const typed = isTimeRole(guess.role) || guess.role === 'attribute' || guess.role === 'cost';
  if (!typed) return true;
  if (finding.values.length === 0) return false;
  if (isTimeRole(guess.role) && finding.reading.type !== 'time') return false;
  return finding.reading.type !== 'time' || hasClock(finding);
}

/** Some value is at another time than midnight, in UTC too: only all rows can say that a column has whole days. */
const hasClock = ({ values }: Finding): boolean => values.some((value) => /\d[T ](?!00:00)\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/.test(value));
