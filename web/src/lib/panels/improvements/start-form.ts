import type { NewImprovement, Plan } from '../../../../../model/improvement.ts';
import type { Draft, DraftOrder } from '../../../../../model/improvement-view.ts';
import type { Measure } from '../../../../../model/measure.ts';
import { bestUnit } from './amount.ts';
import type { Face } from './record-words.ts';

/** What a person has written in the form for an improvement. `touched` are the parts a new draft leaves alone. */
export interface StartForm {
  name: string;
  problem: string;
  hypothesis: string;
  measure: Measure | null;
  per: Plan['per'];
  from: string;
  to: string;
  balancing: Measure[];
  target: number | null;
  predicted: number | null;
  predictedWords: string;
  owner: string;
  team: string;
  reviewOn: string;
  face: Face;
  when: 'made' | 'later' | 'idea';
  madeOn: string;
  plannedOn: string;
  touched: string[];
}

export const isStartForm = (value: unknown): value is StartForm =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'touched' in value &&
  Array.isArray(value.touched) &&
  'balancing' in value;

/** The form as a draft proposes it. */
export function formOf(draft: Draft): StartForm {
  const { plan } = draft;
  return {
    name: draft.name,
    problem: draft.problem,
    hypothesis: draft.hypothesis,
    measure: plan?.measure ?? null,
    per: plan?.per ?? 'week',
    from: plan?.baseline.from ?? '',
    to: plan?.baseline.to ?? '',
    balancing: [...(plan?.balancing ?? [])],
    target: rounded(draft.target, draft.unit),
    predicted: rounded(draft.prediction.value, draft.unit),
    predictedWords: draft.prediction.words,
    owner: '',
    team: '',
    reviewOn: '',
    face: 'pdsa',
    when: 'made',
    madeOn: draft.latest,
    plannedOn: '',
    touched: [],
  };
}

/** A proposed figure as a person would write it: one decimal of the unit it is typed in. */
function rounded(value: number | null, unit: Draft['unit']): number | null {
  if (value === null) return null;
  const { factor } = bestUnit(value, unit);
  return (Math.round((value / factor) * 10) / 10) * factor;
}

/** A newer draft comes into the form wherever nobody has written. */
export function withDraft(form: StartForm, draft: Draft): StartForm {
  const proposed = formOf(draft);
  const free = (part: string) => !form.touched.includes(part);
  return {
    ...form,
    name: free('name') ? proposed.name : form.name,
    problem: free('problem') ? proposed.problem : form.problem,
    hypothesis: free('hypothesis') ? proposed.hypothesis : form.hypothesis,
    measure: free('measure') ? proposed.measure : form.measure,
    per: free('per') ? proposed.per : form.per,
    from: free('window') ? proposed.from : form.from,
    to: free('window') ? proposed.to : form.to,
    balancing: free('balancing') ? proposed.balancing : form.balancing,
    target: free('target') ? proposed.target : form.target,
    predicted: free('predicted') ? proposed.predicted : form.predicted,
    predictedWords: free('predicted') ? proposed.predictedWords : form.predictedWords,
    madeOn: free('madeOn') ? proposed.madeOn : form.madeOn,
  };
}

/** What is asked of the server so that window, points and warnings fit what the form says now. */
export function orderOf(form: StartForm, first: DraftOrder): DraftOrder {
  const chosen = (part: string) => form.touched.includes(part);
  return {
    ...first,
    ...(chosen('measure') && form.measure ? { definition: form.measure } : {}),
    ...(chosen('per') ? { per: form.per } : {}),
    ...(chosen('window') && form.from !== '' && form.to !== '' ? { baseline: { from: form.from, to: form.to } } : {}),
    ...(form.when === 'made' && form.madeOn !== '' ? { madeOn: form.madeOn } : {}),
  };
}

const people = (text: string): string[] =>
  [...new Set(text.split(/[\n,;]/).map((name) => name.trim()))].filter((name) => name !== '').slice(0, 40);

/** The plan the form freezes; null while it names no measure or no window. */
export function planOf(form: StartForm, draft: Draft): Plan | null {
  if (form.measure === null || form.from === '' || form.to === '') return null;
  return {
    measure: form.measure,
    scope: draft.plan?.scope ?? '',
    per: form.per,
    baseline: { from: form.from, to: form.to },
    ...(draft.plan?.against ? { against: draft.plan.against } : {}),
    balancing: form.balancing,
  };
}

/** What is sent: an idea without a plan, planned with one, running with the day of the change. */
export function bodyOf(form: StartForm, draft: Draft): NewImprovement {
  const plan = form.when === 'idea' ? null : planOf(form, draft);
  return {
    name: form.name.trim(),
    source: draft.source,
    problem: form.problem.trim(),
    owner: form.owner.trim(),
    team: people(form.team),
    routedTo: draft.routedTo,
    face: form.face,
    hypothesis: form.hypothesis.trim(),
    prediction: { value: form.predicted, words: form.predictedWords.trim() },
    target: plan === null ? null : form.target,
    reviewOn: form.reviewOn === '' ? null : form.reviewOn,
    plannedOn: form.when === 'later' && form.plannedOn !== '' ? form.plannedOn : null,
    ...(plan === null ? {} : { plan }),
    ...(form.when === 'made' && plan !== null ? { madeOn: form.madeOn } : {}),
  };
}

/** What the form still wants before it can be kept, as a sentence; nothing when all is there. */
export function wants(form: StartForm): string {
  if (form.name.trim() === '') return 'Give it a name.';
  if (form.when === 'idea') return '';
  if (form.measure === null) return 'Choose the measure it is to change.';
  if (form.from === '' || form.to === '' || form.from >= form.to) return 'The baseline begins before it ends.';
  return form.when === 'made' && form.madeOn === '' ? 'Say on which day the change was made.' : '';
}

/** A target on the wrong side of where the measure stands, said before it is sent; nothing where it fits. */
export function targetWrong(form: Pick<StartForm, 'target' | 'measure'>, mean: number | null): string {
  if (form.target === null || form.measure === null || mean === null) return '';
  if (form.measure.better === 'lower' && form.target >= mean) return 'Lower is better here, and the baseline is below this already.';
  if (form.measure.better === 'higher' && form.target <= mean) return 'Higher is better here, and the baseline is above this already.';
  return '';
}

/** A prediction in the unwanted direction. */
export function predictionWrong(form: Pick<StartForm, 'predicted' | 'measure'>): string {
  if (form.predicted === null || form.measure === null || form.predicted === 0) return '';
  if (form.measure.better === 'lower' && form.predicted > 0) return 'Lower is better here: a change for the better is below 0.';
  if (form.measure.better === 'higher' && form.predicted < 0) return 'Higher is better here: a change for the better is above 0.';
  return '';
}
