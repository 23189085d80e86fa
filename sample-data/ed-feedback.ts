import { DAY, HOUR, MINUTE } from '../model/units.ts';
import { edBlueprint } from './ed-blueprint.ts';
import { ED_COMMENTS } from './ed-comments.ts';
import type { Simulated } from './ed.ts';
import { languageOf, lastEnd, waitsByStage } from './feedback.ts';
import { randomOf, type Random } from './random.ts';
import type { RecordedAnswer, RecordedCase } from './record.ts';

export const edStageOf: ReadonlyMap<string, string> = new Map(
  edBlueprint.stages.flatMap((stage) => stage.activities.map((activity) => [activity.name, stage.name] as const)),
);
const after = new Set(edBlueprint.stages.filter((stage) => stage.afterDelivery === true).map((stage) => stage.name));

/** What people think of each stage when they waited as usual there, and what is usual. */
const STAGES: Readonly<Record<string, { readonly liking: number; readonly usualMs: number }>> = {
  Intake: { liking: 0.95, usualMs: 5 * MINUTE },
  Triage: { liking: 0.78, usualMs: 13 * MINUTE },
  Assessment: { liking: 0.25, usualMs: 48 * MINUTE },
  Planning: { liking: 0.42, usualMs: 30 * MINUTE },
  Treatment: { liking: 0.95, usualMs: 15 * MINUTE },
  Monitoring: { liking: 0.82, usualMs: 10 * MINUTE },
  Discharge: { liking: 0.5, usualMs: 30 * MINUTE },
  Billing: { liking: 0.36, usualMs: 6 * DAY },
  'Follow-up': { liking: 0.65, usualMs: 5 * DAY },
};

/** 1 to 5; 4 and 5 lie above nought. */
const scoreOf = (liking: number) => (liking > 0.85 ? 5 : liking > 0 ? 4 : liking > -0.6 ? 3 : liking > -1.15 ? 2 : 1);

function commentOf(random: Random, share: number, topic: string, score: number): string {
  if (!random.chance(share)) return '';
  const about = ED_COMMENTS[topic] ?? ED_COMMENTS['general']!;
  return random.pick(score >= 4 ? about.good : score === 3 ? about.mixed : about.bad);
}

/** The stage a patient would complain about: the one that kept him longest beyond the usual. */
function worstStage(waits: ReadonlyMap<string, number>): string {
  let worst = 'general';
  let most = 20 * MINUTE;
  for (const [stage, wait] of waits) {
    const beyond = wait - (STAGES[stage]?.usualMs ?? Infinity);
    if (!after.has(stage) && beyond > most) [worst, most] = [stage, beyond];
  }
  return worst;
}

/**
 * Answers of about a fifth of the patients on a scale of 1 to 5, soon after they left: the longer they waited, the
 * lower. A third of them also answer for each stage they went through; billing and follow-up when those are over.
 */
export function edFeedback(simulated: Simulated, seed: number): RecordedAnswer[] {
  const answers: RecordedAnswer[] = [];
  for (const visit of simulated.cases) answers.push(...answersOf(visit, randomOf(seed, `ed answer ${visit.id}`)));
  return answers.filter((answer) => answer.answered <= simulated.end).sort((a, b) => a.answered - b.answered);
}

function answersOf(visit: RecordedCase, random: Random): RecordedAnswer[] {
  const activities = new Set(visit.steps.map((step) => step.activity));
  const unseen = activities.has('Left before being seen');
  const admitted = activities.has('Admit to ward');
  const left = lastEnd(visit, (activity) => !after.has(edStageOf.get(activity) ?? ''));
  if (left === null || !(unseen || admitted || activities.has('Leave department'))) return [];
  if (!random.chance(unseen ? 0.09 : admitted ? 0.16 : 0.235)) return [];

  const waits = waitsByStage(visit, edStageOf);
  const waited = [...waits].reduce((sum, [stage, wait]) => (after.has(stage) ? sum : sum + wait), 0);
  const mood = random.normal();
  const liking = 1.62 - 0.34 * (waited / HOUR) - 0.16 * ((waits.get('Assessment') ?? 0) / HOUR) - (unseen ? 1.7 : 0);
  const score = scoreOf(liking + 0.6 * mood + 0.8 * random.normal());
  const language = languageOf(random);
  const spoken = language === 'en' ? 1 : 0;
  const answered = left + Math.round(Math.min(6 * DAY, 20 * MINUTE + random.skewed(6 * HOUR, 1)) / 1000) * 1000;
  const topic = score >= 4 ? 'general' : worstStage(waits);
  const whole = { case: visit.id, answered, score, stage: '', comment: commentOf(random, 0.36 * spoken, topic, score), language };
  if (!random.chance(1 / 3)) return [whole];

  const stages = [...new Set(visit.steps.map((step) => edStageOf.get(step.activity) ?? ''))].filter((stage) => STAGES[stage] !== undefined);
  const perStage = stages.map((stage): RecordedAnswer => {
    const { liking: base, usualMs } = STAGES[stage]!;
    const effect = Math.max(-1.3, Math.min(0.5, 0.45 * (1 - (waits.get(stage) ?? 0) / usualMs)));
    const of = scoreOf(base + effect + 0.6 * mood + 0.8 * random.normal());
    const ended = lastEnd(visit, (activity) => edStageOf.get(activity) === stage) ?? left;
    const at = after.has(stage) ? ended + Math.round(random.skewed(DAY, 0.7) / 1000) * 1000 : answered;
    return { case: visit.id, answered: at, score: of, stage, comment: commentOf(random, 0.12 * spoken, stage, of), language };
  });
  return [whole, ...perStage];
}
