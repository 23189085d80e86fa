import type { RowOf } from '../../api/questions.ts';
import type { Finding } from '../../finding.ts';
import { duration, number, plural } from '../../../../../model/format.ts';
import { inPeriod } from '../../scope/period.ts';
import type { ProcessSummary } from '../../../../../model/process.ts';
import type { Scope } from '../../../../../model/scope.ts';

type Summary = Pick<RowOf<'summary'>, 'cases' | 'openCases'>;
type Times = Pick<RowOf<'throughput'>, 'n' | 'medianMs' | 'p90Ms'>;

/** The list in a sentence: “17,120 visits; half take 3 h 42 m or less.” */
export function casesFinding(
  { words, marksDelivery }: Pick<ProcessSummary, 'words' | 'marksDelivery'>,
  scope: Scope,
  summary: Summary,
  times: Times,
): Finding {
  const where = inPeriod(scope.period);
  const many = summary.cases === 0 ? `No ${words.cases}` : plural(summary.cases, words.case, words.cases);
  const counted = [many, where].filter(Boolean).join(' ');
  const until = marksDelivery ? (words.during ? ` ${words.during}` : ' until delivery') : '';
  const median = times.medianMs === null ? '' : `; half take ${duration(times.medianMs)} or less${until}`;
  const parts = [
    ...(times.p90Ms === null || times.n < 10 ? [] : [`One in ten takes ${duration(times.p90Ms)} or more.`]),
    ...(summary.openCases > 0
      ? [`${number(summary.openCases)} ${summary.openCases === 1 ? 'is' : 'are'} still open and not counted in these times.`]
      : []),
  ];
  return { title: `${counted}${median}.`, lead: parts.join(' ') };
}
