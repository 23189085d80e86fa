import { printedRibbon } from '../../../charts/ribbon-printed.ts';
import { ribbonSentence } from '../../../charts/ribbon-verdict.ts';
import type { RibbonAbout, RibbonRow } from '../../../charts/ribbon.ts';
import { SCORE_WORDS } from '../../../model/feedback.ts';
import { asUntold, tellsTimeApart } from '../../../model/finding.ts';
import { capital, duration, percent, plural } from '../../../model/format.ts';
import type { SectionOf } from '../../../model/letter.ts';
import { scoreText } from '../../../model/score-words.ts';
import { during, figureOf, NO_FIGURE, pageHref, type Setting } from './setting.ts';

type Section = SectionOf<'ribbon'>;

/** The ribbon in the figures it prints; null without a complete case. */
export interface Ribbon {
  readonly section: Section | null;
  readonly rows: readonly RibbonRow[];
  readonly about: RibbonAbout | null;
  /** Waiting and work can be told apart. */
  readonly told: boolean;
}

export async function ribbonOf(setting: Setting): Promise<Ribbon> {
  const { asking, scope, periods, wholeDays, summary } = setting;
  const answer = await asking.ask('throughline', during(scope, periods.main));
  const asked = answer.about;
  if (asked === undefined || asked.medianMs === null || answer.rows.length === 0)
    return { section: null, rows: [], about: null, told: true };
  const { rows, about } = wholeDays
    ? printedRibbon(asUntold(answer.rows), asUntold([asked])[0] ?? asked)
    : printedRibbon(answer.rows, asked);
  const told = tellsTimeApart(about, summary, wholeDays);
  return { section: sectionOf(setting, rows, about, told), rows, about, told };
}

function sectionOf(setting: Setting, rows: readonly RibbonRow[], about: RibbonAbout, told: boolean): Section {
  const { words, periods, instrument, scope } = setting;
  const href = pageHref(setting, 'overview', during(scope, periods.main));
  const targets = [...new Set(rows.flatMap(({ scoreTarget }) => (scoreTarget === null ? [] : [scoreTarget])))];
  const after = about.after;
  return {
    kind: 'ribbon',
    title: titleOf(rows),
    note: `${periods.main.head}, ${plural(about.cases, words.case, words.cases)}`,
    waiting: told ? figureOf(about.waitingMs, duration(about.waitingMs), href) : NO_FIGURE,
    processing: told ? figureOf(about.processingMs, duration(about.processingMs), href) : NO_FIGURE,
    total: figureOf(about.medianMs, duration(about.medianMs ?? 0), href),
    partNames: { delivery: deliveryName(setting, about), after: 'After' },
    afterTotal: after?.medianMs === undefined || after.medianMs === null ? null : figureOf(after.medianMs, duration(after.medianMs), href),
    rows: rows.map((row) => ({ ...row })),
    about: { ...about },
    table: rows.map((row) => pieceOf(setting, row, told)),
    told,
    scoreName: rows.some(({ score }) => score !== null) ? scoreRule(instrument) : '',
    scoreTarget: targets.length === 1 ? (targets[0] ?? null) : null,
    alt: ribbonSentence(rows, about.medianMs, { one: words.case, told }),
  };
}

/** `From intake to follow-up`: its first and its last stage. */
function titleOf(rows: readonly RibbonRow[]): string {
  const stages = rows.filter(({ kind }) => kind === 'stage');
  const [first, last] = [stages[0], stages.at(-1)];
  if (first === undefined || last === undefined || first === last) return 'Where the time goes';
  return `From ${small(first.name)} to ${small(last.name)}`;
}

/** A stage within a sentence: “Assessment” as a word, a name of its own as it is. */
export const small = (stage: string): string => (/^\p{Lu}\p{Ll}+(?:[ -]\p{Ll}+)*$/u.test(stage) ? stage.toLocaleLowerCase('en-GB') : stage);

const deliveryName = ({ words }: Setting, { time }: RibbonAbout): string =>
  words.during !== undefined && time === 'delivery'
    ? capital(words.during)
    : time === 'delivery'
      ? 'Until delivery'
      : 'From arrival to close';

/** What a score counts, behind the word “Satisfaction”. */
function scoreRule(instrument: Setting['instrument']): string {
  if (instrument === null) return 'score';
  return instrument === 'csat' ? 'satisfied, %' : instrument === 'ces' ? 'found it easy, %' : SCORE_WORDS[instrument].name.toLowerCase();
}

function pieceOf(setting: Setting, row: RibbonRow, told: boolean): Section['table'][number] {
  const { scope, periods, instrument } = setting;
  const href =
    row.kind === 'stage' ? pageHref(setting, `bottlenecks/${encodeURIComponent(stageText(row.name))}`, during(scope, periods.main)) : null;
  const time = told ? row.waitingMs : row.waitingMs + row.processingMs;
  return {
    stage: row.name,
    part: row.part,
    waiting: told ? figureOf(time, duration(time), href) : NO_FIGURE,
    processing: told ? figureOf(row.processingMs, duration(row.processingMs), href) : figureOf(time, duration(time), href),
    within: row.withinTarget === null ? NO_FIGURE : figureOf(row.withinTarget, percent(row.withinTarget), href),
    score: row.score === null ? NO_FIGURE : figureOf(row.score, scoreText(row.score, instrument), href),
  };
}

const stageText = (name: string) => name.replaceAll('%', '%25').replaceAll('>', '%3E');
