import type { Arrangement, Mapping, NumberStyle, Role } from '../../model/event-log.ts';
import type { ReadableFile } from '../sources/source.ts';
import type { TextTable } from '../sources/table.ts';
import { TEXT, type Reading } from './parse.ts';
import { isClockRole, isTimeRole, readingFor, type Recognised } from './plan.ts';

/** What a mapping is settled from: the file as it was opened and what was seen in it. */
export interface Settling {
  readonly file: Pick<ReadableFile, 'format' | 'encoding' | 'sheet' | 'archive' | 'lineAsGiven'>;
  readonly table: Pick<TextTable, 'shape'>;
  readonly seen: {
    readonly kind: NonNullable<Mapping['kind']>;
    readonly mapping: Mapping;
    /** The columns of the file as it was given, before it was laid out as one row per event. */
    readonly columns: readonly Recognised[];
    readonly arrangement?: Arrangement | undefined;
    readonly milestones?: readonly { readonly column: string; readonly activity: string }[] | undefined;
  };
  /** Of times without an offset, whoever said it; null where none is needed. */
  readonly zone: string | null;
  /** Columns whose values were replaced by codes. */
  readonly coded?: readonly string[] | undefined;
}

/** Roles whose values are kept by their type; the others are text or times whatever was recognised. */
const TYPED: readonly Role[] = ['attribute', 'cost', 'score'];

/**
 * The mapping with everything said that an import of these findings uses, so that the same file read with it gives
 * the same rows whatever a later recogniser would guess.
 *
 * Kind, arrangement, a role for every column, the format of every column read as times or as a time of day, type and number style of
 * every attribute, cost and score, zone, instrument, and how the bytes are cut into fields. What a person chose
 * (fixes, personal data, replacing) is carried over as it is.
 */
export function settledMapping({ file, table, seen, zone, coded = [] }: Settling): Mapping {
  const { mapping, columns } = seen;
  const readings = columns.map((one) => ({
    name: one.finding.name,
    role: one.guess.role,
    reading: readingAsUsed(one),
    clock: isClockRole(one.guess.role) ? one.finding.clock : undefined,
  }));
  const typed = readings.filter(({ role }) => TYPED.includes(role));
  const text = file.format === 'text';
  const sheet = file.sheet ?? mapping.sheet;
  const part = file.archive?.part ?? mapping.part;
  const arrangement = seen.arrangement ?? mapping.arrangement ?? 'events';
  const personal = { ...Object.fromEntries(coded.map((name) => [name, 'code' as const])), ...mapping.personal };
  return {
    kind: seen.kind,
    ...(seen.kind === 'events' ? { arrangement } : {}),
    ...milestonesOf(arrangement, seen),
    roles: record(readings.map(({ name, role }) => [name, role])),
    timeFormats: record(
      readings.flatMap(({ name, clock, reading: { type, format } }) =>
        clock !== undefined ? [[name, clock]] : type === 'time' && format !== null ? [[name, format]] : [],
      ),
    ),
    types: record(typed.map(({ name, reading }) => [name, reading.type])),
    numbers: record(typed.flatMap(({ name, reading }) => (reading.type === 'number' ? [[name, styleOf(reading)]] : []))),
    ...(zone === null ? {} : { zone }),
    ...(mapping.instrument === undefined ? {} : { instrument: mapping.instrument }),
    ...(text
      ? { encoding: file.encoding, delimiter: table.shape.delimiter, quote: table.shape.quote === "'" ? ("'" as const) : ('"' as const) }
      : {}),
    ...(text || file.sheet !== null ? { headerLine: file.lineAsGiven(table.shape.headerLine) } : {}),
    ...(sheet === undefined ? {} : { sheet }),
    ...(part === undefined ? {} : { part }),
    ...(mapping.fixes === undefined ? {} : { fixes: mapping.fixes }),
    ...(Object.keys(personal).length === 0 ? {} : { personal }),
    ...(mapping.replace === undefined ? {} : { replace: mapping.replace }),
  };
}

/** How the values of a column are read in the end: by its role, and as text where they don't all fit. */
function readingAsUsed(one: Recognised): Reading {
  const { role } = one.guess;
  return role === 'ignore' ? TEXT : isTimeRole(role) || role.endsWith('-time-of-day') ? one.finding.reading : readingFor(one).reading;
}

function milestonesOf(arrangement: Arrangement, { milestones, mapping }: Settling['seen']): Pick<Mapping, 'milestones'> {
  if (arrangement !== 'wide') return {};
  const left = Object.entries(mapping.milestones ?? {}).filter(([, activity]) => activity === '');
  return { milestones: record([...left, ...(milestones ?? []).map(({ column, activity }) => [column, activity] as const)]) };
}

/** Without a prototype: a column may be called “constructor”. */
const record = <T extends string>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));

const styleOf = ({ decimal, grouped }: Reading): NumberStyle =>
  decimal === ',' ? (grouped ? '1.234,5' : '1234,5') : grouped ? '1,234.5' : '1234.5';
