import { addDays, addMonths } from '../../model/calendar.ts';
import { capital, duration, hours, number, percent, plural } from '../../model/format.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { inUnit, differenceInUnit } from '../../model/improvement-words.ts';
import { scoreOf, waitBetween, waitForStage } from '../../model/improvement-draft.ts';
import type { DraftOrder } from '../../model/improvement-view.ts';
import { type Measure } from '../../model/measure.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Words } from '../../model/process.ts';
import type { Scope } from '../../model/scope.ts';
import { ask, type Source } from '../analytics/analytic.ts';
import { bottlenecks } from '../analytics/bottlenecks.ts';
import { comments } from '../analytics/comments.ts';
import { compare } from '../analytics/compare.ts';
import { marksDelivery } from '../analytics/scope.ts';
import { satisfaction } from '../analytics/satisfaction.ts';
import { voice } from '../analytics/voice.ts';

/** What a source says: what it is called, its problem with the figures of the page, and the measure that carries it. */
export interface Finding {
  readonly name: string;
  readonly problem: string;
  readonly words: string;
  readonly measure: Measure;
}

export interface Asking {
  readonly source: Source;
  readonly scope: Scope;
  readonly words: Words;
  readonly known: readonly Measure[];
  readonly signal?: AbortSignal | undefined;
}

type Finder = (asking: Asking, order: DraftOrder) => Promise<Finding>;

/** The finding that a draft begins with, in the words and figures of its page. Rejects with `BadRequest` where there is nothing. */
export const findingOf: Finder = (asking, order) => FINDERS[order.kind](asking, order);

/** `in April 2026`, `from 6 Apr to 19 Apr 2026`; nothing where all data are meant. */
function when({ period = {} }: Scope): string {
  const { from, to } = period;
  if (from === undefined || to === undefined) return '';
  const last = addDays(to, -1);
  if (addMonths(from, 0) === from && addMonths(from, 1) === to)
    return ` in ${new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${from}T00:00:00Z`))}`;
  return ` from ${dayInWords(from)} to ${dayInWords(last)}`;
}

const put = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

const needed = (field: string, what: string): BadRequest => new BadRequest(field, `Say which ${what}.`);

const fromBottleneck: Finder = async (asking, { from, to, stage }) => {
  const { source, scope, words, signal } = asking;
  const kind = stage !== undefined ? 'stage' : 'hand-over';
  if (stage === undefined && (from === undefined || to === undefined))
    throw needed(from === undefined ? 'from' : 'to', 'hand-over, by its two ends, or which stage');
  const { rows } = await ask(source, bottlenecks, { ...scope, level: scope.level ?? 'activity' }, { kind, limit: 1000 }, put(signal));
  const row = rows.find((one) => (stage !== undefined ? one.stage === stage : one.from === from && one.to === to));
  const place = stage ?? `${from ?? ''} to ${to ?? ''}`;
  const measure = stage !== undefined ? waitForStage(stage) : waitBetween(from ?? '', to ?? '');
  if (!row) return bare(asking, measure, `bottleneck ${place}`);
  const within =
    row.withinLimit === null || row.limitFrom === 'best quarter'
      ? ''
      : ` ${percent(row.withinLimit)} wait no longer than ${duration(row.limitMs)}.`;
  const share = row.share === null ? '' : `, ${percent(row.share)} of all hours lost`;
  return {
    name: `Shorter wait ${stage !== undefined ? `for ${stage}` : `from ${place}`}`,
    words: `bottleneck ${place}`,
    measure,
    problem: `${capital(words.people)} wait ${duration(row.medianMs)} ${stage !== undefined ? `for ${stage}` : `from ${place}`} (median), one in ten longer than ${duration(row.p90Ms)}.${within} ${hours(row.lostMs)} were lost there${when(scope)}${share}.`,
  };
};

/** Without a figure of the page there is still a measure to begin with. */
const bare = ({ words }: Asking, measure: Measure, source: string): Finding => ({
  name: `${measure.better === 'higher' ? 'Raise' : 'Lower'}: ${measure.name}`,
  words: source,
  measure,
  problem: `${capital(measure.name)}: the ${words.cases} chosen hold no figure to begin with.`,
});

const fromSatisfaction: Finder = async (asking, { stage }) => {
  const { source, scope, words, signal, known } = asking;
  const whole = { ...(known.find(({ of, where }) => of === 'score' && where?.stage === undefined) ?? scoreOf(undefined)) };
  if (stage === undefined) {
    const { about } = await ask(source, satisfaction, scope, {}, put(signal));
    if (!about || about.score === null) return bare(asking, whole, 'satisfaction');
    const target = about.target === null ? '' : ` The target is ${number(about.target)}.`;
    return {
      name: 'More satisfied ' + words.people,
      words: 'satisfaction with the whole',
      measure: whole,
      problem: `${capital(words.people)} give the whole ${number(about.score)} (95 %: ${number(about.low ?? 0)} to ${number(about.high ?? 0)}, ${plural(about.answers, 'answer', 'answers')}).${target}`,
    };
  }
  const { rows } = await ask(source, voice, scope, { kind: 'stage' }, put(signal));
  const row = rows.find((one) => one.stage === stage);
  if (!row || row.score === null) return bare(asking, scoreOf(stage), `satisfaction with ${stage}`);
  const beyond =
    row.beyondScore === null || row.withinScore === null || row.limitMs === null
      ? ''
      : ` Who waits longer than ${duration(row.limitMs)} gives ${number(row.beyondScore)}, the others ${number(row.withinScore)}.`;
  return {
    name: `More satisfied with ${stage}`,
    words: `satisfaction with ${stage}`,
    measure: scoreOf(stage),
    problem: `${capital(words.people)} give ${stage} ${number(row.score)} (95 %: ${number(row.low ?? 0)} to ${number(row.high ?? 0)}, ${plural(row.answers, 'answer', 'answers')}).${beyond}`,
  };
};

const fromTheme: Finder = async (asking, { theme, stage }) => {
  const { source, scope, words, signal, known } = asking;
  if (theme === undefined) throw needed('theme', 'theme of the comments, by its key');
  const { about } = await ask(source, comments, scope, { limit: 1, theme }, put(signal));
  const found = about?.themes.find(({ key }) => key === theme);
  const measure =
    stage === undefined
      ? (known.find(({ of, where }) => of === 'score' && where?.stage === undefined) ?? scoreOf(undefined))
      : scoreOf(stage);
  if (!found) throw new BadRequest('theme', `No comment of these ${words.cases} has the theme “${theme}”.`);
  const said = found.words.slice(0, 4).join(', ');
  const score =
    found.score === null
      ? ''
      : `: those ${words.people} give ${number(found.score)} (95 %: ${number(found.low ?? 0)} to ${number(found.high ?? 0)})`;
  return {
    name: `What ${words.people} say of ${found.words[0] ?? theme}`,
    words: `comments about ${said}`,
    measure,
    problem: `${plural(found.comments, 'comment speaks', 'comments speak')} of ${said}${score}.`,
  };
};

const fromComparison: Finder = async (asking, { against, measure: wanted }) => {
  const { source, scope, words, known, signal } = asking;
  const time = marksDelivery(source.process) ? 'delivery' : 'throughput';
  const own = known.find(({ id }) => id === wanted) ?? known.find(({ of, statistic }) => of === time && statistic === 'median');
  const measure: Measure = own ?? { id: 'time-median', name: 'Time per case', of: time, statistic: 'median', better: 'lower' };
  const { rows } = await ask(source, compare, scope, { against: against ?? '', variants: 0 }, put(signal));
  const row = rows.find(({ kind, figure, statistic }) => kind === 'measure' && figure === measure.of && statistic === measure.statistic);
  if (!row || row.one === null || row.other === null) return bare(asking, measure, 'comparison');
  const unit = row.unit === 'ms' || row.unit === 'share' || row.unit === 'score' ? row.unit : 'count';
  const interval =
    row.difference === null || row.low === null || row.high === null
      ? ''
      : `: ${differenceInUnit(row.difference, unit)} (95 %: ${differenceInUnit(row.low, unit)} to ${differenceInUnit(row.high, unit)}${row.credible ? '' : ', within chance'})`;
  return {
    name: `${measure.name} of these ${words.cases}`,
    words: 'comparison',
    measure,
    problem: `${measure.name} of these ${words.cases} is ${inUnit(row.one, unit)}, of those they are compared with ${inUnit(row.other, unit)}${interval}.`,
  };
};

const fromNothing: Finder = async ({ known }, { measure: wanted, definition }) => {
  const steered = known.filter(({ better }) => better !== 'neutral');
  const measure = definition ?? (wanted === undefined ? steered[0] : known.find(({ id }) => id === wanted));
  if (measure === undefined)
    throw new BadRequest('measure', `There is no measure “${wanted ?? ''}”.`, `There is ${known.map(({ id }) => id).join(', ')}.`);
  return { name: '', words: '', measure, problem: '' };
};

const FINDERS: Readonly<Record<DraftOrder['kind'], Finder>> = {
  bottleneck: fromBottleneck,
  satisfaction: fromSatisfaction,
  theme: fromTheme,
  comparison: fromComparison,
  blank: fromNothing,
};
