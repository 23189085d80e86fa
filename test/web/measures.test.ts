import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { Measure } from '../../model/measure.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { MINUTE } from '../../model/units.ts';
import { chartSentence, controlColumns, pointWords } from '../../web/src/lib/control.ts';
import { sameCases, samePart } from '../../web/src/lib/improvement-marks.ts';
import {
  definitionWords,
  draftOf,
  draftProblems,
  emptyDraft,
  KINDS,
  measureOf,
  usualBetter,
  type Draft,
} from '../../web/src/lib/panels/measures/definition.ts';
import { measuresFinding } from '../../web/src/lib/panels/measures/finding.ts';

const wait: Measure = {
  id: 'wait',
  name: 'Wait',
  of: 'stage-wait',
  where: { stage: 'Triage' },
  statistic: 'median',
  better: 'lower',
  target: 15 * MINUTE,
};
const draft = (change: Partial<Draft> = {}): Draft => ({ ...emptyDraft(true, true), name: 'Wait for triage', stage: 'Triage', ...change });
const wrong = (change: Partial<Draft>) => draftProblems(draft(change), [wait], () => false);

describe('a measure that is being written', () => {
  it('becomes what the blueprint takes, whatever is measured', () => {
    for (const of of Object.keys(KINDS) as Measure['of'][])
      for (const statistic of KINDS[of].statistics) {
        const made = measureOf(
          draft({ of, statistic, activity: 'Ask', from: 'A', to: 'B', limitMs: MINUTE, target: 1, better: usualBetter({ of, statistic }) }),
          [],
        );
        expect(Value.Check(Measure, made)).toBe(true);
        expect(definitionWords(made, PLAIN_WORDS)).not.toMatch(/undefined|null/);
        expect(measureOf(draftOf(made), [])).toEqual(made);
      }
  });

  it('says what is still wrong, a target of the wrong sign too', () => {
    expect(wrong({})).toEqual({});
    expect(wrong({ name: ' ' }).name).toBeDefined();
    expect(wrong({ name: 'wait' }).name).toBe('Another measure has this name.');
    expect(wrong({ stage: '' }).stage).toBeDefined();
    expect(wrong({ target: -1 }).target).toBe('A time is not less than nothing.');
    expect(wrong({ of: 'rework', statistic: 'share', target: 12 }).target).toBe('A share lies between 0 and 100 %.');
    expect(wrong({ statistic: 'share-within' }).limitMs).toBe('Within which time?');
    expect(draftProblems(draft({ statistic: 'share-within' }), [], () => true)).toEqual({});
    expect(wrong({ of: 'lost-hours', from: 'A', to: '' }).to).toBeDefined();
  });

  it('has an id of its own, made of its name', () => {
    expect(measureOf(draft({ name: '4-Hour wait, Träge' }), []).id).toBe('hour-wait-trage');
    expect(measureOf(draft({ name: '…' }), ['measure']).id).toBe('measure-2');
  });
});

it('a finding names what got worse and better, and what will miss its target', () => {
  const row = (name: string, variation: 'improvement' | 'concern' | 'common', assurance: 'never' | null = null) => ({
    name,
    variation,
    assurance,
    chart: 'xmr' as const,
    foot: '',
  });
  expect(measuresFinding([row('A', 'concern'), row('B', 'concern', 'never'), row('C', 'improvement')])).toEqual({
    title: 'A and B got worse; C got better.',
    lead: 'B will miss its target unless something changes.',
  });
  expect(measuresFinding([row('A', 'common')])?.title).toBe('No change in 1 measure.');
  expect(measuresFinding([{ ...row('A', 'common'), chart: 'run' }])?.title).toContain('twelve weeks');
  expect(measuresFinding([])).toBeNull();
});

it('a change is marked on lines of its part of the service and of its cases', () => {
  expect(samePart(wait, { of: 'stage-wait', where: { stage: 'Triage' } })).toBe(true);
  expect(samePart(wait, { of: 'stage-wait', where: { stage: 'Assessment' } })).toBe(false);
  expect(samePart({ of: 'score' }, { of: 'score', where: null })).toBe(true);
  const severe = { process: 'ed', filters: [{ kind: 'attribute' as const, name: 'Priority', op: 'in' as const, values: ['1'] }] };
  expect(sameCases('', severe)).toBe(true);
  expect(sameCases('where=Priority:in:1', severe)).toBe(true);
  expect(sameCases('where=Priority:in:1', { process: 'ed' })).toBe(false);
  expect(sameCases('where=%zz', { process: 'ed' })).toBe(false);
});

it('a point says its value, its limits, its rules and its note, and stands in the table', () => {
  const point = {
    ...{ bucket: '2026-05-25', whole: true, value: 11 * MINUTE, n: 300, mean: 16 * MINUTE, low: 12.8 * MINUTE, high: 19.4 * MINUTE },
    ...{ phase: 0, signal: 'improvement' as const, rules: [1], note: 'Two nurses' },
  };
  const words = { unit: 'ms' as const, counted: (n: number) => `${String(n)} stays` };
  expect(pointWords(point, words)).toEqual([
    '11.0\u00a0min, 300 stays',
    'Chance has it between 12.8\u00a0min and 19.4\u00a0min, mean 16.0\u00a0min',
    'Outside the limits: better than chance explains',
    'Note: Two nurses',
  ]);
  expect(controlColumns('Wait', 'week', words).map(({ text }) => text(point))).toContain(
    'better than chance explains (outside the limits)',
  );
  expect(chartSentence('Wait', [point], 'week', words, 'One week')).toBe(
    'Wait for 1 week, the newest 11.0\u00a0min, which chance has between 12.8\u00a0min and 19.4\u00a0min; 1 signal. One week.',
  );
  expect(chartSentence('Wait', [], 'week', words, '')).toContain('no whole week');
});
