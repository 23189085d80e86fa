import { addDays, addMonths } from '../../../model/calendar.ts';
import { capital, duration, hours, number, percent, plural } from '../../../model/format.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { changeWords } from '../../../model/lost-words.ts';
import { pointsText, standsApart } from '../../../model/score-words.ts';
import { waitText } from '../../../model/wait-address.ts';
import { densestSentence, sourceSentence } from '../../../model/wait-words.ts';
import type { AboutOf, RowOf } from '../../analytics/catalog.ts';
import { longDay, monthOf } from './period.ts';
import { during, figureOf, NO_FIGURE, pageHref, type Setting } from './setting.ts';

type Section = SectionOf<'lost'>;
export type LostRow = RowOf<'bottlenecks'>;
const MOST = 3;
/** Of fewer waits than this no tenth and no pattern is told. */
const ENOUGH = 20;

export interface Lost {
  readonly section: Section;
  readonly rows: readonly LostRow[];
}

export async function lostOf(setting: Setting, told: boolean): Promise<Lost> {
  const { asking, scope, periods, data, hasFeedback } = setting;
  // months as soon as three whole ones are there, as on the overview
  const bucket = addMonths(data.first, 1) <= addMonths(addDays(data.last, 1), -3) ? 'month' : 'week';
  const main = during(scope, periods.main);
  const { rows, about } = await asking.ask('bottlenecks', main, {
    bucket,
    limit: MOST,
    ...(hasFeedback ? { with: 'score' as const } : {}),
  });
  const lost = rows.filter(({ lostMs, from, to }) => lostMs > 0 && from !== null && to !== null);
  const items: Section['items'] = [];
  for (const [at, row] of lost.entries())
    items.push(
      itemOf(setting, isSameMonth(row, bucket) ? row : { ...row, change: null }, at + 1, [
        wordsOf(setting, row, told),
        ...(await sources(setting, row, at)),
      ]),
    );
  return {
    rows: lost,
    section: {
      kind: 'lost',
      title: 'Where hours are lost',
      note: noteOf(setting, about, bucket),
      items,
      none: items.length === 0 ? `No hand-over took longer than its limit ${periods.main.where}.` : '',
    },
  };
}

/**
 * Whether the newest month of the trend has about the hours that are printed: within a factor of two. The trend counts what was waited in the
 * month, the hours are those of cases complete in it; where cases take months, the change of one says nothing of the other.
 */
export const isSameMonth = ({ trend, lostMs }: Pick<LostRow, 'trend' | 'lostMs'>, bucket: 'week' | 'month'): boolean => {
  const newest = trend.at(-1) ?? 0;
  return bucket === 'week' || (newest >= lostMs / 2 && newest <= lostMs * 2);
};

function noteOf({ periods }: Setting, about: AboutOf<'bottlenecks'> | undefined, bucket: 'week' | 'month'): string {
  if (about === undefined) return '';
  const against = spanWords(about.buckets.slice(0, -1), bucket, periods.main.from);
  const { limits } = about;
  const set = limits['hand-over'] + limits.stage;
  const beyond = set === 0 ? 'the best quarter' : limits['best quarter'] === 0 ? 'limits' : 'limits or the best quarter';
  return `${hours(about.lostMs)} beyond ${beyond} ${periods.main.where}${against === '' ? '' : `, change against ${against}`}`;
}

/** The stretch a change is held against: `May to September`, `the weeks from 3 August`. */
function spanWords(buckets: readonly string[], bucket: 'week' | 'month', seenFrom: string): string {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return '';
  if (bucket === 'week') return `the weeks from ${longDay(first, seenFrom)}`;
  const [from, to] = [monthOf(first, last), monthOf(last, seenFrom)];
  return first === last ? to : `${from} to ${to}`;
}

function itemOf(setting: Setting, row: LostRow, rank: number, sentences: readonly string[]): Section['items'][number] {
  const { scope, periods } = setting;
  const [from, to] = [row.from ?? '', row.to ?? ''];
  const href = pageHref(
    setting,
    `bottlenecks/${encodeURIComponent(waitText({ kind: 'hand-over', from, to }))}`,
    during(scope, periods.main),
  );
  const { scoreEffect, scoreEffectLow, scoreEffectHigh } = row;
  const scored = scoreEffect !== null && scoreEffect !== undefined;
  return {
    rank,
    name: `${from} to ${to}`,
    words: sentences.filter((sentence) => sentence !== '').join(' '),
    lost: figureOf(row.lostMs, hours(row.lostMs), href),
    change: row.change === null || row.trend.length < 2 ? NO_FIGURE : figureOf(row.change, changeWords(row.change), href),
    changeDirection: row.change === null || Math.round(Math.abs(row.change) * 100) === 0 ? null : row.change > 0 ? 'up' : 'down',
    // nothing says how much of it is chance
    changeTone: 'neutral',
    score: scored ? figureOf(scoreEffect, scoreWords(row), href) : NO_FIGURE,
    interval: scored ? `95\u00a0%: ${number(scoreEffectLow ?? 0, 1)} to ${number(scoreEffectHigh ?? 0, 1)}` : '',
    href,
  };
}

/** Whether a week repeats often enough in a stretch to speak of its hours. */
const isLong = ({ from, to }: Setting['periods']['main'], { last }: Setting['data']): boolean =>
  addDays(from, 3 * 7) <= (to < last ? to : addDays(last, 1));

/** What the score does with it; an interval around nothing says that nobody knows. */
function scoreWords({ scoreEffect, scoreEffectLow, scoreEffectHigh }: LostRow): string {
  const apart = standsApart(scoreEffectLow ?? null, scoreEffectHigh ?? null);
  return apart ? `satisfaction ${pointsText(scoreEffect ?? 0)}` : 'satisfaction unclear';
}

/** Of the first: whose hours they are, and when in the week they are lost: only what stands beyond chance or holds much in little time. */
async function sources({ asking, scope, periods, words, wholeDays, data }: Setting, row: LostRow, place: number): Promise<string[]> {
  const main = during(scope, periods.main);
  if (place > 0 || row.occurrences < ENOUGH) return [];
  const wait = { previous: row.from ?? '', next: row.to ?? '' };
  const who = await asking.ask('waits-by', main, wait);
  const source = sourceSentence(who.rows);
  if (wholeDays || !isLong(periods.main, data)) return [source];
  const hours = await asking.ask('queue', main, { per: 'hour-of-week', ...wait });
  return [source, densestSentence(hours.rows, words)];
}

/** How long it takes, and how many wait too long. */
function wordsOf({ words, periods }: Setting, row: LostRow, told: boolean): string {
  if (row.occurrences < ENOUGH)
    return `${plural(row.occurrences, 'time', 'times')} ${periods.main.where}; the middle one took ${duration(row.medianMs)}.`;
  const half = `Half of ${told ? words.people : words.cases} ${told ? 'wait' : 'take'} ${duration(row.medianMs)} or more, one in ten ${duration(row.p90Ms)} or more`;
  if (row.limitFrom === 'best quarter') return `${capital(half)}. Counted beyond ${duration(row.limitMs)}, the best quarter.`;
  const beyond =
    row.withinLimit === null ? '' : `; ${percent(1 - row.withinLimit)} ${told ? 'wait' : 'take'} longer than ${duration(row.limitMs)}`;
  return `${half}${beyond}.`;
}
