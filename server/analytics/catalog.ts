import { activities } from './activities.ts';
import type { AboutFor, AnswerFor, ParamsFor, RowFor } from './analytic.ts';
import { bottlenecks } from './bottlenecks.ts';
import { cases } from './cases.ts';
import { oneCase } from './case.ts';
import { directlyFollows } from './directly-follows.ts';
import { flow } from './flow.ts';
import { measures } from './measures.ts';
import { satisfaction } from './satisfaction.ts';
import { stages } from './stages.ts';
import { summary } from './summary.ts';
import { throughline } from './throughline.ts';
import { throughput } from './throughput.ts';
import { variants } from './variants.ts';

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
  cases,
  case: oneCase,
  throughput,
  flow,
  satisfaction,
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
