import { dialect } from '../../engine/dialect.ts';
import { identifier, join, list, raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY } from '../../model/units.ts';
import { afterOf, amountOf, checksOf, mandatoryAttributes, rolesQuery } from './after-roles.ts';
import type { Asked, Attribute } from './analytic.ts';
import { chosenCases, inScope, isComplete, marksDelivery, withoutPeriod, type NamedQuery } from './scope.ts';

/** Days an amount is open, by age: the beginnings of the groups. */
export const AGES = [0, 30, 60, 90] as const;

const first = (role: string, value = 'm.over_at') => raw(`min(CASE WHEN m.role = '${role}' THEN ${value} END)`);
/** Whether the first of them, which is the one of `first`, has its end on record: else no time is taken of it. */
const timed = (role: string) => sql`coalesce(${first(role, 'm.completed_at')} = ${first(role)}, false)`;
const some = (role: string) => raw(`count(CASE WHEN m.role = '${role}' THEN 1 END)`);

/**
 * Steps that mean something here, of the scope without its period, and whether their case counts: what every statement begins with.
 * `over_at`: the end of the step. One without an end runs while its case is open, and is not over; in a complete case its start stands for it.
 */
function marks(asked: Asked): NamedQuery[] {
  const { process } = asked;
  const chosen = chosenCases(asked);
  const complete = chosenCases(asked, 'complete', 'chosen_complete');
  const past = chosenCases(withoutPeriod(asked), 'all', 'looked_back');
  return [
    ...chosen.parts,
    ...complete.parts,
    ...past.parts,
    ['role', rolesQuery(asked)],
    ['still_open', sql`SELECT c.case_key FROM case_fact c WHERE NOT ${isComplete(process)}`],
    [
      'marked',
      sql`SELECT s.case_key, r.role, r.part, s.position, s.visit, s.started_at, s.completed_at, s.waiting_ms,
               CASE WHEN s.completed_at IS NULL AND s.case_key NOT IN (SELECT o.case_key FROM still_open o) THEN s.started_at ELSE s.completed_at END AS over_at
        FROM step s JOIN role r ON r.id = s.activity
        WHERE ${past.has('s')}`,
    ],
    [
      'looked_at',
      sql`SELECT c.case_key, ${chosen.has('c')} AS counts, (${complete.has('c')} AND ${isComplete(process)}) AS ended
        FROM case_fact c
        WHERE ${past.has('c')}`,
    ],
  ];
}

/**
 * Everything after delivery, case by case, from one scan of `step`: named queries that end in `fact`.
 *
 * `fact`: `case_key, counts` (in the scope), `ended` (complete too), `closed_by_end, delivered_at, invoiced_at, paid_at,
 * complained_at, resolved_at`, each with whether its end is on record (`delivered_timed`, …), `corrections, disputes,
 * closed_position, last_position, amount`; a row for every case of the scope without its period.
 */
function facts(asked: Asked): NamedQuery[] {
  const { process } = asked;
  const amount = amountOf(asked);
  return [
    ...marks(asked),
    [
      'begun',
      sql`SELECT m.case_key, ${first('invoice')} AS invoiced_at, ${timed('invoice')} AS invoiced_timed, ${first('complaint')} AS complained_at,
               ${timed('complaint')} AS complained_timed, ${first('closing', 'm.position')} AS closed_position,
               ${some('correction')} AS corrections, ${some('dispute')} AS disputes
        FROM marked m WHERE m.role NOT IN ('check', 'checked', 'failed') GROUP BY m.case_key`,
    ],
    [
      'followed',
      sql`SELECT b.case_key, ${follows('max', "m.role = 'delivered' AND (b.invoiced_at IS NULL OR m.over_at <= b.invoiced_at)", 'delivered')},
               ${follows('min', "m.role = 'payment' AND m.over_at >= b.invoiced_at", 'paid')},
               ${follows('min', "m.role = 'resolved' AND m.over_at >= b.complained_at", 'resolved')}
        FROM begun b JOIN marked m ON m.case_key = b.case_key
        GROUP BY b.case_key`,
    ],
    [
      'fact',
      sql`SELECT c.case_key, l.counts, l.ended,
               c.ended AS closed_by_end, c.steps AS last_position,
               coalesce(f.delivered_at, ${marksDelivery(process) ? raw('CASE WHEN c.after_ms IS NOT NULL THEN c.delivered_at END') : raw('NULL')}) AS delivered_at,
               f.delivered_at IS NULL OR f.delivered_timed AS delivered_timed, b.invoiced_at, b.invoiced_timed, f.paid_at, f.paid_timed, b.complained_at, b.complained_timed,
               f.resolved_at, f.resolved_timed, coalesce(b.corrections, 0) AS corrections, coalesce(b.disputes, 0) AS disputes,
               b.closed_position, ${amount === null ? sql`CAST(NULL AS DOUBLE)` : amountColumn(amount.attribute)} AS amount
        FROM case_fact c JOIN looked_at l ON l.case_key = c.case_key LEFT JOIN begun b ON b.case_key = c.case_key LEFT JOIN followed f ON f.case_key = c.case_key${amount?.attribute.level === 'event' ? sql` LEFT JOIN (SELECT e.case_key, max(${eventColumn(amount.attribute)}) AS amount FROM event e WHERE ${eventColumn(amount.attribute)} IS NOT NULL GROUP BY e.case_key) x ON x.case_key = c.case_key` : raw('')}`,
    ],
  ];
}

/** The earliest or latest of the steps that come after (or before) another, as `NAME_at`, and whether its end is on record, as `NAME_timed`. */
const follows = (which: 'min' | 'max', condition: string, name: string): Sql => {
  const of = (time: string) => `${which}(CASE WHEN ${condition} THEN m.${time} END)`;
  return raw(`${of('over_at')} AS ${name}_at, coalesce(${of('completed_at')} = ${of('over_at')}, false) AS ${name}_timed`);
};

const amountColumn = (attribute: Attribute): Sql =>
  attribute.level === 'case' ? sql`CAST(c.${identifier(`a${attribute.id}`)} AS DOUBLE)` : raw('x.amount');
const eventColumn = (attribute: Attribute): Sql => sql`e.${identifier(`a${attribute.id}`)}`;

const named = (parts: readonly NamedQuery[]): Sql =>
  sql`WITH ${join(
    parts.map(([name, query]) => sql`${raw(name)} AS (${query})`),
    ',\n ',
  )}`;

const number = (value: number) => raw(String(Math.round(value)));
const within = (ms: Sql, limit: number | undefined, name: string): Sql =>
  limit === undefined ? raw('') : sql`, count(CASE WHEN ${ms} <= ${number(limit)} THEN 1 END) AS ${raw(name)}`;
/** A time between two steps, null where one is missing or its end is not on record, or the case does not count. */
const timeOf = (from: string, to: string): Sql =>
  sql`CASE WHEN f.counts AND ${raw(`f.${from}_timed AND f.${to}_timed`)} THEN ${dialect.milliseconds(raw(`f.${from}_at`), raw(`f.${to}_at`))} END`;

/** The statements of the question, each with what it says named in `after-rows.ts`. */
export function afterStatements(asked: Asked): Record<string, Sql> {
  const { process } = asked;
  if (process.endAt === null) return {};
  const end = sql`CAST(${new Date(process.endAt)} AS TIMESTAMP)`;
  const parts = facts(asked);
  return {
    roles: sql`SELECT r.role, r.part, r.name, r.proposed FROM (${rolesQuery(asked)}) r ORDER BY r.role, r.part, r.name`,
    steps: sql`${named(parts)}
      ${stepFigures(asked, end)}`,
    checks: sql`${named([...marks(asked), ...resultsOf(asked), ['checking', checking]])}
      ${checkFigures(asked)}`,
    ...missing(asked),
  };
}

/** Unpaid invoices by age: `age0_cases, age0_amount`, … */
function ageFigures(end: Sql): Sql {
  const age = dialect.milliseconds(raw('f.invoiced_at'), end);
  return join(
    AGES.map((days, at) => {
      const next = AGES[at + 1];
      const group = sql`f.invoiced_at IS NOT NULL AND f.paid_at IS NULL AND ${age} >= ${raw(String(days * DAY))}${next === undefined ? raw('') : sql` AND ${age} < ${raw(String(next * DAY))}`}`;
      return sql`count(CASE WHEN ${group} THEN 1 END) AS ${raw(`age${String(at)}_cases`)}, sum(CASE WHEN ${group} THEN f.amount END) AS ${raw(`age${String(at)}_amount`)}`;
    }),
  );
}

function stepFigures(asked: Asked, end: Sql): Sql {
  const after = afterOf(asked);
  const [invoice, payment, resolution] = [timeOf('delivered', 'invoiced'), timeOf('invoiced', 'paid'), timeOf('complained', 'resolved')];
  const counts = (condition: string) => raw(`count(CASE WHEN f.counts AND ${condition} THEN 1 END)`);
  const complete = (condition: string) => raw(`count(CASE WHEN f.ended AND ${condition} THEN 1 END)`);
  // where the closing activities end a case, one that ended with any end activity is closed
  const ends = asked.process.blueprint.endActivities;
  const closing = after.closing ?? [];
  const closedByEnd = closing.length > 0 && closing.every((name) => ends.includes(name)) ? ' AND NOT f.closed_by_end' : '';
  const late = (since: string, limit: number | undefined) =>
    limit === undefined ? raw('false') : sql`${dialect.milliseconds(raw(`f.${since}`), end)} > ${number(limit)}`;
  return sql`SELECT count(CASE WHEN f.counts THEN 1 END) AS cases, count(CASE WHEN f.ended THEN 1 END) AS ended,
             ${counts('f.invoiced_at IS NOT NULL')} AS invoiced, sum(CASE WHEN f.counts AND f.invoiced_at IS NOT NULL THEN f.amount END) AS invoiced_amount,
             count(${invoice}) AS invoice_n, ${dialect.quantiles(invoice, [0.5, 0.9])} AS invoice_at${within(invoice, after.invoiceLimitMs, 'invoice_within')},
             count(${payment}) AS payment_n, ${dialect.quantiles(payment, [0.5, 0.9])} AS payment_at${within(payment, after.paymentLimitMs, 'payment_within')},
             ${counts('f.invoiced_at IS NOT NULL AND f.corrections > 0')} AS corrected, ${counts('f.invoiced_at IS NOT NULL AND f.disputes > 0')} AS disputed,
             ${counts('f.complained_at IS NOT NULL')} AS complained,
             count(${resolution}) AS resolution_n, ${dialect.quantiles(resolution, [0.5, 0.9])} AS resolution_at${within(resolution, after.resolutionLimitMs, 'resolution_within')},
             count(CASE WHEN f.invoiced_at IS NOT NULL AND f.paid_at IS NULL THEN 1 END) AS unpaid,
             sum(CASE WHEN f.invoiced_at IS NOT NULL AND f.paid_at IS NULL THEN f.amount END) AS unpaid_amount,
             count(CASE WHEN f.paid_at IS NULL AND ${late('invoiced_at', after.paymentLimitMs)} THEN 1 END) AS overdue,
             sum(CASE WHEN f.paid_at IS NULL AND ${late('invoiced_at', after.paymentLimitMs)} THEN f.amount END) AS overdue_amount,
             count(CASE WHEN f.delivered_at IS NOT NULL AND f.invoiced_at IS NULL AND f.amount > 0 THEN 1 END) AS uninvoiced,
             sum(CASE WHEN f.delivered_at IS NOT NULL AND f.invoiced_at IS NULL AND f.amount > 0 THEN f.amount END) AS uninvoiced_amount,
             count(CASE WHEN f.delivered_at IS NOT NULL AND f.invoiced_at IS NULL AND f.amount > 0 AND ${late('delivered_at', after.invoiceLimitMs)} THEN 1 END) AS uninvoiced_late,
             count(CASE WHEN f.complained_at IS NOT NULL AND f.resolved_at IS NULL THEN 1 END) AS unresolved,
             count(CASE WHEN f.resolved_at IS NULL AND ${late('complained_at', after.resolutionLimitMs)} THEN 1 END) AS unresolved_late,
             ${complete(`f.closed_position IS NULL${closedByEnd} AND NOT ${OUTSTANDING}`)} AS unclosed, ${counts('f.closed_position IS NOT NULL')} AS closed,
             ${counts('f.last_position > f.closed_position')} AS reopened,
             ${ageFigures(end)}
      FROM fact f`;
}

/** Something is still waited for: a payment, an invoice, an answer to a complaint. Such a case is idle and not forgotten. Without an amount on record no invoice is. */
const OUTSTANDING = `(f.invoiced_at IS NOT NULL AND f.paid_at IS NULL AND 'payment' IN (SELECT r.role FROM role r)
               OR f.delivered_at IS NOT NULL AND f.invoiced_at IS NULL AND coalesce(f.amount, 0) > 0 AND 'invoice' IN (SELECT r.role FROM role r)
               OR f.complained_at IS NOT NULL AND f.resolved_at IS NULL AND 'resolved' IN (SELECT r.role FROM role r))`;

/** What each check of each case came to: `part, case_key, checked_at` (position of what is checked), `check_at, last_check_at, waiting_ms, times, failed_at`. */
const checking: Sql = sql`
        SELECT m.part, m.case_key, min(CASE WHEN m.role = 'checked' THEN m.position END) AS checked_at, min(CASE WHEN m.role = 'check' THEN m.position END) AS check_at,
               max(CASE WHEN m.role = 'check' THEN m.position END) AS last_check_at, min(CASE WHEN m.role = 'check' AND m.visit = 1 THEN m.waiting_ms END) AS waiting_ms, count(CASE WHEN m.role = 'check' THEN 1 END) AS times,
               max(CASE WHEN m.role = 'failed' THEN m.position END) AS failed_at
        FROM marked m
        WHERE m.role IN ('check', 'checked', 'failed')
        GROUP BY m.part, m.case_key`;

/** On time: the limit of the check, else of the hand-over from what is checked, else of the stage; null where nobody has set one. */
export function checkLimit(asked: Asked, part: number): number | null {
  const check = checksOf(asked)?.[part];
  if (check === undefined) return null;
  const { stages, handOvers } = asked.process.blueprint;
  return (
    check.limitMs ??
    handOvers.find(({ from, to }) => from === check.of && to === check.activity)?.limitMs ??
    stages.find(({ activities }) => activities.some(({ name }) => name === check.activity))?.waitLimitMs ??
    null
  );
}

/** The checks whose outcome an attribute holds, with that attribute. */
const withResult = (asked: Asked): { part: number; attribute: Attribute; passes: readonly string[] }[] =>
  (checksOf(asked) ?? []).flatMap(({ result, passes }, part) => {
    const attribute = asked.attributes.find(({ name }) => name === result);
    return attribute === undefined || passes === undefined ? [] : [{ part, attribute, passes }];
  });

/** Of each such check the outcome of the first one of a case, where it has one: `part, case_key, passed`. */
function resultsOf(asked: Asked): NamedQuery[] {
  const checks = withResult(asked);
  if (checks.length === 0) return [];
  const each = checks.map(({ part, attribute, passes }) => {
    const column = identifier(`a${attribute.id}`);
    const passed = (alias: string) => sql`CAST(${raw(alias)}.${column} AS VARCHAR) IN ${list(passes)}`;
    if (attribute.level === 'case')
      return sql`SELECT ${number(part)} AS part, c.case_key, ${passed('c')} AS passed FROM case_fact c WHERE c.${column} IS NOT NULL`;
    return sql`SELECT ${number(part)} AS part, q.case_key, q.passed
        FROM (SELECT e.case_key, ${passed('e')} AS passed,
                     row_number() OVER (PARTITION BY e.case_key ORDER BY coalesce(e.started_at, e.completed_at), e.import_seq, e.line) AS place
              FROM event e JOIN role r ON r.id = e.activity AND r.role = 'check' AND r.part = ${number(part)}
              JOIN marked m ON m.case_key = e.case_key AND m.role = 'check' AND m.part = ${number(part)} AND m.visit = 1
              WHERE e.${column} IS NOT NULL AND coalesce(e.started_at, e.completed_at) <= coalesce(m.completed_at, m.started_at)) q
        WHERE q.place = 1`;
  });
  return [['outcome', join(each, ' UNION ALL ')]];
}

function checkFigures(asked: Asked): Sql {
  const limits = (checksOf(asked) ?? []).flatMap((_, part) => {
    const limit = checkLimit(asked, part);
    return limit === null ? [] : [sql`WHEN k.part = ${number(part)} AND k.waiting_ms <= ${number(limit)} THEN 1`];
  });
  const results = withResult(asked);
  // by an attribute, else by what comes later, else by not being done again
  const byFollower = (checksOf(asked) ?? []).flatMap(({ failedBy }, part) => (failedBy === undefined ? [] : [part]));
  const passed = sql`CASE ${results.length === 0 ? raw('') : sql`WHEN o.passed IS NOT NULL THEN CASE WHEN o.passed THEN 1 END`}
                  WHEN k.part IN (${raw([-1, ...byFollower].join(', '))}) THEN CASE WHEN k.failed_at IS NULL OR k.failed_at < k.check_at THEN 1 END
                  WHEN k.times = 1 THEN 1 END`;
  return sql`SELECT k.part, count(CASE WHEN f.ended AND k.checked_at IS NOT NULL THEN 1 END) AS due,
             count(CASE WHEN f.ended AND k.checked_at IS NOT NULL AND k.last_check_at > k.checked_at THEN 1 END) AS done_due,
             count(CASE WHEN f.ended AND k.check_at IS NOT NULL THEN 1 END) AS done,
             count(CASE WHEN f.counts AND k.check_at IS NOT NULL THEN 1 END) AS checked,
             count(CASE WHEN f.counts THEN ${limits.length === 0 ? raw('NULL') : sql`CASE ${join(limits, ' ')} END`} END) AS on_time,
             ${dialect.quantiles(raw('CASE WHEN f.counts THEN k.waiting_ms END'), [0.5, 0.9])} AS waiting,
             count(CASE WHEN f.counts AND k.check_at IS NOT NULL THEN ${passed} END) AS passed
      FROM checking k JOIN looked_at f ON f.case_key = k.case_key${results.length === 0 ? raw('') : raw(' LEFT JOIN outcome o ON o.case_key = k.case_key AND o.part = k.part')}
      GROUP BY k.part
      ORDER BY k.part`;
}

/** Complete cases whose record lacks a mandatory activity or attribute. */
function missing(asked: Asked): Record<string, Sql> {
  const { mandatory } = afterOf(asked);
  const complete = chosenCases(asked, 'complete');
  const statements: Record<string, Sql> = {};
  const activities = mandatory?.activities ?? [];
  if (activities.length > 0)
    statements.activities = sql`${complete.with()}SELECT a.name, count(*) AS cases
      FROM step s JOIN activity a ON a.id = s.activity AND a.name IN ${list(activities)}
      WHERE s.visit = 1 AND ${complete.has('s')} AND s.case_key IN (SELECT c.case_key FROM case_fact c WHERE ${isComplete(asked.process)})
      GROUP BY a.name`;
  const attributes = mandatoryAttributes(asked);
  if (attributes.length > 0)
    statements.attributes = sql`${complete.with()}SELECT ${join(
      attributes.map((attribute) => {
        const column = identifier(`a${attribute.id}`);
        const has =
          attribute.level === 'case'
            ? sql`c.${column} IS NOT NULL`
            : sql`c.case_key IN (SELECT e.case_key FROM event e WHERE e.${column} IS NOT NULL)`;
        return sql`count(CASE WHEN ${has} THEN 1 END) AS ${raw(`m${attribute.id}`)}`;
      }),
    )}
      FROM case_fact c
      WHERE ${inScope(asked, 'complete')}`;
  return statements;
}
