import type { RibbonAbout, RibbonRow } from '../../charts/ribbon.ts';
import { wilson } from '../../model/statistics.ts';
import { DAY, MINUTE } from '../../model/units.ts';

/** A piece of a ribbon; whatever is not said is the plainest there is. */
export const piece = (name: string, waitingMs: number, processingMs: number, more: Partial<RibbonRow> = {}): RibbonRow => ({
  part: 'delivery',
  name,
  kind: 'stage',
  stage: name,
  position: 1,
  parallel: false,
  waitingMs,
  processingMs,
  visits: 500,
  withinTarget: null,
  waitLimitMs: null,
  goal: null,
  score: null,
  scoreLow: null,
  scoreHigh: null,
  answers: 0,
  scoreTarget: null,
  ...shareOfAnswers(more),
  ...more,
});

/** The interval of a score that is a share of answers. */
function shareOfAnswers({ score, answers = 0 }: Partial<RibbonRow>): Partial<RibbonRow> {
  if (score === undefined || score === null || answers === 0) return {};
  const { low, high } = wilson(score / 100, answers);
  return { scoreLow: 100 * low, scoreHigh: 100 * high };
}

export const about = (rows: readonly RibbonRow[], more: Partial<RibbonAbout> = {}): RibbonAbout => {
  const before = rows.filter((row) => row.part === 'delivery');
  const waitingMs = before.reduce((sum, row) => sum + row.waitingMs, 0);
  const processingMs = before.reduce((sum, row) => sum + row.processingMs, 0);
  return {
    medianMs: waitingMs + processingMs,
    cases: 500,
    bandCases: 50,
    factor: 1,
    waitingMs,
    processingMs,
    after: null,
    time: 'delivery',
    ...more,
  };
};

const visit = (name: string, wait: number, work: number, within: number, score: number) =>
  piece(name, wait * MINUTE, work * MINUTE, {
    withinTarget: within,
    waitLimitMs: 60 * MINUTE,
    goal: 0.75,
    score,
    answers: 312,
    scoreTarget: 75,
    visits: 5777,
  });
const later = (name: string, wait: number, work: number) =>
  piece(name, wait * DAY, work * DAY, {
    part: 'after',
    withinTarget: 0.68,
    waitLimitMs: 7 * DAY,
    goal: 0.75,
    score: 64,
    answers: 150,
    scoreTarget: 75,
  });

/** The emergency department of the pictures. */
export const DEPARTMENT: readonly RibbonRow[] = [
  visit('Intake', 6, 5, 0.86, 84),
  visit('Triage', 11, 6, 0.81, 79),
  visit('Assessment', 47, 17, 0.62, 58),
  visit('Planning', 34, 9, 0.78, 66),
  visit('Treatment', 21, 18, 0.72, 83),
  visit('Monitoring', 8, 9, 0.91, 80),
  visit('Discharge', 25, 6, 0.6, 69),
  later('Billing', 4.9, 0.5),
  later('Follow-up', 5.8, 0.4),
];
