import type { Session } from '../../engine/engine.ts';
import { empty, identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { ValueType } from '../../model/event-log.ts';
import { valueOf } from '../recognise/parse.ts';
import type { Plan, PlannedColumn } from '../recognise/plan.ts';
import type { TextTable } from '../sources/table.ts';
import { localValues } from './local-times.ts';
import {
  columnWith,
  hashPart,
  INCOMING,
  stageRows,
  textOf,
  textWith,
  timesOf,
  utcTime,
  utcWith,
  numberWith,
  xor,
  type Staging,
} from './staging.ts';

/** An attribute of the process that a column of the file fills. */
export interface PlannedAttribute {
  readonly id: number;
  readonly column: PlannedColumn;
  /** As it is kept; text where the file and earlier files disagree. */
  readonly type: ValueType;
  readonly isNew: boolean;
  /** Kept otherwise until now. */
  readonly retype: boolean;
}

export const SQL_TYPES: Record<ValueType, string> = { text: 'VARCHAR', number: 'DOUBLE', time: 'TIMESTAMP', boolean: 'BOOLEAN' };

/** The attributes a file brings, matched by name with those the process has. */
export async function planAttributes(session: Session, plan: Plan): Promise<PlannedAttribute[]> {
  const known = await session.query<{ id: number; name: string; type: ValueType }>(sql`SELECT id, name, type FROM attribute`);
  let next = known.reduce((most, { id }) => Math.max(most, id), 0);
  return plan.columns
    .filter((column) => column.role === 'attribute')
    .map((column) => {
      const before = known.find(({ name }) => name === column.name);
      if (before === undefined) {
        next += 1;
        return { id: next, column, type: column.reading.type, isNew: true, retype: false };
      }
      const same = before.type === column.reading.type;
      return { id: before.id, column, type: same ? before.type : 'text', isNew: false, retype: !same && before.type !== 'text' };
    });
}

/** Reads the events of a file into `incoming`. What the columns are called there is known to `writeEvents`. */
export async function stageEvents(
  session: Session,
  table: TextTable,
  plan: Plan,
  attributes: readonly PlannedAttribute[],
  zone: string | null,
  signal?: AbortSignal,
): Promise<void> {
  await stageRows(session, table, eventStaging(plan, attributes, table.origin?.ofCases === true ? [] : attributes, zone), signal);
}

/** Whether the rows of a file of events carry answers of customers. */
export const holdsAnswers = (plan: Plan): boolean => columnWith(plan, 'score') !== undefined || columnWith(plan, 'comment') !== undefined;

/** `identifying`: attributes whose values make an event another one. */
function eventStaging(
  plan: Plan,
  attributes: readonly PlannedAttribute[],
  identifying: readonly PlannedAttribute[],
  zone: string | null,
): Staging {
  const texts: readonly (readonly [string, Sql])[] = [
    ['lifecycle', sql`lower(${textWith(plan, 'lifecycle')})`],
    ['instance', textWith(plan, 'instance')],
    ['resource', textWith(plan, 'resource')],
    ['team', textWith(plan, 'team')],
  ];
  const eventId = columnWith(plan, 'event-id');
  const core = sql`hash(case_id, activity, started_at, completed_at)`;
  const parts = [
    ...texts.map(([name]) => hashPart(name, identifier(name))),
    ...(['arrival', 'cost'] as const).flatMap((role) => {
      const column = columnWith(plan, role);
      return column === undefined ? [] : [hashPart(role, role === 'arrival' ? raw('arrived_at') : textOf(column))];
    }),
    ...identifying.map(({ column }) => hashPart(`attribute ${column.name}`, textOf(column))),
  ];
  // rows of one event id that differ in lifecycle are the start and the end of one thing done
  const fingerprint =
    eventId === undefined
      ? xor([core, ...parts])
      : sql`CASE WHEN ${textOf(eventId)} IS NULL THEN ${xor([core, ...parts])} ELSE hash(${textOf(eventId)}, lifecycle, 'event id') END`;
  // a file with one time column has instants, also where that column is called a start: nothing in it says what has not ended
  const instants = columnWith(plan, 'end') === undefined;
  const startText = textWith(plan, 'start');
  const endText = textWith(plan, 'end');
  return {
    times: timesOf(plan),
    values: [
      sql`${textWith(plan, 'case')} AS case_id`,
      sql`${textWith(plan, 'activity')} AS activity`,
      sql`${instants ? raw('CAST(NULL AS TIMESTAMP)') : utcWith(plan, 'start', zone)} AS started_at`,
      sql`${utcWith(plan, instants ? 'start' : 'end', zone)} AS completed_at`,
      sql`${utcWith(plan, 'arrival', zone)} AS arrived_at`,
      ...texts.map(([name, text]) => sql`${text} AS ${identifier(name)}`),
      sql`${numberWith(plan, 'cost')} AS cost`,
      ...localValues(plan, zone),
      ...attributes.map((one) => sql`${attributeValue(one, zone)} AS ${identifier(`a${one.id}`)}`),
      // an answer that stands in the rows of a case is no part of what identifies an event: it may come later
      ...(holdsAnswers(plan)
        ? [
            sql`${numberWith(plan, 'score')} AS score`,
            sql`${textWith(plan, 'score')} AS score_text`,
            sql`${textWith(plan, 'comment')} AS comment`,
            sql`${utcWith(plan, 'answered-at', zone)} AS answered_at`,
          ]
        : []),
    ],
    further: [sql`${fingerprint} AS fingerprint`, sql`${misfitOf(plan, attributes)} AS misfit`],
    reason: sql`
      CASE
        WHEN case_id IS NULL                                        THEN 'no_case'
        WHEN activity IS NULL                                       THEN 'no_activity'
        WHEN coalesce(${startText}, ${endText}) IS NULL             THEN 'no_time'
        WHEN ${startText} IS NOT NULL AND ${raw(instants ? 'completed_at' : 'started_at')} IS NULL THEN 'unreadable_start'
        WHEN ${endText} IS NOT NULL AND completed_at IS NULL        THEN 'unreadable_end'
        WHEN completed_at < started_at                              THEN 'ends_before_it_starts'
      END`,
    columns: {
      no_case: columnWith(plan, 'case'),
      no_activity: columnWith(plan, 'activity'),
      no_time: columnWith(plan, 'end') ?? columnWith(plan, 'start'),
      unreadable_start: columnWith(plan, 'start'),
      unreadable_end: columnWith(plan, 'end'),
      ends_before_it_starts: columnWith(plan, 'end'),
    },
  };
}

/** Whether a row has a text that its column's reading does not fit; of `seeSample`, which has not looked at it. */
function misfitOf(plan: Plan, attributes: readonly PlannedAttribute[]): Sql {
  const named: readonly (readonly [PlannedColumn | undefined, string])[] = [
    [columnWith(plan, 'start'), 'started_at'],
    [columnWith(plan, 'end'), 'completed_at'],
    [columnWith(plan, 'arrival'), 'arrived_at'],
    [columnWith(plan, 'cost'), 'cost'],
    ...attributes.filter(({ column }) => column.reading.type !== 'text').map(({ id, column }) => [column, `a${id}`] as const),
  ];
  const misfits = named.flatMap(([column, value]) =>
    column === undefined ? [] : [sql`(${textOf(column)} IS NOT NULL AND ${identifier(value)} IS NULL)`],
  );
  // kept as text because of an earlier file: its values are not read, so nothing is known of them
  const unread = attributes.some(({ column, type }) => type !== column.reading.type);
  return misfits.length === 0 || unread ? raw(String(unread)) : join(misfits, ' OR ');
}

/** How many rows were staged, and whether one has a value that its column's reading does not fit. */
export async function lookAtStaged(session: Session): Promise<{ rows: number; misfits: boolean }> {
  const [row] = await session.query<{ rows: number; misfits: boolean }>(
    sql`SELECT count(*) AS rows, coalesce(bool_or(misfit), false) AS misfits FROM ${INCOMING}`,
  );
  return row ?? { rows: 0, misfits: false };
}

/** The value of an attribute as it is kept, out of the fields of a row. */
export function attributeValue({ column, type }: PlannedAttribute, zone: string | null): Sql {
  if (type === 'text') return textOf(column);
  return type === 'time' ? utcTime(column, zone) : valueOf(textOf(column), column.reading);
}

/** Adds the columns of new attributes, and makes text of those whose type this file contradicts. */
export async function writeAttributes(session: Session, attributes: readonly PlannedAttribute[]): Promise<void> {
  for (const { id, column, type, isNew, retype } of attributes) {
    if (isNew) {
      await session.run(sql`INSERT INTO attribute (id, name, type, level) VALUES (${id}, ${column.name}, ${type}, 'case')`);
      await session.run(sql`ALTER TABLE event ADD COLUMN ${identifier(`a${id}`)} ${raw(SQL_TYPES[type])}`);
    } else if (retype) {
      await session.run(sql`UPDATE attribute SET type = 'text' WHERE id = ${id}`);
      await session.run(sql`ALTER TABLE event ALTER ${identifier(`a${id}`)} TYPE VARCHAR`);
      for (const table of ['case_fact', 'case_row']) {
        if (await hasColumn(session, table, `a${id}`))
          await session.run(sql`ALTER TABLE ${identifier(table)} ALTER ${identifier(`a${id}`)} TYPE VARCHAR`);
      }
    }
  }
}

async function hasColumn(session: Session, table: string, column: string): Promise<boolean> {
  const [row] = await session.query<{ there: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM information_schema.columns
                   WHERE table_schema = current_schema() AND table_name = ${table} AND column_name = ${column}) AS there`);
  return row?.there ?? false;
}

/** New names of the file become entries of a dictionary, numbered by first appearance. */
export async function writeDictionaries(session: Session, signal?: AbortSignal): Promise<void> {
  for (const { name, more } of [
    { name: 'activity', more: ', 0, false, false' },
    { name: 'resource', more: '' },
    { name: 'team', more: '' },
  ]) {
    const table = identifier(name);
    await session.run(
      sql`
        INSERT INTO ${table}
        SELECT (SELECT coalesce(max(id), 0) FROM ${table}) + row_number() OVER (ORDER BY first), name${raw(more)}
        FROM (SELECT ${table} AS name, min(rowid) AS first FROM ${INCOMING} WHERE reason IS NULL AND ${table} IS NOT NULL GROUP BY ALL)
        WHERE name NOT IN (SELECT name FROM ${table})`,
      { signal },
    );
  }
}

/** The cases the process has, with their keys (`case_id`, `case_key`). */
export const DERIVED_CASES = raw('SELECT case_id, case_key FROM case_fact UNION ALL SELECT case_id, case_key FROM case_without_step');

/** Every case of the file with its key: the one it has among the `known`, or the next free one in order of appearance. */
export async function keyCases(session: Session, known: Sql, signal?: AbortSignal): Promise<void> {
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE incoming_case AS
      WITH known AS (${known}),
           seen AS (SELECT case_id, min(rowid) AS first FROM ${INCOMING} WHERE reason IS NULL GROUP BY case_id)
      SELECT case_id, CAST((SELECT coalesce(max(case_key), 0) FROM known) + row_number() OVER (ORDER BY first) AS INTEGER) AS case_key, false AS known
      FROM seen ANTI JOIN known USING (case_id)
      UNION ALL
      SELECT case_id, case_key, true FROM known SEMI JOIN seen USING (case_id)`,
    { signal },
  );
}

/**
 * The identity of an event: its case, the hash of its values, and its ordinal among equal rows of the file; or the
 * hash of its id alone. 31, 64 and 32 bits of a HUGEINT.
 */
const identityOf = (byId: boolean): Sql =>
  sql`${byId ? empty : raw('CAST(c.case_key AS HUGEINT) * 79228162514264337593543950336 + ')}CAST(i.fingerprint AS HUGEINT) * 4294967296 + coalesce(q.ordinal, 0)`;

/** Finds rows equal to an earlier row of the file, and rows that an earlier import brought; `fresh` are the others that can be accepted. */
export async function findRepeats(
  session: Session,
  byId: boolean,
  signal?: AbortSignal,
): Promise<{ equalRows: number; duplicates: number; fresh: number }> {
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE equal_row AS
      SELECT rowid AS place, row_number() OVER (PARTITION BY ${byId ? empty : raw('case_id, ')}fingerprint ORDER BY rowid) - 1 AS ordinal
      FROM ${INCOMING}
      WHERE reason IS NULL
        AND fingerprint IN (SELECT fingerprint FROM ${INCOMING} WHERE reason IS NULL GROUP BY fingerprint HAVING count(*) > 1)`,
    { signal },
  );
  const known = byId
    ? raw('SELECT identity FROM event')
    : raw('SELECT identity FROM event SEMI JOIN (SELECT case_key FROM incoming_case WHERE known) USING (case_key)');
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE known_row AS
      SELECT place
      FROM (SELECT i.rowid AS place, ${identityOf(byId)} AS identity
            FROM ${INCOMING} i JOIN incoming_case c ON c.case_id = i.case_id AND (${byId} OR c.known) LEFT JOIN equal_row q ON q.place = i.rowid
            WHERE i.reason IS NULL AND EXISTS (SELECT 1 FROM event))
      SEMI JOIN (${known}) USING (identity)`,
    { signal },
  );
  const [row] = await session.query<{ equalRows: number; duplicates: number; readable: number }>(sql`
    SELECT (SELECT count(*) FROM equal_row WHERE ordinal > 0) AS equal_rows, (SELECT count(*) FROM known_row) AS duplicates,
           (SELECT count(*) FROM ${INCOMING} WHERE reason IS NULL) AS readable`);
  const { equalRows, duplicates, readable } = row ?? { equalRows: 0, duplicates: 0, readable: 0 };
  return { equalRows, duplicates, fresh: readable - duplicates };
}

/** Writes the accepted rows to `event`, in the order of the file; answers how many. */
export async function writeEvents(
  session: Session,
  options: {
    importSeq: number;
    numbered: Sql;
    attributes: readonly PlannedAttribute[];
    byId: boolean;
    repeats: { equalRows: number; duplicates: number };
  },
  signal?: AbortSignal,
): Promise<number> {
  const { importSeq, numbered, attributes, byId, repeats } = options;
  const named = join(
    attributes.map(({ id }) => sql`, ${identifier(`a${id}`)}`),
    '',
  );
  const values = join(
    attributes.map(({ id }) => sql`, i.${identifier(`a${id}`)}`),
    '',
  );
  return session.run(
    sql`
      INSERT INTO event (import_seq, line, part, case_key, case_id, activity, started_at, completed_at, lifecycle, instance, arrived_at, resource, team, cost, identity${named})
      SELECT ${importSeq}, i.line, i.part, c.case_key, i.case_id, a.id, i.started_at, i.completed_at, i.lifecycle, i.instance, i.arrived_at, r.id, t.id, i.cost,
             ${repeats.equalRows > 0 ? identityOf(byId) : sql`${byId ? empty : raw('CAST(c.case_key AS HUGEINT) * 79228162514264337593543950336 + ')}CAST(i.fingerprint AS HUGEINT) * 4294967296`}${values}
      FROM ${numbered} i
      JOIN incoming_case c ON c.case_id = i.case_id
      JOIN activity a ON a.name = i.activity
      LEFT JOIN resource r ON r.name = i.resource
      LEFT JOIN team t ON t.name = i.team
      ${repeats.equalRows > 0 ? raw('LEFT JOIN equal_row q ON q.place = i.place') : empty}
      ${repeats.duplicates > 0 ? raw('ANTI JOIN known_row k ON k.place = i.place') : empty}
      WHERE i.reason IS NULL`,
    { signal },
  );
}

export const EVENT_TABLES = ['incoming_case', 'equal_row', 'known_row'] as const;
