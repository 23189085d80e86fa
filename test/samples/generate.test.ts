import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Blueprint } from '../../model/blueprint.ts';
import { generateSamples } from '../../sample-data/generate.ts';
import { gzip } from '../../sample-data/record.ts';
import { sampleFolder, samples } from '../../sample-data/samples.ts';

const committed = (name: string): string =>
  name.endsWith('.csv')
    ? gunzipSync(readFileSync(join(sampleFolder, `${name}.gz`))).toString('utf8')
    : readFileSync(join(sampleFolder, name), 'utf8');

/** Fields of each line; quoted fields hold no line ends in these files. */
const rowsOf = (csv: string): string[][] =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((match) => match[1] ?? match[2] ?? ''));

interface ServiceTruth {
  cases: number;
  events: number;
  activities: Record<string, number>;
  variants: number;
  firstAt: string;
  lastAt: string;
  answers: { whole: number; stage: number; comments: number };
  handOvers: { from: string; to: string; lostMs: number }[];
}
interface Truth {
  ed: ServiceTruth & {
    change: { date: string } & Record<
      'triage' | 'assessment',
      { beforeMedianMinutes: number; afterMedianMinutes: number; weeklyMedianMinutes: number[] }
    >;
    satisfiedShareAssessedWithinHour: number;
    satisfiedShareAssessedLater: number;
  };
  desk: ServiceTruth & { jobsDoneAgainShare: number; complaintShare: number; neverAJobShare: number; lateInvoiceShare: number };
}
const truth = JSON.parse(committed('truth.json')) as Truth;

describe('the generator', () => {
  it('makes the same files from the same seed, and others from another', () => {
    const once = generateSamples({ seed: 1, weeks: 2 });
    const again = generateSamples({ seed: 1, weeks: 2 });
    const other = generateSamples({ seed: 2, weeks: 2 });
    expect([...again]).toEqual([...once]);
    expect(other.get('ed-events.csv')).not.toBe(once.get('ed-events.csv'));
    expect(other.get('desk-feedback.csv')).not.toBe(once.get('desk-feedback.csv'));
    expect(other.get('ed-blueprint.yaml')).toBe(once.get('ed-blueprint.yaml'));
  });

  it('compresses without a clock or an operating system', () => {
    expect(gzip('one\n').equals(gzip('one\n'))).toBe(true);
    expect([...gzip('one\n').subarray(4, 10)]).toEqual([0, 0, 0, 0, expect.any(Number), 255]);
  });

  it('made the committed files', { timeout: 180_000 }, () => {
    for (const [name, text] of generateSamples()) expect(committed(name) === text, name).toBe(true);
  });

  it('keeps the committed files small', () => {
    const names = samples.flatMap((sample) => [sample.blueprintFile, ...sample.files.map((file) => file.name)]);
    const bytes = [...names, 'truth.json'].reduce((sum, name) => sum + readFileSync(join(sampleFolder, name)).length, 0);
    expect(bytes).toBeLessThan(8_000_000);
  });
});

describe.each(samples.map((sample) => [sample.id, sample] as const))('%s', (id, sample) => {
  const told = truth[id as 'ed' | 'desk'];
  const [eventFile, feedbackFile] = sample.files;
  const [header = [], ...rows] = rowsOf(committed(eventFile!.name.replace('.gz', '')));
  const column = (name: string) => header.indexOf(name);

  it('has roles for exactly the columns of its files', () => {
    expect(Object.keys(eventFile!.mapping.roles ?? {}).sort()).toEqual([...header].sort());
    const [answers = []] = rowsOf(committed(feedbackFile!.name.replace('.gz', '')));
    expect(Object.keys(feedbackFile!.mapping.roles ?? {}).sort()).toEqual([...answers].sort());
  });

  it('has a blueprint in the shape of the model, which places every activity', () => {
    const blueprint: unknown = parse(committed(sample.blueprintFile));
    expect([...Value.Errors(Blueprint, blueprint)]).toEqual([]);
    const placed = new Set((blueprint as Blueprint).stages.flatMap((stage) => stage.activities.map((activity) => activity.name)));
    expect(Object.keys(told.activities).filter((activity) => !placed.has(activity))).toEqual([]);
    expect((blueprint as Blueprint).endActivities.filter((activity) => !placed.has(activity))).toEqual([]);
    expect((blueprint as Blueprint).measures).toHaveLength(6);
  });

  it('counts in truth.json what a plain recount of its rows counts', () => {
    const traces = new Map<string, string[]>();
    const activities: Record<string, number> = {};
    let first = Infinity;
    let last = 0;
    for (const row of rows) {
      const activity = row[column('Activity')]!;
      const times = [row[column('Start')]!, row[column('End')]!].filter((text) => text !== '').map((text) => Date.parse(text));
      expect(times.length).toBeGreaterThan(0);
      first = Math.min(first, ...times);
      last = Math.max(last, ...times);
      activities[activity] = (activities[activity] ?? 0) + 1;
      const key = row[0]!;
      traces.set(key, [...(traces.get(key) ?? []), activity]);
    }
    expect(rows).toHaveLength(told.events);
    expect(traces.size).toBe(told.cases);
    expect(activities).toEqual(told.activities);
    expect(new Set([...traces.values()].map((trace) => trace.join('\n'))).size).toBe(told.variants);
    expect(new Date(first).toISOString()).toBe(told.firstAt);
    expect(new Date(last).toISOString()).toBe(told.lastAt);
  });

  it('has answers about its own cases only, none after the end of the data', () => {
    const [names = [], ...answers] = rowsOf(committed(feedbackFile!.name.replace('.gz', '')));
    const cases = new Set(rows.map((row) => row[0]));
    const stage = names.indexOf('Stage');
    expect(answers.every((answer) => cases.has(answer[0]))).toBe(true);
    expect(answers.every((answer) => Date.parse(answer[names.indexOf('Answered')]!) <= Date.parse('2026-11-01T23:58:00Z'))).toBe(true);
    expect(answers.filter((answer) => stage < 0 || answer[stage] === '')).toHaveLength(told.answers.whole);
    expect(answers.filter((answer) => stage >= 0 && answer[stage] !== '')).toHaveLength(told.answers.stage);
    expect(answers.filter((answer) => answer[names.indexOf('Comment')] !== '')).toHaveLength(told.answers.comments);
    const keys = answers.map((answer) => `${answer[0]!} ${stage < 0 ? '' : answer[stage]!}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what is planted', () => {
  it('ed: the wait for triage falls at week 30, the wait for assessment grows', () => {
    const { change } = truth.ed;
    expect(change.date).toBe('2026-05-25');
    const before = change.triage.weeklyMedianMinutes.slice(0, 29);
    const after = change.triage.weeklyMedianMinutes.slice(29);
    expect(Math.min(...before)).toBeGreaterThan(Math.max(...after));
    expect(change.assessment.afterMedianMinutes).toBeGreaterThan(change.assessment.beforeMedianMinutes + 4);
  });

  it('ed: most hours are lost before assessment, and those who wait are less pleased', () => {
    const [first, second] = truth.ed.handOvers;
    expect([first?.from, first?.to]).toEqual(['Triage', 'Clinician assessment']);
    expect(first!.lostMs).toBeGreaterThan(1.4 * second!.lostMs);
    expect(truth.ed.satisfiedShareAssessedWithinHour - truth.ed.satisfiedShareAssessedLater).toBeGreaterThan(0.1);
  });

  it('desk: most hours are lost before the invoice; jobs are done again, people complain, some requests never become a job', () => {
    const [first, second] = truth.desk.handOvers;
    expect([first?.from, first?.to]).toEqual(['Confirm with requester', 'Prepare invoice']);
    expect(first!.lostMs).toBeGreaterThan(2 * second!.lostMs);
    expect(truth.desk.jobsDoneAgainShare).toBeGreaterThan(0.08);
    expect(truth.desk.complaintShare).toBeGreaterThan(0.03);
    expect(truth.desk.neverAJobShare).toBeGreaterThan(0.05);
    expect(truth.desk.lateInvoiceShare).toBeGreaterThan(0.5);
  });
});
