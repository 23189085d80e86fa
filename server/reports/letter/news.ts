import { fromTo, intervalText } from '../../../model/effect-words.ts';
import { uncapital } from '../../../model/format.ts';
import { samePart } from '../../../model/improvement-marks.ts';
import type { ImprovementSummary } from '../../../model/improvement-view.ts';
import type { Letter } from '../../../model/letter.ts';
import type { MeasureUnit } from '../../../model/measure.ts';
import { filterToText, type Scope } from '../../../model/scope.ts';
import { figure } from '../../../model/measure-words.ts';
import { subject as subjectOf, verdictTone } from '../../../model/verdict-words.ts';
import { verdictOf } from './improvements.ts';
import type { MeasureRow } from './measures.ts';
import { longDay } from './period.ts';
import { small } from './ribbon.ts';
import { frozenScope, scopeWords } from './scope.ts';
import { isAlive, type Setting } from './setting.ts';

/** One piece of news: a sentence for the head, one with its figures for the lead. */
export interface News {
  readonly head: string;
  readonly lead: string;
  /** The day since when; what is newer comes first. */
  readonly since: string;
  readonly good: boolean;
  /** The letter before did not say so. */
  readonly fresh: boolean;
}

/** What the letter before knew: the signal of each measure, the verdict of each improvement. */
interface Known {
  readonly signals: ReadonlyMap<unknown, unknown>;
  readonly verdicts: ReadonlyMap<unknown, unknown>;
}

function knownOf(previous: Letter | null): Known | null {
  if (previous === null) return null;
  const rowsOf = (analytic: string) => previous.answers.find((answer) => answer.analytic === analytic)?.rows ?? [];
  return {
    signals: new Map(rowsOf('measures').map(({ measure, variation }) => [measure, variation])),
    verdicts: new Map(rowsOf('improvements').map(({ id, verdict, override }) => [id, override ?? verdict])),
  };
}

/**
 * What is known to have changed: verdicts of improvements, signals of measures, signals that ended since the letter before. What is new
 * comes first, then what began last. A measure of the stage of an improvement that is told of is not told again where both got better.
 */
export function newsOf(setting: Setting, measures: readonly MeasureRow[]): News[] {
  const known = knownOf(setting.previous);
  const alive = setting.periods.past ? [] : setting.improvements.improvements.filter(isAlive);
  const verdicts = alive.flatMap((one) => ofVerdict(setting, known, one) ?? []);
  const owned = (row: MeasureRow) => verdicts.some(({ part }) => sameStage(part, row));
  const signals = measures
    .filter((row) => row.variation === 'concern' || (row.variation === 'improvement' && !owned(row)))
    .map((row) => ofSignal(setting, known, row));
  const ended = measures.flatMap((row) => ofEnd(setting, known, row) ?? []);
  // verdicts rest on more than signals
  return [...newest(verdicts), ...newest(signals), ...ended].toSorted((one, other) => Number(other.fresh) - Number(one.fresh));
}

const newest = <T extends News>(news: readonly T[]): T[] =>
  news.toSorted((one, other) => (one.since < other.since ? 1 : one.since > other.since ? -1 : 0));

/** The same stage, whatever of it is measured. */
const sameStage = (one: Pick<MeasureRow, 'of' | 'where'>, other: Pick<MeasureRow, 'of' | 'where'>): boolean =>
  samePart(one, other) || (one.where?.stage !== undefined && one.where.stage === other.where?.stage);

/** A measure as the subject of a sentence, its stage as a word: `The wait for triage`. */
export function subject({
  name,
  where,
}: {
  readonly name: string;
  readonly where?: { readonly stage?: string | undefined } | null | undefined;
}): string {
  if (name.includes(',')) return `“${name}”`;
  const said = subjectOf({ name });
  const stage = where?.stage;
  return stage === undefined || said.startsWith('“') ? said : said.replace(stage, small(stage));
}

/** `is shorter`, `is higher`: which way a measure went. */
const went = (up: boolean, unit: MeasureUnit): string =>
  unit === 'ms' ? (up ? 'is longer' : 'is shorter') : up ? 'is higher' : 'is lower';

/** Which cases an improvement is measured on, where the letter is about others. */
function ofOthers({ process, scope, words }: Setting, { scope: frozen }: ImprovementSummary): string {
  const own = frozenScope(process, frozen);
  const cases = ({ filters = [], state = 'all' }: Scope) => JSON.stringify([filters.map(filterToText).toSorted(), state]);
  if (cases(own) === cases(scope)) return '';
  const said = scopeWords(own, words);
  return ` (${uncapital(said)})`;
}

type VerdictNews = News & { readonly part: Pick<MeasureRow, 'of' | 'where'> };

function ofVerdict(setting: Setting, known: Known | null, one: ImprovementSummary): VerdictNews | null {
  const { verdict, measure, unit } = one;
  const id = verdictOf(one);
  if (verdict === null || measure === null || unit === null || verdict.effect === null) return null;
  const name = `${subject(measure)}${ofOthers(setting, one)}`;
  const direction = went(verdict.effect > 0, unit);
  const heads: Readonly<Partial<Record<string, string>>> = {
    holding: `${name} ${direction} and stays so.`,
    improved: `${name} ${direction} since ${longDay(one.changedOn ?? '', setting.data.last)}.`,
    worse: `${name} ${direction} since ${longDay(one.changedOn ?? '', setting.data.last)}.`,
    reverted: `What “${one.name}” had gained is lost again.`,
  };
  const head = id === null ? undefined : heads[id];
  if (head === undefined) return null;
  const part = { of: measure.of, where: measure.where === undefined ? null : measure.where };
  const good = id !== null && verdictTone(id) === 'better';
  const fresh = known === null || known.verdicts.get(one.id) !== id;
  return { head, lead: verdictLead(setting, one, name), since: verdict.since ?? one.changedOn ?? '', part, good, fresh };
}

/** What the measure did from its baseline on, and how sure that is. */
function verdictLead({ data, instrument }: Setting, { verdict, unit, changedOn }: ImprovementSummary, name: string): string {
  if (
    verdict === null ||
    unit === null ||
    verdict.effect === null ||
    verdict.before === null ||
    verdict.after === null ||
    changedOn === null
  )
    return '';
  const levels = fromTo(verdict.before, verdict.after, unit, instrument);
  const sure =
    verdict.effectLow === null || verdict.effectHigh === null ? '' : ` (${intervalText(verdict.effectLow, verdict.effectHigh, unit)})`;
  return `${name} ${verdict.effect < 0 ? 'fell' : 'rose'} from ${levels} after the change on ${longDay(changedOn, data.last)}${sure}.`;
}

function ofSignal({ data, instrument, periods }: Setting, known: Known | null, row: MeasureRow): News {
  const name = subject(row);
  const since = row.since?.bucket ?? '';
  const direction = went(row.since?.direction === 'up', row.unit);
  const from = since === '' ? '' : ` since ${longDay(since, data.last)}`;
  const foot = uncapital(row.foot);
  const value = row.value === null ? '' : `${figure(row.value, row.unit, instrument)} ${periods.now.where}, `;
  const said = /since/.test(foot) ? foot : `${foot}${from}`;
  const fresh = known === null || known.signals.get(row.measure) !== row.variation;
  const good = row.variation === 'improvement';
  return {
    head: `${name} ${direction}${from}.`,
    good,
    fresh,
    since,
    lead: `${name} ${direction}: ${value}${said}, more than chance explains.`,
  };
}

/** A measure that the letter before called a signal and that only does what chance does now. */
function ofEnd({ instrument, periods, data }: Setting, known: Known | null, row: MeasureRow): News | null {
  const before = known?.signals.get(row.measure);
  if (row.variation !== 'common' || (before !== 'concern' && before !== 'improvement')) return null;
  const name = subject(row);
  const value = row.value === null ? '' : `: ${figure(row.value, row.unit, instrument)} ${periods.now.where}`;
  return {
    head: `${name} is back to normal variation.`,
    lead: `${name} is back to normal variation${value}.`,
    since: data.last,
    good: before === 'concern',
    fresh: true,
  };
}
