import type { Row } from '../../engine/engine.ts';
import { sql, type Sql } from '../../engine/sql.ts';
import { bucketOf } from './buckets.ts';
import { askedOfOther } from './compare-sides.ts';
import type { CompareAsked } from './compare-statements.ts';
import type { Asked } from './analytic.ts';
import { between, chosenCases, periodBounds, withoutPeriod } from './scope.ts';

/** How many people worked on one activity, day by day, on both sides. */
export function staffStatements(asked: CompareAsked, activity: string): Record<string, Sql> {
  return { staffOne: peopleByDay(asked, activity), staffOther: peopleByDay(askedOfOther(asked), activity) };
}

/** Different resources with a step of the activity that starts on a day of the period, in cases of the scope at any time. */
function peopleByDay(asked: Asked, activity: string): Sql {
  const chosen = chosenCases(withoutPeriod(asked));
  const { from, to } = periodBounds(asked);
  return sql`${chosen.with()}
    SELECT d.day, count(*) AS cases
    FROM (SELECT DISTINCT ${bucketOf(asked.process, sql`s.started_at`, 'day')} AS day, s.resource
          FROM step s
          WHERE s.activity = (SELECT n.id FROM activity n WHERE n.name = ${activity}) AND s.resource IS NOT NULL
            AND ${between(sql`s.started_at`, from, to)} AND ${chosen.has('s')}) d
    GROUP BY d.day
    ORDER BY d.day`;
}

/** Whether somebody is named on both sides; else nothing is known of staffing. */
export const namesStaff = ({ staffOne = [], staffOther = [] }: Readonly<Record<string, Row[]>>): boolean =>
  staffOne.length > 0 && staffOther.length > 0;
