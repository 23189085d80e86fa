import { currentCycle, type ImprovementChange, type ImprovementContent } from '../../../../../model/improvement.ts';
import type { ImprovementView } from '../../../../../model/improvement-view.ts';

/** What can be changed of an improvement at any time, as a form holds it. */
export interface EditForm {
  name: string;
  problem: string;
  hypothesis: string;
  predicted: number | null;
  predictedWords: string;
  target: number | null;
  owner: string;
  team: string;
  routedTo: string;
  plannedOn: string;
  reviewOn: string;
  face: ImprovementContent['face'];
  background: string;
  causes: string;
  countermeasures: string;
  followUp: string;
}
export type Field = keyof EditForm;

export const FIELD_NAMES: Readonly<Record<Field, string>> = {
  name: 'Name',
  problem: 'Problem, in a sentence',
  hypothesis: 'What changes, and why it should help',
  predicted: 'Predicted change',
  predictedWords: 'Prediction in words',
  target: 'Target',
  owner: 'Owner',
  team: 'Team, names with commas',
  routedTo: 'Sent to',
  plannedOn: 'Planned for',
  reviewOn: 'Review on',
  face: 'Shown as',
  background: 'Background',
  causes: 'Causes',
  countermeasures: 'Countermeasures',
  followUp: 'Follow-up',
};
const FIELDS = Object.keys(FIELD_NAMES) as Field[];

/** The form of an improvement as it is. */
export function editForm(view: ImprovementView): EditForm {
  const cycle = currentCycle(view);
  return {
    name: view.name,
    problem: view.problem,
    hypothesis: cycle.hypothesis,
    predicted: cycle.prediction.value,
    predictedWords: cycle.prediction.words,
    target: view.target,
    owner: view.owner,
    team: view.team.join(', '),
    routedTo: view.routedTo,
    plannedOn: view.plannedOn ?? '',
    reviewOn: view.reviewOn ?? '',
    face: view.face,
    background: view.background,
    causes: view.causes,
    countermeasures: view.countermeasures,
    followUp: view.followUp,
  };
}

/** The fields in which two forms differ. */
export const differing = (one: EditForm, other: EditForm): Field[] => FIELDS.filter((field) => one[field] !== other[field]);

/** What another person saved in a field while this one was being written. */
export interface Clash {
  readonly field: Field;
  readonly theirs: string;
  readonly mine: string;
}

/** Where both changed the same field to different things. `base` is what both began with. */
export function clashes(base: EditForm, mine: EditForm, theirs: EditForm): Clash[] {
  return differing(base, mine)
    .filter((field) => theirs[field] !== base[field] && theirs[field] !== mine[field])
    .map((field) => ({ field, theirs: textOf(theirs[field]), mine: textOf(mine[field]) }));
}
const textOf = (value: string | number | null): string => (value === null || value === '' ? 'nothing' : String(value));

/** My changes on top of what others saved: fields I did not touch are theirs. */
export function rebased(base: EditForm, mine: EditForm, theirs: EditForm): EditForm {
  const touched = new Set(differing(base, mine));
  return Object.fromEntries(FIELDS.map((field) => [field, touched.has(field) ? mine[field] : theirs[field]])) as unknown as EditForm;
}

/** What is sent: only what was changed, so that nothing else of the record is touched. */
export function changeOf(base: EditForm, form: EditForm): Omit<ImprovementChange, 'revision'> {
  const change: Omit<ImprovementChange, 'revision'> = {};
  const changed = new Set(differing(base, form));
  const texts = ['name', 'problem', 'owner', 'routedTo', 'background', 'causes', 'countermeasures', 'followUp', 'hypothesis'] as const;
  for (const field of texts) if (changed.has(field)) change[field] = form[field].trim();
  if (changed.has('plannedOn')) change.plannedOn = form.plannedOn === '' ? null : form.plannedOn;
  if (changed.has('reviewOn')) change.reviewOn = form.reviewOn === '' ? null : form.reviewOn;
  if (changed.has('target')) change.target = form.target;
  if (changed.has('face')) change.face = form.face;
  if (changed.has('team'))
    change.team = [...new Set(form.team.split(/[\n,;]/).map((name) => name.trim()))].filter((name) => name !== '').slice(0, 40);
  if (changed.has('predicted') || changed.has('predictedWords'))
    change.prediction = { value: form.predicted, words: form.predictedWords.trim() };
  return change;
}

export const isEditForm = (value: unknown): value is { base: EditForm; form: EditForm } => {
  if (typeof value !== 'object' || value === null || !('base' in value) || !('form' in value)) return false;
  const { base, form } = value;
  return [base, form].every((one) => typeof one === 'object' && one !== null && FIELDS.every((field) => field in one));
};
