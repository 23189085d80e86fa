import { localDay } from '../../../model/calendar.ts';
import { USUAL_SECTIONS, type ChosenSection, type Letter, type LetterOrder, type Section } from '../../../model/letter.ts';
import { Problem } from '../../../model/problem.ts';
import type { Source } from '../../analytics/analytic.ts';
import type { AboutOf } from '../../analytics/catalog.ts';
import { listOf } from '../../improvements/view.ts';
import type { LiveProcess } from '../../store/live.ts';
import type { Throughline } from '../../throughline.ts';
import { aboutOf } from './about.ts';
import { alertItems, alertsSection } from './alerts.ts';
import { Asking } from './asking.ts';
import { askedOf } from './asked.ts';
import { commentsOf } from './comments.ts';
import { openingOf, quietOpening } from './headline.ts';
import { improvementsOf } from './improvements.ts';
import { lostOf } from './lost.ts';
import { measuresOf } from './measures.ts';
import { dataDays, periodsOf } from './period.ts';
import { isQuiet, quietSections } from './quiet.ts';
import { ribbonOf } from './ribbon.ts';
import { satisfactionOf } from './satisfaction.ts';
import { scopeOf, scopeText, scopeWords } from './scope.ts';
import { sealed } from './seal.ts';
import { during, type Setting } from './setting.ts';

/** What a letter is made with besides its order. */
export interface MakeOptions {
  readonly previous?: Letter | null | undefined;
  readonly sending?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a letter is made: the house, the service as it is, one state of its tables. */
export interface Place {
  readonly house: Throughline;
  readonly live: LiveProcess;
  readonly source: Source;
}

/** A service as letters head it: `Emergency department, Northgate General`. */
export const serviceOf = ({ stored }: LiveProcess): Letter['service'] => ({
  id: stored.id,
  name: stored.place.trim() === '' ? stored.name : `${stored.name}, ${stored.place}`,
});

/** A service that has nothing to write about yet. */
export const noData = (name: string): Problem =>
  new Problem('no_data', 409, `“${name}” has no data yet, so there is nothing to write about.`, { detail: 'Import a file first.' });

/** All that the sections of a letter about a service are made with, and what people answered in its main stretch. */
export async function settingOf(
  { house, live, source }: Place,
  order: LetterOrder,
  options: MakeOptions,
): Promise<{ setting: Setting; answers: AboutOf<'satisfaction'> | null }> {
  const { stored } = live;
  const { process } = source;
  const data = dataDays(process, stored.zone);
  if (data === null) throw noData(stored.name);
  const scope = scopeOf(stored.id, order.scope);
  const asking = new Asking(source, options.signal);
  const today = localDay(house.now().getTime(), stored.zone);
  const periods = periodsOf(order.kind === 'monthly' ? 'monthly' : 'weekly', data, order.on);
  const main = during(scope, periods.main);
  const [summary] = (await asking.ask('summary', main)).rows;
  if (summary === undefined) throw noData(stored.name);
  const answers = live.facts.hasFeedback ? ((await asking.ask('satisfaction', main)).about ?? null) : null;
  const setting: Setting = {
    process: stored.id,
    words: stored.words,
    zone: stored.zone,
    dataVersion: process.dataVersion,
    data,
    today,
    wholeDays: live.wholeDays,
    hasFeedback: live.facts.hasFeedback,
    scope,
    periods,
    asking,
    previous: options.previous ?? null,
    improvements: listOf(house, stored.id),
    instrument: answers?.instrument ?? null,
    summary,
  };
  return { setting, answers };
}

/** A weekly or monthly letter about one service. */
export async function serviceLetter(place: Place, order: LetterOrder, options: MakeOptions): Promise<Letter> {
  const { house, live, source } = place;
  const { setting, answers } = await settingOf(place, order, options);
  const { periods, scope, words, dataVersion, asking, zone } = setting;
  const made = await bodyOf(place, setting, order, answers);
  return sealed({
    kind: order.kind,
    service: serviceOf(live),
    periodWords: periods.words,
    period: { from: periods.now.from, to: periods.now.to },
    about: `${live.stored.name}, ${periods.subject}`,
    ...made,
    answers: asking.answers,
    scope: scopeText(scope),
    scopeWords: scopeWords(scope, words),
    zone,
    dataVersion,
    versionWords: `data version ${String(dataVersion)}`,
    dataTo: source.process.endAt,
    definitions: asking.definitions,
    sending: options.sending,
    madeAt: house.now(),
  });
}

/** Headline, lead and sections; where nothing is new, the short form of them. */
async function bodyOf(place: Place, setting: Setting, order: LetterOrder, answers: AboutOf<'satisfaction'> | null) {
  const chosen: ReadonlySet<ChosenSection> = new Set(order.sections ?? USUAL_SECTIONS);
  const made = await partsOf(place, setting, chosen, answers);
  const { measured, ribbon, asked, alerts, lost } = made;
  const sections = inOrder(made, chosen);
  const quiet = isQuiet(setting, order.kind === 'monthly' ? 'monthly' : 'weekly', asked, alerts);
  if (quiet) return { ...quietOpening(setting, ribbon), quiet, sections: quietSections(setting, sections) };
  return {
    ...openingOf(setting, measured.rows, ribbon, { lost: lost?.rows ?? null, satisfaction: answers, asked: asked.items.length }),
    quiet,
    sections,
  };
}

type Parts = Awaited<ReturnType<typeof partsOf>>;

async function partsOf(
  { house, live, source }: Place,
  setting: Setting,
  chosen: ReadonlySet<ChosenSection>,
  answers: AboutOf<'satisfaction'> | null,
) {
  // signals are looked for whatever is shown
  const measured = await measuresOf(setting);
  const ribbon = await ribbonOf(setting);
  const lost = chosen.has('lost') ? await lostOf(setting, ribbon.told) : null;
  const voice = chosen.has('satisfaction') ? await satisfactionOf(setting, answers, ribbon.rows) : { section: null, reweighted: null };
  const comments = chosen.has('comments') && setting.hasFeedback ? await commentsOf(setting) : null;
  const improvements = improvementsOf(setting);
  const asked = askedOf(setting, measured.rows);
  const signals = chosen.has('measures') ? measured.rows.filter(({ variation }) => variation === 'concern').map(({ name }) => name) : [];
  const found = alertItems(house, setting, signals);
  const [alerts = null] = alertsSection(found.all, found.told, setting.previous);
  const about = await aboutOf(setting, {
    events: live.facts.events,
    endAt: source.process.endAt ?? '',
    measures: measured.rows,
    ribbon,
    lost: lost?.rows ?? null,
    satisfaction: answers,
    reweighted: voice.reweighted,
  });
  return { measured, ribbon, lost, voice, comments, improvements, asked, alerts, about };
}

/** The sections that were chosen and have something to say, in the order in which they are printed. */
function inOrder(
  { measured, ribbon, lost, voice, comments, improvements, asked, alerts, about }: Parts,
  chosen: ReadonlySet<ChosenSection>,
): Section[] {
  const all: (Section | null)[] = [
    chosen.has('measures') ? measured.section : null,
    chosen.has('ribbon') ? ribbon.section : null,
    asked,
    chosen.has('alerts') ? alerts : null,
    lost?.section ?? null,
    chosen.has('improvements') ? improvements : null,
    voice.section,
    comments,
    about,
  ];
  return all.filter((section) => section !== null);
}
