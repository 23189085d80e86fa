import { and, raw, sql, type Sql } from '../../engine/sql.ts';
import type { Measure } from '../../model/measure.ts';
import { answersInScope } from './answers-in-scope.ts';
import { answerValue, primaryInstrument } from './answers.ts';
import type { Asked, ProcessContext } from './analytic.ts';
import { handOvers, lost, stageWaits, type Losses } from './lost-hours.ts';
import { chosenCases, inScope, marksDelivery, type Chosen, type NamedQuery } from './scope.ts';
import { dialect } from '../../engine/dialect.ts';

/** What a measure counts: rows of `case_key` (null of an answer without a case), `value` and `happened_at`. */
export interface Occurrences {
  /** The named queries that `select` reads. */
  readonly parts: readonly NamedQuery[];
  readonly select: Sql;
}

/** The limit a share is within: the measure's own, else the wait limit of its stage or hand-over; null without. */
export function limitOf({ limitMs, of, where }: Measure, { blueprint }: ProcessContext): number | null {
  if (limitMs !== undefined) return limitMs;
  if (of === 'stage-wait') return blueprint.stages.find(({ name }) => name === where?.stage)?.waitLimitMs ?? null;
  if (of === 'hand-over') return blueprint.handOvers.find(({ from, to }) => from === where?.from && to === where.to)?.limitMs ?? null;
  return null;
}

const activityId = (name: string): Sql => sql`(SELECT one.id FROM activity one WHERE one.name = ${name})`;
const stageId = (name: string): Sql => sql`(SELECT one.id FROM stage one WHERE one.name = ${name})`;

/** The occurrences of a measure within a scope (DOMAIN.md section 0, “When a figure happens”). */
export function occurrencesOf(measure: Measure, asked: Asked): Occurrences {
  const { where = {} } = measure;
  const chosen = chosenCases(asked);
  switch (measure.of) {
    case 'throughput':
      return ofCases(asked, raw('c.throughput_ms'), raw('c.last_at'));
    case 'delivery':
      return ofCases(asked, raw('c.delivery_ms'), raw('c.delivered_at'));
    case 'processing':
      if (where.activity !== undefined) {
        return {
          parts: chosen.parts,
          select: sql`SELECT s.case_key, s.processing_ms AS value, s.started_at AS happened_at FROM step s WHERE s.measured AND s.activity = ${activityId(where.activity)} AND ${chosen.has('s')}`,
        };
      }
      return where.stage === undefined ? ofCases(asked, raw('c.processing_ms')) : ofVisits(chosen, raw('v.processing_ms'), where.stage);
    case 'stage-wait':
      return ofVisits(chosen, raw('v.waiting_ms'), where.stage);
    case 'stage-time':
      return ofVisits(chosen, raw('v.waiting_ms + v.processing_ms + v.gap_ms'), where.stage);
    case 'hand-over':
      return ofHandOvers(chosen, where, asked.process);
    case 'cases-with':
      return ofCases(asked, sql`CASE WHEN ${casesWith(where)} THEN 1 ELSE 0 END`);
    case 'rework':
      return ofCases(asked, rework(where));
    case 'score':
      return ofAnswers(asked, chosen, where.stage);
    case 'lost-hours':
      return ofLosses(chosen, where);
    case 'arrivals':
      return {
        parts: [],
        select: sql`SELECT c.case_key, 1 AS value, c.arrived_at AS happened_at FROM case_fact c WHERE ${inScope(asked)}`,
      };
    case 'open':
      return {
        parts: [],
        select: sql`SELECT c.case_key, 1 AS value, c.arrived_at AS happened_at FROM case_fact c WHERE ${inScope(asked)}`,
      };
  }
}

/** Complete cases, at their delivery or completion. */
function ofCases(asked: Asked, value: Sql, at: Sql = marksDelivery(asked.process) ? raw('c.delivered_at') : raw('c.last_at')): Occurrences {
  return {
    parts: [],
    select: sql`SELECT c.case_key, ${value} AS value, ${at} AS happened_at FROM case_fact c WHERE ${inScope(asked, 'complete')}`,
  };
}

function ofVisits(chosen: Chosen, value: Sql, stage: string | undefined): Occurrences {
  const of = stage === undefined ? raw('true') : sql`v.stage = ${stageId(stage)}`;
  return {
    parts: chosen.parts,
    select: sql`SELECT v.case_key, ${value} AS value, v.started_at AS happened_at FROM stage_visit v WHERE ${of} AND ${chosen.has('v')}`,
  };
}

/** Between activities; between stages where all names are stages of the blueprint and not all are activities too. */
function ofHandOvers(chosen: Chosen, { from, to }: NonNullable<Measure['where']>, { blueprint }: ProcessContext): Occurrences {
  const named = [from, to].filter((name) => name !== undefined);
  const isStage = (name: string) => blueprint.stages.some((stage) => stage.name === name);
  const isActivity = (name: string) => blueprint.stages.some(({ activities }) => activities.some((one) => one.name === name));
  if (named.every(isStage) && !named.every(isActivity)) {
    const ends = [
      sql`v.next_gap_ms IS NOT NULL`,
      ...(from === undefined ? [] : [sql`v.stage = ${stageId(from)}`]),
      ...(to === undefined ? [] : [sql`v.next_stage = ${stageId(to)}`]),
    ];
    return {
      parts: chosen.parts,
      select: sql`SELECT v.case_key, v.next_gap_ms AS value, ${dialect.before(raw('v.left_at'), raw('-v.next_gap_ms'))} AS happened_at FROM stage_visit v WHERE ${and(ends)} AND ${chosen.has('v')}`,
    };
  }
  const ends = [
    sql`s.gap_ms IS NOT NULL`,
    ...(from === undefined ? [] : [sql`s.activity = ${activityId(from)}`]),
    ...(to === undefined ? [] : [sql`s.gap_to = ${activityId(to)}`]),
  ];
  return {
    parts: chosen.parts,
    select: sql`SELECT s.case_key, s.gap_ms AS value, ${dialect.before(raw('s.completed_at'), raw('-s.gap_ms'))} AS happened_at FROM step s WHERE ${and(ends)} AND ${chosen.has('s')}`,
  };
}

/** The cases that have an activity, a stage or a hand-over. */
function casesWith({ activity, stage, from, to }: NonNullable<Measure['where']>): Sql {
  const conditions = [
    ...(activity === undefined ? [] : [sql`c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = ${activityId(activity)})`]),
    ...(stage === undefined ? [] : [sql`c.case_key IN (SELECT v.case_key FROM stage_visit v WHERE v.stage = ${stageId(stage)})`]),
    ...(from === undefined || to === undefined
      ? []
      : [sql`c.case_key IN (SELECT s.case_key FROM step s WHERE s.activity = ${activityId(from)} AND s.gap_to = ${activityId(to)})`]),
  ];
  return and(conditions);
}

/** How often a case does again: an activity, a stage, or anything. */
function rework({ activity, stage }: NonNullable<Measure['where']>): Sql {
  if (activity !== undefined)
    return sql`CASE WHEN c.case_key IN (SELECT s.case_key FROM step s WHERE s.visit = 2 AND s.activity = ${activityId(activity)}) THEN 1 ELSE 0 END`;
  if (stage !== undefined)
    return sql`CASE WHEN c.case_key IN (SELECT v.case_key FROM stage_visit v WHERE v.visit = 2 AND v.stage = ${stageId(stage)}) THEN 1 ELSE 0 END`;
  return raw('c.rework');
}

/** Answers when they were given: those that name the stage, else those about the whole case. */
function ofAnswers(asked: Asked, chosen: Chosen, stage: string | undefined): Occurrences {
  const about = stage === undefined ? raw('f.stage IS NULL') : sql`f.stage = ${stage}`;
  return {
    parts: chosen.parts,
    select: sql`SELECT f.case_key, ${answerValue} AS value, f.answered_at AS happened_at
      FROM feedback f
      WHERE f.score IS NOT NULL AND ${about} AND f.instrument = ${primaryInstrument(asked.process)} AND ${answersInScope(asked, chosen)}`,
  };
}

/** What was lost beyond the limit: of a stage, of a hand-over, else of all hand-overs. */
function ofLosses(chosen: Chosen, { stage, from, to }: NonNullable<Measure['where']>): Occurrences {
  const select = (losses: Losses, condition: Sql) => ({
    parts: [...chosen.parts, ...losses.with],
    select: sql`SELECT ${raw(losses.alias)}.case_key, ${lost(losses)} AS value, ${losses.startedAt} AS happened_at FROM ${losses.table} WHERE ${losses.counts} AND ${condition} AND ${chosen.has(losses.alias)}`,
  });
  if (stage !== undefined) return select(stageWaits, sql`v.stage = ${stageId(stage)}`);
  return select(
    handOvers,
    and([
      ...(from === undefined ? [] : [sql`s.activity = ${activityId(from)}`]),
      ...(to === undefined ? [] : [sql`s.gap_to = ${activityId(to)}`]),
    ]),
  );
}
