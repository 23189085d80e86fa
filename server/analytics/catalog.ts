import { activities } from './activities.ts';
import { afterDelivery } from './after-delivery.ts';
import type { AboutFor, AnswerFor, ParamsFor, RowFor } from './analytic.ts';
import { bottlenecks } from './bottlenecks.ts';
import { cases } from './cases.ts';
import { oneCase } from './case.ts';
import { compare } from './compare.ts';
import { comments } from './comments.ts';
import { controlChart } from './control-chart.ts';
import { dataQuality } from './data-quality.ts';
import { directlyFollows } from './directly-follows.ts';
import { durations } from './durations.ts';
import { flow } from './flow.ts';
import { handovers } from './handovers.ts';
import { queue } from './queue.ts';
import { improvementEffect } from './improvement-effect.ts';
import { measures } from './measures.ts';
import { openCases } from './open-cases.ts';
import { rework } from './rework.ts';
import { openBreaches } from './open-breaches.ts';
import { remaining } from './remaining.ts';
import { satisfaction } from './satisfaction.ts';
import { serviceLevels } from './service-levels.ts';
import { stages } from './stages.ts';
import { summary } from './summary.ts';
import { throughline } from './throughline.ts';
import { waitScore } from './wait-score.ts';
import { waitsBy } from './waits-by.ts';
import { throughput } from './throughput.ts';
import { variants } from './variants.ts';
import { voice } from './voice.ts';
import { workload } from './workload.ts';

/** Every question, by its id: the same in URL, API, CLI and docs. Routes, types and docs/metrics.md follow from it. */
export const catalog = {
  summary,
  throughline,
  measures,
  bottlenecks,
  'directly-follows': directlyFollows,
  activities,
  stages,
  variants,
  rework,
  cases,
  case: oneCase,
  throughput,
  durations,
  flow,
  workload,
  handovers,
  'open-cases': openCases,
  queue,
  'waits-by': waitsBy,
  'wait-score': waitScore,
  'service-levels': serviceLevels,
  'open-breaches': openBreaches,
  'after-delivery': afterDelivery,
  satisfaction,
  voice,
  comments,
  remaining,
  compare,
  'control-chart': controlChart,
  'improvement-effect': improvementEffect,
  'data-quality': dataQuality,
} as const;

export type AnalyticId = keyof typeof catalog;
/** A row of an answer: `RowOf<'stages'>`. */
export type RowOf<Id extends AnalyticId> = RowFor<(typeof catalog)[Id]>;
/** What an answer says of all its rows: `AboutOf<'throughline'>`. */
export type AboutOf<Id extends AnalyticId> = AboutFor<(typeof catalog)[Id]>;
/** The parameters of a question, all optional. */
export type ParamsOf<Id extends AnalyticId> = ParamsFor<(typeof catalog)[Id]>;
/** The whole answer, as `GET …/analytics/{id}` gives it. */
export type AnswerOf<Id extends AnalyticId> = AnswerFor<(typeof catalog)[Id]>;
