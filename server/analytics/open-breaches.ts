import { Type } from 'typebox';
import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import { Count, Instant, Milliseconds, OneOf, OrNull } from '../../model/units.ts';
import { BadRequest } from '../../model/problem.ts';
import { analytic, type Asked } from './analytic.ts';
import { NEARLY } from './service-levels.ts';
import { numberedTargets, targetTimes, type NumberedTarget } from './target-times.ts';

const Params = Type.Object(
  {
    target: Type.Optional(Type.String({ description: 'Id of one target, as service-levels has it.' })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'Most rows.' }),
  },
  { additionalProperties: false },
);

type AskedBreaches = Asked<{ target?: string; limit: number }>;

function askedTargets(asked: AskedBreaches): NumberedTarget[] {
  const all = numberedTargets(asked);
  const { target } = asked.params;
  if (target === undefined) return all;
  const [one] = all.filter(({ id }) => id === target);
  if (one === undefined)
    throw new BadRequest('target', `There is no target “${target}”.`, `There is ${all.map(({ id }) => id).join(', ') || 'none yet'}.`);
  return [one];
}

/**
 * Cases that break a target right now, and those about to.
 *
 * Grain: one row per case and target whose time still runs at the end of the data and has used 80 % of its limit or more;
 * the latest first. The period of the scope does not matter: an open case has no end yet. Sources as `service-levels`.
 * Rejects with `BadRequest` for a target that is not there.
 */
export const openBreaches = analytic({
  id: 'open-breaches',
  question: 'Which cases are beyond a target right now, and which soon will be?',
  definition:
    'A row: a time that still runs at the end of the data, beyond its limit (breached) or beyond 80 % of it (near). Beyond: time so far less the limit, below 0 while some is ' +
    'left. Due: when the limit is or was reached. Expected: nothing says what the case waits for; cases most often go on to this from its last activity.',
  caveats: ['The period of the scope is not looked at; its filters are.', 'The clock is the end of the data, not the clock on the wall.'],
  params: Params,
  row: Type.Object({
    case: Type.String(),
    target: Type.String(),
    name: Type.String(),
    state: OneOf(['breached', 'near']),
    since: Instant,
    dueAt: Instant,
    elapsedMs: Milliseconds,
    limitMs: Milliseconds,
    beyondMs: Milliseconds,
    expected: Type.Boolean(),
  }),
  about: Type.Object({ breached: Count, near: Count, at: OrNull(Instant) }),
  queries: (asked): Readonly<Record<string, Sql>> => {
    const counted = targetTimes(asked, askedTargets(asked));
    if (counted === null) return {};
    const named = sql`WITH ${join(
      [...counted.parts, ['waiting', counted.waiting] as const].map(([name, query]) => sql`${raw(name)} AS (${query})`),
      ',\n ',
    )}`;
    const near = raw(`p.ms >= ${NEARLY} * p.limit_ms`);
    return {
      rows: sql`${named}
      SELECT c.case_id AS "case", p.target, p.since, p.due_at, p.ms AS elapsed_ms, p.limit_ms, p.ms - p.limit_ms AS beyond_ms, p.expected
      FROM (SELECT p.target, p.case_key, p.since, p.due_at, p.ms, p.limit_ms, p.expected FROM waiting p WHERE ${near}
            ORDER BY p.ms - p.limit_ms DESC, p.case_key, p.target LIMIT ${raw(String(asked.params.limit))}) p
      JOIN case_fact c ON c.case_key = p.case_key
      ORDER BY p.ms - p.limit_ms DESC, c.case_id, p.target`,
      counts: sql`${named}
      SELECT count(CASE WHEN p.ms > p.limit_ms THEN 1 END) AS breached, count(CASE WHEN p.ms <= p.limit_ms THEN 1 END) AS near
      FROM waiting p
      WHERE ${near}`,
    };
  },
  answer: ({ rows = [], counts = [] }, asked) => {
    const byNumber = new Map(numberedTargets(asked).map((target) => [target.number, target]));
    const [breached, near] = [Number(counts[0]?.breached ?? 0), Number(counts[0]?.near ?? 0)];
    return {
      n: breached + near,
      about: { breached, near, at: asked.process.endAt },
      rows: rows.map(({ target, ...row }) => {
        const known = byNumber.get(Number(target));
        return { ...row, target: known?.id ?? '', name: known?.name ?? '', state: Number(row.beyondMs) > 0 ? 'breached' : 'near' };
      }),
    };
  },
});
