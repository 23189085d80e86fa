import { waitingClause } from '../../../model/finding.ts';
import { capital, duration, hours, percent, uncapital } from '../../../model/format.ts';
import { intervalText, scoreText } from '../../../model/score-words.ts';
import type { AboutOf } from '../../analytics/catalog.ts';
import type { LostRow } from './lost.ts';
import type { MeasureRow } from './measures.ts';
import { newsOf, subject, type News } from './news.ts';
import { oldWords } from './reach.ts';
import type { Ribbon } from './ribbon.ts';
import type { Setting } from './setting.ts';

/** What a letter opens with. */
export interface Opening {
  readonly headline: string[];
  readonly lead: string;
}

/**
 * The headline from signals and verdicts, and the evidence it leads with. After the first letter only what is new makes a headline, and
 * the rest is told as before. Without news it says that nothing changed.
 */
export function openingOf(setting: Setting, measures: readonly MeasureRow[], ribbon: Ribbon, evidence: Evidence | null): Opening {
  const news = newsOf(setting, measures);
  const shown = headNews(news.filter(({ fresh }) => fresh));
  const rest = news.filter((one) => !shown.includes(one));
  const time = timeSentence(setting, ribbon);
  const headline =
    shown.length > 0 ? shown.map(({ head }) => head) : unchanged(setting, measures, ribbon, { news, asked: evidence?.asked ?? 0 });
  const told = [...shown.map(({ lead }) => lead), ...restSentences(rest)].filter((sentence) => sentence !== '');
  const standing = told.length >= 2 || evidence === null ? [] : standingSentences(setting, evidence);
  const lead = [headline.includes(time) ? '' : time, ...told, ...standing, oldWords(setting)].filter((sentence) => sentence !== '');
  return { headline, lead: lead.join(' ') };
}

/** Two at most: one for the better and one for the worse where there are both. */
function headNews(news: readonly News[]): News[] {
  const [good, bad] = [news.filter((one) => one.good), news.filter((one) => !one.good)];
  return good.length > 0 && bad.length > 0 ? [...good.slice(0, 1), ...bad.slice(0, 1)] : news.slice(0, 2);
}

/** The headline where nothing is new. */
function unchanged(
  setting: Setting,
  measures: readonly MeasureRow[],
  ribbon: Ribbon,
  { news, asked }: { news: readonly News[]; asked: number },
): string[] {
  if (ribbon.about === null || ribbon.about.cases === 0) return [timeSentence(setting, ribbon)];
  if (news.length === 0) return [steady(setting, measures)];
  const wanted = asked === 0 ? [] : [`${asked === 1 ? 'One thing is' : `${String(asked)} things are`} asked of you.`];
  return [`Nothing new ${setting.periods.now.where}.`, ...wanted];
}

/** What the lead may tell of besides news. */
export interface Evidence {
  readonly lost: readonly LostRow[] | null;
  readonly satisfaction: AboutOf<'satisfaction'> | null;
  /** How many things are asked of the reader. */
  readonly asked: number;
}

/** Where little is new: where most hours are lost, and what people say. */
function standingSentences({ instrument }: Setting, { lost, satisfaction }: Evidence): string[] {
  const [first] = lost ?? [];
  const hoursLost =
    first === undefined
      ? ''
      : `Most hours are lost from ${first.from ?? 'arrival'} to ${first.to ?? 'the end'}: ${hours(first.lostMs)}, ${percent(first.share ?? 0)} of all.`;
  if (satisfaction === null || satisfaction.score === null) return [hoursLost];
  const interval = intervalText(satisfaction.low, satisfaction.high, instrument);
  const sure = interval === '' ? '' : ` (95\u00a0%: ${interval})`;
  const value = scoreText(satisfaction.score, instrument);
  const said =
    instrument === 'csat'
      ? `${value} of those who answered are satisfied${sure}.`
      : instrument === 'ces'
        ? `${value} of those who answered find it easy${sure}.`
        : `The ${instrument === 'nps' ? 'net promoter score' : 'score'} is ${value}${sure}.`;
  return [hoursLost, said];
}

/** What a letter opens with where nothing is new. */
export const quietOpening = (setting: Setting, ribbon: Ribbon): Opening => ({
  headline: [`Nothing new ${setting.periods.now.where}.`],
  lead: [timeSentence(setting, ribbon), oldWords(setting)].filter((sentence) => sentence !== '').join(' '),
});

/** News that are in no headline, those of before apart. */
function restSentences(rest: readonly News[]): string[] {
  return [
    listed(
      'Also',
      rest.filter(({ fresh }) => fresh),
    ),
    listed(
      'As before',
      rest.filter(({ fresh }) => !fresh),
    ),
  ];
}

function listed(opening: string, news: readonly News[]): string {
  if (news.length === 0) return '';
  const heads = news.slice(0, 2).map(({ head }) => head.replace(/\.$/, ''));
  const more = news.length - heads.length;
  const said = heads.map((head) => uncapital(head)).join('; ');
  return `${opening}: ${said}${more > 0 ? `; ${String(more)} more below` : ''}.`;
}

/** What is said where nothing is a signal. */
function steady({ periods }: Setting, measures: readonly MeasureRow[]): string {
  const limited = measures.filter(({ chart }) => chart !== 'run');
  if (limited.length === 0) return 'Too few weeks yet to tell change from chance.';
  const missed = limited.filter(({ assurance }) => assurance === 'never');
  const [one] = missed;
  if (one === undefined) return `Nothing changed ${periods.now.where} beyond chance.`;
  return `Nothing changed ${periods.now.where}; ${missed.length === 1 ? `${subject(one).replace(/^The /, 'the ')} will miss its target` : `${String(missed.length)} measures will miss their targets`} unless something does.`;
}

/** How long a case took in the main stretch, and how much of it was waiting. */
function timeSentence({ words, periods }: Setting, { about, told }: Ribbon): string {
  if (about === null || about.medianMs === null || about.cases === 0) return `No ${words.case} was complete ${periods.main.where}.`;
  const spent = words.during !== undefined && about.time === 'delivery';
  const took = spent
    ? `${capital(words.people)} spent ${duration(about.medianMs)} ${words.during ?? ''}`
    : `${capital(words.cases)} took ${duration(about.medianMs)}`;
  return `${took} ${periods.main.where}${told ? waitingClause(about, true) : ''}.`;
}
