import type { RibbonRow } from '../../../charts/ribbon.ts';
import { MIN_ANSWERS, SCORE_WORDS } from '../../../model/feedback.ts';
import { capital, duration, number, plural } from '../../../model/format.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { intervalText, scoreText, tooFew } from '../../../model/score-words.ts';
import type { AboutOf, RowOf } from '../../analytics/catalog.ts';
import { small } from './ribbon.ts';
import { during, figureOf, pageHref, type Setting } from './setting.ts';

type Section = SectionOf<'satisfaction'>;
type About = AboutOf<'satisfaction'>;
type Voice = RowOf<'voice'>;

/** What people say, and the score re-weighted to the case mix; no section where nobody was asked. */
export async function satisfactionOf(
  setting: Setting,
  about: About | null,
  rows: readonly RibbonRow[],
): Promise<{ section: Section | null; reweighted: number | null }> {
  if (about === null || about.answers === 0) return { section: null, reweighted: null };
  const { asking, scope, periods } = setting;
  const main = during(scope, periods.main);
  const voice = await asking.ask('voice', main, { kind: 'stage' });
  const comments = await asking.ask('comments', main, { limit: 1 }, 0);
  const sentences = [waitSentence(voice.rows, setting), themeSentence(comments.about, setting)];
  return { section: sectionOf(setting, about, rows, sentences), reweighted: voice.about?.reweighted.score ?? null };
}

function sectionOf(setting: Setting, about: About, rows: readonly RibbonRow[], sentences: readonly string[]): Section {
  const { instrument, periods, scope } = setting;
  const href = pageHref(setting, 'satisfaction', during(scope, periods.main));
  const overall =
    about.score === null ? figureOf(null, tooFew(about.answers), href) : figureOf(about.score, scoreText(about.score, instrument), href);
  const interval = intervalText(about.low, about.high, instrument);
  const points = rows
    .filter(({ kind, answers }) => kind === 'stage' && answers > 0)
    .map((row) => ({
      stage: row.name,
      score:
        row.score === null ? figureOf(null, '', href) : figureOf(row.score, scoreText(row.score, instrument).replace(/\u00a0%$/, ''), href),
      n: row.answers,
      low: row.answers < MIN_ANSWERS,
    }));
  const rule = instrument === null ? '' : SCORE_WORDS[instrument].name.toLowerCase();
  const said =
    about.score === null ? `${tooFew(about.answers)} for a score` : `${scoreText(about.score, instrument)} overall ${periods.main.where}`;
  const by = points.length > 0 ? `${rule}${instrument === 'csat' || instrument === 'ces' ? ', %' : ''} by stage; ` : '';
  return {
    kind: 'satisfaction',
    title: 'Satisfaction',
    note: `${by}${said}`,
    overall,
    n: figureOf(about.answers, plural(about.answers, 'answer', 'answers'), href),
    points,
    target: about.target,
    targetText: about.target === null ? '' : scoreText(about.target, instrument),
    words: [targetSentence(about, setting, interval), ...sentences].filter((sentence) => sentence !== ''),
    alt: altOf(points, overall.text),
  };
}

/** How sure the score is, and how it stands to its target. */
function targetSentence({ answers, score, low, high, target }: About, { instrument }: Setting, interval: string): string {
  if (score === null || low === null || high === null) return '';
  const sure = `${plural(answers, 'answer', 'answers')}, 95\u00a0% interval ${interval}`;
  if (target === null) return `${sure}.`;
  const wanted = scoreText(target, instrument);
  if (high < target) return `${sure}: below the target of ${wanted}.`;
  return low > target ? `${sure}: above the target of ${wanted}.` : `${sure}; the target of ${wanted} lies within it.`;
}

/** What goes with a wait that is too long: the stage where the difference is largest beyond chance. */
function waitSentence(rows: readonly Voice[], { instrument, words }: Setting): string {
  const [worst] = rows
    .filter(
      ({ effectHigh, beyondScore, withinScore, limitMs }) =>
        effectHigh !== null && effectHigh < 0 && beyondScore !== null && withinScore !== null && limitMs !== null,
    )
    .toSorted((one, other) => (one.effect ?? 0) - (other.effect ?? 0));
  if (worst === undefined) return '';
  const [within, beyond] = [scoreText(worst.withinScore ?? 0, instrument), scoreText(worst.beyondScore ?? 0, instrument)];
  const wait = `wait no longer than ${duration(worst.limitMs ?? 0)} for ${small(worst.stage ?? '')}`;
  if (instrument === 'csat') return `${within} of ${words.people} are satisfied when they ${wait}, ${beyond} when they wait longer.`;
  if (instrument === 'ces') return `${within} of ${words.people} find it easy when they ${wait}, ${beyond} when they wait longer.`;
  return `The score is ${within} when ${words.people} ${wait}, ${beyond} when they wait longer.`;
}

function themeSentence(about: AboutOf<'comments'> | undefined, { words }: Setting): string {
  const [theme] = (about?.themes ?? []).filter(({ leaning }) => leaning === 'unhappy');
  const most = theme ?? about?.themes[0];
  if (about === undefined || most === undefined) return '';
  const named = listed(most.words.slice(0, 3).map((word) => `“${word}”`));
  const who = theme === undefined ? capital(words.people) : 'Those who are unhappy';
  return `${who} write most of ${named} (${number(most.comments)} of ${plural(about.comments, 'comment', 'comments')}).`;
}

/** `“waiting”, “room” and “long”`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

function altOf(points: Section['points'], overall: string): string {
  const said = points.map(({ stage, score, n }) => `${stage} ${score.text === '' ? tooFew(n) : score.text}`);
  return said.length === 0 ? `Satisfaction: ${overall} overall.` : `Satisfaction by stage: ${said.join(', ')}; ${overall} overall.`;
}
