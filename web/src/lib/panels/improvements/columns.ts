import { number } from '../../../../../model/format.ts';
import { shownId } from '../../../../../model/improvement.ts';
import type { ImprovementSummary, Stall } from '../../../../../model/improvement-view.ts';
import { plural } from '../../../../../model/format.ts';
import { dayWords } from '../../scope/period.ts';
import { effectText, intervalText, savedText, tellsValue } from './effect-words.ts';
import { STATE_NAMES } from './record-words.ts';
import { shortDay, verdictTone, type Per, type VerdictId } from './verdict-words.ts';

/** The columns of the board, in the order work goes; what was given up or merged stands below it. */
export const COLUMNS = [
  { id: 'idea', name: 'Ideas', empty: 'Write down what could be better; others vote for it.' },
  { id: 'planned', name: 'Planned', empty: 'A plan freezes a measure and locks its baseline.' },
  { id: 'running', name: 'In test', empty: 'Here a change is held against its baseline.' },
  { id: 'adopted', name: 'Adopted', empty: 'What has proved itself becomes the standard and is watched.' },
] as const;
export type ColumnId = (typeof COLUMNS)[number]['id'];

/** What is in a column, those that want something first, then by the size of their name in the register. */
export function inColumn(all: readonly ImprovementSummary[], column: ColumnId): ImprovementSummary[] {
  const own = all.filter(({ state }) => state === column);
  if (column === 'idea') return own.toSorted((one, other) => other.votes - one.votes || one.madeAt.localeCompare(other.madeAt));
  return own.toSorted((one, other) => Number(other.stalls.length > 0) - Number(one.stalls.length > 0) || one.id.localeCompare(other.id));
}

/** What a line of the portfolio says of the verdict; a person's own stands before that of the figures. */
export function verdictOf(one: Pick<ImprovementSummary, 'verdict' | 'override' | 'state'>): VerdictId | null {
  if (one.state === 'idea' || one.state === 'merged' || one.state === 'planned') return null;
  return one.override ?? one.verdict?.verdict ?? null;
}

/** What the figures alone say, whatever a person says beside it. */
export const figuresOf = (one: Pick<ImprovementSummary, 'verdict' | 'state'>): VerdictId | null => verdictOf({ ...one, override: null });

/** Points since the change and how many are needed, where a verdict counts them. */
export const countedOf = (one: Pick<ImprovementSummary, 'verdict'>): { points: number; needed: number } | null =>
  one.verdict === null ? null : { points: one.verdict.afterPoints, needed: NEEDED };
/** Whole points since the change before there is a verdict (DOMAIN.md section 5). */
const NEEDED = 8;

/** The effect of a line: `−6.4 min`, or why there is none. */
export function effectOf(one: Pick<ImprovementSummary, 'verdict' | 'unit' | 'state'>): { text: string; interval: string } {
  const { verdict, unit } = one;
  if (verdict === null || unit === null || verdict.effect === null)
    return { text: one.state === 'planned' ? 'not started' : one.state === 'idea' ? 'no measure yet' : 'no effect yet', interval: '' };
  return {
    text: effectText(verdict.effect, unit),
    interval: verdict.effectLow === null || verdict.effectHigh === null ? '' : intervalText(verdict.effectLow, verdict.effectHigh, unit),
  };
}

/** How the effect of a line is coloured. */
export const toneOf = (one: Pick<ImprovementSummary, 'verdict' | 'state'>) => {
  const verdict = figuresOf(one);
  return verdict === null ? ('common' as const) : verdictTone(verdict);
};

/** When: `since 7 Sep 2026`, `from 16 Nov 2026`, or when it was written down. */
export function whenOf(one: Pick<ImprovementSummary, 'state' | 'madeOn' | 'reviewOn' | 'madeAt'>): string {
  if (one.madeOn !== null) return `since ${dayWords(one.madeOn)}`;
  return `written ${shortDay(one.madeAt.slice(0, 10))}`;
}

/** What stands in the way, in one line: the first stall, and how many more. */
export function stallWords(stalls: readonly Stall[]): string {
  const [first] = stalls;
  if (!first) return '';
  return stalls.length === 1 ? first.words : `${first.words}, and ${plural(stalls.length - 1, 'thing', 'things')} more`;
}

/** Hours saved to date and people reached: `1,240 h saved, 4,310 visits`; nothing where it is not a time or not proven. */
export function valueOf(one: Pick<ImprovementSummary, 'verdict'>, cases: string): string {
  const { verdict } = one;
  if (verdict === null) return '';
  return [
    ...(verdict.valueMs === null || !tellsValue(verdict.verdict) ? [] : [savedText(verdict.valueMs)]),
    ...(verdict.reached === null ? [] : [`${number(verdict.reached)} ${cases}`]),
  ].join(', ');
}

/** What a person searches a portfolio by: all words must be in it. */
export function matches(one: ImprovementSummary, search: string): boolean {
  const text = [shownId(one.id), one.name, one.problem, one.owner, one.measure?.name ?? '', STATE_NAMES[one.state]].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** How often a person can be asked before it is clear who is meant: the people who own something, by name. */
export const owners = (all: readonly ImprovementSummary[]): string[] =>
  [...new Set(all.map(({ owner }) => owner.trim()))].filter((owner) => owner !== '').sort((one, other) => one.localeCompare(other));

export const perOf = (one: Pick<ImprovementSummary, 'per'>): Per => one.per ?? 'week';
