import { dialect } from '../../engine/dialect.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { answerValue, primaryInstrument } from './answers.ts';
import { answersInScope } from './answers-in-scope.ts';
import type { Asked } from './analytic.ts';
import type { Chosen } from './scope.ts';
import { intervalFigures } from './score-interval.ts';

/** Visits (alias `v`, stage `g`), and the share of them that waited no longer than the limit of their stage; null without a limit. */
export const visitFigures: Sql = sql`count(*) AS visits,
               ${dialect.ratio(raw('count(CASE WHEN v.waiting_ms <= g.wait_limit_ms THEN 1 END)'), raw('count(g.wait_limit_ms)'))} AS within_target`;

/** Score of each stage by its name: only answers of the primary instrument that name the stage. */
export const stageScores = (asked: Asked, chosen: Chosen): Sql => sql`
        SELECT a.stage, ${intervalFigures(raw('a.score'))}, max(a.instrument) AS instrument
        FROM (SELECT f.stage, f.instrument, ${answerValue} AS score
              FROM feedback f
              WHERE f.stage IS NOT NULL AND f.score IS NOT NULL AND f.instrument = ${primaryInstrument(asked.process)}
                AND ${answersInScope(asked, chosen)}) a
        GROUP BY a.stage`;
