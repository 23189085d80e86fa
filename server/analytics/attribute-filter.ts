import { and, identifier, join, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import type { FilterOf } from '../../model/scope.ts';
import type { Attribute } from './analytic.ts';
import { offer } from './nearest.ts';

type FilterByAttribute = FilterOf<'attribute'>;

/**
 * The condition a filter puts on a case (alias `c`). A case attribute is compared as it is; an event attribute
 * holds for a case when one of its events has the value, and does not when none has.
 */
export function attributeCondition(filter: FilterByAttribute, attributes: readonly Attribute[]): Sql {
  const attribute = attributes.find(({ name }) => name === filter.name);
  if (attribute === undefined)
    throw new BadRequest('where', `There is no attribute called “${filter.name}”.`, candidates(filter.name, attributes));
  const column = columnOf(attribute);
  const ofCase = holds(filter, attribute, sql`c.${column}`);
  const negated = filter.op === 'not-in' || filter.op === 'missing';
  const otherwise = sql`(c.${column} IS NULL OR NOT ${ofCase})`;
  if (attribute.level === 'case') return negated ? otherwise : ofCase;
  const ofEvent = holds(filter, attribute, sql`e.${column}`);
  if (attribute.byEvents !== true)
    return sql`c.case_key ${negated ? sql`NOT IN` : sql`IN`} (SELECT e.case_key FROM event e WHERE ${ofEvent})`;
  // the events are asked only where those of a case do not agree: reading all of them takes longer than most questions
  const split = sql`(SELECT e.case_key FROM event e WHERE ${ofEvent} AND e.case_key IN (SELECT v.case_key FROM case_fact v WHERE v.${column} IS NULL))`;
  return negated ? sql`(${otherwise} AND c.case_key NOT IN ${split})` : sql`(${ofCase} OR c.case_key IN ${split})`;
}

export const columnOf = (attribute: Attribute): Sql => identifier(`a${attribute.id}`);

function holds(filter: FilterByAttribute, attribute: Attribute, column: Sql): Sql {
  switch (filter.op) {
    case 'missing':
      return sql`(${column} IS NOT NULL)`;
    case 'range':
      return inRange(filter, attribute, column);
    case 'in':
    case 'not-in': {
      const values = filter.values ?? [];
      if (values.length === 0) throw new BadRequest('where', `The filter on “${filter.name}” names no value.`);
      return sql`(${column} IN (${join(values.map((value) => typed(value, attribute)))}))`;
    }
  }
}

function inRange(filter: FilterByAttribute, attribute: Attribute, column: Sql): Sql {
  const { min, max } = filter;
  if (min === undefined && max === undefined) throw new BadRequest('where', `The range on “${filter.name}” has no ends.`);
  if (attribute.type !== 'number' && attribute.type !== 'time') {
    throw new BadRequest('where', `“${filter.name}” holds no numbers, so it can't be cut to a range.`, 'Use in, not-in or missing.');
  }
  // a time is cut at milliseconds since 1970, as model/scope.ts has numbers only
  const value = (end: number): Sql => (attribute.type === 'time' ? sql`${moment(end, filter.name)}` : double(end));
  return and([
    ...(min === undefined ? [] : [sql`${column} >= ${value(min)}`]),
    ...(max === undefined ? [] : [sql`${column} <= ${value(max)}`]),
  ]);
}

function moment(ms: number, name: string): Date {
  const time = new Date(ms);
  if (Number.isNaN(time.getTime())) throw new BadRequest('where', `The range on “${name}” ends at ${ms}, which is no time.`);
  return time;
}

/** A number of any size: whole numbers beyond 2^53 can't be bound as integers. */
export const double = (value: number): Sql =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? sql`CAST(${String(value)} AS DOUBLE)` : sql`${value}`;

/** The value as its column has it; refuses what can't be one. */
function typed(text: string, { name, type }: Attribute): Sql {
  if (type === 'text') return sql`${text}`;
  if (type === 'number') {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return double(value);
  }
  if (type === 'time') {
    const value = Date.parse(text);
    if (!Number.isNaN(value)) return sql`${new Date(value)}`;
  }
  if (type === 'boolean' && (text === 'true' || text === 'false')) return sql`${text === 'true'}`;
  throw new BadRequest('where', `“${text}” can't be a value of “${name}”, which holds ${HOLDS[type]}.`);
}

const HOLDS = { text: 'text', number: 'numbers', time: 'times', boolean: 'true or false' } as const;

const candidates = (wrong: string, attributes: readonly Attribute[]): string =>
  attributes.length === 0
    ? 'The files of this service have no attributes.'
    : offer(
        wrong,
        attributes.map(({ name }) => name),
        'It has',
      );
