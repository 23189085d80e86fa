import { describe, expect, it } from 'vitest';
import type { Column, Recognition, Role } from '../../model/event-log.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import {
  importMapping,
  needsZone,
  openQuestions,
  questionKey,
  questionsOf,
  usedColumns,
  withAnswer,
} from '../../web/src/lib/import/mapping.ts';
import { noDecisions } from '../../web/src/lib/import/decisions.ts';
import { columnFacts, givesWay, roleIssues, roleName } from '../../web/src/lib/import/roles.ts';
import { formatExample, readAs } from '../../web/src/lib/import/time-format.ts';

const column = (name: string, role: Role, more: Partial<Column> = {}): Column => ({
  index: 0,
  name,
  type: 'text',
  timeFormat: null,
  timeFormats: [],
  hasOffset: false,
  precision: null,
  empty: 0,
  distinct: 12,
  samples: [],
  role,
  confidence: 0.9,
  reason: 'Its name says so.',
  ...more,
});
const time = (name: string, role: Role, more: Partial<Column> = {}) =>
  column(name, role, { type: 'time', timeFormat: '%d/%m/%Y', timeFormats: ['%d/%m/%Y'], precision: 'day', ...more });

const recognition = (columns: Column[], more: Partial<Recognition> = {}): Recognition => ({
  kind: 'events',
  arrangement: 'events',
  milestones: [],
  laidOut: [],
  health: null,
  recipe: null,
  settled: null,
  shape: {
    format: 'text',
    words: 'CSV',
    sheet: null,
    sheets: [],
    part: null,
    parts: [],
    encoding: 'utf-8',
    compressed: false,
    delimiter: ',',
    quote: '"',
    headerLine: 1,
    decimal: '.',
  },
  rows: 100,
  columns,
  needsZone: true,
  questions: [],
  warnings: [],
  preview: [],
  ...more,
});

const usual = () => [column('case', 'case'), column('what', 'activity'), time('when', 'end'), column('room', 'attribute')];
const decisions = noDecisions();
const mapped = (found: Recognition, made = decisions, zone: string | null = null) =>
  importMapping(found, questionsOf(found, made.roles), made, zone);
const issuesOf = (columns: Column[], roles: Record<string, Role> = {}, kind: 'events' | 'feedback' = 'events') =>
  roleIssues({ kind, columns, rows: 100, roles, words: PLAIN_WORDS }).map((issue) => issue.text);

describe('the mapping an import is started with', () => {
  it('names the role of every column, so that what was seen is what is done', () => {
    expect(mapped(recognition(usual()), { ...decisions, roles: { room: 'team' } })).toEqual({
      kind: 'events',
      roles: { case: 'case', what: 'activity', when: 'end', room: 'team' },
    });
  });

  it('carries a zone only where times have no offset of their own', () => {
    const zoned = { ...decisions, zone: 'Europe/Dublin' };
    expect(mapped(recognition(usual()), zoned).zone).toBe('Europe/Dublin');
    const own = [column('case', 'case'), column('what', 'activity'), time('when', 'end', { hasOffset: true })];
    expect(mapped(recognition(own), zoned).zone).toBeUndefined();
    expect(needsZone(recognition(usual()), { when: 'attribute' })).toBe(false);
  });

  it('takes the answer to a question of day and month as the format of its column', () => {
    const formats = ['%d/%m/%Y', '%m/%d/%Y'];
    const columns = [column('case', 'case'), column('what', 'activity'), time('when', 'end', { timeFormats: formats })];
    const asked = recognition(columns, {
      questions: [{ code: 'ambiguous_times', text: 'Which?', field: 'timeFormats.when', options: formats }],
    });
    const [question] = questionsOf(asked, {});
    expect(question).toBeDefined();
    expect(openQuestions(questionsOf(asked, {}), {})).toHaveLength(1);
    const answers = { [questionKey(question!)]: '%m/%d/%Y' };
    expect(openQuestions(questionsOf(asked, {}), answers)).toHaveLength(0);
    expect(mapped(asked, { ...decisions, answers }).timeFormats).toEqual({ when: '%m/%d/%Y' });
  });

  it('lets one answer stand for all columns that can be read in the same two ways', () => {
    const formats = ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'];
    const columns = [time('from', 'start', { timeFormats: formats }), time('to', 'end', { timeFormats: ['%d/%m/%Y', '%m/%d/%Y'] })];
    const asked = recognition(columns);
    const [first, second] = questionsOf(asked, {});
    const answers = withAnswer([first!, second!], {}, first!, '%m/%d/%Y %H:%M');
    expect(answers).toEqual({ [questionKey(first!)]: '%m/%d/%Y %H:%M', [questionKey(second!)]: '%m/%d/%Y' });
    expect(withAnswer([first!, second!], answers, second!, '%d/%m/%Y')[questionKey(first!)]).toBe('%m/%d/%Y %H:%M');
  });

  it('asks about a column that becomes a time, and no longer about one that stops being one', () => {
    const formats = ['%d/%m/%Y', '%m/%d/%Y'];
    const columns = [...usual(), time('planned', 'attribute', { timeFormats: formats })];
    expect(questionsOf(recognition(columns), {})).toHaveLength(0);
    expect(questionsOf(recognition(columns), { planned: 'start' })[0]?.field).toBe('timeFormats.planned');
    const asked = recognition(columns, {
      questions: [{ code: 'ambiguous_times', text: 'Which?', field: 'timeFormats.planned', options: formats }],
    });
    expect(questionsOf(asked, {})).toHaveLength(0);
  });

  it('counts the columns that are read', () => {
    expect(usedColumns(recognition(usual()), { room: 'ignore' })).toBe(3);
  });
});

describe('roles', () => {
  it('says what is missing, what is given twice and what is no time', () => {
    expect(issuesOf(usual())).toEqual([]);
    expect(issuesOf(usual(), { case: 'ignore' })[0]).toContain('which case a row belongs to');
    expect(issuesOf(usual(), { when: 'ignore' })[0]).toContain('when it happened');
    expect(issuesOf(usual(), { room: 'activity' })[0]).toBe('“what” and “room” are both Activity. Only one column can be that.');
    expect(issuesOf(usual(), { room: 'start' })[0]).toContain('“room” holds no times');
    expect(issuesOf([column('id', 'attribute'), ...usual().slice(1)])[0]).toMatch(/It could be “id” or “room”\.$/);
    expect(issuesOf(usual(), {}, 'feedback')[0]).toContain('score or a comment');
  });

  it('lets a column without a single value be a time: there is nothing in it to read', () => {
    expect(issuesOf([...usual(), column('start', 'start', { empty: 100, distinct: 0 })])).toEqual([]);
  });

  it('lets a guess give way to a choice, and a choice stand', () => {
    expect(givesWay(usual(), {}, 'activity', 'room')?.name).toBe('what');
    expect(givesWay(usual(), { what: 'activity' }, 'activity', 'room')).toBeUndefined();
    expect(givesWay(usual(), {}, 'attribute', 'what')).toBeUndefined();
  });

  it('calls a case as the service does', () => {
    expect(roleName('case', { ...PLAIN_WORDS, case: 'visit' })).toBe('Visit');
  });

  it('says how full and how varied a column is', () => {
    expect(columnFacts(column('a', 'attribute', { distinct: 21 }), 100)).toBe('no gaps, 21 values');
    expect(columnFacts(time('a', 'end', { empty: 48 }), 1000)).toBe('4.8\u00a0% empty');
    expect(columnFacts(column('a', 'ignore', { empty: 100 }), 100)).toBe('always empty');
    expect(columnFacts(column('a', 'case', { distinct: 6184 }), 9000)).toBe('no gaps, about 6,184 values');
  });
});

describe('time formats', () => {
  it('are shown by example', () => {
    expect(formatExample('%d.%m.%Y %H:%M')).toBe('31.12.2026 23:59');
    expect(formatExample('%m/%d/%Y %I:%M %p')).toBe('12/31/2026 11:59 PM');
  });

  it('say what a value means either way, and nothing where it does not fit', () => {
    expect(readAs('03/04/2026 09:30', '%d/%m/%Y %H:%M')).toBe('3 April 2026, 09:30');
    expect(readAs('03/04/2026 09:30', '%m/%d/%Y %H:%M')).toBe('4 March 2026, 09:30');
    expect(readAs('31/04/2026', '%d/%m/%Y')).toBeNull();
    expect(readAs('25/04/2026', '%m/%d/%Y')).toBeNull();
    expect(readAs('4-Mar-26 12:05 AM', '%d-%b-%y %I:%M %p')).toBe('4 March 2026, 00:05');
  });
});
