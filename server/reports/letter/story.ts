import { addDays } from '../../../model/calendar.ts';
import { effectText, intervalText } from '../../../model/effect-words.ts';
import { evidenceLines } from '../../../model/evidence-words.ts';
import type { Instrument } from '../../../model/feedback.ts';
import { uncapital } from '../../../model/format.ts';
import { currentCycle, shownId } from '../../../model/improvement.ts';
import type { ImprovementView } from '../../../model/improvement-view.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { figure } from '../../../model/measure-words.ts';
import { dateWords, ownerWords, STATE_NAMES } from '../../../model/record-words.ts';
import {
  balancedText,
  balancedTone,
  baselineWords,
  pointWords,
  verdictChip,
  verdictSentences,
  verdictTitle,
  verdictTone,
} from '../../../model/verdict-words.ts';
import type { AboutOf, RowOf } from '../../analytics/catalog.ts';
import { longDay } from './period.ts';
import { figureOf, NO_FIGURE } from './setting.ts';

type Section = SectionOf<'story'>;
type About = AboutOf<'improvement-effect'>;
type Row = RowOf<'improvement-effect'>;

/** What the story of an improvement is made of; without `about` nothing was measured yet. */
export interface Told {
  readonly view: ImprovementView;
  readonly about: About | null;
  readonly rows: readonly Row[];
  readonly instrument: Instrument | null;
  readonly zone: string;
  readonly href: string;
  /** The last day of the data. */
  readonly last: string;
  readonly cases: string;
  /** Which cases are measured, in words. */
  readonly scopeWords: string;
}

/** Whether a change was made, so that there is something to judge. */
export const isJudged = ({ cycles }: Pick<ImprovementView, 'cycles'>): boolean => cycles.some(({ madeOn }) => madeOn !== null);

/** One improvement as an A3: what was wrong, what was done, what came of it. */
export function storyOf(told: Told): Section {
  const { view, about, rows, href } = told;
  const known = about !== null && isJudged(view);
  const effect = known ? about.effect : null;
  const interval =
    known && about.effectLow !== null && about.effectHigh !== null ? intervalText(about.effectLow, about.effectHigh, about.unit) : '';
  return {
    kind: 'story',
    title: view.name,
    note: `${shownId(view.id)}, ${STATE_NAMES[view.state].toLocaleLowerCase('en-GB')}`,
    verdict: known ? about.verdict : null,
    verdictWords: known ? verdictChip(about.verdict, about.after, about.per) : stateWords(view),
    effect: effect === null || about === null ? NO_FIGURE : figureOf(effect, effectText(effect, about.unit), href),
    interval,
    tone: known ? verdictTone(about.verdict) : 'common',
    facts: factsOf(told),
    boxes: boxesOf(told),
    points: rows.map((row) => ({ ...row })),
    about: about === null ? {} : { ...about },
    changedOn: currentCycle(view).changedOn,
    balancing: known ? balancingOf(about, href) : [],
    alt: altOf(told),
  };
}

const stateWords = ({ state, frozen }: ImprovementView): string =>
  state === 'idea' ? 'An idea' : frozen === null ? 'Nothing is measured yet' : 'Not changed yet';

function factsOf({ view, about, instrument, zone, scopeWords }: Told): Section['facts'] {
  const { frozen, target, baseline } = view;
  const cycle = currentCycle(view);
  const unit = about?.unit ?? null;
  const facts: (readonly [string, string])[] = [
    ['Owner', ownerWords(view)],
    ['Dates', dateWords(view, zone)],
    ['Measure', frozen === null ? '' : `${frozen.measure.name}, ${pointWords(frozen.measure, frozen.per)}`],
    ['Cases', frozen === null ? '' : scopeWords],
    ['Baseline', baseline === null ? '' : `${baselineWords(baseline)}, locked`],
    ['Target', target === null || unit === null ? '' : `${figure(target, unit, instrument)}${metWords(about?.targetMet)}`],
    [
      'Prediction',
      cycle.prediction.value === null || unit === null
        ? cycle.prediction.words
        : `${effectText(cycle.prediction.value, unit)}${metWords(about?.predictionMet)}`,
    ],
  ];
  return facts.flatMap(([name, text]) => (text.trim() === '' ? [] : { name, text }));
}

const metWords = (met: boolean | null | undefined): string => (met === null || met === undefined ? '' : met ? ', met' : ', not met');

function boxesOf(told: Told): Section['boxes'] {
  const { view } = told;
  const cycle = currentCycle(view);
  const tasks = view.tasks.map(({ title, owner, dueOn, doneAt }) => {
    const who = owner.trim() === '' ? '' : `, ${owner}`;
    const when = doneAt !== null ? ', done' : dueOn === null ? '' : `, due ${longDay(dueOn, told.last)}`;
    return `${title}${who}${when}`;
  });
  const boxes: readonly (readonly [Section['boxes'][number]['side'], string, readonly string[]])[] = [
    ['left', 'Background', paragraphs(view.background)],
    ['left', 'Problem', paragraphs(view.problem)],
    ['left', 'Causes', paragraphs(view.causes)],
    ['left', 'Hypothesis', paragraphs(cycle.hypothesis)],
    ['right', 'Countermeasures', paragraphs(view.countermeasures)],
    ['right', 'Plan', tasks],
    ['right', 'What came of it', resultOf(told)],
    ['right', 'Next', nextOf(told)],
  ];
  return boxes.flatMap(([side, name, text]) => (text.length === 0 ? [] : { side, name, text: [...text] }));
}

const paragraphs = (text: string): string[] =>
  text
    .split(/\n+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What was predicted and came of it, what it comes to so far, and a person's own verdict; the lead of the letter has the rest. */
function resultOf({ view, about, cases, instrument }: Told): string[] {
  if (about === null || view.frozen === null || !isJudged(view)) return [];
  const lines = evidenceLines(about, { cases, instrument }).filter(({ name }) => IN_RESULT.includes(name));
  const own = view.override === null ? [] : [`A person’s verdict: ${verdictChip(view.override.verdict)}. ${view.override.reason}`];
  const said = lines.map(({ text }) => text);
  return [...(said.length === 0 ? [verdictTitle(about)] : said), ...own];
}

/** Lines of the evidence that are told where the result stands. */
const IN_RESULT: readonly string[] = ['Prediction', 'To date'];

/** What is missing before the evidence is whole, what people wrote, and what was learned. */
function nextOf({ view }: Told): string[] {
  const cycle = currentCycle(view);
  const over = view.state === 'adopted' || view.state === 'abandoned';
  const missing = over || view.progress.missing.length === 0 ? [] : [`Still missing: ${view.progress.missing.map(uncapital).join('; ')}.`];
  const learned = cycle.learned.trim() === '' ? [] : [`Learned: ${cycle.learned.trim()}`];
  return [...paragraphs(view.followUp), ...learned, ...missing];
}

function balancingOf(about: About, href: string): Section['balancing'] {
  return about.balancing.map((one) => ({
    name: one.name,
    effect: one.effect === null ? NO_FIGURE : figureOf(one.effect, effectText(one.effect, one.unit), href),
    interval: one.low === null || one.high === null ? '' : intervalText(one.low, one.high, one.unit),
    tone: balancedTone(one),
    words: one.verdict === 'no-change' || one.effect === null ? balancedText(one) : one.words,
  }));
}

function altOf({ view, about, rows, instrument }: Told): string {
  if (about === null || view.frozen === null) return `${view.name}: nothing is measured yet.`;
  const sentences = isJudged(view) ? verdictSentences(view.frozen.measure, about, rows, instrument) : '';
  return `${view.frozen.measure.name} by ${about.per}, ${String(rows.length)} points. ${sentences}`.trim();
}

/** How sure it is, line by line, and what changed underneath: what the letter says of its data. */
export function storyNotes({ view, about, cases, instrument, last }: Told): string[] {
  if (about === null) return view.warnings.slice();
  const lines = isJudged(view)
    ? evidenceLines(about, { cases, instrument }).filter(({ name }) => name !== 'Effect' && !IN_RESULT.includes(name))
    : [];
  const seen = about.after.to === null ? '' : `Whole ${about.per}s to ${longDay(addDays(about.after.to, -1), last)} count.`;
  return [...lines.map(({ name, text }) => `${name}: ${text}`), seen, ...view.touched, ...view.warnings].filter((text) => text !== '');
}
