import {
  currentCycle,
  ImprovementContent,
  type Cycle,
  type Improvement,
  type ImprovementChange,
  type NewImprovement,
  type Plan,
  type Prediction,
} from '../../model/improvement.ts';
import { buckets, dayInWords } from '../../model/improvement-days.ts';
import { changedWords } from '../../model/improvement-words.ts';
import { unitOf } from '../../model/measure.ts';
import { BadRequest, Problem } from '../../model/problem.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { LocalDate } from '../../model/units.ts';
import type { MadeImprovement } from '../store/improvements.ts';
import type { Throughline } from '../throughline.ts';
import { checkDay, checkPrediction, checkTarget } from './checks.ts';
import { dayOfChange, newCycle, refuseRemoved, type Prepared, type Who } from './cycle.ts';
import { prepare } from './figures.ts';

const NO_SOURCE = { kind: 'blank', page: null, words: '' } as const;
const NO_PREDICTION: Prediction = { value: null, words: '' };

/** What nobody has written yet. */
const BLANK: Omit<ImprovementContent, 'name'> = {
  problem: '',
  owner: '',
  team: [],
  routedTo: '',
  target: null,
  plannedOn: null,
  reviewOn: null,
  face: 'pdsa',
  background: '',
  causes: '',
  countermeasures: '',
  followUp: '',
};

async function prepared(house: Throughline, process: string, plan: Plan | undefined, { now, signal }: Who): Promise<Prepared | null> {
  if (plan === undefined) return null;
  const options = signal ? { signal } : {};
  return (await inSnapshot(house, process, options, (source) => prepare(source, plan, { now, ...options }))).result;
}

/** Makes an improvement: an idea, or with a plan one whose measure is frozen, or with the day of the change too one that runs. */
export async function makeImprovement(house: Throughline, process: string, order: NewImprovement, who: Who): Promise<Improvement> {
  house.live.get(process);
  const { plan, madeOn, hypothesis = '', prediction = NO_PREDICTION, source = NO_SOURCE, name, ...written } = order;
  checkDays(written);
  if (plan === undefined && madeOn !== undefined)
    throw new BadRequest('plan', 'A change needs a frozen measure and a baseline before its day is logged.', 'Send a plan with it.');
  const ready = await prepared(house, process, plan, who);
  const [begun, changedOn] = beginning(house, process, ready, order, who);
  const made: MadeImprovement = {
    ...BLANK,
    ...written,
    name: name.trim(),
    source,
    ...begun,
    cycles: [{ ...newCycle(1), hypothesis, prediction, madeOn: madeOn ?? null, changedOn }],
    ...{ tasks: [], notes: [], links: [], voters: [], mergedInto: null, override: null, adoption: null },
  };
  const words = [
    `${ready === null ? 'Noted as an idea' : 'Made'}${source.words === '' ? '' : ` from ${source.words}`}`,
    ...(ready ? [frozenWords(ready)] : []),
    ...(madeOn === undefined ? [] : [`Changed on ${dayInWords(madeOn)}`]),
  ].join('. ');
  const dataVersion = ready?.baseline.dataVersion;
  return house.store.improvements.create(process, made, { kind: 'made', by: who.by, at: who.now, words, dataVersion });
}

/** In which state a new one begins with what is frozen, and the bucket its change counts from; refuses a target, a prediction or a day that makes no sense. */
function beginning(
  house: Throughline,
  process: string,
  ready: Prepared | null,
  order: NewImprovement,
  who: Who,
): [Pick<Improvement, 'state' | 'frozen' | 'baseline'>, LocalDate | null] {
  if (ready === null) return [{ state: 'idea', frozen: null, baseline: null }, null];
  const { target = null, prediction = NO_PREDICTION, madeOn } = order;
  checkTarget(target, ready.frozen.measure, ready.baseline.points);
  checkPrediction(prediction.value, ready.frozen.measure);
  const changedOn = madeOn === undefined ? null : dayOfChange(house, process, { madeOn, ready, before: null, now: who.now });
  return [{ ...ready, state: changedOn === null ? 'planned' : 'running' }, changedOn];
}

const frozenWords = ({ frozen, baseline }: Prepared): string =>
  `Measure frozen: ${frozen.measure.name}. Baseline of ${buckets(baseline.points.length, baseline.per)} locked`;

function checkDays({ plannedOn = null, reviewOn = null }: Partial<Pick<ImprovementContent, 'plannedOn' | 'reviewOn'>>): void {
  if (plannedOn !== null) checkDay(plannedOn, 'plannedOn');
  if (reviewOn !== null) checkDay(reviewOn, 'reviewOn');
}

/** Changes what a person wrote. What is frozen changes only before the change was made; a prediction only before its first figures. */
export async function changeImprovement(
  house: Throughline,
  process: string,
  id: string,
  change: ImprovementChange,
  who: Who,
): Promise<Improvement> {
  const seen = house.store.improvements.get(process, id);
  checkDays(change);
  if (change.plan !== undefined) refuseFrozen(seen);
  const ready = await prepared(house, process, change.plan, who);
  const measure = (ready?.frozen ?? seen.frozen)?.measure;
  const points = house.store.improvements.standing(process, id).verdict?.afterPoints ?? 0;
  return house.store.improvements.change(
    process,
    id,
    {
      kind: ready === null ? 'changed' : 'frozen',
      ...{ by: who.by, at: who.now, seen: change.revision },
      words: (changes) => (ready === null ? changedWords(changes, measure ? unitOf(measure) : null) : frozenWords(ready)),
      dataVersion: ready?.baseline.dataVersion,
    },
    (before) => changed(before, change, ready, points),
  );
}

const CONTENT = Object.keys(ImprovementContent.properties) as (keyof ImprovementContent)[];

/** What is written of the improvement itself, without the plan and the cycle. */
const contentOf = (change: ImprovementChange): Partial<ImprovementContent> =>
  Object.fromEntries(CONTENT.flatMap((part) => (change[part] === undefined ? [] : [[part, change[part]]])));

function changed(before: Improvement, change: ImprovementChange, ready: Prepared | null, points: number): Improvement {
  const { hypothesis, prediction } = change;
  const content = contentOf(change);
  refuseRemoved(before);
  if (ready) refuseFrozen(before);
  const cycle = currentCycle(before);
  if (prediction !== undefined) refuseLate(cycle, prediction, points);
  const { frozen, baseline } = ready ?? before;
  const target = content.target === undefined ? before.target : content.target;
  if (frozen && (content.target !== undefined || ready)) checkTarget(target, frozen.measure, baseline?.points ?? null);
  if (prediction !== undefined || ready) checkPrediction((prediction ?? cycle.prediction).value, frozen?.measure ?? null);
  const turn: Cycle = { ...cycle, hypothesis: hypothesis ?? cycle.hypothesis, prediction: prediction ?? cycle.prediction };
  return {
    ...before,
    ...content,
    name: (content.name ?? before.name).trim(),
    cycles: [...before.cycles.slice(0, -1), turn],
    frozen,
    baseline,
    state: ready && before.state === 'idea' ? 'planned' : before.state,
  };
}

/** A prediction is made before the figures are in. */
function refuseLate({ changedOn, prediction: known }: Cycle, prediction: Prediction, points: number): void {
  if (changedOn === null || points === 0 || prediction.value === known.value) return;
  throw new Problem('prediction_locked', 409, 'A prediction is made before the figures are in.', {
    detail: `${String(points)} points since the change are known. What was learned goes with the decision; the next cycle has a prediction of its own.`,
    field: 'prediction',
  });
}

function refuseFrozen(improvement: Improvement): void {
  if (improvement.state === 'idea' || (improvement.state === 'planned' && improvement.cycles.length === 1)) return;
  throw new Problem('frozen', 409, 'The measure was frozen before the change and stays as it is.', {
    detail: 'Another measure is another improvement. The next cycle of this one may take a new baseline, with a reason.',
    field: 'plan',
  });
}
