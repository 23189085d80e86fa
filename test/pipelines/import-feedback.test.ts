import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk } from '../input/import-text.ts';

const EVENTS = 'case,activity,time\nA,Open,2026-01-05 09:00\nB,Open,2026-01-05 09:30\n';
const answers = sql`SELECT case_ref, case_key, instrument, score, scale_min, scale_max, stage, comment, link_method, link_confidence FROM feedback ORDER BY line`;

it('knows answers from events, finds their scale and links them by case', async () => {
  const log = await desk();
  await log.give(EVENTS);
  const receipt = await log.give(
    'Case;Answered;Score;Comment;Language\nA;2026-01-06 10:00;9;Quick;en\nC;2026-01-06 11:00;0;;en\nB;;;Fine;de\nA;2026-01-06 12:00;;;\nA;someday;4;x;\nA;2026-01-06 12:00;many;x;\n',
  );
  expect(receipt).toMatchObject({ kind: 'feedback', rows: 6, accepted: 3, rejected: 3, linked: 2, dataVersion: 2 });
  expect(receipt.rejections.map(({ reason }) => reason).toSorted()).toEqual(['no_score', 'unreadable_answer_time', 'unreadable_score']);
  expect(await log.rows(answers)).toEqual([
    {
      caseRef: 'A',
      caseKey: 1,
      instrument: 'nps',
      score: 9,
      scaleMin: 0,
      scaleMax: 10,
      stage: null,
      comment: 'Quick',
      linkMethod: 'case',
      linkConfidence: 1,
    },
    {
      caseRef: 'C',
      caseKey: null,
      instrument: 'nps',
      score: 0,
      scaleMin: 0,
      scaleMax: 10,
      stage: null,
      comment: null,
      linkMethod: null,
      linkConfidence: null,
    },
    {
      caseRef: 'B',
      caseKey: 2,
      instrument: 'nps',
      score: null,
      scaleMin: null,
      scaleMax: null,
      stage: null,
      comment: 'Fine',
      linkMethod: 'case',
      linkConfidence: 1,
    },
  ]);
});

it('knows answers of which a case has several, one about each stage', async () => {
  const log = await desk();
  const rows = Array.from({ length: 60 }, (_, one) =>
    ['', 'Intake', 'Work', 'Care'].slice(0, 2 + (one % 3)).map((stage, at) => {
      const customer = at === 0 ? `U${String(one % 40).padStart(3, '0')}` : '';
      return `K${String(one).padStart(4, '0')},${customer},2026-01-${String((one % 27) + 1).padStart(2, '0')} 06:23,csat,${String(((one + 2 * at) % 5) + 1)},${stage},`;
    }),
  ).flat();
  const receipt = await log.give(`Case,Customer,Answered,Instrument,Score,Stage,Comment\n${rows.join('\n')}\n`);
  expect(receipt).toMatchObject({ kind: 'feedback', rows: 180, accepted: 180 });
});

it('links answers when their case comes later, and adds no answer twice', async () => {
  const log = await desk();
  const text = 'case,answered at,rating\nA,2026-01-06 10:00,5\nB,2026-01-06 10:00,4\n';
  expect(await log.give(text)).toMatchObject({ kind: 'feedback', accepted: 2, linked: 0 });
  await log.give(EVENTS);
  expect(
    await log.rows(sql`SELECT count(case_key) AS linked, min(instrument) AS instrument, max(scale_max) AS high FROM feedback`),
  ).toEqual([{ linked: 2, instrument: 'csat', high: 5 }]);
  expect(await log.give(text)).toMatchObject({ accepted: 0, duplicates: 2 });
});

it('takes the instrument of each row, else the one given, and refuses what lies outside the scale', async () => {
  const log = await desk();
  const rows = Array.from({ length: 400 }, (_, at) => `C-${at},csat,${(at % 5) + 1},Triage`);
  const receipt = await log.give(`case,instrument,score,stage\n${rows.join('\n')}\nX,nps,11,\nY,nps,10,\nZ,,7,\n`, {
    mapping: { kind: 'feedback', instrument: 'ces' },
  });
  expect(receipt).toMatchObject({ accepted: 402, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'score_out_of_scale', column: 'score', rows: 1 });
  expect(
    await log.rows(
      sql`SELECT instrument, scale_min AS low, scale_max AS high, count(*) AS answers FROM feedback GROUP BY ALL ORDER BY answers DESC, instrument`,
    ),
  ).toEqual([
    { instrument: 'csat', low: 1, high: 5, answers: 400 },
    { instrument: 'ces', low: 1, high: 7, answers: 1 },
    { instrument: 'nps', low: 0, high: 10, answers: 1 },
  ]);
});

it('keeps an invitation that nobody answered, as one of the instrument the others answered', async () => {
  const log = await desk();
  const receipt = await log.give(
    'case,invited at,answered at,instrument,score\nA,2026-01-06 10:00,2026-01-06 11:00,nps,9\nB,2026-01-06 10:00,,nps,\nC,2026-01-06 10:00,,,\nD,,,nps,\n',
  );
  expect(receipt).toMatchObject({ kind: 'feedback', accepted: 3, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'no_score', rows: 1 });
  expect(receipt.notes.join(' ')).toContain('2 rows are invitations without an answer');
  expect(
    await log.rows(sql`SELECT instrument, count(invited_at) AS invited, count(score) AS answers FROM feedback GROUP BY instrument`),
  ).toEqual([{ instrument: 'nps', invited: 3, answers: 1 }]);
});

it.each([
  ['0 to 5 as satisfaction', [0, 3, 4, 5], 'csat', 0, 5],
  ['0 to 6 as recommendation', [0, 3, 6], 'nps', 0, 10],
  ['1 to 7 as satisfaction', [1, 6, 7], 'csat', 1, 7],
  ['up to 100 as a score', [20, 85, 100], 'other', 0, 100],
])('reads scores from %s where nothing names the instrument', async (_, scores, instrument, low, high) => {
  const log = await desk();
  await log.give(`case,answered at,score\n${scores.map((score, at) => `C-${at},2026-01-06 10:0${at},${score}`).join('\n')}\n`, {
    mapping: { kind: 'feedback' },
  });
  expect(await log.rows(sql`SELECT DISTINCT instrument, scale_min AS low, scale_max AS high FROM feedback`)).toEqual([
    { instrument, low, high },
  ]);
});
