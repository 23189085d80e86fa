import { localDay } from '../../model/calendar.ts';
import { currentCycle, shownId, type Improvement } from '../../model/improvement.ts';
import { facesOf, progressOf } from '../../model/improvement-faces.ts';
import { bucketStart } from '../../model/improvement-days.ts';
import { portfolioOf, type PortfolioLine } from '../../model/improvement-portfolio.ts';
import { isOverdue, stallsOf } from '../../model/improvement-stalls.ts';
import type { ImprovementList, ImprovementSummary, ImprovementView } from '../../model/improvement-view.ts';
import type { VerdictRecord } from '../../model/improvement-verdict.ts';
import { unitOf } from '../../model/measure.ts';
import type { LocalDate } from '../../model/units.ts';
import { contextOf } from '../store/live.ts';
import type { Throughline } from '../throughline.ts';
import { medianN } from './checks.ts';
import { improvementEffect } from '../analytics/improvement-effect.ts';
import { changedDefinitions } from './definitions.ts';

/** What is looked up once for all improvements of a process. */
interface Around {
  readonly house: Throughline;
  readonly process: string;
  readonly all: readonly Improvement[];
  readonly today: LocalDate;
}

const around = (house: Throughline, process: string): Around => {
  const { stored } = house.live.get(process);
  return { house, process, all: house.store.improvements.of(process), today: localDay(house.now().getTime(), stored.zone) };
};

/** The verdict of the figures of the cycle that is judged; one that has no change yet has none. */
function verdictOf({ house, process }: Around, improvement: Improvement): VerdictRecord | null {
  const cycle = currentCycle(improvement);
  if (cycle.changedOn === null) return null;
  // given up: what was known then
  if (improvement.state === 'abandoned') return cycle.verdict;
  return house.store.improvements.standing(process, improvement.id).verdict;
}

function standingOf(
  given: Around,
  improvement: Improvement,
): Pick<ImprovementView, 'verdict' | 'progress' | 'stalls' | 'touched' | 'warnings'> {
  const { house, process, today } = given;
  const verdict = verdictOf(given, improvement);
  const live = house.live.get(process);
  const over = improvement.state === 'abandoned' || improvement.state === 'merged';
  const definitions = over ? [] : changedDefinitions(improvement, contextOf(live, live.facts));
  const problem = verdict?.problem ?? null;
  const stale = problem === null ? [] : [`It could not be judged by the data of now: ${problem} The verdict shown is the last one known.`];
  return {
    verdict,
    progress: progressOf(improvement, verdict),
    stalls: stallsOf(improvement, verdict, today),
    touched: [...new Set([...definitions, ...stale, ...(verdict?.touched ?? [])])],
    warnings: over ? [] : warningsOf(given, improvement),
  };
}

/** What to know before trusting a verdict. */
function warningsOf({ all }: Around, improvement: Improvement): string[] {
  const { frozen, baseline } = improvement;
  const { changedOn, madeOn, prediction } = currentCycle(improvement);
  if (frozen === null) return [];
  const same = all.filter(
    ({ id, frozen: other, state }) =>
      id !== improvement.id &&
      other !== null &&
      state !== 'merged' &&
      other.measure.of === frozen.measure.of &&
      JSON.stringify(other.measure.where) === JSON.stringify(frozen.measure.where),
  );
  const meanwhile = same.filter((other) => {
    const day = currentCycle(other).madeOn;
    return day !== null && madeOn !== null && bucketStart(day, frozen.per) === bucketStart(madeOn, frozen.per);
  });
  return [
    ...changedTogether(meanwhile, frozen.per),
    ...(baseline !== null && medianN(baseline.points) < 10
      ? [`The middle ${frozen.per} of the baseline rests on ${String(medianN(baseline.points))} occurrences: below 10 nothing is proven.`]
      : []),
    ...(changedOn !== null && prediction.value === null ? ['No change was predicted, so there is nothing to hold it against.'] : []),
  ];
}

/** Many that were changed at once are one warning. */
function changedTogether(others: readonly Improvement[], per: string): string[] {
  const [one, second] = others;
  if (one === undefined) return [];
  const said = ({ id, name }: Improvement) => `${shownId(id)} ${name}`;
  if (second === undefined) return [`${said(one)} was changed in the same ${per}: which of the two did it, these figures can’t tell.`];
  const more = others.length - 2;
  const names = more === 0 ? `${said(one)} and ${said(second)}` : `${said(one)}, ${said(second)} and ${String(more)} more`;
  return [`${names} were changed in the same ${per}: which of them did it, these figures can’t tell.`];
}

/** Votes count where an idea lives on. */
function votesOf({ all }: Around, improvement: Improvement): number {
  const merged = all.filter(({ mergedInto }) => mergedInto === improvement.id);
  return new Set([improvement, ...merged].flatMap(({ voters }) => voters)).size;
}

/** One improvement with all that its page shows; of one that was removed too. */
export function viewOf(house: Throughline, process: string, improvement: Improvement): ImprovementView {
  const given = around(house, process);
  const standing = standingOf(given, improvement);
  return {
    ...improvement,
    ...standing,
    faces: facesOf(improvement, standing.verdict),
    question: `/api/v1/processes/${process}/analytics/${improvementEffect.id}?improvement=${improvement.id}`,
  };
}

function lineOf(given: Around, improvement: Improvement): ImprovementSummary {
  const { id, revision, state, face, name, problem, owner, routedTo, source, frozen, target, reviewOn, mergedInto, override, tasks } =
    improvement;
  const cycle = currentCycle(improvement);
  const changes = improvement.cycles.flatMap(({ number, madeOn, changedOn }) =>
    madeOn === null || changedOn === null ? [] : { cycle: number, madeOn, changedOn },
  );
  return {
    ...{ id, revision, state, face, name, problem, owner, routedTo, source, target, reviewOn, mergedInto, changes },
    measure: frozen?.measure ?? null,
    unit: frozen === null ? null : unitOf(frozen.measure),
    scope: frozen?.scope ?? null,
    per: frozen?.per ?? null,
    cycle: cycle.number,
    madeOn: cycle.madeOn,
    changedOn: cycle.changedOn,
    votes: votesOf(given, improvement),
    override: override?.verdict ?? null,
    tasks: {
      open: tasks.filter(({ doneAt }) => doneAt === null).length,
      done: tasks.filter(({ doneAt }) => doneAt !== null).length,
      overdue: tasks.filter((task) => isOverdue(task, given.today)).length,
    },
    ...standingOf(given, improvement),
    madeAt: improvement.madeAt,
    changedAt: improvement.changedAt,
  };
}

/** What was removed and can be brought back, the newest first; `changedAt` is when it was removed. */
export function removedOf(house: Throughline, process: string): ImprovementSummary[] {
  const given = around(house, process);
  return house.store.improvements
    .of(process, { removed: true })
    .map((improvement) => lineOf(given, improvement))
    .toSorted((one, other) => other.changedAt.localeCompare(one.changedAt));
}

/** All improvements of a process, oldest first, and what they come to. */
export function listOf(house: Throughline, process: string): ImprovementList {
  const given = around(house, process);
  const lines: PortfolioLine[] = given.all.map((improvement) => {
    const { improvedCycle, decidedOn } = house.store.improvements.standing(process, improvement.id);
    return { line: lineOf(given, improvement), everImproved: improvedCycle !== null, decidedOn };
  });
  return { improvements: lines.map(({ line }) => line), portfolio: portfolioOf(lines) };
}

/** The portfolio as a sheet: one row an improvement; text that a spreadsheet would run is made harmless by whoever writes it. */
export const CSV_COLUMNS = [
  ...['id', 'name', 'state', 'owner', 'measure', 'unit', 'scope', 'changed_on', 'cycle', 'verdict', 'effect', 'effect_low', 'effect_high'],
  ...['before', 'after', 'target', 'target_met', 'hours_saved', 'cases_reached', 'progress', 'override', 'stalls', 'touched', 'votes'],
  ...['review_on', 'made_at', 'changed_at', 'data_version'],
] as const;

const hoursOf = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 36_000) / 100);

export function csvRows({ improvements }: ImprovementList): Record<string, unknown>[] {
  return improvements.map((line) => {
    const { verdict } = line;
    return {
      id: shownId(line.id),
      name: line.name,
      state: line.state,
      owner: line.owner,
      measure: line.measure?.name,
      unit: line.unit,
      scope: line.scope,
      changed_on: line.changedOn,
      cycle: line.cycle,
      verdict: verdict?.words,
      effect: verdict?.effect,
      effect_low: verdict?.effectLow,
      effect_high: verdict?.effectHigh,
      before: verdict?.before,
      after: verdict?.after,
      target: line.target,
      target_met: verdict?.targetMet,
      hours_saved: hoursOf(verdict?.valueMs ?? null),
      cases_reached: verdict?.reached,
      progress: Math.round(line.progress.share * 100) / 100,
      override: line.override,
      stalls: line.stalls.map(({ words }) => words).join('; '),
      touched: line.touched.join(' '),
      votes: line.votes,
      review_on: line.reviewOn,
      made_at: line.madeAt,
      changed_at: line.changedAt,
      data_version: verdict?.dataVersion,
    };
  });
}
