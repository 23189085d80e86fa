import { raw, sql, type Sql } from '../../engine/sql.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Asked, Attribute } from './analytic.ts';
import { columnOf } from './attribute-filter.ts';

/** What waits are told apart by. */
export const WAIT_GROUPS = ['resources', 'attribute', 'team', 'weekday', 'hour'] as const;

/** One way to tell waits apart. */
export interface WaitGroup {
  readonly kind: (typeof WAIT_GROUPS)[number];
  readonly name: string;
  /** Of a wait `b` of `base`: its value as text, and as a number where it is one; null where it is unknown. */
  readonly value: Sql;
  readonly number: Sql;
  /** Columns of `base` it needs beside the wait: `c.a1 AS a1`. */
  readonly column: Sql | null;
}

/** More than this and a page is no answer. */
const MOST_ATTRIBUTES = 12;
const noNumber = raw('CAST(NULL AS DOUBLE)');

interface Params {
  readonly per: string;
  readonly attribute?: string | undefined;
}

/** The ways a question tells waits apart, none by hour where hours are not known; refuses an attribute that is not there, or that no value of a case can be told of. */
export function waitGroups({ params, attributes, process }: Asked<Params>): WaitGroup[] {
  const wants = (kind: string) => params.per === 'all' || params.per === kind;
  const hours = process.wholeDays !== true;
  return [
    ...(wants('resources') && hours ? [people] : []),
    ...(wants('attribute') ? chosenAttributes(attributes, params.attribute).map(ofAttribute) : []),
    ...(wants('team') ? [team] : []),
    ...(wants('weekday') ? [weekday] : []),
    ...(wants('hour') && hours ? [quarterOfDay] : []),
  ];
}

function chosenAttributes(attributes: readonly Attribute[], name: string | undefined): Attribute[] {
  const told = attributes.filter(({ level, type }) => level === 'case' && type !== 'time');
  if (name === undefined) return told.slice(0, MOST_ATTRIBUTES);
  const found = told.find((one) => one.name === name);
  if (found === undefined)
    throw new BadRequest('attribute', `There is no attribute of cases called “${name}” whose values can be told apart.`);
  return [found];
}

const people: WaitGroup = {
  kind: 'resources',
  name: 'People at work on it',
  value: raw('CAST(b.people AS VARCHAR)'),
  number: raw('CAST(b.people AS DOUBLE)'),
  column: null,
};
const team: WaitGroup = { kind: 'team', name: 'Team', value: raw('b.team'), number: noNumber, column: null };
const weekday: WaitGroup = {
  kind: 'weekday',
  name: 'Day it begins',
  value: raw('CAST(b.weekday AS VARCHAR)'),
  number: raw('CAST(b.weekday AS DOUBLE)'),
  column: null,
};
const quarterOfDay: WaitGroup = {
  kind: 'hour',
  name: 'Hour it begins',
  value: raw('CAST(b.quarter AS VARCHAR)'),
  number: raw('CAST(b.quarter AS DOUBLE)'),
  column: null,
};

function ofAttribute(attribute: Attribute): WaitGroup {
  const column = columnOf(attribute);
  return {
    kind: 'attribute',
    name: attribute.name,
    value: sql`CAST(b.${column} AS VARCHAR)`,
    number: attribute.type === 'number' ? sql`b.${column}` : noNumber,
    column: sql`c.${column} AS ${column}`,
  };
}
