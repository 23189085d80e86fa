import type { Baseline, Cycle, Frozen, Improvement } from '../../model/improvement.ts';
import { NotFound } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import { contextOf } from '../store/live.ts';
import type { Throughline } from '../throughline.ts';
import { changedOnOf } from './checks.ts';

/** Who does something, and when. */
export interface Who {
  readonly by: string;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/** What a change is measured by. */
export interface Prepared {
  readonly frozen: Frozen;
  readonly baseline: Baseline;
}

/** A cycle of which nothing is known yet. */
export const newCycle = (number: number): Cycle => ({
  number,
  madeOn: null,
  changedOn: null,
  hypothesis: '',
  prediction: { value: null, words: '' },
  decision: null,
  learned: '',
  decidedAt: null,
  verdict: null,
  baseline: null,
  baselineReason: '',
});

/** The first bucket that counts after a change made on a day; refuses a day that makes no sense. */
export function dayOfChange(
  house: Throughline,
  process: string,
  {
    madeOn,
    ready,
    before,
    now,
    field = 'madeOn',
  }: { madeOn: LocalDate; ready: Prepared; before: LocalDate | null; now: Date; field?: string },
): LocalDate {
  const live = house.live.get(process);
  const context = { process: contextOf(live, live.facts), now, per: ready.frozen.per, baseline: ready.baseline, before, field };
  return changedOnOf(madeOn, context);
}

export function refuseRemoved({ removedAt, id }: Improvement): void {
  if (removedAt !== null) throw new NotFound('improvement', id);
}
