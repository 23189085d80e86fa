import { addDays } from './calendar.ts';
import type { Instrument } from './feedback.ts';
import { capital, NBSP, number, plural, uncapital } from './format.ts';
import type { Measure, MeasureUnit } from './measure.ts';
import { VERDICT_IDS, VERDICT_NAMES, type VerdictId } from './improvement-verdict.ts';
import { dayWords } from './period-words.ts';
import { effectText, fromTo, intervalText, levelText, type Better, type Tone } from './effect-words.ts';

export type { VerdictId };
export type Per = 'day' | 'week' | 'month';

/** What a verdict rests on, as the question `improvement-effect` tells it. */
export interface EffectSaid {
  readonly verdict: VerdictId;
  readonly effect: number | null;
  readonly effectLow: number | null;
  readonly effectHigh: number | null;
  readonly unit: MeasureUnit;
  readonly better: Better;
  readonly per: Per;
  readonly baseline: {
    readonly from: string | null;
    readonly to: string | null;
    readonly points: number;
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
  readonly after: { readonly points: number; readonly mean: number | null; readonly needed: number };
}

const TITLES: Readonly<Record<VerdictId, string>> = {
  'not-enough-data': 'Not enough data for a verdict.',
  'too-early': 'Too early to say.',
  'no-change': 'No change detected.',
  improved: 'Improved, not yet holding.',
  holding: 'Improved, and the change is holding.',
  worse: 'Got worse.',
  reverted: 'Reverted: what was gained is lost again.',
};
const TONES: Readonly<Record<VerdictId, Tone>> = {
  'not-enough-data': 'common',
  'too-early': 'common',
  'no-change': 'common',
  improved: 'better',
  holding: 'better',
  worse: 'worse',
  reverted: 'worse',
};

export const isVerdict = (text: string): text is VerdictId => (VERDICT_IDS as readonly string[]).includes(text);
export const verdictTone = (verdict: VerdictId): Tone => TONES[verdict];

/** What the badge of a tone shows. */
export function variationOf(tone: Tone): 'improvement' | 'concern' | 'common' {
  return tone === 'better' ? 'improvement' : tone === 'worse' ? 'concern' : 'common';
}

/** The verdict in the fixed words of a tag: `Improved and holding`, `Too early: 3 of 8 weeks`. */
export function verdictChip(
  verdict: VerdictId,
  after?: { readonly points: number; readonly needed: number } | null,
  per: Per = 'week',
): string {
  return verdict === 'too-early' && after
    ? `Too early: ${number(after.points)} of ${plural(after.needed, per, `${per}s`)}`
    : VERDICT_NAMES[verdict];
}

/** The verdict as the head of its page says it. */
export function verdictTitle(said: Pick<EffectSaid, 'verdict' | 'after' | 'per'>): string {
  return said.verdict === 'too-early' ? `${verdictChip('too-early', said.after, said.per)}.` : TITLES[said.verdict];
}

/** A measure as the subject of a sentence: `The wait for triage`, `“Triaged within 20 min”`. */
export function subject(measure: Pick<Measure, 'name'>): string {
  return /^(wait|time|share|score|hours|number|processing)\b/i.test(measure.name) ? `The ${uncapital(measure.name)}` : `“${measure.name}”`;
}

/** What happened to the measure, from the baseline to the points since the change: with levels, and how sure that is. */
export function levelSentence(measure: Pick<Measure, 'name'>, said: EffectSaid, instrument: Instrument | null = null): string {
  const { baseline, after, effect, unit } = said;
  if (baseline.mean === null) return '';
  if (after.mean === null || effect === null)
    return `${subject(measure)} stood at ${levelText(baseline.mean, unit, instrument)} in the baseline.`;
  const levels = fromTo(baseline.mean, after.mean, unit, instrument);
  const [one, other] = [levelText(baseline.mean, unit, instrument), levelText(after.mean, unit, instrument)];
  if (one === other) return `${subject(measure)} is where it was, at ${other}.`;
  if (verdictTone(said.verdict) === 'common')
    return `${subject(measure)} went from ${levels}${said.verdict === 'no-change' ? ', no more than it does by chance' : ' so far'}.`;
  return `${subject(measure)} ${effect < 0 ? 'fell' : 'rose'} from ${levels}.`;
}

/** How the points since the change lie to the limits of the baseline: the picture's “All 8 weeks lie below the old lower limit”. */
export function pointsSentence(said: EffectSaid, values: readonly number[], mix: string): string {
  const { baseline, per } = said;
  if (baseline.low === null || baseline.high === null || baseline.mean === null || values.length === 0)
    return mix === '' ? '' : `${capital(mix)}.`;
  const { low, high, mean } = baseline;
  const sides = [
    { beyond: values.filter((value) => value < low).length, where: 'below the old lower limit' },
    { beyond: values.filter((value) => value > high).length, where: 'above the old upper limit' },
    { beyond: values.filter((value) => value < mean).length, where: 'below the old mean' },
    { beyond: values.filter((value) => value > mean).length, where: 'above the old mean' },
  ];
  const outside = sides.slice(0, 2).find(({ beyond }) => beyond * 2 > values.length);
  const side = outside ?? [...sides.slice(2)].sort((one, other) => other.beyond - one.beyond)[0];
  if (!side) return '';
  const all = side.beyond === values.length;
  const head = all
    ? `${values.length === 1 ? `The one ${per}` : `All ${plural(values.length, per, `${per}s`)}`} since the start ${values.length === 1 ? 'lies' : 'lie'}`
    : `${number(side.beyond)} of ${plural(values.length, per, `${per}s`)} since the start lie`;
  return `${head} ${side.where}${mix === '' ? '' : `, and ${mix}`}.`;
}

/** What the mix of cases does to an effect: part of a sentence, or nothing where it can't be told. */
export interface MixSaid {
  readonly adjusted: number;
  readonly explains: number;
  readonly flips: boolean;
}
export function mixWords(mix: MixSaid | null, unit: MeasureUnit): string {
  if (mix === null) return '';
  if (mix.flips) return `for an equal mix of cases the effect turns round, to ${effectText(mix.adjusted, unit)}`;
  const size = effectText(Math.abs(mix.explains), unit).replace(/^\+/, '');
  return /^0\D/.test(size) ? 'the mix of cases explains nothing of it' : `the mix of cases explains at most ${size}`;
}

/** One balancing measure: what else moved. */
export interface Balanced {
  readonly id: string;
  readonly name: string;
  readonly unit: MeasureUnit;
  readonly better: Better;
  readonly before: number | null;
  readonly after: number | null;
  readonly effect: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of a neutral measure: higher, lower or no change. */
  readonly verdict: string;
}

/** How a balancing measure's verdict is coloured: one that is neutral never is. */
export const balancedTone = (row: Pick<Balanced, 'verdict'>): Tone => (isVerdict(row.verdict) ? TONES[row.verdict] : 'common');

/** A balancing measure's change in a word or figure: colour only where its own verdict says so. */
export function balancedText(row: Balanced): string {
  switch (row.verdict) {
    case 'no-change':
      return 'no change';
    case 'too-early':
      return 'too early';
    case 'not-enough-data':
      return 'too few';
    default:
      return row.effect === null ? 'no figure' : effectText(row.effect, row.unit);
  }
}

/** The sentence about what got worse elsewhere while the measure got better. */
export function movedSentence(rows: readonly Balanced[], per: Per): string {
  const worse = rows.filter((row) => balancedTone(row) === 'worse' && row.effect !== null);
  if (worse.length === 0) return '';
  const [first, ...more] = worse;
  if (!first) return '';
  const name = subject(first).replace(/^The /, 'the ');
  const size = effectText(Math.abs(first.effect ?? 0), first.unit).replace(/^\+/, '');
  const head = /^the wait/.test(name) && (first.effect ?? 0) > 0 ? 'The queue has moved on: ' : 'Something else got worse: ';
  const rest = more.length === 0 ? '' : ` and ${plural(more.length, 'other measure', 'other measures')} got worse`;
  return `${head}${name} is ${(first.effect ?? 0) > 0 ? 'up' : 'down'} ${size} in the same ${per}s${rest}.`;
}

/** The verdict's evidence in sentences: the levels, how the points since lie, what the mix of cases does, what else moved. */
export function verdictSentences(
  measure: Pick<Measure, 'name'>,
  said: EffectSaid & { readonly mix: MixSaid | null; readonly balancing: readonly Balanced[] },
  rows: readonly { readonly part: string; readonly value: number | null }[],
  instrument: Instrument | null,
): string {
  const after = rows.flatMap(({ part, value }) => (part === 'after' && value !== null ? [value] : []));
  const mix = TONES[said.verdict] === 'common' ? '' : mixWords(said.mix, said.unit);
  return [levelSentence(measure, said, instrument), pointsSentence(said, after, mix), movedSentence(said.balancing, said.per)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** The interval in words, for the table and those who can't see the drawing. */
export function effectSentence(said: Pick<EffectSaid, 'effect' | 'effectLow' | 'effectHigh' | 'unit'>): string {
  if (said.effect === null) return '';
  const text = effectText(said.effect, said.unit);
  if (said.effectLow === null || said.effectHigh === null) return text;
  return `${text}, ${intervalText(said.effectLow, said.effectHigh, said.unit)}`;
}

/** The baseline in words: `baseline locked 4 May to 6 Sep` (the last day that counts, not the first that does not). */
export function baselineWords(baseline: { readonly from: string | null; readonly to: string | null }): string {
  if (baseline.from === null || baseline.to === null) return '';
  return `${shortDay(baseline.from, baseline.to)} to ${shortDay(addDays(baseline.to, -1), baseline.from)}`;
}

/** `4 May`, with its year where it is not that of the other day. */
export function shortDay(day: string, other?: string): string {
  const text = dayWords(day);
  return other !== undefined && other.slice(0, 4) === day.slice(0, 4) ? text.slice(0, -5) : text;
}

/** `weekly median`, `daily share`: what a point of the chart is. */
export function pointWords(measure: Pick<Measure, 'of' | 'statistic'>, per: Per): string {
  const often = { day: 'daily', week: 'weekly', month: 'monthly' }[per];
  const what: Readonly<Record<Measure['statistic'], string>> = {
    median: 'median',
    p90: `90th${NBSP}percentile`,
    mean: measure.of === 'score' ? 'score' : 'mean',
    'share-within': 'share',
    share: 'share',
    count: 'count',
    sum: 'sum',
  };
  return `${often} ${what[measure.statistic]}`;
}
