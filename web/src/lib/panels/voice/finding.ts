import type { AboutOf } from '../../../../../server/analytics/catalog.ts';
import type { Finding } from '../../finding.ts';
import { duration, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import { intervalText, pointsText, scoreText, slopeUnit, standsApart, type VoiceRow } from './words.ts';
import { HOUR } from '../../../../../model/units.ts';

/** What the finding is made of: the score as all answers have it, and the stages as `voice` knows them. */
export interface Evidence {
  readonly words: Words;
  /** Ends a sentence about the period: `in October 2026`, or nothing. */
  readonly where: string;
  readonly about: Pick<
    AboutOf<'satisfaction'>,
    'instrument' | 'answers' | 'score' | 'low' | 'high' | 'target' | 'answersPerCase' | 'responseRate' | 'invited'
  >;
  /** All parts, as `voice` has them. */
  readonly rows: readonly VoiceRow[];
}

/** The finding as a title and the sentences under it. Says what goes with what, never why. */
export function voiceFinding(evidence: Evidence): Finding {
  const { words, where, about } = evidence;
  const end = where === '' ? '' : ` ${where}`;
  if (about.answers === 0) return { title: `Nobody answered${end}.`, lead: `Choose another period to see what ${words.people} say.` };
  if (about.score === null)
    return {
      title: `${plural(about.answers, 'answer', 'answers')}${end}: too few for a score.`,
      lead: 'A score is given from ten answers on. The comments can be read all the same.',
    };
  return { title: `${whole(evidence)}${worst(evidence)}.`, lead: lead(evidence) };
}

function whole({ about, where }: Evidence): string {
  const end = where === '' ? '' : ` ${where}`;
  const value = scoreText(about.score ?? 0, about.instrument);
  switch (about.instrument) {
    case 'csat':
      return `${value} are satisfied${end}`;
    case 'ces':
      return `${value} find it easy${end}`;
    case 'nps':
      return `The net promoter score${end} is ${value}`;
    default:
      return `The score${end} is ${value} of 100`;
  }
}

/** The stage whose long waits cost the score most, if any does beyond chance. */
export const hurtingStage = (stages: readonly VoiceRow[]): VoiceRow | null =>
  stages
    .filter(({ effect, effectHigh }) => effect !== null && effectHigh !== null && effectHigh < 0)
    .sort((one, other) => (one.effect ?? 0) - (other.effect ?? 0))[0] ?? null;

/** Where it is worst: after long waits, else the part that is liked least beyond chance. */
function worst({ rows, about }: Evidence): string {
  const hurting = hurtingStage(stagesOf(rows));
  if (hurting !== null && hurting.beyondScore !== null && hurting.limitMs !== null) {
    const whom = `those who wait longer than ${duration(hurting.limitMs)} for ${small(hurting.stage ?? '')}`;
    const score = scoreText(hurting.beyondScore, about.instrument);
    return about.instrument === 'csat' || about.instrument === 'ces' ? `; of ${whom}, ${score}` : `; for ${whom} it is ${score}`;
  }
  const [least] = rows
    .filter(({ credible, difference, score }) => credible && score !== null && (difference ?? 0) < 0)
    .sort((one, other) => (one.difference ?? 0) - (other.difference ?? 0));
  if (least === undefined || least.score === null) return '';
  const score = scoreText(least.score, about.instrument);
  switch (least.kind) {
    case 'stage':
      return `; ${small(least.stage ?? '')} is liked least, ${score}`;
    case 'hand-over':
      return `; where ${least.to ?? ''} follows ${least.from ?? ''}, ${score}`;
    case 'variant':
      return `; on one way of ${String(least.activities?.length ?? 0)} steps, ${score}`;
    case 'attribute':
      return `; with ${least.attribute ?? ''} ${least.value ?? ''}, ${score}`;
  }
}

const stagesOf = (rows: readonly VoiceRow[]) => rows.filter(({ kind }) => kind === 'stage');

/** A stage within a sentence: “Assessment” as a word, a name of its own as it is. */
const small = (stage: string) => (/^\p{Lu}\p{Ll}+(?:[ -]\p{Ll}+)*$/u.test(stage) ? stage.toLocaleLowerCase('en-GB') : stage);

function lead({ words, about, rows }: Evidence): string {
  const stages = stagesOf(rows);
  const sentences = [
    `${plural(about.answers, 'answer', 'answers')}${rate(about, words)}; 95\u00a0% interval ${intervalText(about.low, about.high, about.instrument)}.`,
  ];
  if (about.target !== null && about.low !== null && about.high !== null) {
    const target = scoreText(about.target, about.instrument);
    sentences.push(
      about.high < about.target
        ? `That is below the target of ${target}.`
        : about.low > about.target
          ? `That is above the target of ${target}.`
          : `The target of ${target} lies within the interval.`,
    );
  }
  const [steepest] = stages
    .filter((row) => standsApart(row.slopeLow, row.slopeHigh) && (row.slopePerHour ?? 0) < 0 && row === (hurtingStage(stages) ?? row))
    .sort((one, other) => (one.slopeHigh ?? 0) - (other.slopeHigh ?? 0));
  if (steepest !== undefined) {
    const { ms, more } = slopeUnit(steepest.meanWaitMs);
    const points = ((steepest.slopePerHour ?? 0) * ms) / HOUR;
    sentences.push(
      `${more} more of waiting for ${small(steepest.stage ?? '')} goes with ${pointsText(Math.abs(points), 0).replace('+', '')} less.`,
    );
  }
  return sentences.join(' ');
}

function rate({ invited, responseRate, answersPerCase }: Evidence['about'], words: Words): string {
  if (responseRate !== null) return `, ${percent(responseRate)} of ${number(invited)} invited`;
  if (answersPerCase === null) return '';
  return answersPerCase <= 1 ? `, one for ${percent(answersPerCase)} of ${words.cases}` : '';
}
