import {
  currentCycle,
  type Baseline,
  type Cycle,
  type Decision,
  type DecisionOrder,
  type Improvement,
  type Plan,
  type Start,
} from '../../model/improvement.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { BadRequest } from '../../model/problem.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { Throughline } from '../throughline.ts';
import { checkPrediction, inState } from './checks.ts';
import { dayOfChange, newCycle, refuseRemoved, type Who } from './cycle.ts';
import { lock } from './figures.ts';

/** Logs the change: from its first whole bucket on the figures count. */
export function startImprovement(
  house: Throughline,
  process: string,
  id: string,
  { revision, madeOn, note }: Start,
  who: Who,
): Improvement {
  house.store.improvements.get(process, id);
  return house.store.improvements.change(
    process,
    id,
    {
      kind: 'started',
      by: who.by,
      at: who.now,
      seen: revision,
      words: `Changed on ${dayInWords(madeOn)}${note?.trim() ? `: ${note.trim()}` : ''}`,
    },
    (before) => {
      refuseRemoved(before);
      inState(before, ['planned'], 'started');
      const { frozen, baseline } = before;
      if (frozen === null || baseline === null) throw new BadRequest('plan', 'Freeze the measure and lock a baseline first.');
      const earlier = before.cycles.at(-2)?.changedOn ?? null;
      const changedOn = dayOfChange(house, process, { madeOn, ready: { frozen, baseline }, before: earlier, now: who.now });
      return { ...before, state: 'running', cycles: [...before.cycles.slice(0, -1), { ...currentCycle(before), madeOn, changedOn }] };
    },
  );
}

const DECIDED: Readonly<Record<Decision, string>> = {
  adopt: 'Adopted as the standard. It stays watched',
  adapt: 'Adapted: the next cycle begins',
  abandon: 'Abandoned',
};

/** Adopts, adapts or abandons; what the figures say at this moment is kept with the cycle. */
export async function decide(house: Throughline, process: string, id: string, order: DecisionOrder, who: Who): Promise<Improvement> {
  const { revision, decision, learned = '', next } = order;
  const seen = house.store.improvements.get(process, id);
  if (decision === 'abandon' && learned.trim() === '')
    throw new BadRequest('learned', 'Say what was learned: that is what an abandoned improvement leaves behind.');
  if (decision !== 'adapt' && next !== undefined) throw new BadRequest('next', 'Only Adapt begins another cycle.');
  inState(seen, decision === 'abandon' ? ['idea', 'planned', 'running'] : ['running'], DONE[decision]);
  const baseline = next?.baseline === undefined || seen.frozen === null ? null : await nextBaseline(house, seen, { ...next.baseline }, who);
  const { verdict } = house.store.improvements.standing(process, id);
  return house.store.improvements.change(
    process,
    id,
    {
      kind: 'decided',
      by: who.by,
      at: who.now,
      seen: revision,
      words: `${DECIDED[decision]}${learned.trim() === '' ? '' : `. ${learned.trim()}`}`,
      dataVersion: verdict?.dataVersion,
    },
    (before) => {
      refuseRemoved(before);
      inState(before, decision === 'abandon' ? ['idea', 'planned', 'running'] : ['running'], DONE[decision]);
      const cycle = currentCycle(before);
      const decided: Cycle = {
        ...cycle,
        decision,
        learned,
        decidedAt: who.now.toISOString(),
        verdict: cycle.changedOn === null ? null : verdict,
      };
      const done = [...before.cycles.slice(0, -1), decided];
      if (decision === 'adopt')
        return { ...before, state: 'adopted', cycles: done, adoption: { at: who.now.toISOString(), cycle: cycle.number, reopened: null } };
      if (decision === 'abandon') return { ...before, state: 'abandoned', cycles: done };
      return adapted(house, before, { done, baseline, next, now: who.now });
    },
  );
}

const DONE: Readonly<Record<Decision, string>> = { adopt: 'adopted', adapt: 'adapted', abandon: 'abandoned' };

function adapted(
  house: Throughline,
  before: Improvement,
  { done, baseline, next = {}, now }: { done: Cycle[]; baseline: Baseline | null; next: DecisionOrder['next']; now: Date },
): Improvement {
  const { frozen } = before;
  const last = done.at(-1);
  if (frozen === null || before.baseline === null || !last) throw new BadRequest('plan', 'Freeze the measure and lock a baseline first.');
  const { hypothesis = '', prediction = { value: null, words: '' }, madeOn } = next;
  checkPrediction(prediction.value, frozen.measure);
  const ready = { frozen, baseline: baseline ?? before.baseline };
  const changedOn =
    madeOn === undefined ? null : dayOfChange(house, before.process, { madeOn, ready, before: last.changedOn, now, field: 'next.madeOn' });
  const cycle: Cycle = {
    ...newCycle(last.number + 1),
    ...{ hypothesis, prediction, changedOn, madeOn: madeOn ?? null },
    baselineReason: baseline === null ? '' : (next.baseline?.reason ?? ''),
  };
  return {
    ...before,
    state: changedOn === null ? 'planned' : 'running',
    baseline: ready.baseline,
    cycles: [...done.slice(0, -1), baseline === null ? last : { ...last, baseline: before.baseline }, cycle],
    override: null,
  };
}

/** The baseline of the next cycle, of the same measure and the same cases. */
async function nextBaseline(
  house: Throughline,
  { process, frozen }: Improvement,
  { from, to }: Plan['baseline'],
  who: Who,
): Promise<Baseline> {
  if (frozen === null) throw new BadRequest('plan', 'Freeze the measure first.');
  const plan = { ...frozen, baseline: { from, to } };
  return (await inSnapshot(house, process, {}, (source) => lock(source, plan, { now: who.now, field: 'next' }))).result;
}
