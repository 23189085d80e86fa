import { expect, it } from 'vitest';
import { emptyBlueprint } from '../../model/blueprint.ts';
import type { Measure } from '../../model/measure.ts';
import { proposedBalancing } from '../../model/verdict-balancing.ts';

const wait: Measure = { id: 'wait', name: 'Wait', of: 'stage-wait', where: { stage: 'Care' }, statistic: 'median', better: 'lower' };
const score: Measure = { id: 'liked', name: 'Liked', of: 'score', statistic: 'mean', better: 'higher' };
const ofCare: Measure = { ...score, id: 'care-liked', name: 'Care liked', where: { stage: 'Care' } };
const scores = (measures: Measure[], feedback: boolean) =>
  proposedBalancing(wait, { ...emptyBlueprint(), stages: [{ name: 'Care', activities: [] }], measures }, { feedback })
    .filter(({ of }) => of === 'score')
    .map(({ name }) => name);

it('offers a score only where somebody was asked, whatever the blueprint measures', () => {
  expect(scores([], true)).toEqual(['Score']);
  expect(scores([score, ofCare], true)).toEqual(['Care liked', 'Liked']);
  expect(scores([], false)).toEqual([]);
  expect(scores([score, ofCare], false)).toEqual([]);
});
