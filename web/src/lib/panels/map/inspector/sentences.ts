import { duration, number, percent, plural } from '../../../../../../model/format.ts';
import type { Words } from '../../../../../../model/process.ts';
import type { RowOf } from '../../../../../../server/analytics/catalog.ts';
import type { WaitingShare } from '../waiting-share.ts';
import { shareWords } from '../words.ts';

type Durations = RowOf<'durations'>;

/** Fewer than this is said to be few. */
export const FEW = 10;

/** Text with its figures in bold: every second piece is one. */
export type Marked = readonly string[];

/**
 * What a hand-over is about: “Half of visits wait **47 min** or more here. **31 %** of all hours lost are lost here.”
 * `told`: waiting and processing can be told apart. `lostShare`: its part of all hours lost, null where it is not ranked;
 * then its part of all waiting is said: of that until delivery where the service has stages after it (`part`).
 */
export function handOverSentence(
  row: Durations,
  words: Words,
  told: boolean,
  lostShare: number | null,
  part: WaitingShare | null = null,
): Marked {
  if (row.n === 0 || row.medianMs === null) return ['No time is known here.'];
  const who = row.n === row.cases ? `Half of ${words.cases}` : 'Half of the passes';
  const end = part?.after ? 'here, after delivery.' : 'here.';
  const half =
    row.medianMs === 0
      ? ([`${who} go on `, 'at once', ` ${end}`] as const)
      : ([`${who} ${told ? 'wait' : 'take'} `, duration(row.medianMs), ` or more ${end}`] as const);
  if (lostShare !== null && lostShare > 0)
    return [half[0], half[1], `${half[2]} `, shareWords(lostShare), ' of all hours lost are lost here.'];
  const share = part ? part.share : row.shareOfWaiting;
  if (share === null || row.totalMs === 0) return half;
  const until = part ? ` ${words.during ?? 'until delivery'}` : '';
  return [half[0], half[1], `${half[2]} This is `, shareWords(share), ` of ${told ? 'all waiting' : 'all time between steps'}${until}.`];
}

/** What an activity is about; `all` are the cases of the scope. */
export function activitySentence(row: RowOf<'activities'>, words: Words, all: number): Marked {
  const here = ['', shareWords(all > 0 ? row.cases / all : 0), ` of ${words.cases} come here`] as const;
  if (row.medianProcessingMs === null || row.measured === 0) return [here[0], here[1], `${here[2]}. How long it takes is not known.`];
  return [here[0], here[1], `${here[2]}; half of the steps take `, duration(row.medianProcessingMs), ' or more.'];
}

/** What a stage is about: how long first visits wait, and how long they take in all. */
export function stageSentence(row: RowOf<'stages'>, words: Words): Marked {
  if (row.visits === 0) return [`No ${words.case} of this choice comes here.`];
  if (row.medianWaitingMs === null) return ['No time is known here.'];
  const wait: Marked =
    row.medianWaitingMs === 0
      ? [`Half of ${words.cases} are seen `, 'at once', '']
      : [`Half of ${words.cases} wait `, duration(row.medianWaitingMs), ' or more'];
  if (row.medianTotalMs === null) return [wait[0] ?? '', wait[1] ?? '', `${wait[2] ?? ''}.`];
  return [wait[0] ?? '', wait[1] ?? '', `${wait[2] ?? ''}; with the work it takes `, duration(row.medianTotalMs), '.'];
}

/** `62 %` of the passes lie within the limit; null where no limit was set by anyone. */
export function withinLimit(row: Pick<Durations, 'n' | 'beyond' | 'limitFrom'>): number | null {
  if (row.n === 0 || row.beyond === null || row.limitFrom === null || row.limitFrom === 'best quarter') return null;
  return 1 - row.beyond / row.n;
}

/** What a figure rests on where that is little or inferred; empty when nothing is missing. */
export function missing(row: Pick<Durations, 'n'>, passes: number, one: string, many: string): string[] {
  const remarks: string[] = [];
  if (row.n > 0 && row.n < FEW) remarks.push(`Only ${plural(row.n, one, many)} with a time: figures may change a lot.`);
  const without = passes - row.n;
  if (row.n > 0 && without > 0) remarks.push(`${number(without)} of ${number(passes)} ${many} have no time and are not counted in it.`);
  return remarks;
}

/** `12 % inferred` where lengths are not measured; null where that is next to nothing. */
export const inferredWords = (measuredShare: number): string | null =>
  measuredShare >= 0.995 ? null : `${percent(1 - measuredShare)} inferred`;
