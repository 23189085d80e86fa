import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import { duration, hours, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import { HOUR } from '../../../../../model/units.ts';
import type { Finding } from '../../finding.ts';

/** Time that is added up: hours, and below one minutes. */
export const timeInAll = (ms: number): string => (ms < HOUR ? duration(ms) : hours(ms));
/** A share with one decimal, where there is something to say with it: `12.8 %`, `100 %`. */
export const shareWords = (share: number): string => percent(share, share === 0 || share === 1 ? 0 : 1);

/** Whose work is shown together. */
export type Per = AboutOf<'workload'>['per'];
export const workerWords = (per: Per) =>
  per === 'team' ? { one: 'team', many: 'teams', title: 'Team' } : { one: 'person', many: 'people', title: 'Person' };

export interface WorkEvidence {
  words: Words;
  where: string;
  passed: AboutOf<'handovers'>;
  pairs: readonly RowOf<'handovers'>[];
  rework: AboutOf<'rework'>;
  again: readonly RowOf<'rework'>[];
}

/** The finding of the work page: how often work changes hands, and what is done again. */
export function workFinding({ words, where, passed, pairs, rework, again }: WorkEvidence): Finding {
  const at = where === '' ? '' : ` ${where}`;
  if (rework.cases === 0) return { title: `No ${words.case}${at}.`, lead: '' };
  const share = rework.reworkedCases / rework.cases;
  const most = [...again].sort((one, other) => other.extraMs - one.extraMs)[0];
  const repeated =
    rework.reworkedCases === 0
      ? `No ${words.case} has anything done twice${at}`
      : rework.cases === 1
        ? `The one ${words.case} has something done twice${at}`
        : `${percent(share, share < 0.1 ? 1 : 0)} of ${words.cases} have something done again${at}`;
  const cost = most === undefined || most.extraMs === 0 ? '' : `; most time goes into ${most.activity}: ${timeInAll(most.extraMs)}`;
  return {
    title: `${repeated}${cost}.`,
    lead: [handOverWords(passed, pairs, words), firstTimeWords(rework, words)].filter((one) => one !== '').join(' '),
  };
}

function handOverWords(passed: AboutOf<'handovers'>, pairs: readonly RowOf<'handovers'>[], words: Words): string {
  const { many } = workerWords(passed.per);
  if (passed.pairs === 0) return '';
  if (passed.unknown === passed.pairs) return `The files do not say which ${many} did the work.`;
  if (passed.handovers === 0) return `No work passes between ${many}.`;
  const each = passed.chosen === 0 ? 0 : passed.handovers / passed.chosen;
  const slowest = [...pairs].filter((row) => row.kind === 'hand-over').sort((one, other) => (other.totalMs ?? 0) - (one.totalMs ?? 0))[0];
  const longest =
    slowest === undefined || slowest.medianMs === null || slowest.medianMs === 0
      ? ''
      : ` Most is waited from ${slowest.from} to ${slowest.to}: ${duration(slowest.medianMs)} at the median.`;
  return `Work changes hands ${number(each, 1)} times in a ${words.case}.${longest}`;
}

function firstTimeWords({ firstTime, reworkedCases }: AboutOf<'rework'>, words: Words): string {
  if (firstTime.share === null || firstTime.complete < 2 || reworkedCases === 0) return '';
  return `${percent(firstTime.share)} of complete ${words.cases} were right the first time.`;
}

/** First-time-right with its interval and what it counts. */
export function firstTimeSentence({ firstTime }: AboutOf<'rework'>, words: Words): string {
  const { complete, right, share, low, high, checks, reopened } = firstTime;
  if (share === null) return `No ${words.case} is complete yet.`;
  const interval = low === null || high === null ? '' : `, 95\u00a0%: ${shareWords(low)} to ${shareWords(high)}`;
  const what = checks.length === 0 ? 'no activity done twice' : `no check done twice (${checks.join(', ')})`;
  const opened = reopened === 0 ? 'none reopened' : `${plural(reopened, 'was', 'were')} reopened`;
  return `${number(right)} of ${plural(complete, `complete ${words.case}`, `complete ${words.cases}`)}${interval}: ${what}, ${opened}.`;
}

/** How much is done again, and how. */
export function repeatedSentence({ cases, reworkedCases, repeats, selfLoops, extraMs }: AboutOf<'rework'>, words: Words): string {
  const who =
    cases === 1
      ? `The one ${words.case} has`
      : `${number(reworkedCases)} of ${number(cases)} ${words.cases} (${shareWords(reworkedCases / Math.max(1, cases))}) have`;
  return `${who} ${plural(repeats, 'repeat', 'repeats')}: ${number(selfLoops)} directly again, ${number(repeats - selfLoops)} after others. Together ${timeInAll(extraMs)} extra.`;
}
