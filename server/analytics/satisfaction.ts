import { Type } from 'typebox';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql } from '../../engine/sql.ts';
import { INSTRUMENTS } from '../../model/feedback.ts';
import { startOfDay } from '../../model/calendar.ts';
import { Count, LocalDate, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { answersInScope } from './answers-in-scope.ts';
import { answerValue, primaryInstrument } from './answers.ts';
import { analytic } from './analytic.ts';
import { intervalFigures, withInterval } from './score-interval.ts';
import { bucketOf, bucketsBetween, Unit } from './buckets.ts';
import { chosenCases, inScope } from './scope.ts';

const Params = Type.Object({ bucket: Type.Unsafe<BucketUnit>({ ...Unit, default: 'month' }) }, { additionalProperties: false });

const scored = { answers: Count, score: OrNull(Score), low: OrNull(Type.Number()), high: OrNull(Type.Number()) };

/**
 * Satisfaction over time.
 *
 * Grain: one row per bucket and instrument with an answer about the whole case. Source: `feedback`. `about` is the
 * primary instrument over the whole scope.
 */
export const satisfaction = analytic({
  id: 'satisfaction',
  question: 'What do the people served say, and how sure is that?',
  definition:
    'Answers about the whole case, in the bucket in which they were given. NPS: share of 9 and 10 minus share of 0 to 6, times 100. CSAT and CES: share of the two ' +
    'best answers of the scale (the best one where there are fewer than four). Other: mean place on the scale, 0 to 100. Where less is better the scale is turned round. Low and high: 95 % interval (NPS from its ' +
    'variance, shares after Wilson). Below ten answers the score is null. Link rate: share of answers that belong to a case. Response rate: answers ' +
    'of those invited ÷ invited, where the file says who was; where it does not, answers per case is the nearest figure.',
  caveats: [
    'Who answers is not who was served: the response rate says how many did.',
    'An answer without a time counts in the whole and stands in no row. An answer without a case counts only where the scope does not choose cases.',
  ],
  params: Params,
  row: Type.Object({ bucket: LocalDate, whole: Type.Boolean(), instrument: OneOf(INSTRUMENTS), ...scored }),
  about: Type.Object({
    instrument: OrNull(OneOf(INSTRUMENTS)),
    ...scored,
    linked: Count,
    linkRate: OrNull(Share),
    invited: Count,
    responseRate: OrNull(Share),
    answersPerCase: OrNull(Type.Number()),
  }),
  queries: (asked) => {
    const { process, params } = asked;
    const chosen = chosenCases(asked);
    const valued = sql`SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, CASE WHEN f.score IS NOT NULL THEN ${answerValue} END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND ${answersInScope(asked, chosen)}`;
    const figures = intervalFigures(raw('q.score'));
    return {
      rows: sql`${chosen.with([['valued', valued]])}
      SELECT ${bucketOf(process, raw('q.answered_at'), params.bucket)} AS bucket, q.instrument, ${figures}
      FROM valued q
      WHERE q.answered_at IS NOT NULL AND q.score IS NOT NULL
      GROUP BY 1, 2
      ORDER BY 1, 2`,
      about: sql`${chosen.with([['valued', valued]])}
      SELECT q.instrument, ${figures}, count(CASE WHEN q.score IS NOT NULL AND q.case_key IS NOT NULL THEN 1 END) AS linked, count(q.invited_at) AS invited,
             count(CASE WHEN q.invited_at IS NOT NULL THEN q.score END) AS invited_answers
      FROM valued q
      WHERE q.instrument = ${primaryInstrument(process)}
      GROUP BY q.instrument`,
      cases: sql`SELECT count(*) AS cases FROM case_fact c WHERE ${inScope(asked)}`,
    };
  },
  answer: ({ rows = [], about, cases }, { process, params }) => {
    const [all] = about ?? [];
    const answers = Number(all?.answers ?? 0);
    const linked = Number(all?.linked ?? 0);
    const invited = Number(all?.invited ?? 0);
    const whole = wholeBuckets(rows);
    return {
      about: {
        instrument: all?.instrument ?? null,
        ...(all === undefined ? { answers: 0, score: null, low: null, high: null } : withInterval(all)),
        linked,
        linkRate: ratio(linked, answers),
        invited,
        responseRate: ratio(Number(all?.invitedAnswers ?? 0), invited),
        answersPerCase: ratio(answers, Number(cases?.[0]?.cases ?? 0)),
      },
      rows: rows.map((row) => ({
        bucket: row.bucket,
        whole: whole.has(String(row.bucket)),
        instrument: row.instrument,
        ...withInterval(row),
      })),
    };

    function wholeBuckets(found: readonly Row[]): Set<string> {
      const days = found.map(({ bucket }) => String(bucket)).sort();
      const at = (day: string | undefined) => (day === undefined ? null : new Date(startOfDay(day, process.zone)));
      return new Set(
        bucketsBetween(process, params.bucket, at(days[0]), at(days.at(-1)))
          .filter((one) => one.whole)
          .map(({ bucket }) => bucket),
      );
    }
  },
});

const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
