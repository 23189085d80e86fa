import { capital, duration, number, plural } from '../../../model/format.ts';
import type { Letter, LetterAnswer, LetterOrder, SectionOf } from '../../../model/letter.ts';
import { scoreText } from '../../../model/score-words.ts';
import type { Throughline } from '../../throughline.ts';
import { inSnapshot } from '../../routes/answers.ts';
import { alertItems, alertsSection, type AlertItems } from './alerts.ts';
import { askedOf, NOTHING_NOW } from './asked.ts';
import { openingOf } from './headline.ts';
import { improvementsOf } from './improvements.ts';
import { changedSince } from './definitions.ts';
import { measuresOf, type MeasureRow } from './measures.ts';
import { longDay, longDayYear } from './period.ts';
import { oldWords, reachWords } from './reach.ts';
import { isInOrder, sameStates } from './quiet.ts';
import { ribbonOf } from './ribbon.ts';
import { sealed } from './seal.ts';
import { settingOf, type MakeOptions } from './service.ts';
import { during, figureOf, pageHref, type Setting } from './setting.ts';

type Line = SectionOf<'services'>['rows'][number];

/** One service as the letter of the house tells of it. */
interface Told {
  readonly name: string;
  readonly setting: Setting;
  readonly line: Line;
  readonly asked: SectionOf<'asked'>['items'];
  readonly alerts: AlertItems;
  readonly answers: readonly LetterAnswer[];
  readonly endAt: string;
}

const MOST_ASKED = 8;
const MOST_ALERTS = 6;

/** The letter about all services: a line for each, and all that is asked. Each service is read from one state of its own tables. */
export async function houseLetter(house: Throughline, order: LetterOrder, options: MakeOptions): Promise<Letter> {
  const all = house.live.all().toSorted((one, other) => one.stored.name.localeCompare(other.stored.name));
  const withData = all.filter(({ facts }) => facts.endAt !== null);
  const told: Told[] = [];
  for (const { stored } of withData) told.push(await toldOf(house, stored.id, order, options));
  const newest = told.toSorted((one, other) => (one.setting.data.last < other.setting.data.last ? 1 : -1))[0];
  const empty = all.filter((one) => !withData.includes(one)).map(({ stored }) => stored.name);
  const zones = [...new Set(told.map(({ setting }) => setting.zone))];
  const previous = options.previous ?? null;
  const quiet = isQuietHouse(told, previous);
  const sections = sectionsOf(told, empty, previous);
  const opening = quiet
    ? { headline: [`Nothing new in ${told.length === 1 ? 'the one service' : `any of ${String(told.length)} services`}.`], lead: '' }
    : houseOpening(told);
  return sealed({
    kind: 'house',
    service: { id: '', name: 'All services' },
    periodWords: newest?.setting.periods.words ?? '',
    period: newest === undefined ? null : { from: newest.setting.periods.now.from, to: newest.setting.periods.now.to },
    about: `All services${newest === undefined ? '' : `, ${newest.setting.periods.subject}`}`,
    ...opening,
    quiet,
    sections: quiet ? sections.flatMap((section) => (section.kind === 'asked' ? section : [])) : sections,
    answers: told.flatMap(({ answers }) => answers),
    scope: '',
    scopeWords: 'All services',
    zone: zones.length === 1 ? (zones[0] ?? 'UTC') : zones.length === 0 ? 'UTC' : 'the zone of each service',
    // grows whenever that of a service does
    dataVersion: told.reduce((sum, { setting }) => sum + setting.dataVersion, 0),
    versionWords: versionWords(told),
    dataTo: newest?.endAt ?? null,
    definitions: Object.assign({}, ...told.map(({ setting }) => prefixed(setting))) as Record<string, string>,
    sending: options.sending,
    madeAt: house.now(),
  });
}

/** Whether nothing is new in any service. */
function isQuietHouse(told: readonly Told[], previous: Letter | null): boolean {
  if (previous === null || told.some(({ asked, alerts }) => asked.length > 0 || alerts.all.length > 0)) return false;
  const before = { definitions: {} };
  return (
    told.every(({ setting }) => isInOrder(setting, before, 'weekly')) &&
    changedServices(told, previous).length === 0 &&
    sameStates({ answers: told.flatMap(({ answers }) => answers) }, previous)
  );
}

/** Services of which something is defined in another way than in the letter before. */
const changedServices = (told: readonly Told[], previous: Letter): Told[] =>
  told.filter(({ setting }) => changedSince(prefixed(setting), previous).length > 0);

const prefixed = ({ process, asking }: Setting): Record<string, string> =>
  Object.fromEntries(Object.entries(asking.definitions).map(([id, hash]) => [`${process} ${id}`, hash]));

const versionWords = (told: readonly Told[]): string =>
  told.length === 0
    ? 'no data'
    : `data versions ${told.map(({ setting }) => `${setting.process} ${String(setting.dataVersion)}`).join(', ')}`;

async function toldOf(house: Throughline, process: string, order: LetterOrder, options: MakeOptions): Promise<Told> {
  const own: LetterOrder = { kind: 'weekly', process };
  const { result } = await inSnapshot(house, process, {}, async (source) => {
    const live = house.live.get(process);
    // a day that one service has no data of is no reason to leave it out
    const { setting, answers } = await settingOf({ house, live, source }, withDay(own, order.on, source.process), {
      signal: options.signal,
    });
    const measured = await measuresOf(setting);
    const ribbon = await ribbonOf(setting);
    improvementsOf(setting);
    const asked = askedOf(setting, measured.rows).items;
    const { headline } = openingOf(setting, measured.rows, ribbon, null);
    const line = lineOf(
      setting,
      { name: live.stored.name, headline: headline.join(' '), rows: measured.rows, asks: asked.length },
      answers,
      ribbon.about?.medianMs ?? null,
      ribbon.about?.time ?? 'throughput',
    );
    // its line of the services only counts the signals, so none of the alerts is told already
    const alerts = alertItems(house, { process, previous: options.previous ?? null, periods: setting.periods }, []);
    return { name: live.stored.name, setting, line, asked, alerts, answers: setting.asking.answers, endAt: source.process.endAt ?? '' };
  });
  return result;
}

/** The order with its day where the data of the service know it. */
function withDay(
  order: LetterOrder,
  on: string | undefined,
  { firstAt, endAt }: { firstAt: string | null; endAt: string | null },
): LetterOrder {
  const known = on !== undefined && firstAt !== null && endAt !== null && on > firstAt.slice(0, 10) && on < endAt.slice(0, 10);
  return known ? { ...order, on } : order;
}

function lineOf(
  setting: Setting,
  { name, headline, rows, asks }: { name: string; headline: string; rows: readonly MeasureRow[]; asks: number },
  answers: Awaited<ReturnType<typeof settingOf>>['answers'],
  medianMs: number | null,
  time: 'delivery' | 'throughput',
): Line {
  const { process, words, periods, scope, summary, data, instrument } = setting;
  const main = during(scope, periods.main);
  const overview = pageHref(setting, 'overview', main);
  const measures = pageHref(setting, 'measures', during(scope, periods.now));
  const count = (variation: MeasureRow['variation']) => rows.filter((row) => row.variation === variation).length;
  const [worse, better] = [count('concern'), count('improvement')];
  const scored = answers !== null && answers.score !== null;
  return {
    id: process,
    name,
    headline,
    cases: figureOf(summary.cases, plural(summary.cases, words.case, words.cases), overview),
    time: medianMs === null ? figureOf(null, 'none complete', overview) : figureOf(medianMs, duration(medianMs), overview),
    timeName: words.during !== undefined && time === 'delivery' ? words.during : time === 'delivery' ? 'until delivery' : `a ${words.case}`,
    score: scored
      ? figureOf(answers.score, scoreWords(answers.score ?? 0, instrument), pageHref(setting, 'satisfaction', main))
      : figureOf(null, answers === null || answers.answers === 0 ? 'not asked' : 'too few answers', null),
    concerns: figureOf(worse, number(worse), measures),
    better: figureOf(better, number(better), measures),
    asks: figureOf(asks, number(asks), `/${process}/improvements`),
    dataTo: `${capital(periods.main.head)}; data to ${longDayYear(data.last)}`,
    href: overview,
  };
}

/** `69 % satisfied`, `NPS 35`. */
function scoreWords(score: number, instrument: Setting['instrument']): string {
  const text = scoreText(score, instrument);
  if (instrument === 'csat') return `${text} satisfied`;
  if (instrument === 'ces') return `${text} find it easy`;
  return instrument === 'nps' ? `NPS ${text}` : `score ${text}`;
}

function houseOpening(told: readonly Told[]): { headline: string[]; lead: string } {
  if (told.length === 0) return { headline: ['No service has data yet.'], lead: 'Import a file, and the next letter tells of it.' };
  const worse = told.filter(({ line }) => (line.concerns.value ?? 0) > 0);
  const better = told.filter(({ line }) => (line.better.value ?? 0) > 0 && !worse.some(({ name }) => name === line.name));
  const asks = told.reduce((sum, { asked }) => sum + asked.length, 0);
  const first =
    worse.length === 0
      ? 'No service shows a change for the worse.'
      : `${names(worse)} ${worse.length === 1 ? 'shows' : 'show'} a change for the worse.`;
  const old = told.flatMap(({ name, setting }) =>
    oldWords(setting) === '' ? [] : `${name} to ${longDay(setting.data.last, setting.today)}`,
  );
  const lead = [
    `${plural(told.length, 'service', 'services')}; ${plural(asks, 'thing is', 'things are')} asked of you.`.replace(
      /; 0 things are/,
      '; nothing is',
    ),
    better.length === 0 ? '' : `${names(better)} ${better.length === 1 ? 'shows' : 'show'} a change for the better.`,
    old.length === 0 ? '' : `The data are old: ${old.join(', ')}.`,
  ];
  return { headline: [first], lead: lead.filter((sentence) => sentence !== '').join(' ') };
}

function names(told: readonly Told[]): string {
  if (told.length > 3) return plural(told.length, 'service', 'services');
  const all = told.map(({ name }) => name);
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

function sectionsOf(told: readonly Told[], empty: readonly string[], previous: Letter | null): Letter['sections'] {
  const asked = told.flatMap(({ name, asked: items }) => items.map((item) => ({ ...item, words: `${name}, ${item.words}` })));
  const shown = asked.toSorted((one, other) => (one.due ?? '9999').localeCompare(other.due ?? '9999')).slice(0, MOST_ASKED);
  const alerts = told.flatMap(({ name, alerts: { told: items } }) => items.map((item) => ({ ...item, words: `${name}, ${item.words}` })));
  const all = told.flatMap(({ alerts: { all: items } }) => items);
  const past = told.length > 0 && told.every(({ setting }) => setting.periods.past);
  return [
    { kind: 'services', title: 'Services', note: plural(told.length, 'service', 'services'), rows: told.map(({ line }) => line) },
    {
      kind: 'asked',
      title: past ? 'Asked of you' : 'Asked of you this week',
      note: asked.length > shown.length ? `the first ${String(shown.length)} of ${String(asked.length)}` : '',
      items: shown,
      none: shown.length > 0 ? '' : past ? NOTHING_NOW : 'Nothing is asked of you this week.',
    },
    ...alertsSection(all, alerts, previous, MOST_ALERTS),
    { kind: 'about', title: 'About these data', note: '', notes: notesOf(told, empty, previous) },
  ];
}

function notesOf(told: readonly Told[], empty: readonly string[], previous: Letter | null): string[] {
  const changed = previous === null ? [] : changedServices(told, previous);
  return [
    ...told.map(({ name, setting, endAt }) => `${name}: ${reachWords(setting, endAt).replace(/^The data reach /, '')}`),
    'Counts, times and scores are of the last whole month; worse and better count measures whose weekly line is more than chance explains.',
    ...(empty.length === 0 ? [] : [`No data yet: ${empty.join(', ')}.`]),
    ...(changed.length === 0 ? [] : [`Defined in another way than in the last letter: figures of ${names(changed)}.`]),
  ];
}
