import { describe, expect, it } from 'vitest';
import type { Column, Recognition } from '../../model/event-log.ts';
import type { Headline } from '../../model/effect.ts';
import type { Fix, Health, HealthProblem } from '../../model/health.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import * as decide from '../../web/src/lib/import/decisions.ts';
import { inOrder } from '../../web/src/lib/import/file-order.ts';
import * as words from '../../web/src/lib/import/health-words.ts';
import { keptKey, readKept } from '../../web/src/lib/import/kept-files.ts';
import { importMapping, wantedMapping } from '../../web/src/lib/import/mapping.ts';
import { figurePairs, mapWords, outlookWords } from '../../web/src/lib/import/outlook.ts';
import { pastedFile } from '../../web/src/lib/import/pasted.ts';
import { columnSamples } from '../../web/src/lib/import/roles.ts';

const merge: Fix = { kind: 'merge-names', column: 'step', names: ['Triage', 'triage '], into: 'Triage' };
const problem = (id: string, more: Partial<HealthProblem> = {}): HealthProblem => ({
  id,
  code: 'near-equal-names',
  weight: 'decision',
  title: `${id} looks like another`,
  detail: null,
  rows: 4,
  column: 'step',
  samples: [],
  choices: [
    { id: 'merge', label: 'Merge', fix: merge, effect: 'The number of variants falls from 12 to 9.' },
    { id: 'keep', label: 'Leave as they are', fix: null, effect: null },
  ],
  proposed: 'merge',
  chosen: null,
  ...more,
});
const personal = problem('personal staff', {
  code: 'personal',
  choices: [
    { id: 'code', label: 'Replace by a stable code', fix: null, personal: { staff: 'code' }, effect: null },
    { id: 'keep', label: 'Keep', fix: null, personal: { staff: 'keep' }, effect: null },
  ],
  proposed: 'code',
});
const health = (more: Partial<Health> = {}): Health => ({
  rows: 64_870,
  usable: 63_945,
  asTheyAre: 62_639,
  rejected: 925,
  merged: 1306,
  known: 0,
  problems: [],
  checks: [],
  cases: { all: 6184, new: 6184, changed: 0, unchanged: 0 },
  figures: { cases: 6184, variants: 412, medianMs: 1000 },
  ...more,
});
const column = (name: string, role: Column['role'], more: Partial<Column> = {}): Column => ({
  index: 0,
  name,
  type: 'text',
  timeFormat: null,
  timeFormats: [],
  hasOffset: false,
  precision: null,
  empty: 0,
  distinct: 3,
  samples: [],
  role,
  confidence: 0.9,
  reason: '',
  ...more,
});
const found = (more: Partial<Recognition> = {}): Recognition => ({
  kind: 'events',
  arrangement: 'events',
  milestones: [],
  laidOut: [],
  shape: {
    format: 'text',
    words: 'CSV',
    sheet: null,
    sheets: [],
    part: null,
    parts: [],
    encoding: 'utf-8',
    compressed: false,
    delimiter: ';',
    quote: '"',
    headerLine: 1,
    decimal: '.',
  },
  rows: 64_870,
  columns: [column('case', 'case'), column('started', 'start', { index: 1, type: 'time', timeFormat: '%d.%m.%Y %H:%M' })],
  needsZone: true,
  questions: [],
  warnings: [],
  preview: [],
  health: health(),
  recipe: null,
  settled: null,
  ...more,
});

describe('a choice for what the check found', () => {
  it('becomes a correction of the file, and goes again when it is pressed again', () => {
    const made = decide.withChoice(decide.noDecisions(), problem('a'), 'merge');
    expect(decide.fixesOf(made)).toEqual([merge]);
    expect(wantedMapping([], made, null).fixes).toEqual([merge]);
    expect(decide.fixesOf(decide.withChoice(made, problem('a'), 'merge'))).toEqual([]);
  });

  it('leaves rows as they are without a correction, and still counts as decided', () => {
    const made = decide.withChoice(decide.noDecisions(), problem('a'), 'keep');
    expect(decide.fixesOf(made)).toEqual([]);
    expect(decide.undecided([problem('a')], made)).toEqual([]);
  });

  it('is applied in the order of choosing', () => {
    const first = decide.withChoice(decide.noDecisions(), problem('b'), 'merge');
    const both = decide.withChoice(first, problem('a'), 'merge');
    expect(Object.keys(both.health)).toEqual(['b', 'a']);
    expect(Object.keys(decide.withChoice(both, problem('b'), 'keep').health)).toEqual(['a', 'b']);
  });

  it('says what becomes of personal data', () => {
    const made = decide.withChoice(decide.noDecisions(), personal, 'keep');
    expect(wantedMapping([], made, null).personal).toEqual({ staff: 'keep' });
  });

  it('is made for all that waits by one press, where the product proposes one', () => {
    const silent = problem('c', { proposed: null });
    const made = decide.withProposals([problem('a'), personal, silent], decide.noDecisions());
    expect(Object.keys(made.health)).toEqual(['a', 'personal staff']);
    expect(decide.undecided([problem('a'), silent], made)).toEqual([silent]);
  });

  it('stays in its place when the next check no longer finds the problem', () => {
    const kept = decide.keptInPlace(
      [problem('a'), problem('b')],
      [problem('c'), problem('b')],
      ({ id }) => id,
      ({ id }) => id === 'a',
    );
    expect(kept.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(
      decide.keptInPlace(
        [problem('a')],
        [],
        ({ id }) => id,
        () => false,
      ),
    ).toEqual([]);
  });
});

describe('the mapping of an import', () => {
  it('is what the check settled, with what the file replaces', () => {
    const settled = { kind: 'events', roles: { case: 'case', started: 'start' }, zone: 'Europe/Dublin' } as const;
    const made = { ...decide.noDecisions(), replace: 'cases' as const };
    expect(importMapping(found({ settled }), [], made, 'Europe/Paris')).toEqual({ ...settled, replace: 'cases' });
  });

  it('asks a check only what a person said', () => {
    expect(wantedMapping([], decide.noDecisions(), 'Europe/Dublin')).toEqual({ zone: 'Europe/Dublin' });
    const made = { ...decide.noDecisions(), arrangement: 'wide' as const, milestones: { opened: 'Open' }, reading: { delimiter: ';' } };
    expect(wantedMapping([], made, null)).toEqual({ arrangement: 'wide', milestones: { opened: 'Open' }, delimiter: ';' });
  });

  it('forgets roles and fixes once another table is read, and keeps how it is read', () => {
    const made = {
      ...decide.withChoice(decide.noDecisions(), problem('a'), 'merge'),
      roles: { a: 'case' as const },
      zone: 'UTC',
      reading: { sheet: 'B' },
    };
    expect(decide.forAnotherTable(made)).toEqual({ ...decide.noDecisions(), zone: 'UTC', reading: { sheet: 'B' } });
  });
});

describe('what a check is said to have found', () => {
  it('is how much can be used as it is', () => {
    expect(words.checkedTitle(found())).toBe('64,870 rows read. 96.6\u00a0% can be used as they are.');
    expect(words.checkedTitle(found({ health: null }))).toBe('64,870 rows read.');
    expect(words.checkedTitle(found({ health: health({ asTheyAre: 64_870 }) }))).toBe('64,870 rows read. All can be used as they are.');
    expect(words.checkedTitle(found({ health: health({ asTheyAre: 64_869 }) }))).toContain('Over 99.9');
  });

  it('counts what needs a decision', () => {
    const lead = (open: number, undecided: HealthProblem[]) => words.checkedLead({ open, undecided, known: null, zone: 'Europe/Dublin' });
    expect(lead(1, [])).toBe('One thing needs your decision before the import.');
    expect(lead(1, [problem('a')])).toBe('Two things need your decision before the import.');
    expect(lead(0, [problem('a')])).toBe('One thing needs your decision; what is left undecided stays as it is in the file.');
    expect(lead(0, [])).toContain('Europe/Dublin');
  });

  it('names what differs from the recipe', () => {
    const recipe = { id: 'r', name: 'ED monthly', exact: false, used: true, lastUsedAt: '2026-10-01T00:00:00Z', changes: [] };
    const change = { kind: 'new' as const, column: 'x', before: null, words: '' };
    expect(words.recipeWords({ ...recipe, exact: true })).toBe('Same as last time: read with the recipe “ED monthly”.');
    expect(words.recipeWords({ ...recipe, changes: [change, { ...change, column: 'y' }] })).toBe(
      'Read with the recipe “ED monthly”: 2 new columns.',
    );
    expect(words.recipeWords({ ...recipe, used: false })).toBeNull();
  });

  it('is a bar in which a few rows still show', () => {
    const parts = words.healthParts(health({ usable: 64_869, merged: 0, rejected: 1 }));
    expect(parts.map(({ name }) => name)).toEqual(['accepted', 'rejected']);
    expect(parts[1]?.width).toBeGreaterThan(1);
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100);
  });

  it('marks the cells it speaks of', () => {
    expect([...(words.flaggedCells([problem('a')]).get('step') ?? [])]).toEqual(['triage ']);
  });

  it('shows what times mean by the format of their column', () => {
    const times = column('started', 'start', { type: 'time', timeFormat: '%d/%m/%Y', samples: ['03/04/2026', '03/04/2026', '31/12/2026'] });
    expect(columnSamples(times, {})).toEqual([
      { from: '03/04/2026', to: '3 April 2026' },
      { from: '31/12/2026', to: '31 December 2026' },
    ]);
    expect(columnSamples(times, { 'ambiguous_times timeFormats.started': '%m/%d/%Y' })[0]?.to).toBe('4 March 2026');
  });
});

describe('several files', () => {
  it('are imported events first, then by their first rows', () => {
    const file = (name: string, kind: Recognition['kind'], first: string) => ({
      name,
      chosenAt: 0,
      recognition: found({ kind, preview: [['1', first]] }),
    });
    const files = [
      file('answers', 'feedback', '01.01.2026 00:00'),
      file('november', 'events', '01.11.2026 00:00'),
      file('cases', 'cases', '01.01.2026 00:00'),
      file('october', 'events', '31.10.2026 00:00'),
    ];
    expect(inOrder(files).map(({ name }) => name)).toEqual(['october', 'november', 'cases', 'answers']);
  });

  it('come back after a reload, unless they are too old or make no sense', () => {
    const kept = { files: [{ id: 'a', name: 'x.csv', upload: 'u' }, { id: 7 }], active: 'gone', savedAt: 1000 };
    const back = readKept(JSON.stringify(kept), 2000);
    expect(back?.files.map(({ id }) => id)).toEqual(['a']);
    expect(back?.active).toBe('a');
    expect(back?.files[0]?.decisions).toEqual(decide.noDecisions());
    expect(readKept(JSON.stringify(kept), 1000 + 25 * 3_600_000)).toBeNull();
    expect(readKept('{"files":[', 0)).toBeNull();
    expect(readKept('null', 0)).toBeNull();
    expect(keptKey('ed')).not.toBe(keptKey(null));
  });

  it('can be a table that was pasted', () => {
    expect(pastedFile('case\tactivity\n1\tRegister')?.name).toBe('pasted table.csv');
    expect(pastedFile('Dear all,\nhere is the file')).toBeNull();
    expect(pastedFile('case,activity')).toBeNull();
  });
});

describe('what an import would do', () => {
  const before: Headline = { cases: 10, openCases: 1, events: 100, activities: 5, variants: 3, medianMs: 600_000, p90Ms: null };
  const after: Headline = { ...before, cases: 12, events: 130, medianMs: 660_000 };
  const outlook = {
    before,
    after,
    handOvers: [],
    newHandOvers: 2,
    goneHandOvers: 1,
    newCases: 2,
    changedCases: 1,
    unchangedCases: 7,
    accepted: 30,
    duplicates: 4,
    replaced: 0,
  };

  it('is said in a sentence', () => {
    expect(outlookWords(outlook, 'events', PLAIN_WORDS)).toBe('It brings 30 events: 2 new cases and 1 changed case.');
    expect(outlookWords({ ...outlook, replaced: 5 }, 'events', PLAIN_WORDS)).toContain('takes the place of 5 earlier events');
    expect(outlookWords({ ...outlook, accepted: 0 }, 'events', PLAIN_WORDS)).toContain('Nothing new');
    expect(mapWords(outlook)).toBe('2 new hand-overs, 1 gone.');
  });

  it('shows the figures side by side, and a change only where one is', () => {
    const pairs = new Map(figurePairs(before, after, PLAIN_WORDS).map((pair) => [pair.name, pair]));
    expect(pairs.get('Cases')).toEqual({ name: 'Cases', before: '10', after: '12', change: '+2' });
    expect(pairs.get('Median time')?.change).toBe('+1\u00a0min');
    expect(pairs.get('Variants')?.change).toBe('');
    expect(figurePairs(null, after, PLAIN_WORDS)[0]).toMatchObject({ before: 'none', change: '' });
  });
});
