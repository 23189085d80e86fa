import { dialect } from '../../engine/dialect.ts';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Scope } from '../../model/scope.ts';
import type { Attribute } from './analytic.ts';
import { columnOf } from './attribute-filter.ts';
import type { NamedQuery } from './scope.ts';

/** An attribute with more values than this makes no strata. */
export const MOST_VALUES = 12;
/** So many attributes, the ones that differ most between the sides, make the strata where the blueprint names none. */
const MOST_ATTRIBUTES = 3;
/** A cell with fewer cases on a side joins the others. */
const FEWEST = 5;
/** Where the strata cover less of the cases than this, nothing standardised is said. */
export const LEAST_COVERED = 0.8;

/**
 * The case attributes that may make strata, in the order of the files: texts, numbers and yes or no. What a filter of
 * either side is about makes the sides and no strata.
 */
export function mixCandidates(attributes: readonly Attribute[], scopes: readonly Scope[]): Attribute[] {
  const chosen = new Set(scopes.flatMap(({ filters = [] }) => filters.flatMap((one) => (one.kind === 'attribute' ? [one.name] : []))));
  return attributes.filter(({ level, type, name }) => level === 'case' && type !== 'time' && !chosen.has(name));
}

/**
 * How much each case of two sides weighs so that both have the same mix (DOMAIN.md section 3, *Mix-adjusted difference*).
 *
 * Reads a named query `side` (`case_key`, `side`: 1 or 2; a case is on one side) and `case_fact`. Gives `mixed`: `case_key`,
 * `side`, `weight` = cases of its cell on both sides / cases of its cell on its own, null where its cell is left out; and
 * `picked`: which of the candidates, by their place from 0, make the cells (`attribute`). A statistic weighted so is
 * standardised. Without candidates no case has a weight. `marked` are the names the blueprint marks as *mix*: they make the
 * cells where there are any, else the three that differ most. `ofAll`: only side 1 is weighed, to the mix of all cases, so how
 * many of a cell are on side 2 does not matter.
 */
export function mixParts(candidates: readonly Attribute[], marked: readonly string[] = [], ofAll = false): NamedQuery[] {
  if (candidates.length === 0)
    return [
      ['picked', sql`SELECT CAST(NULL AS INTEGER) AS attribute WHERE 1 = 0`],
      ['mixed', sql`SELECT s.case_key, s.side, CAST(NULL AS DOUBLE) AS weight FROM side s`],
    ];
  const value = (at: number) => raw(`v.v${at}`);
  const values = candidates.map((attribute, at) => sql`coalesce(CAST(c.${columnOf(attribute)} AS VARCHAR), '') AS ${raw(`v${at}`)}`);
  const share = (part: string, whole: string) => dialect.ratio(raw(part), raw(whole));
  const enough = (one: string, other: string) => raw(`${one} >= ${FEWEST}${ofAll ? '' : ` AND ${other} >= ${FEWEST}`}`);
  return [
    ['valued', sql`SELECT s.case_key, s.side, ${join(values)} FROM side s JOIN case_fact c ON c.case_key = s.case_key`],
    ['spread', unionAll(candidates.map((_, at) => valueCounts(at, value(at))))],
    ['halves', sql`SELECT count(CASE WHEN s.side = 1 THEN 1 END) AS one, count(CASE WHEN s.side = 2 THEN 1 END) AS other FROM side s`],
    [
      'apart',
      sql`SELECT p.attribute, sum(abs(${share('p.one', 'h.one')} - ${share('p.other', 'h.other')})) AS distance
          FROM spread p CROSS JOIN halves h
          GROUP BY p.attribute
          HAVING count(*) > 1 AND count(CASE WHEN p.value <> '' THEN 1 END) <= ${raw(String(MOST_VALUES))}`,
    ],
    ['ranked', sql`SELECT a.attribute, row_number() OVER (ORDER BY a.distance DESC, a.attribute) AS place FROM apart a`],
    ['picked', sql`SELECT r.attribute FROM ranked r WHERE ${pickedOf(candidates, marked)}`],
    [
      'used',
      sql`SELECT ${join(candidates.map((_, at) => raw(`max(CASE WHEN p.attribute = ${at} THEN 1 ELSE 0 END) AS u${at}`)))} FROM picked p`,
    ],
    [
      'celled',
      sql`SELECT v.case_key, v.side, ${join(
        candidates.map((_, at) => sql`CASE WHEN u.${raw(`u${at}`)} = 1 THEN ${value(at)} ELSE '' END`),
        ` || '|' || `,
      )} || '|' AS cell
          FROM valued v CROSS JOIN used u`,
    ],
    [
      'cells',
      sql`SELECT c.cell, count(CASE WHEN c.side = 1 THEN 1 END) AS one, count(CASE WHEN c.side = 2 THEN 1 END) AS other FROM celled c GROUP BY c.cell`,
    ],
    [
      'strata',
      sql`SELECT c.cell, CASE WHEN ${enough('c.one', 'c.other')} THEN c.cell ELSE 'other' END AS stratum, c.one, c.other FROM cells c`,
    ],
    [
      'weighed',
      sql`SELECT s.stratum, sum(s.one) AS one, sum(s.other) AS other FROM strata s GROUP BY s.stratum
          HAVING ${enough('sum(s.one)', 'sum(s.other)')}`,
    ],
    [
      'mixed',
      sql`SELECT c.case_key, c.side,
                 CASE WHEN c.side = 1 THEN ${share('(w.one + w.other)', 'w.one')} ELSE ${share('(w.one + w.other)', 'w.other')} END AS weight
          FROM celled c
          JOIN strata s ON s.cell = c.cell
          LEFT JOIN weighed w ON w.stratum = s.stratum`,
    ],
  ];
}

function pickedOf(candidates: readonly Attribute[], marked: readonly string[]): Sql {
  const places = candidates.flatMap(({ name }, at) => (marked.includes(name) ? [String(at)] : []));
  return raw(places.length === 0 ? `r.place <= ${MOST_ATTRIBUTES}` : `r.attribute IN (${places.join(', ')})`);
}

/** How often each value of an attribute is on each side; missing is the empty text. Reads `valued`. */
export const valueCounts = (attribute: number, value: Sql): Sql => sql`
          SELECT ${raw(String(attribute))} AS attribute, ${value} AS value,
                 count(CASE WHEN v.side = 1 THEN 1 END) AS one, count(CASE WHEN v.side = 2 THEN 1 END) AS other
          FROM valued v GROUP BY ${value}`;

export const unionAll = (parts: readonly Sql[]): Sql => join(parts, ' UNION ALL ');

/** The `WITH` of a statement that reads these named queries. */
export const withParts = (parts: readonly NamedQuery[]): Sql =>
  sql`WITH ${join(
    parts.map(([name, query]) => sql`${raw(name)} AS (${query})`),
    ', ',
  )} `;
