import { clock, fullDay } from '$charts/case-timeline-axis.ts';
import { againWords, caseTimes, type CaseStep } from '$charts/case-timeline.ts';
import type { AboutOf } from '$lib/api/questions.ts';
import type { Column } from '$lib/ui/table.ts';
import { capital, dateTime, duration, number, plural } from '$model/format.ts';
import type { ProcessSummary, Words } from '$model/process.ts';
import { MINUTE } from '$model/units.ts';

export type CaseAbout = AboutOf<'case'>;
export type CaseAnswer = CaseAbout['answers'][number];

/** What the times of a case are: until delivery where the service has one, else until its last step. */
export interface CaseFigures {
  totalMs: number;
  waitingMs: number;
  processingMs: number;
  /** `In the department`, or `Total`. */
  name: string;
  /** From arrival to the last step, where that is more than the total above. */
  wholeMs: number | null;
  /** Waiting and processing can be told apart: some step has a length that was measured. */
  told: boolean;
  /** People who did a step. */
  staff: number;
  /** Steps of which only one time is known. */
  inferred: number;
}

export function caseFigures(
  steps: readonly CaseStep[],
  about: CaseAbout,
  process: Pick<ProcessSummary, 'marksDelivery' | 'words'>,
): CaseFigures {
  const delivered = process.marksDelivery ? about.deliveredAt : null;
  const { during } = process.words;
  const name = delivered === null ? 'Total' : during ? capital(during) : 'Until delivery';
  return {
    ...caseTimes(steps, about.arrivedAt, delivered ?? about.lastAt),
    name,
    wholeMs: delivered !== null && about.throughputMs > (about.deliveryMs ?? 0) ? about.throughputMs : null,
    told: steps.some((step) => step.measured),
    staff: new Set(steps.flatMap((step) => (step.resource === null ? [] : [step.resource]))).size,
    inferred: steps.filter((step) => !step.measured).length,
  };
}

/** The drawing in a sentence, for those who do not see it. */
export function caseSentence(steps: readonly CaseStep[], about: CaseAbout, figures: CaseFigures, words: Words, zone: string): string {
  const first = steps[0];
  const longest = steps.reduce<CaseStep | null>((most, step) => (step.waitingMs > (most?.waitingMs ?? 0) ? step : most), null);
  const parts = [
    `Timeline of ${words.case} ${about.case}: ${plural(steps.length, 'step', 'steps')} from ${dateTime(about.arrivedAt, zone)}, ${duration(figures.totalMs)}`,
  ];
  if (figures.told) parts.push(`waiting ${duration(figures.waitingMs)}, processing ${duration(figures.processingMs)}`);
  if (longest && longest !== first) parts.push(`longest wait ${duration(longest.waitingMs)} before ${longest.activity}`);
  return `${parts.join('; ')}.`;
}

/** What is said of a step under the pointer. */
export function stepLines(step: CaseStep, zone: string, told: boolean): string[] {
  const start = Date.parse(step.startedAt);
  const end = step.completedAt === null ? null : Date.parse(step.completedAt);
  const seconds = end !== null && end - start < 2 * MINUTE && end > start;
  const ends =
    end === null
      ? 'no end in the file'
      : end === start
        ? ''
        : `to ${sameDay(start, end, zone) ? clock(end, zone, seconds) : dateTime(end, zone)}`;
  const lines = [`${fullDay(start, zone)}, ${clock(start, zone, seconds)} ${ends}`.trim()];
  const times = [
    ...(step.waitingMs > 0 ? [`${told ? 'waited' : 'after'} ${duration(step.waitingMs)}`] : []),
    ...(step.processingMs !== null && step.processingMs > 0 ? [`took ${duration(step.processingMs)}`] : []),
  ];
  if (times.length > 0) lines.push(times.join(', '));
  if (step.parallel) lines.push('The next step began before it ended.');
  if (!step.measured && end !== null) lines.push('Only one time is known.');
  const who = [step.resource, step.team].filter((one) => one !== null).join(', ');
  if (who !== '') lines.push(who);
  lines.push(`Stage: ${step.stage}`);
  return lines;
}

const sameDay = (one: number, other: number, zone: string) => fullDay(one, zone) === fullDay(other, zone);

/** A text between marks that keep its direction to itself: a name from right to left must not turn “again” around. */
export const isolated = (text: string): string => `${String.fromCodePoint(0x2068)}${text}${String.fromCodePoint(0x2069)}`;

const MISSING = '–';

/** The steps as a table and a file. */
export function stepColumns(zone: string, told: boolean): Column<CaseStep>[] {
  const time = (name: string, of: (step: CaseStep) => string | null): Column<CaseStep> => ({
    name,
    text: (step) => (of(step) === null ? MISSING : dateTime(of(step) ?? '', zone)),
    value: of,
  });
  const span = (name: string, of: (step: CaseStep) => number | null): Column<CaseStep> => ({
    name,
    number: true,
    text: (step) => (of(step) === null ? MISSING : duration(of(step) ?? 0)),
    value: of,
  });
  return [
    { name: 'Step', number: true, text: (step) => number(step.position), value: (step) => step.position },
    { name: 'Activity', text: (step) => `${step.activity}${againWords(step.visit)}`, value: (step) => step.activity },
    { name: 'Stage', text: (step) => step.stage },
    time('Start', (step) => step.startedAt),
    time('End', (step) => step.completedAt),
    span(told ? 'Waiting' : 'Since the step before', (step) => step.waitingMs),
    span('Processing', (step) => step.processingMs),
    { name: 'Time of the activity', number: true, text: (step) => number(step.visit), value: (step) => step.visit },
    { name: 'By', text: (step) => step.resource ?? MISSING, value: (step) => step.resource },
    { name: 'Team', text: (step) => step.team ?? MISSING, value: (step) => step.team },
    { name: 'Measured', text: (step) => (step.measured ? 'yes' : 'no') },
  ];
}

/** Whether an answer lies on the bad half of its scale; null where the scale is not known. */
export function isBad({ score, scaleMin, scaleMax, higherIsBetter }: CaseAnswer): boolean | null {
  if (score === null || scaleMin === null || scaleMax === null) return null;
  const middle = (scaleMin + scaleMax) / 2;
  return higherIsBetter ? score < middle : score > middle;
}

/** `2 of 5`, `7 of 0 to 10`. */
export function ratedWords({ score, scaleMin, scaleMax }: CaseAnswer): string {
  if (score === null) return MISSING;
  const digits = Number.isInteger(score) ? 0 : 1;
  return scaleMax === null ? number(score, digits) : `${number(score, digits)} of ${scaleMin === 0 ? '0 to ' : ''}${number(scaleMax)}`;
}
