import { BASELINE_POINTS, currentCycle, type Improvement } from './improvement.ts';
import { buckets, dayInWords } from './improvement-days.ts';
import type { EvidenceProgress, VerdictRecord } from './improvement-verdict.ts';
import type { FaceStage, ImprovementView } from './improvement-view.ts';

interface Gate {
  readonly id: string;
  readonly name: string;
  readonly done: boolean;
  readonly words: string;
}

/** The first part that is not done is where the improvement stands; one that was given up or adopted stands nowhere. */
function standing(gates: readonly Gate[], over: boolean): FaceStage[] {
  const at = over ? -1 : gates.findIndex(({ done }) => !done);
  return gates.map(({ done, ...gate }, place) => ({
    ...gate,
    state: done ? 'done' : place === at ? 'now' : 'ahead',
  }));
}

/** The three faces of one improvement. All follows from what is written, frozen, logged and found; nothing is set by hand. */
export function facesOf(improvement: Improvement, verdict: VerdictRecord | null): ImprovementView['faces'] {
  const over = improvement.state === 'abandoned' || improvement.state === 'merged';
  return {
    pdsa: standing(pdsa(improvement, verdict), over),
    a3: standing(a3(improvement, verdict), over),
    dmaic: standing(dmaic(improvement, verdict), over),
  };
}

function pdsa(improvement: Improvement, verdict: VerdictRecord | null): Gate[] {
  const cycle = currentCycle(improvement);
  return [
    {
      id: 'plan',
      name: 'Plan',
      done: improvement.frozen !== null && improvement.baseline !== null,
      words: 'Measure frozen, baseline locked',
    },
    {
      id: 'do',
      name: 'Do',
      done: cycle.madeOn !== null,
      words: cycle.madeOn === null ? 'Make the change and log its day' : `Changed on ${dayInWords(cycle.madeOn)}`,
    },
    { id: 'study', name: 'Study', done: cycle.decision !== null, words: verdict?.words ?? 'Waits for the first whole weeks' },
    { id: 'act', name: 'Act', done: cycle.decision !== null, words: 'Adopt, adapt or abandon' },
  ];
}

function a3(improvement: Improvement, verdict: VerdictRecord | null): Gate[] {
  const { problem, background, frozen, baseline, target, causes, countermeasures, tasks, followUp } = improvement;
  const cycle = currentCycle(improvement);
  const written = (text: string) => text.trim() !== '';
  return [
    { id: 'background', name: 'Background', done: written(problem) || written(background), words: 'Why it matters' },
    { id: 'current', name: 'Current condition', done: baseline !== null, words: 'The baseline' },
    {
      id: 'goal',
      name: 'Goal',
      done: frozen !== null && (target !== null || cycle.prediction.value !== null),
      words: 'Target and prediction',
    },
    { id: 'causes', name: 'Causes', done: written(causes) || written(cycle.hypothesis), words: 'Why it happens' },
    { id: 'countermeasures', name: 'Countermeasures', done: written(countermeasures) || cycle.madeOn !== null, words: 'What is changed' },
    { id: 'plan', name: 'Plan', done: tasks.length > 0 && tasks.every(({ doneAt }) => doneAt !== null), words: 'Who does what by when' },
    { id: 'follow-up', name: 'Follow-up', done: cycle.decision !== null || written(followUp), words: verdict?.words ?? 'What came of it' },
  ];
}

function dmaic(improvement: Improvement, verdict: VerdictRecord | null): Gate[] {
  const { problem, frozen, baseline, causes, state } = improvement;
  const cycle = currentCycle(improvement);
  const found = verdict?.verdict;
  return [
    { id: 'define', name: 'Define', done: problem.trim() !== '' && frozen !== null, words: 'Problem, measure, cases' },
    { id: 'measure', name: 'Measure', done: baseline !== null, words: 'Baseline locked' },
    { id: 'analyse', name: 'Analyse', done: causes.trim() !== '' || cycle.hypothesis.trim() !== '', words: 'Causes, hypothesis' },
    {
      id: 'improve',
      name: 'Improve',
      done: cycle.madeOn !== null && (found === 'improved' || found === 'holding'),
      words: verdict?.words ?? 'Change, then proof',
    },
    {
      id: 'control',
      name: 'Control',
      done: state === 'adopted' && found === 'holding',
      words: state === 'adopted' ? 'Watched' : 'Adopt, then watch',
    },
  ];
}

/** How far the evidence is. What the question has said goes first; before a change only the plan counts. */
export function progressOf(improvement: Improvement, verdict: VerdictRecord | null): EvidenceProgress {
  const { frozen, baseline } = improvement;
  const { changedOn } = currentCycle(improvement);
  if (changedOn !== null && verdict !== null) return verdict.progress;
  const points = baseline?.points.filter(({ value }) => value !== null).length ?? 0;
  const missing = [
    ...(frozen === null ? ['A measure to freeze'] : []),
    ...(points < BASELINE_POINTS ? [`A baseline of ${buckets(BASELINE_POINTS, frozen?.per ?? 'week')}`] : []),
    ...(changedOn === null ? ['The day of the change'] : []),
    `${buckets(8, frozen?.per ?? 'week')} after the change`,
  ];
  // the evidence: a baseline, the change, eight buckets, improved, twelve more
  const has = [points >= BASELINE_POINTS, changedOn !== null].filter(Boolean).length;
  return { share: has / 5, missing };
}
