import type { Instrument } from './feedback.ts';
import { capital, number, percent, plural } from './format.ts';
import type { MeasureUnit } from './measure.ts';
import { effectText, intervalText, levelText, savedText, tellsValue } from './effect-words.ts';
import { mixWords, shortDay, type EffectSaid, type MixSaid } from './verdict-words.ts';

/** What a verdict rests on beside the rule: everything that the question says and the head of the page does not. */
export interface EvidenceSaid extends EffectSaid {
  readonly changed: string | null;
  readonly rule: string;
  readonly relative: number | null;
  readonly betterShare: number | null;
  readonly wouldNow: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly reachedAt: string | null;
  readonly holdsFrom: string | null;
  readonly predicted: number | null;
  readonly predictionMet: boolean | null;
  readonly mix:
    (MixSaid & { readonly by: readonly string[]; readonly low: number; readonly high: number; readonly covered: number }) | null;
  readonly mixReason: string | null;
  readonly segmented: { readonly words: string } | null;
  readonly comparison: { readonly effect: number; readonly low: number; readonly high: number; readonly words: string } | null;
  readonly valueMs: number | null;
  readonly reached: number | null;
}

export interface EvidenceLine {
  readonly name: string;
  readonly text: string;
}

const withInterval = (value: number, low: number, high: number, unit: MeasureUnit): string =>
  `${effectText(value, unit)} (${intervalText(low, high, unit)})`;
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The lines of “How sure is this?”: only what is known, or why it is not. */
export function evidenceLines(
  about: EvidenceSaid,
  say: { readonly cases: string; readonly instrument: Instrument | null },
): EvidenceLine[] {
  const { unit } = about;
  const lines: (EvidenceLine | null)[] = [
    about.rule === '' ? null : { name: 'Rule', text: ended(about.rule) },
    effectLine(about),
    about.reachedAt === null
      ? null
      : {
          name: 'Since when',
          text: `First seen at the ${about.per} of ${shortDay(about.reachedAt)}${about.holdsFrom === null ? '' : `, holding from ${shortDay(about.holdsFrom)}`}.`,
        },
    predictionLine(about),
    mixLine(about, say.cases),
    about.wouldNow === null
      ? null
      : {
          name: 'Would now be',
          text: `The data were corrected since the baseline was locked: its mean would now be ${levelText(about.wouldNow.mean, unit, say.instrument)} instead of ${about.baseline.mean === null ? 'nothing' : levelText(about.baseline.mean, unit, say.instrument)}. The verdict keeps the locked one.`,
        },
    about.segmented === null ? null : { name: 'Trend and step', text: `${ended(about.segmented.words)} A second view, not the verdict.` },
    about.comparison === null
      ? null
      : {
          name: 'Against others',
          text: `${withInterval(about.comparison.effect, about.comparison.low, about.comparison.high, unit)}. ${ended(about.comparison.words)}`,
        },
    valueLine(about, say.cases),
  ];
  return lines.filter((line) => line !== null);
}

function effectLine({ effect, effectLow, effectHigh, relative, unit }: EvidenceSaid): EvidenceLine | null {
  if (effect === null) return null;
  const size = effectLow === null || effectHigh === null ? effectText(effect, unit) : withInterval(effect, effectLow, effectHigh, unit);
  return { name: 'Effect', text: `${size}${relative === null ? '' : `, ${percent(relative)} of the baseline`}.` };
}

function predictionLine({ predicted, predictionMet, effect, unit }: EvidenceSaid): EvidenceLine | null {
  if (predicted === null) return null;
  const said = `${effectText(predicted, unit)} was predicted`;
  if (effect === null || predictionMet === null) return { name: 'Prediction', text: `${said}.` };
  return { name: 'Prediction', text: `${said}; ${effectText(effect, unit)} came of it: ${predictionMet ? 'met' : 'not met'}.` };
}

function mixLine({ mix, mixReason, unit }: EvidenceSaid, cases: string): EvidenceLine | null {
  if (mix === null) return mixReason === null || mixReason === '' ? null : { name: 'Mix', text: ended(capital(mixReason)) };
  const by = mix.by.length === 0 ? '' : ` of ${mix.by.join(', ')}`;
  return {
    name: 'Mix',
    text: `For an equal mix${by} the difference is ${withInterval(mix.adjusted, mix.low, mix.high, unit)}: ${mixWords(mix, unit)}. Covers ${percent(mix.covered)} of ${cases}.`,
  };
}

function valueLine({ verdict, valueMs, reached, changed, unit }: EvidenceSaid, cases: string): EvidenceLine | null {
  if (reached === null) return null;
  const since = changed === null ? '' : ` since ${shortDay(changed)}`;
  const who = `${number(reached)} ${reached === 1 ? cases.replace(/s$/, '') : cases}${since}`;
  return {
    name: 'To date',
    text: valueMs === null || unit !== 'ms' || !tellsValue(verdict) ? `${who}.` : `${savedText(valueMs)}, ${who}.`,
  };
}

/** What else moved is measured over: `8 weeks since 7 Sep against 18 weeks before`. */
export function spanWords({ after, baseline, per, changed }: Pick<EvidenceSaid, 'after' | 'baseline' | 'per' | 'changed'>): string {
  if (changed === null) return `balancing measures, ${plural(baseline.points, per, `${per}s`)} of baseline`;
  return `balancing measures, ${plural(after.points, per, `${per}s`)} since ${shortDay(changed, changed)} against ${plural(baseline.points, per, `${per}s`)} before`;
}
