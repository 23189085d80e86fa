import { expect, it } from 'vitest';
import { cumulativeFlow } from '../../charts/cumulative-flow.ts';
import { handOverNetwork } from '../../charts/hand-over-network.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';
import { ageWords, flowFinding, littleSentence, type FlowEvidence } from '../../web/src/lib/panels/flow/flow-words.ts';
import { localInput, readLocal, shownLocal } from '../../web/src/lib/panels/flow/local-input.ts';
import { passedMatrix } from '../../web/src/lib/panels/workload/passed-matrix.ts';
import { firstTimeSentence, repeatedSentence, workFinding, type WorkEvidence } from '../../web/src/lib/panels/workload/work-words.ts';

const words = { person: 'patient', people: 'patients', case: 'visit', cases: 'visits' };
/** Text with plain spaces. */
const typed = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

const little = {
  from: '2026-10-01T00:00:00.000Z',
  to: '2026-11-01T00:00:00.000Z',
  arrived: 1488,
  completed: 1480,
  wipStart: 4,
  wipEnd: 12,
  meanWip: 7.9,
  arrivalsPerHour: 2,
  meanMs: 4 * HOUR,
  expectedWip: 8,
  mismatch: -0.0125,
};
const evidence = (more: Partial<FlowEvidence> = {}): FlowEvidence => ({
  words,
  where: 'in October 2026',
  rows: [{ bucket: '2026-10-01', whole: true, arrived: 1490, completed: 1487, wip: 8, arrivedTotal: 1490, completedTotal: 1487 }],
  about: { time: 'delivery', little, abandoned: null, furthest: [] },
  queue: undefined,
  queued: [],
  open: undefined,
  ...more,
});

it('says Little’s law with its figures, that it fails, and nothing of few cases', () => {
  expect(typed(littleSentence(little, words)?.text)).toBe('2.0 an hour × 4 h each is 8.0 visits inside; counted are 7.9. 1.3 % apart.');
  const off = littleSentence({ ...little, meanWip: 20, mismatch: 1.5, wipEnd: 30 }, words);
  expect(off?.holds).toBe(false);
  expect(typed(off?.title)).toBe('The figures are 150 % apart (Little’s law).');
  expect(off?.text).toContain('4 inside at the start and 30 at the end');
  expect(littleSentence({ ...little, meanWip: 20, mismatch: 1.5, wipEnd: 4 }, words)?.text).toContain('never close');
  expect(littleSentence({ ...little, meanWip: 4, mismatch: -0.5, wipEnd: 4 }, words)?.text).toContain('a backlog that shrinks');
  expect(littleSentence({ ...little, completed: 19 }, words)).toBeNull();
  expect(littleSentence({ ...little, meanMs: null, expectedWip: null, mismatch: null }, words)).toBeNull();
});

it('finds whether what is inside grows, who waits, and which are older than usual', () => {
  expect(flowFinding(evidence()).title).toBe('1,490 visits came in October 2026, 1,487 left: in balance.');
  const row = { bucket: '2026-10-01', whole: true, arrived: 100, completed: 60, wip: 40, arrivedTotal: 100, completedTotal: 60 };
  expect(flowFinding(evidence({ rows: [row] })).title).toBe('100 visits came in October 2026, 60 left: 40 more inside than before.');
  expect(flowFinding(evidence({ rows: [{ ...row, arrived: 0, completed: 0 }] })).title).toBe('No visit came or went in October 2026.');
  expect(flowFinding(evidence({ where: '', rows: [{ ...row, arrived: 1, completed: 1 }] })).title).toBe('One visit came, and one left.');
  const queue = { from: null, to: null, waits: 8, waitedMs: HOUR, lostMs: null, limitMs: null, expected: 8 };
  const queued = [
    { mean: 5, lostMs: null, stage: 'Assessment', waiting: 5 },
    { mean: 3, lostMs: null, stage: 'Triage', waiting: 3 },
  ];
  const open = { at: null, open: 13, running: 4, expected: 9, unknown: 0, beyondP50: 9, beyondP85: 4, beyondP95: 2, compared: 13 };
  expect(typed(flowFinding(evidence({ queue, queued, open })).lead)).toBe(
    '8 visits wait at the end of the data, 5 of them for Assessment. 2 open visits are older than 95 % of others when they leave the same place.',
  );
  expect(flowFinding(evidence({ queue: { ...queue, waits: 0 }, queued: [] })).lead).toBe('Nobody waits at the end of the data.');
});

it('says ages in whole units, and local times as a field takes them', () => {
  expect(
    [
      { fromMs: 0, toMs: 30 * MINUTE },
      { fromMs: HOUR, toMs: 2 * HOUR },
      { fromMs: 7 * DAY, toMs: null },
    ].map((age) => typed(ageWords(age))),
  ).toEqual(['under 30 min', '1 h to 2 h', '7 days and more']);
  expect(localInput('2026-10-05T23:30:00.000Z', 'Europe/Dublin')).toBe('2026-10-06T00:30');
});

const rework: WorkEvidence['rework'] = {
  cases: 1000,
  reworkedCases: 128,
  time: 'delivery',
  repeats: 311,
  selfLoops: 33,
  extraMs: 130 * HOUR,
  firstTime: { complete: 990, right: 862, repeated: 128, reopened: 0, share: 0.8707, low: 0.85, high: 0.89, checks: [] },
  stages: [],
  rolledYield: null,
};
const passed = {
  per: 'team' as const,
  personFigures: false,
  pairs: 10,
  handovers: 8,
  self: 2,
  unknown: 0,
  pingPongs: 1,
  cases: 4,
  chosen: 4,
  rows: 3,
};
const pair = (from: string, to: string, count: number) => ({
  kind: 'hand-over' as const,
  from,
  to,
  count,
  cases: count,
  timed: count,
  medianMs: 20 * MINUTE,
  p90Ms: HOUR,
  totalMs: count * 20 * MINUTE,
});

it('finds what is done again, how often work changes hands, and what is not known', () => {
  const said = workFinding({ words, where: '', passed, pairs: [pair('Desk', 'Lab', 8)], rework, again: [] });
  expect(typed(said.title)).toBe('13 % of visits have something done again.');
  expect(typed(said.lead)).toBe(
    'Work changes hands 2.0 times in a visit. Most is waited from Desk to Lab: 20 min at the median. 87 % of complete visits were right the first time.',
  );
  const unknown = workFinding({ words, where: '', passed: { ...passed, unknown: 10, handovers: 0 }, pairs: [], rework, again: [] });
  expect(unknown.lead).toContain('The files do not say which teams did the work.');
  const none = workFinding({ words, where: 'in May', passed, pairs: [], rework: { ...rework, reworkedCases: 0 }, again: [] });
  expect(none.title).toBe('No visit has anything done twice in May.');
  expect(workFinding({ words, where: '', passed, pairs: [], rework: { ...rework, cases: 0 }, again: [] }).title).toBe('No visit.');
  expect(typed(repeatedSentence(rework, words))).toBe(
    '128 of 1,000 visits (12.8 %) have 311 repeats: 33 directly again, 278 after others. Together 130 h extra.',
  );
  expect(typed(firstTimeSentence(rework, words))).toBe(
    '862 of 990 complete visits, 95 %: 85.0 % to 89.0 %: no activity done twice, none reopened.',
  );
  expect(firstTimeSentence({ ...rework, firstTime: { ...rework.firstTime, share: null } }, words)).toBe('No visit is complete yet.');
});

it('draws the busiest first, at most twelve, and the rest only in words', () => {
  const rows = Array.from({ length: 15 }, (_, at) => pair(`Team ${String(at)}`, 'Hub', 100 - at));
  const matrix = passedMatrix(rows);
  expect(matrix.names.slice(0, 2)).toEqual(['Hub', 'Team 0']);
  expect([matrix.names.length, matrix.hidden]).toEqual([12, 4]);
  expect(matrix.cell('Team 3', 'Hub')?.count).toBe(97);
  expect(matrix.cell('Hub', 'Team 3')).toBeUndefined();
});

it('stacks stages on those who are out, and names a band only where there is room', () => {
  const days = ['2026-10-01', '2026-10-02', '2026-10-03'];
  const bands = [
    { name: 'Intake', values: [1, 2, 0] },
    { name: 'Care', values: [40, 40, 40] },
  ];
  const drawn = cumulativeFlow(days, 'day', bands, [100, 110, 150], 600, 240);
  // from the bottom: out, care, intake
  expect(drawn.bands.map(({ name, level }) => [name, level])).toEqual([
    ['', 0],
    ['Care', 2],
    ['Intake', 1],
  ]);
  expect(drawn.bands.map(({ label }) => label !== null)).toEqual([false, true, false]);
  expect(drawn.marks.map(({ text }) => text)).toContain('100');
  // what is inside alone begins at nothing
  expect(cumulativeFlow(days, 'day', bands, null, 600, 240).marks[0]?.text).toBe('0');
  expect(cumulativeFlow([], 'day', [], null, 600, 240).bands).toEqual([]);
});

it('puts those who pass work on a circle, within the picture, the thickest edge first', () => {
  const names = ['Desk', 'Lab', 'A team with a very long name indeed'];
  const drawn = handOverNetwork(
    names,
    [
      { from: 'Lab', to: 'Desk', count: 1 },
      { from: 'Desk', to: 'Lab', count: 100 },
    ],
    400,
  );
  expect(drawn.edges.map(({ from, width }) => [from, Math.round(width)])).toEqual([
    ['Desk', 9],
    ['Lab', 2],
  ]);
  for (const { x, y, radius } of drawn.nodes) {
    expect(x - radius >= 0 && x + radius <= drawn.width && y - radius >= 0 && y + radius <= drawn.height).toBe(true);
  }
});

it('a time is read as it is written, in no language', () => {
  expect(['2026-10-05 14:30', ' 2026-1-5T9:05 ', '2026-10-05'].map(readLocal)).toEqual([
    '2026-10-05T14:30',
    '2026-01-05T09:05',
    '2026-10-05T00:00',
  ]);
  expect(['05/10/2026', '2026-02-30', '2026-10-05 25:00', 'now'].map(readLocal)).toEqual([null, null, null, null]);
  expect(shownLocal(localInput('2026-07-05T13:30:00.000Z', 'Europe/Dublin'))).toBe('2026-07-05 14:30');
});
