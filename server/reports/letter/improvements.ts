import { shortDay } from '../../../model/control-words.ts';
import { effectText, intervalText } from '../../../model/effect-words.ts';
import type { ImprovementSummary } from '../../../model/improvement-view.ts';
import type { VerdictId } from '../../../model/improvement-verdict.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { plural } from '../../../model/format.ts';
import { verdictChip, verdictTone } from '../../../model/verdict-words.ts';
import { longDay } from './period.ts';
import { figureOf, isAlive, NO_FIGURE, type Setting } from './setting.ts';

type Section = SectionOf<'improvements'>;
const RANK = { running: 0, adopted: 1, planned: 2, idea: 3, abandoned: 4, merged: 5 } as const;
const MOST = 8;

/** What the figures say of an improvement, or what a person said in their place. */
export const verdictOf = ({ override, verdict, state }: ImprovementSummary): VerdictId | null =>
  state === 'planned' ? null : (override ?? verdict?.verdict ?? null);

export function improvementsOf(setting: Setting): Section {
  const { improvements, asking, periods, today, data } = setting;
  const alive = improvements.improvements
    .filter(isAlive)
    .filter(({ changedOn }) => !periods.past || (changedOn !== null && changedOn < periods.now.to))
    .toSorted((one, other) => RANK[one.state] - RANK[other.state] || (one.id < other.id ? 1 : -1));
  const shown = alive.slice(0, MOST);
  asking.keep(
    'improvements',
    shown.map(({ id, state, changedOn, verdict, override }) => ({
      id,
      state,
      changedOn,
      verdict: verdict?.verdict ?? null,
      override,
      effect: verdict?.effect ?? null,
      effectLow: verdict?.effectLow ?? null,
      effectHigh: verdict?.effectHigh ?? null,
    })),
  );
  const ideas = improvements.portfolio.ideas;
  const active = improvements.portfolio.active.count;
  const adopted = alive.filter(({ state }) => state === 'adopted').length;
  const counted = [
    ...(periods.past ? [`begun by then, as they stand on ${longDay(today, data.last)}`] : [`${String(active)} active`]),
    ...(adopted > 0 ? [`${String(adopted)} adopted`] : []),
    ...(ideas > 0 && !periods.past ? [plural(ideas, 'idea', 'ideas')] : []),
    ...((setting.scope.filters ?? []).length > 0 ? ['of the whole service'] : []),
    ...(alive.length > MOST ? [`the first ${String(MOST)} are shown`] : []),
  ];
  return {
    kind: 'improvements',
    title: 'Improvements',
    note: counted.join(', '),
    rows: shown.map((one) => rowOf(setting, one)),
    none: shown.length > 0 ? '' : periods.past ? 'No improvement had begun by then.' : 'No improvement is under way.',
  };
}

function rowOf(setting: Setting, one: ImprovementSummary): Section['rows'][number] {
  const { process, dataVersion, data } = setting;
  const { verdict, unit } = one;
  const id = verdictOf(one);
  const href = `/${process}/improvements/${one.id}?version=${String(dataVersion)}`;
  const known = one.state !== 'planned' && verdict !== null && verdict.effect !== null && unit !== null;
  const interval =
    known && verdict.effectLow !== null && verdict.effectHigh !== null
      ? intervalText(verdict.effectLow, verdict.effectHigh, unit).replace(/^95\u00a0%: /, '')
      : '';
  const day = one.madeOn ?? one.changedOn;
  return {
    id: one.id,
    name: one.name,
    since: day === null ? '' : shortDay(day, data.last),
    measure: one.measure?.name ?? '',
    effect: known ? figureOf(verdict.effect, effectText(verdict.effect ?? 0, unit), href) : NO_FIGURE,
    interval,
    tone: id === null ? 'common' : verdictTone(id),
    verdict: id,
    words: wordsOf(one, id, data.last),
    href,
  };
}

function wordsOf(one: ImprovementSummary, verdict: VerdictId | null, seenFrom: string): string {
  if (verdict === null) {
    const day = one.madeOn ?? one.changedOn;
    return one.state === 'planned' && day !== null
      ? `Starts ${shortDay(day, seenFrom)}`
      : one.state === 'planned'
        ? 'Planned'
        : 'Not judged yet';
  }
  const after = one.verdict === null ? null : { points: one.verdict.afterPoints, needed: 8 };
  return verdictChip(verdict, after, one.per ?? 'week');
}
