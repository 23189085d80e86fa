import { describe, expect, it } from 'vitest';
import type { Blueprint } from '../../model/blueprint.ts';
import type { HealthProblem } from '../../model/health.ts';
import { newActivities, noDecisions } from '../../web/src/lib/import/decisions.ts';
import { toKnow } from '../../web/src/lib/import/health-words.ts';
import { firstFacts, qualityGroups, qualityLead, type QualityRow } from '../../web/src/lib/import/quality-words.ts';

const fact = (kind: QualityRow['kind'], about: string, share: number): QualityRow => ({
  check: 'attribute',
  kind,
  about,
  unit: 'events',
  count: share * 1000,
  of: 1000,
  share,
  words: `${about}.`,
});

describe('what the data lack', () => {
  const rows = [
    fact('late', 'late', 0.5),
    fact('missing', 'small', 0.01),
    fact('missing', 'large', 0.9),
    fact('missing', 'middle', 0.2),
    fact('rejected', 'refused', 0.02),
  ];

  it('is told by kind, the largest first', () => {
    const groups = qualityGroups(rows);
    expect(groups.map(({ kind }) => kind)).toEqual(['missing', 'rejected', 'late']);
    expect(groups[0]?.rows.map(({ about }) => about)).toEqual(['large', 'middle', 'small']);
    expect(qualityGroups([])).toEqual([]);
  });

  it('shows something of every kind before the rest', () => {
    const few = firstFacts(qualityGroups(rows), 4);
    expect(few.map((group) => group.rows.map(({ about }) => about))).toEqual([['large', 'middle'], ['refused'], ['late']]);
    expect(firstFacts(qualityGroups(rows), 1).map((group) => group.rows.length)).toEqual([1, 1, 1]);
  });

  it('says which days and how fine the times are', () => {
    const about = { steps: 36_214, imports: 1, fileRows: 1, firstDay: '2026-10-01', lastDay: '2026-10-31', precision: 'minute' } as const;
    expect(qualityLead(about)).toBe('1 Oct 2026 to 31 Oct 2026, 36,214 steps, times to the minute.');
    expect(qualityLead({ ...about, steps: 0, firstDay: null, lastDay: null, precision: null })).toBe('No steps yet.');
  });
});

describe('new activities', () => {
  const problem = (more: Partial<HealthProblem>): HealthProblem => ({
    id: 'unseen-activities',
    code: 'unseen-activities',
    weight: 'note',
    title: '',
    detail: null,
    rows: 2,
    column: 'step',
    samples: [],
    choices: [],
    proposed: 'keep',
    chosen: null,
    ...more,
  });
  const unseen = problem({
    choices: [
      { id: 'keep', label: 'Take them', fix: null, effect: null },
      {
        id: 'set-aside',
        label: 'Set aside',
        fix: { kind: 'set-aside', of: 'activity', column: 'step', names: ['X-ray', 'Billing'] },
        effect: null,
      },
    ],
  });
  const blueprint = { stages: [{ name: 'Billing', activities: [{ name: 'Billing' }] }] } as unknown as Blueprint;

  it('are those that no stage holds and that are not set aside', () => {
    expect(newActivities([unseen], noDecisions(), blueprint)).toEqual(['X-ray']);
    const aside = { ...noDecisions(), health: { 'unseen-activities': { choice: 'set-aside', fix: null, personal: {} } } };
    expect(newActivities([unseen], aside, blueprint)).toEqual([]);
    expect(newActivities([], noDecisions(), blueprint)).toEqual([]);
  });

  it('stand below what is done about data of persons', () => {
    const plain = problem({ id: 'gap', code: 'gap' });
    const personal = problem({ id: 'personal:staff', code: 'personal' });
    expect(toKnow([plain, unseen, personal]).map(({ code }) => code)).toEqual(['personal', 'unseen-activities', 'gap']);
  });
});
