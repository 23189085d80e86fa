import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import type { Filter } from '../../../../../model/filter.ts';
import { capital, duration, MINUS, NBSP, number, percent, plural } from '../../../../../model/format.ts';
import type { Part } from '../../../../../model/improvement-marks.ts';
import type { Words } from '../../../../../model/process.ts';
import { DAY, HOUR, MINUTE } from '../../../../../model/units.ts';
import type { Finding } from '../../finding.ts';

export type Level = RowOf<'service-levels'>;

/** A limit as it was set: `15 days`, `36 h`, `90 min`; what is no round number of minutes as any duration. */
export function limitText(ms: number): string {
  if (ms >= 2 * DAY && ms % DAY === 0) return `${number(ms / DAY)}${NBSP}days`;
  if (ms >= 2 * HOUR && ms % HOUR === 0) return `${number(ms / HOUR)}${NBSP}h`;
  if (ms >= MINUTE && ms % MINUTE === 0) return ms === HOUR ? `1${NBSP}h` : `${number(ms / MINUTE)}${NBSP}min`;
  return duration(ms);
}

/** What is timed, in few words: `Wait before Triage`, `Log request to Assess request`, `From arrival to delivery`. */
export function timeWords(level: Pick<Level, 'of' | 'stage' | 'from' | 'to' | 'until'>): string {
  switch (level.of) {
    case 'stage-wait':
      return `wait before ${level.stage ?? ''}`;
    case 'stage-time':
      return `time in ${level.stage ?? ''}`;
    case 'hand-over':
      return `${level.from ?? ''} to ${level.to ?? ''}, directly after it`;
    case 'between':
      return `end of ${level.from ?? ''} to ${level.until === 'start' ? 'start' : 'end'} of ${level.to ?? ''}`;
    case 'delivery':
      return 'arrival to delivery';
    case 'throughput':
      return 'arrival to the last step';
  }
}

/** What is counted: waits, stays, hand-overs, cases. */
export function counted(level: Pick<Level, 'of'>, words: Pick<Words, 'case' | 'cases'>): [one: string, many: string] {
  switch (level.of) {
    case 'stage-wait':
      return ['wait', 'waits'];
    case 'stage-time':
      return ['stay', 'stays'];
    case 'hand-over':
      return ['hand-over', 'hand-overs'];
    default:
      return [words.case, words.cases];
  }
}

/** `14 % of waits before Billing stay within 2 days`. */
function keptSentence(level: Level, words: Words): string {
  const share = percent(level.within ?? 0);
  const limit = limitText(level.limitMs);
  switch (level.of) {
    case 'stage-wait':
      return `${share} of waits before ${level.stage ?? ''} stay within ${limit}`;
    case 'stage-time':
      return `${share} of stays in ${level.stage ?? ''} end within ${limit}`;
    case 'hand-over':
    case 'between':
      return `${share} of ${words.cases} go from ${level.from ?? ''} to ${level.to ?? ''} within ${limit}`;
    case 'delivery':
      return words.during === undefined
        ? `${share} of ${words.cases} are delivered within ${limit}`
        : `${share} of ${words.people} spend ${limit} or less ${words.during}`;
    case 'throughput':
      return `${share} of ${words.cases} are complete within ${limit}`;
  }
}

/** How far below its goal a target that is missed for certain lies. */
const short = ({ goal, within }: Level) => (goal ?? 0) - (within ?? 0);

/** The page in a sentence: the target that is missed by most, else that none is; and what is open right now. */
export function levelsFinding(rows: readonly Level[], about: AboutOf<'service-levels'> | undefined, words: Words, where: string): Finding {
  const judged = rows.filter(({ verdict }) => verdict !== null);
  const missed = judged.filter(({ verdict }) => verdict === 'missed').sort((one, other) => short(other) - short(one));
  const open = about?.openBreaches ?? 0;
  const nearly = about?.aboutToBreach ?? 0;
  const now =
    open === 0 && nearly === 0
      ? 'Nothing open is beyond its limit.'
      : `${plural(open, 'open time is', 'open times are')} beyond ${open === 1 ? 'its' : 'their'} limit right now${nearly === 0 ? '' : `, ${number(nearly)} more will be soon`}.`;
  const at = where === '' ? '' : ` ${where}`;
  const [worst] = missed;
  if (worst) {
    const lead = `${number(missed.length)} of ${plural(judged.length, 'target with a goal is', 'targets with a goal are')} missed${at}. ${now}`;
    return { title: `${capital(keptSentence(worst, words))}; ${percent(worst.goal ?? 0)} is the goal.`, lead };
  }
  const [single] = judged;
  if (judged.length === 1 && single?.verdict === 'unclear') {
    const title = `${capital(keptSentence(single, words))}; the goal is ${percent(single.goal ?? 0)}.`;
    return { title, lead: `With ${number(single.n)} counted, that is too close to call. ${now}` };
  }
  if (judged.length > 0) {
    const met = judged.filter(({ verdict }) => verdict === 'met').length;
    const title =
      met === judged.length
        ? `${judged.length === 1 ? 'The one target with a goal is' : `All ${number(judged.length)} targets with a goal are`} met${at}.`
        : `No target is missed for certain${at}: ${number(met)} of ${number(judged.length)} met, ${number(judged.length - met)} too close to call.`;
    return { title, lead: now };
  }
  const [first] = rows.filter(({ within }) => within !== null).sort((one, other) => (one.within ?? 0) - (other.within ?? 0));
  if (first)
    return { title: `${capital(keptSentence(first, words))}.`, lead: `No target has a goal yet, so none is met or missed. ${now}` };
  return { title: `Nothing has been timed against a target${at} yet.`, lead: now };
}

/** The same for a process without any target: how long things take, which is where a target begins. */
export function withoutTargets(times: RowOf<'throughput'> | undefined, words: Words, where: string): Finding {
  const at = where === '' ? '' : ` ${where}`;
  if (!times || times.n === 0 || times.medianMs === null || times.p90Ms === null)
    return { title: 'No target is set yet.', lead: `No ${words.case} is complete${at}, so there is nothing to measure one against.` };
  return {
    title: `No target is set yet: half of all ${words.cases} take ${duration(times.medianMs)} or less, nine in ten ${duration(times.p90Ms)}.`,
    lead: 'A target is a limit for one case and the share of cases wanted within it.',
  };
}

/** What a measure of the same times is about; null for a target no measure has. */
export const partOf = (level: Pick<Level, 'of' | 'stage' | 'from' | 'to'>): Part | null => {
  switch (level.of) {
    case 'stage-wait':
    case 'stage-time':
      return level.stage === null ? null : { of: level.of, where: { stage: level.stage } };
    case 'hand-over':
      return level.from === null || level.to === null ? null : { of: 'hand-over', where: { from: level.from, to: level.to } };
    case 'between':
      return null;
    case 'throughput':
    case 'delivery':
      return { of: level.of };
  }
};

type Timed = Pick<Level, 'of' | 'stage' | 'from' | 'to' | 'until' | 'limitMs'>;

/** The cases that are late, where a filter says exactly that. */
export const lateFilter = (level: Timed): Filter | null => timeFilter(level, { fromMs: Math.floor(level.limitMs) + 1, toMs: null });

/** The cases that take so long: from `fromMs`, below `toMs`; null where a target lacks its places. */
export function timeFilter(level: Timed, { fromMs, toMs }: { fromMs: number; toMs: number | null }): Filter | null {
  const span = { minMs: Math.max(0, Math.round(fromMs)), ...(toMs === null ? {} : { maxMs: Math.round(toMs) }) };
  switch (level.of) {
    case 'stage-wait':
      return level.stage === null ? null : { kind: 'stage-wait', stage: level.stage, ...span };
    case 'stage-time':
      return level.stage === null ? null : { kind: 'stage-wait', stage: level.stage, of: 'time', ...span };
    case 'between':
      return level.from === null || level.to === null
        ? null
        : { kind: 'follows', from: level.from, to: level.to, way: level.until === 'start' ? 'to-start' : 'to-end', ...span };
    case 'hand-over':
      return level.from === null || level.to === null
        ? null
        : { kind: 'follows', from: level.from, to: level.to, way: 'hand-over', ...span };
    case 'throughput':
    case 'delivery':
      return { kind: 'duration', of: level.of, ...span };
  }
}

/** `2.3 days beyond`, `4 h 10 m left`. */
export const beyondText = (ms: number): string => (ms > 0 ? `${duration(ms)} beyond` : ms === 0 ? 'due now' : `${duration(-ms)} left`);

/** `75 %`, or what stands where nobody has said. */
export const goalText = (goal: number | null): string => (goal === null ? '–' : percent(goal));

/** `71 to 87 %`. */
export const intervalText = (low: number | null, high: number | null): string =>
  low === null || high === null ? '' : `${number(low * 100)} to ${percent(high)}`;

/** A difference in percentage points: `−61 points`. */
export const pointsText = (share: number): string => `${share < 0 ? MINUS : '+'}${number(Math.abs(share) * 100)}${NBSP}points`;
