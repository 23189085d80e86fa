import { Type } from 'typebox';
import type { BucketUnit } from '../../engine/dialect.ts';
import type { Row } from '../../engine/engine.ts';
import { raw, sql } from '../../engine/sql.ts';
import { INSTRUMENTS } from '../../model/feedback.ts';
import { startOfDay } from '../../model/calendar.ts';
import { Count, LocalDate, OneOf, OrNull, Score, Share } from '../../model/units.ts';
import { answersInScope } from './answers-in-scope.ts';
import { answerValue, primaryInstrument, scoreTarget } from './answers.ts';
import { analytic } from './analytic.ts';
import { intervalFigures, withInterval } from './score-interval.ts';
import { bucketOf, bucketsBetween, Unit } from './buckets.ts';
import { chosenCases, inScope } from './scope.ts';

const Params = Type.Object({ bucket: Type.Unsafe<BucketUnit>({ ...Unit, default: 'month' }) }, { additionalProperties: false });

const scored = { answers: Count, score: OrNull(Score), low: OrNull(Type.Number()), high: OrNull(Type.Number()) };
const rates = {
  linked: Count,
  linkRate: OrNull(Share),
  invited: Count,
  responseRate: OrNull(Share),
  answersPerCase: OrNull(Type.Number()),
};
/** How an answer found its case: by the case it names, by its customer, by its site. */
const links = Type.Object({ case: Count, customer: Count, site: Count });
/** One scale on which answers were given; `better` is its good end. */
const Scale = Type.Object({ min: Type.Number(), max: Type.Number(), better: OneOf(['higher', 'lower']), answers: Count });

/**
 * Satisfaction over time.
 *
 * Grain: one row per bucket and instrument with an answer about the whole case. Source: `feedback`. `about` is the
 * primary instrument over the whole scope, and beside it every instrument with its scales.
 */
export const satisfaction = analytic({
  id: 'satisfaction',
  question: 'What do the people served say, and how sure is that?',
  definition:
    'Answers about the whole case, in the bucket in which they were given. NPS: share of 9 and 10 minus share of 0 to 6, times 100. CSAT and CES: share of the two ' +
    'best answers of the scale (the best one where there are fewer than four). Other: mean place on the scale, 0 to 100. Where less is better the scale is turned round. Low and high: 95 % interval (NPS from its ' +
    'variance, shares after Wilson). Below ten answers the score is null. Link rate: share of answers that belong to a case. Response rate: answers ' +
    'of those invited ÷ invited, where the file says who was; where it does not, answers per case is the nearest figure. Links: how the answers of the primary ' +
    'instrument found their case; by the case they name (certain), by customer or by site within 30 days after its last step (0.8 and 0.5 sure). Target: of the ' +
    'measure of the score in the blueprint.',
  caveats: [
    'Who answers is not who was served: the response rate says how many did.',
    'An answer without a time counts in the whole and stands in no row. An answer without a case counts only where the scope does not choose cases. An invitation nobody answered counts when it was sent.',
  ],
  params: Params,
  row: Type.Object({ bucket: LocalDate, whole: Type.Boolean(), instrument: OneOf(INSTRUMENTS), ...scored }),
  about: Type.Object({
    instrument: OrNull(OneOf(INSTRUMENTS)),
    ...scored,
    ...rates,
    links,
    target: OrNull(Type.Number({ description: 'Of the score, as the blueprint has it; null when it has none.' })),
    instruments: Type.Array(Type.Object({ instrument: OneOf(INSTRUMENTS), ...scored, ...rates, scales: Type.Array(Scale) }), {
      description: 'Every instrument that was answered about whole cases; the primary one first, then by answers.',
    }),
  }),
  queries: (asked) => {
    const { process, params } = asked;
    const chosen = chosenCases(asked);
    const valued = sql`SELECT f.instrument, f.answered_at, f.case_key, f.invited_at, f.link_method, f.scale_min, f.scale_max, f.higher_is_better, CASE WHEN f.score IS NOT NULL THEN ${answerValue} END AS score
        FROM feedback f
        WHERE f.stage IS NULL AND ${answersInScope(asked, chosen, SENT_OR_GIVEN)}`;
    const figures = intervalFigures(raw('q.score'));
    return {
      rows: sql`${chosen.with([['valued', valued]])}
      SELECT ${bucketOf(process, raw('q.answered_at'), params.bucket)} AS bucket, q.instrument, ${figures}
      FROM valued q
      WHERE q.answered_at IS NOT NULL AND q.score IS NOT NULL
      GROUP BY 1, 2
      ORDER BY 1, 2`,
      instruments: sql`${chosen.with([['valued', valued]])}
      SELECT q.instrument, CASE WHEN q.instrument = ${primaryInstrument(process)} THEN 1 ELSE 0 END AS is_primary, ${figures},
             count(CASE WHEN q.score IS NOT NULL AND q.case_key IS NOT NULL THEN 1 END) AS linked, count(q.invited_at) AS invited,
             count(CASE WHEN q.invited_at IS NOT NULL THEN q.score END) AS invited_answers,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'case' THEN 1 END) AS by_case,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'customer' THEN 1 END) AS by_customer,
             count(CASE WHEN q.score IS NOT NULL AND q.link_method = 'site' THEN 1 END) AS by_site
      FROM valued q
      GROUP BY q.instrument
      ORDER BY is_primary DESC, answers DESC, q.instrument`,
      scales: sql`${chosen.with([['valued', valued]])}
      SELECT q.instrument, q.scale_min AS "min", q.scale_max AS "max", q.higher_is_better, count(*) AS answers
      FROM valued q
      WHERE q.score IS NOT NULL
      GROUP BY q.instrument, q.scale_min, q.scale_max, q.higher_is_better
      ORDER BY q.instrument, answers DESC, q.scale_min, q.scale_max, q.higher_is_better DESC`,
      cases: sql`SELECT count(*) AS cases FROM case_fact c WHERE ${inScope(asked)}`,
    };
  },
  answer: ({ rows = [], instruments = [], scales = [], cases }, { process, params }) => {
    const [all] = instruments.filter(({ isPrimary }) => Number(isPrimary) === 1);
    const served = Number(cases?.[0]?.cases ?? 0);
    const whole = wholeBuckets(rows);
    return {
      about: {
        instrument: all?.instrument ?? null,
        ...(all === undefined ? { answers: 0, score: null, low: null, high: null } : withInterval(all)),
        ...ratesOf(all, served),
        links: { case: Number(all?.byCase ?? 0), customer: Number(all?.byCustomer ?? 0), site: Number(all?.bySite ?? 0) },
        target: scoreTarget(process),
        instruments: instruments
          .filter(({ answers, invited }) => Number(answers) + Number(invited) > 0)
          .map((one) => ({
            instrument: one.instrument,
            ...withInterval(one),
            ...ratesOf(one, served),
            scales: scales
              .filter(({ instrument }) => instrument === one.instrument)
              .map(({ min, max, higherIsBetter, answers }) => ({
                min,
                max,
                better: higherIsBetter === true ? 'higher' : 'lower',
                answers,
              })),
          })),
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

/** When an answer (alias `f`) was given; an invitation nobody answered lies in the period in which it was sent. */
const SENT_OR_GIVEN = raw('coalesce(f.answered_at, CASE WHEN f.score IS NULL THEN f.invited_at END)');

const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** What share of the answers is known to belong to a case, of the invited answered, and of the cases. */
function ratesOf(row: Row | undefined, cases: number): Row {
  const [answers, linked, invited] = [Number(row?.answers ?? 0), Number(row?.linked ?? 0), Number(row?.invited ?? 0)];
  return {
    linked,
    linkRate: ratio(linked, answers),
    invited,
    responseRate: ratio(Number(row?.invitedAnswers ?? 0), invited),
    answersPerCase: ratio(answers, cases),
  };
}
