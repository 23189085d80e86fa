import { describe, expect, it } from 'vitest';
import type { RibbonRow } from '../../charts/ribbon.ts';
import { PLAIN_WORDS, type Words } from '../../model/process.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { finding, tellsTimeApart, type Evidence } from '../../web/src/lib/finding.ts';
import { about, DEPARTMENT, piece } from '../charts/rows.ts';

const PATIENTS: Words = { person: 'patient', people: 'patients', case: 'visit', cases: 'visits', during: 'in the department' };
const SUMMARY: Evidence['summary'] = { cases: 500, openCases: 0, measuredShare: 1 };
const said = (more: Partial<Evidence> & { rows?: readonly RibbonRow[] }) => {
  const rows = more.rows ?? DEPARTMENT;
  return finding({ words: PATIENTS, where: 'in October 2026', summary: SUMMARY, about: about(rows), rows, ...more });
};
/** Text as it is read: a space that does not break is a space. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the finding', () => {
  it('says the time and its waiting in the words of the service', () => {
    expect(plain(said({}).title)).toBe('Patients spend 3 h 42 m in the department; 68 % of it is waiting.');
    expect(plain(said({}).lead)).toBe('The longest wait is for Assessment: 47 min, 31 % of all waiting.');
  });

  it('speaks of cases where nothing better is known', () => {
    const rows = [piece('Check', 2.349 * DAY, 0.551 * DAY)];
    expect(plain(said({ words: PLAIN_WORDS, rows, about: about(rows, { time: 'throughput' }) }).title)).toBe(
      'Cases take 2.9 days; 81 % of it is waiting.',
    );
  });

  it('adds where most hours are lost', () => {
    expect(plain(said({ handOver: { from: 'Triage', to: 'Assessment', lostMs: 2140 * HOUR } }).lead)).toContain(
      'Most hours are lost from Triage to Assessment: 2,140 h.',
    );
    expect(said({ handOver: { from: 'Triage', to: 'Assessment', lostMs: 0 } }).lead).not.toContain('lost');
  });

  it('says most only of more than half', () => {
    const most = [piece('Queue', 60 * MINUTE, 5 * MINUTE), piece('Desk', 20 * MINUTE, 5 * MINUTE)];
    expect(plain(said({ rows: most }).lead)).toBe('Most of the waiting is for Queue: 1 h, 75 % of all waiting.');
    const all = [piece('Queue', 60 * MINUTE, 5 * MINUTE), piece('Desk', 0, 5 * MINUTE)];
    expect(plain(said({ rows: all }).lead)).toBe('All of the waiting is for Queue: 1 h.');
  });

  it('does not speak of waiting where there is none, or of a share where it rounds away', () => {
    const none = [piece('Desk', 0, 30 * MINUTE)];
    expect(plain(said({ rows: none }).title)).toBe('Patients spend 30 min in the department, with no waiting on record.');
    expect(said({ rows: none }).lead).toBe('');
    const hardly = [piece('Desk', MINUTE, 300 * MINUTE)];
    expect(plain(said({ rows: hardly }).title)).toContain('less than 1 % of it is waiting');
    const nearly = [piece('Desk', 300 * MINUTE, MINUTE)];
    expect(plain(said({ rows: nearly }).title)).toContain('nearly all of it is waiting');
  });

  it('makes no claim about waiting when the file has one time per step', () => {
    const rows = [piece('A', 2 * DAY, 0), piece('B', DAY, 0)];
    const summary = { ...SUMMARY, measuredShare: 0 };
    const { title, lead } = said({ words: PLAIN_WORDS, rows, about: about(rows, { time: 'throughput' }), summary });
    expect(plain(title)).toBe('Cases take 3.0 days.');
    expect(lead).toContain('can’t be told apart');
    expect(plain(lead)).toContain('The longest stretch leads to A: 2.0 days, 67 % of the time.');
    expect(title + lead).not.toContain('of it is waiting');
    expect(tellsTimeApart({ processingMs: 0 }, { measuredShare: 0.4 })).toBe(true);
  });

  it('is true of a single case and of few', () => {
    const rows = [piece('Desk', 10 * MINUTE, 10 * MINUTE)];
    const one = said({ rows, about: about(rows, { cases: 1 }), summary: { ...SUMMARY, cases: 1 } });
    expect(plain(one.title)).toBe('One patient spent 20 min in the department; 50 % of it was waiting.');
    expect(one.lead).toMatch(/^From 1 visit only\./);
    expect(said({ rows, about: about(rows, { cases: 7 }) }).lead).toMatch(/^From 7 visits only\./);
  });

  it('is true when nothing is complete, nothing is there, or nothing takes time', () => {
    const open = said({ rows: [], about: about([], { medianMs: null, cases: 0 }), summary: { ...SUMMARY, cases: 12, openCases: 12 } });
    expect(open.title).toBe('No visit is complete yet in October 2026; 12 are open.');
    expect(said({ summary: { ...SUMMARY, cases: 0 } }).title).toBe('No visit in October 2026.');
    expect(said({ filters: 2, summary: { ...SUMMARY, cases: 0 } }).title).toBe('No visit matches all 2 filters in October 2026.');
    expect(said({ where: '', summary: { ...SUMMARY, cases: 0 } }).title).toBe('No visit.');
    const instant = [piece('Stamp', 0, 0)];
    expect(said({ rows: instant, about: about(instant) }).title).toBe('Visits take no time on record: the median visit ends as it begins.');
  });

  it('names what has no stage in words', () => {
    expect(said({ rows: [piece('Unplaced', 50 * MINUTE, MINUTE)] }).lead).toContain('for activities that have no stage');
  });
});
