import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { list, raw, sql, type Sql } from '../../engine/sql.ts';
import { wilson } from '../../model/statistics.ts';
import { Count, OrNull, Share } from '../../model/units.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { chosenCases, hasStages, inScope, type Chosen } from './scope.ts';

/** Complete cases that were right the first time. `checks`: what must not be repeated; empty: any activity. */
export const FirstTime = Type.Object({
  complete: Count,
  right: Count,
  repeated: Count,
  reopened: Type.Integer({ minimum: 0, description: 'Went on after an end activity.' }),
  share: OrNull(Share),
  low: OrNull(Share),
  high: OrNull(Share),
  checks: Type.Array(Type.String()),
});

export const StageYield = Type.Object({ stage: Type.String(), cases: Count, right: Count, yield: Share });

/** Repeats by whose they are: by the resource of the pass before, or by another. */
export const passesAgain = (chosen: Chosen): Sql => sql`${chosen.with()}
      SELECT s.activity AS id, count(CASE WHEN s.resource = b.resource THEN 1 END) AS same_again, count(CASE WHEN s.resource <> b.resource THEN 1 END) AS other_again
      FROM step s
      JOIN step b ON b.case_key = s.case_key AND b.activity = s.activity AND b.visit = s.visit - 1
      WHERE s.visit > 1 AND b.case_key IN (SELECT c.case_key FROM case_fact c WHERE c.rework > 0) AND ${chosen.has('s')}
      GROUP BY s.activity`;

export const doneBy = (row: Row | undefined): Row => ({ sameAgain: row?.sameAgain ?? 0, otherAgain: row?.otherAgain ?? 0 });

export const sumOf = (rows: readonly Row[], field: string): number => rows.reduce((sum, row) => sum + Number(row[field] ?? 0), 0);

const checksOf = ({ blueprint }: ProcessContext): string[] => [...new Set((blueprint.after?.checks ?? []).map(({ activity }) => activity))];

/** First-time-right, and the yield of every stage, over complete cases. */
export function yields(asked: Asked): Record<string, Sql> {
  const { process } = asked;
  const checks = checksOf(process);
  const repeated =
    checks.length === 0
      ? raw('c.rework > 0')
      : sql`c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity WHERE s.visit = 2 AND a.name IN ${list(checks)})`;
  const chosen = chosenCases(asked, 'complete');
  return {
    firstTime: sql`
      SELECT count(*) AS complete, count(CASE WHEN q.repeated THEN 1 END) AS repeated, count(CASE WHEN q.reopened THEN 1 END) AS reopened,
             count(CASE WHEN NOT q.repeated AND NOT q.reopened THEN 1 END) AS "right"
      FROM (SELECT ${repeated} AS repeated,
                   c.case_key IN (SELECT s.case_key FROM step s JOIN activity a ON a.id = s.activity JOIN activity n ON n.id = s.next_activity
                                  WHERE a.ends AND NOT n.ends) AS reopened
            FROM case_fact c
            WHERE ${inScope(asked, 'complete')}) q`,
    ...(hasStages(process)
      ? {
          stageYields: sql`${chosen.with([
            [
              'again',
              sql`SELECT v.case_key, v.stage FROM stage_visit v WHERE v.visit = 2
              UNION
              SELECT s.case_key, s.stage FROM step s WHERE s.visit = 2`,
            ],
          ])}
      SELECT g.name AS stage, q.cases, q."right"
      FROM (SELECT v.stage, count(*) AS cases, count(CASE WHEN r.case_key IS NULL THEN 1 END) AS "right"
            FROM stage_visit v LEFT JOIN again r ON r.case_key = v.case_key AND r.stage = v.stage
            WHERE v.visit = 1 AND v.stage > 0 AND ${chosen.has('v')}
            GROUP BY v.stage) q
      JOIN stage g ON g.id = q.stage
      ORDER BY g.id`,
        }
      : {}),
  };
}

/** What `yields` found, with shares and the product of the stages. */
export function yieldsOf(found: Readonly<Record<string, Row[]>>, process: ProcessContext): Row {
  const { complete = 0, right = 0, repeated = 0, reopened = 0 } = (found.firstTime?.[0] ?? {}) as Record<string, number>;
  const share = complete === 0 ? null : right / complete;
  const { low, high } = share === null ? { low: null, high: null } : wilson(share, complete);
  const stages = (found.stageYields ?? []).map((row) => ({ ...row, yield: Number(row.right) / Number(row.cases) }));
  return {
    firstTime: { complete, right, repeated, reopened, share, low, high, checks: checksOf(process) },
    stages,
    rolledYield: stages.length === 0 ? null : stages.reduce((product, one) => product * one.yield, 1),
  };
}
