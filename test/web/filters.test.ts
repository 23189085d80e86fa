import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { PLAIN_WORDS } from '../../model/process.ts';
import { FILTER_KINDS, filterFromText, filterToText, type Filter, type Scope } from '../../model/scope.ts';
import { choiceGroups, draftTitle, foundChoices } from '../../web/src/lib/panels/filters/choices.ts';
import { culpritOf } from '../../web/src/lib/panels/filters/culprit.ts';
import { draftOf, filterOf, newDraft } from '../../web/src/lib/panels/filters/draft.ts';
import { canRedo, canUndo, NO_CHANGES, noted, stepped } from '../../web/src/lib/scope/change-list.ts';
import { opposite, withFilter } from '../../web/src/lib/scope/filter-list.ts';
import { ownKeys, pageScope, scopeOnly, scopeSearch, withFilters } from '../../web/src/lib/scope/page-scope.ts';
import { anyFilter } from '../support/filters.ts';

const read = (...texts: string[]) => texts.map(filterFromText);
const written = (filters: readonly Filter[]) => filters.map(filterToText);
const added = (before: string[], text: string) => written(withFilter(read(...before), filterFromText(text)));

describe('adding a filter', () => {
  it('does not add it twice', () => {
    expect(added(['@activity:A', '@late'], '@late')).toEqual(['@activity:A', '@late']);
    expect(added(['@activity:A'], '@activity:B')).toEqual(['@activity:A', '@activity:B']);
  });

  it('takes the place of its opposite', () => {
    expect(added(['@late', '@activity:A'], '@not-late')).toEqual(['@not-late', '@activity:A']);
    expect(added(['Ward:not-in:N'], 'Ward:in:N')).toEqual(['Ward:in:N']);
  });

  it('adds values to those of the same attribute, or narrows them down', () => {
    expect(added(['Ward:in:N'], 'Ward:in:S')).toEqual(['Ward:in:N|S']);
    expect(added(['Ward:in:N|S'], 'Ward:in:S')).toEqual(['Ward:in:S']);
    expect(added(['Ward:not-in:N'], 'Ward:not-in:S')).toEqual(['Ward:not-in:N|S']);
    expect(added(['Ward:not-in:N'], 'Ward:in:S')).toEqual(['Ward:not-in:N', 'Ward:in:S']);
    expect(added(['Age:range:1..5'], 'Age:range:2..3')).toEqual(['Age:range:2..3']);
    expect(added(['@starts:A'], '@starts:B')).toEqual(['@starts:A|B']);
    expect(added(['@variant:1|2'], '@variant:2')).toEqual(['@variant:2']);
    expect(added(['@variant:1'], '@stage-variant:2')).toEqual(['@variant:1', '@stage-variant:2']);
  });

  it('is undone by its opposite’s opposite', () => {
    fc.assert(
      fc.property(anyFilter(), (filter) => {
        const turned = opposite(filter);
        if (turned === null) return;
        expect(opposite(turned)).toEqual(filter);
        expect(filterToText(turned)).not.toBe(filterToText(filter));
      }),
    );
  });
});

describe('the form of a filter', () => {
  it('gives back any filter it is opened with', () => {
    fc.assert(
      fc.property(anyFilter(), (filter) => {
        expect(filterOf(draftOf(filter))?.filter).toEqual(filter);
      }),
    );
  });

  it('says nothing until enough stands in it', () => {
    expect(filterOf(newDraft('activity'))).toBeNull();
    expect(filterOf(newDraft('attribute', { name: 'Ward' }))).toBeNull();
    expect(filterOf(newDraft('follows', { from: 'A' }))).toBeNull();
    expect(filterOf(newDraft('duration', { of: 'throughput' }))).toBeNull();
    expect(filterOf(newDraft('rework'))?.filter).toEqual({ kind: 'rework' });
  });

  it('reads times as they are typed, and says what it can’t read', () => {
    const draft = newDraft('duration', { of: 'throughput' });
    expect(filterOf({ ...draft, low: '1 h 30 min', high: '2 days' })?.filter).toMatchObject({ minMs: 5_400_000, maxMs: 172_800_000 });
    expect(filterOf({ ...draft, low: '2' })?.fault).toBe('“2” is not a length of time. Write 30 min, 2 h or 1.5 days.');
    expect(filterOf({ ...draft, low: '2 h', high: '1 h' })?.fault).toMatch(/shorter/);
    expect(filterOf(newDraft('score', { low: 'good' }))?.fault).toBe('“good” is not a number.');
    expect(filterOf(newDraft('score', { low: '3', high: '1' }))?.fault).toMatch(/smaller/);
  });
});

describe('the menu', () => {
  const attributes = [
    { name: 'Ward', type: 'text' as const, level: 'case' as const, values: [{ value: 'North', cases: 3 }] },
    {
      name: 'Age',
      type: 'number' as const,
      level: 'case' as const,
      values: Array.from({ length: 20 }, (_, at) => ({ value: String(at), cases: 1 })),
    },
  ];
  const all = choiceGroups({ hasStages: true, marksDelivery: true, hasFeedback: true }, attributes, PLAIN_WORDS);
  const names = (groups: typeof all) => groups.flatMap(({ choices }) => choices.map(({ name }) => name));

  it('has every kind, in words', () => {
    const kinds = new Set(all.flatMap(({ choices }) => choices.map(({ draft }) => draft.kind)));
    expect([...kinds].sort()).toEqual([...FILTER_KINDS].sort());
    expect(draftTitle(newDraft('late'), all)).toBe('Waits beyond the limit');
  });

  it('leaves out what a service does not have', () => {
    const bare = choiceGroups({ hasStages: false, marksDelivery: false, hasFeedback: false }, [], PLAIN_WORDS);
    expect(names(bare)).not.toContain('Visits a stage');
    expect(bare.map(({ title }) => title)).toEqual(['By what happens', 'By time', 'By people']);
  });

  it('finds an entry by what people call it', () => {
    expect(names(foundChoices(all, 'rework'))).toEqual(['Something is done again']);
    expect(names(foundChoices(all, 'WARD'))).toEqual(['Ward']);
    expect(names(foundChoices(all, 'target'))).toEqual(['Waits beyond the limit']);
    expect(foundChoices(all, 'zebra')).toEqual([]);
  });
});

describe('the address of a page', () => {
  const process = { id: 'ed', zone: 'UTC', firstAt: null, lastAt: null } as never;

  it('keeps the page’s own parameters when the filters change, and links carry the choice of cases alone', () => {
    const query = new URLSearchParams('metric=waiting&edge=A>B&from=2026-10-01&where=Ward:in:N&sort=cases');
    expect(ownKeys(query)).toEqual(['metric', 'edge', 'sort']);
    const { scope, problem } = pageScope(process, query, ownKeys(query));
    expect(problem).toBeNull();
    const next = new URLSearchParams(scopeSearch(withFilters(scope, read('@late')), query));
    expect(Object.fromEntries(next)).toEqual({ from: '2026-10-01', where: '@late', metric: 'waiting', edge: 'A>B', sort: 'cases' });
    expect(scopeOnly(query)).toBe('?from=2026-10-01&where=Ward:in:N');
    expect(scopeOnly(new URLSearchParams('sort=cases'))).toBe('');
  });
});

describe('undo', () => {
  const scope = (...texts: string[]): Scope => withFilters({ process: 'ed' }, read(...texts));

  it('goes back and forth, and is not offered where the address shows something else', () => {
    const one = noted(NO_CHANGES, scope(), read('@late'));
    const two = noted(one, scope('@late'), read('@late', '@rework'));
    const both = scope('@late', '@rework');
    expect(noted(two, both, read('@late', '@rework')), 'nothing changed').toBe(two);
    expect([
      canUndo(NO_CHANGES, scope()),
      canUndo(two, both),
      canUndo(two, scope('@comment')),
      canUndo(two, { ...both, process: 'desk' }),
    ]).toEqual([false, true, false, false]);
    const back = stepped(two, both, 'undo');
    expect(written(back?.filters ?? [])).toEqual(['@late']);
    const start = stepped(back?.list ?? NO_CHANGES, scope('@late'), 'undo');
    expect(start?.filters).toEqual([]);
    expect(stepped(start?.list ?? NO_CHANGES, scope(), 'undo')).toBeNull();
    const again = stepped(start?.list ?? NO_CHANGES, scope(), 'redo');
    expect(written(again?.filters ?? [])).toEqual(['@late']);
    expect(canRedo(again?.list ?? NO_CHANGES, scope('@late'))).toBe(true);
    expect(
      canRedo(noted(again?.list ?? NO_CHANGES, scope('@late'), read('@comment')), scope('@comment')),
      'a new change ends what was undone',
    ).toBe(false);
  });

  it('goes back to the period before as well, and knows it from a change of filters', () => {
    const [september, october] = [{ from: '2026-09-01', to: '2026-10-01' }, { from: '2026-10-01', to: '2026-11-01' }]; // prettier-ignore
    const before = { ...scope('@late'), period: september };
    const list = noted(NO_CHANGES, before, read('@late'), october);
    expect(noted(list, { ...before, period: october }, read('@late')), 'nothing changed').toBe(list);
    expect(canUndo(list, before)).toBe(false);
    const back = stepped(list, { ...before, period: october }, 'undo');
    expect([back?.period, written(back?.filters ?? [])]).toEqual([september, ['@late']]);
    expect(stepped(back?.list ?? NO_CHANGES, before, 'redo')?.period).toEqual(october);
  });
});

it('names what leaves nothing', () => {
  const rows = [
    { filter: '@late', cases: 3 },
    { filter: '@rework', cases: 9 },
  ];
  expect(culpritOf({ rows, about: { cases: 0, of: 20, withoutPeriod: 0 } })).toEqual({ what: 'filter', filter: '@rework', cases: 9 });
  expect(culpritOf({ rows: [], about: { cases: 0, of: 0, withoutPeriod: 7 } })).toEqual({ what: 'period', filtered: false, cases: 7 });
  const none = rows.map((row) => ({ ...row, cases: 0 }));
  expect(culpritOf({ rows: none, about: { cases: 0, of: 20, withoutPeriod: 4 } })).toEqual({ what: 'period', filtered: true, cases: 4 });
  expect(culpritOf({ rows: none, about: { cases: 0, of: 20, withoutPeriod: 0 } })).toEqual({ what: 'several' });
});
