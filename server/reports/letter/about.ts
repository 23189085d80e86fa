import { addDays } from '../../../model/calendar.ts';
import { number, percent, plural } from '../../../model/format.ts';
import type { Letter, SectionOf } from '../../../model/letter.ts';
import { scoreText } from '../../../model/score-words.ts';
import type { AboutOf, RowOf } from '../../analytics/catalog.ts';
import { changedSince } from './definitions.ts';
import type { LostRow } from './lost.ts';
import type { MeasureRow } from './measures.ts';
import { longDay } from './period.ts';
import { reachWords } from './reach.ts';
import type { Ribbon } from './ribbon.ts';
import { during, type Setting } from './setting.ts';

/** What the other sections found, as far as the notes speak of it. */
export interface Evidence {
  readonly events: number;
  readonly endAt: string;
  readonly measures: readonly MeasureRow[];
  readonly ribbon: Ribbon;
  readonly lost: readonly LostRow[] | null;
  readonly satisfaction: AboutOf<'satisfaction'> | null;
  readonly reweighted: number | null;
}

/** What the figures rest on: how much there is, what is missing, what the words mean, what changed since the last letter. */
export async function aboutOf(setting: Setting, evidence: Evidence): Promise<SectionOf<'about'>> {
  const { asking, scope, periods } = setting;
  const main = during(scope, periods.main);
  const quality = await asking.ask('data-quality', main);
  const [now] = periods.now === periods.main ? [setting.summary] : (await asking.ask('summary', during(scope, periods.now))).rows;
  const notes = [
    countNote(setting, now?.cases ?? 0, evidence, quality.rows, quality.about),
    `${reachWords(setting, evidence.endAt)}${periods.open ? ` ${periods.now.head} is not over in them.` : ''}`,
    ...ribbonNotes(setting, evidence.ribbon),
    evidence.lost === null || evidence.lost.length === 0 ? '' : lostNote(setting, evidence.lost),
    answersNote(setting, evidence),
    qualityNote(quality.rows, evidence.ribbon.told),
    signalNote(setting, evidence.measures),
    definitionsNote(asking.definitions, setting.previous),
  ];
  return { kind: 'about', title: 'About these data', note: '', notes: notes.filter((note) => note !== '') };
}

function countNote(
  { words, periods, summary }: Setting,
  now: number,
  { events }: Evidence,
  rows: readonly RowOf<'data-quality'>[],
  about: AboutOf<'data-quality'> | undefined,
): string {
  const cases = `${plural(summary.cases, words.case, words.cases)} ${periods.main.where}${periods.now === periods.main ? '' : `; ${number(now)} ${periods.now.where}`}`;
  const rejected = rows.filter(({ check }) => check === 'rejected').reduce((sum, { count }) => sum + count, 0);
  const repeated = rows.find(({ check }) => check === 'repeated-rows')?.count ?? 0;
  const fileRows = about?.fileRows ?? 0;
  const share = fileRows > 0 && rejected > 0 ? ` (${percent(rejected / fileRows, rejected / fileRows < 0.1 ? 1 : 0)})` : '';
  const refused = rejected === 0 ? 'no row rejected' : `${plural(rejected, 'row', 'rows')} rejected${share}`;
  const again = repeated === 0 ? '' : `, ${plural(repeated, 'row', 'rows')} that came twice counted once`;
  return `${cases}. In all ${number(events)} events accepted, ${refused}${again}.`;
}

function ribbonNotes({ words, wholeDays }: Setting, { about, rows, told }: Ribbon): string[] {
  if (about === null) return [];
  const stages = rows.some(({ kind }) => kind === 'stage') ? 'Stage times' : 'Times';
  const from =
    about.cases <= 20
      ? `all ${number(about.cases)} ${words.cases}`
      : `${words.cases} between the 45th and 55th percentile (${number(about.bandCases)})`;
  const scaled = about.factor !== null && (about.factor < 0.95 || about.factor > 1.05) ? `, times ${number(about.factor, 2)}` : '';
  const untold = told
    ? []
    : [
        wholeDays
          ? 'The files have days and no hours, so waiting and work can’t be told apart.'
          : 'The files have one time per step, so waiting and work can’t be told apart.',
      ];
  return [`${stages} come from ${from}${scaled}, so they add up to the median ${words.case}.`, ...untold];
}

function lostNote({ hasFeedback, words }: Setting, rows: readonly LostRow[]): string {
  const quarters = rows.some(({ limitFrom }) => limitFrom === 'best quarter');
  const limits = rows.some(({ limitFrom }) => limitFrom !== 'best quarter');
  const beyond = !limits
    ? 'the best quarter of each hand-over'
    : quarters
      ? 'the limit, or beyond the best quarter where none is set'
      : 'the limit';
  const effect = hasFeedback
    ? ` Satisfaction: score of all ${words.cases} with the wait minus score of those within; it goes with the wait and is not shown to come from it.`
    : '';
  return `Hours lost: time beyond ${beyond}, added up.${effect}`;
}

function answersNote({ words, instrument }: Setting, { satisfaction, reweighted }: Evidence): string {
  if (satisfaction === null || satisfaction.answers === 0) return 'No answers were imported, so nothing is said of satisfaction.';
  const { answers, linkRate, responseRate, answersPerCase, invited, score } = satisfaction;
  const rate =
    responseRate !== null
      ? `, ${percent(responseRate)} of ${number(invited)} invited`
      : answersPerCase !== null && answersPerCase <= 1
        ? `, one for ${percent(answersPerCase)} of ${words.cases}`
        : '';
  const linked =
    linkRate === null
      ? ''
      : linkRate === 1
        ? '; all belong to a known ' + words.case
        : `; ${percent(linkRate)} belong to a known ${words.case}`;
  const mix =
    reweighted === null || score === null ? '' : ` Weighted to the case mix the score would be ${scoreText(reweighted, instrument)}.`;
  return `Satisfaction: ${plural(answers, 'answer', 'answers')}${rate}${linked}.${mix}`;
}

/** What is worth knowing of the data: nothing below one in a hundred. */
function qualityNote(rows: readonly RowOf<'data-quality'>[], told: boolean): string {
  const worth = rows.filter(
    ({ kind, share, check }) =>
      (kind === 'inferred' || kind === 'missing' || kind === 'late') &&
      check !== 'repeated-rows' &&
      !isAbsent({ check, share }) &&
      (told || check !== 'inferred-times') &&
      (share ?? 0) >= 0.01,
  );
  return worth
    .toSorted((one, other) => (other.share ?? 0) - (one.share ?? 0))
    .slice(0, 3)
    .map(qualityWords)
    .join(' ');
}

/** What a service simply has no column for is no fault of its data. */
const isAbsent = ({ check, share }: Pick<RowOf<'data-quality'>, 'check' | 'share'>): boolean =>
  share === 1 && (check === 'no-team' || check === 'no-resource' || check === 'attribute');

const qualityWords = ({ check, share, words }: RowOf<'data-quality'>): string =>
  check === 'unplaced' && share === 1 ? 'No activity is placed in a stage yet.' : words;

function signalNote({ data }: Setting, measures: readonly MeasureRow[]): string {
  const limited = measures.filter(({ chart }) => chart !== 'run');
  if (limited.length === 0) return measures.length === 0 ? '' : 'Limits and signals need twelve whole weeks.';
  const rules =
    'Signals: a week outside the limits, 7 in a row on one side of the centre line, 7 rising or falling, or 2 of 3 near a limit; whole weeks only.';
  const locked = limited.filter(({ baseline }) => baseline?.locked === true).length;
  const [first] = limited.flatMap(({ baseline }) => baseline ?? []);
  if (first === undefined) return rules;
  const days = `${longDay(first.from, data.last)} to ${longDay(addDays(first.to, -1), data.last)}`;
  if (locked === 0) return `${rules} Limits come from the weeks of ${days}; nobody has locked them.`;
  return `${rules} Limits are locked on ${locked === limited.length ? days : `weeks chosen for ${String(locked)} of ${plural(limited.length, 'measure', 'measures')}`}.`;
}

function definitionsNote(now: Readonly<Record<string, string>>, previous: Letter | null): string {
  const changed = changedSince(now, previous);
  return changed.length === 0 ? '' : `Defined in another way than in the last letter: ${changed.join('; ')}.`;
}
