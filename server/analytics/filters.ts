import { and, identifier, list, sql, type Sql, type SqlValue } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import type { AttributeFilter } from '../../model/scope.ts';
import type { Static } from 'typebox';
import type { Attribute } from './analytic.ts';

type FilterByAttribute = Static<typeof AttributeFilter>;

/**
 * The condition a filter puts on a case (alias `c`). A case attribute is compared as it is; an event attribute
 * holds for a case when one of its events has the value, and does not when none has.
 */
export function filterCondition(filter: FilterByAttribute, attributes: readonly Attribute[]): Sql {
  const attribute = attributes.find(({ name }) => name === filter.name);
  if (attribute === undefined) throw new BadRequest('where', `There is no attribute called “${filter.name}”.`, candidates(attributes));
  const column = attribute.level === 'case' ? sql`c.${columnOf(attribute)}` : sql`e.${columnOf(attribute)}`;
  const positive = holds(filter, attribute, column);
  const negated = filter.op === 'not-in' || filter.op === 'missing';
  if (attribute.level === 'case') return negated ? sql`(${column} IS NULL OR NOT ${positive})` : positive;
  return sql`c.case_key ${negated ? sql`NOT IN` : sql`IN`} (SELECT e.case_key FROM event e WHERE ${positive})`;
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
      return sql`(${column} IN ${list(values.map((value) => typed(value, attribute)))})`;
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
  const value = (end: number): SqlValue => (attribute.type === 'time' ? new Date(end) : end);
  return and([
    ...(min === undefined ? [] : [sql`${column} >= ${value(min)}`]),
    ...(max === undefined ? [] : [sql`${column} <= ${value(max)}`]),
  ]);
}

/** The value as its column has it; refuses what can't be one. */
function typed(text: string, { name, type }: Attribute): SqlValue {
  if (type === 'text') return text;
  if (type === 'number') {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
  }
  if (type === 'time') {
    const value = Date.parse(text);
    if (!Number.isNaN(value)) return new Date(value);
  }
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  throw new BadRequest('where', `“${text}” can't be a value of “${name}”, which holds ${HOLDS[type]}.`);
}

const HOLDS = { text: 'text', number: 'numbers', time: 'times', boolean: 'true or false' } as const;

const MOST = 20;
function candidates(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return 'The files of this service have no attributes.';
  const names = attributes.slice(0, MOST).map(({ name }) => name);
  return `It has ${names.join(', ')}${attributes.length > MOST ? ` and ${attributes.length - MOST} more` : ''}.`;
}
