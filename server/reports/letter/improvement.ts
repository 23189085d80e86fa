import { localDay } from '../../../model/calendar.ts';
import { currentCycle } from '../../../model/improvement.ts';
import type { Letter, LetterOrder, SectionOf } from '../../../model/letter.ts';
import { BadRequest, NotFound } from '../../../model/problem.ts';
import { verdictSentences, verdictTitle } from '../../../model/verdict-words.ts';
import { listOf, viewOf } from '../../improvements/view.ts';
import { Asking } from './asking.ts';
import { improvementAsk } from './asked.ts';
import { changedSince } from './definitions.ts';
import { dataDays, longDayYear } from './period.ts';
import { sameStates } from './quiet.ts';
import { reachWords } from './reach.ts';
import { sealed } from './seal.ts';
import { frozenScope, scopeText, scopeWords } from './scope.ts';
import { noData, serviceOf, type MakeOptions, type Place } from './service.ts';
import { isJudged, storyNotes, storyOf, type Told } from './story.ts';

/** The letter about one improvement: its A3. Throws `BadRequest` without its id, `NotFound` for one that is not there. */
export async function improvementLetter(place: Place, order: LetterOrder, options: MakeOptions): Promise<Letter> {
  const { house, live, source } = place;
  const { stored } = live;
  if (order.improvement === undefined) throw new BadRequest('improvement', 'A letter about an improvement needs its id.', 'As imp-001.');
  const found = house.store.improvements.find(stored.id, order.improvement);
  if (!found) throw new NotFound('improvement', order.improvement);
  const data = dataDays(source.process, stored.zone);
  if (data === null) throw noData(stored.name);
  const asking = new Asking(source, options.signal);
  const view = viewOf(house, stored.id, found);
  const scope = frozenScope(stored.id, view.frozen?.scope);
  const told: Told = {
    view,
    ...(await effectOf(asking, stored.id, view.frozen === null ? null : view.id)),
    instrument: live.facts.hasFeedback
      ? ((await asking.ask('satisfaction', { process: stored.id }, {}, 0)).about?.instrument ?? null)
      : null,
    zone: stored.zone,
    href: `/${stored.id}/improvements/${view.id}?version=${String(source.process.dataVersion)}`,
    last: data.last,
    cases: stored.words.cases,
    scopeWords: scopeWords(scope, stored.words),
  };
  const today = localDay(house.now().getTime(), stored.zone);
  const line = listOf(house, stored.id).improvements.find(({ id }) => id === view.id);
  const asked = line === undefined ? null : improvementAsk({ process: stored.id, dataVersion: source.process.dataVersion, today }, line);
  asking.keep('improvements', [
    {
      id: view.id,
      revision: view.revision,
      state: view.state,
      verdict: told.about?.verdict ?? null,
      override: view.override?.verdict ?? null,
    },
  ]);
  const opening = openingOf(told);
  const quiet = isSame(asking, options.previous ?? null) && asked === null;
  const about = aboutSection(told, reachWords({ data, zone: stored.zone, today }, source.process.endAt ?? ''));
  const wanted = askedSection(asked === null ? [] : [asked]);
  return sealed({
    kind: 'improvement',
    service: serviceOf(live),
    periodWords: `As of ${longDayYear(data.last)}`,
    period: null,
    about: `${stored.name}, ${view.name}`,
    ...opening,
    says: opening.headline[1],
    quiet,
    sections: quiet ? [wanted, { ...about, notes: about.notes.slice(-1) }] : [storyOf(told), wanted, about],
    answers: asking.answers,
    scope: scopeText(scope),
    scopeWords: told.scopeWords,
    zone: stored.zone,
    dataVersion: source.process.dataVersion,
    versionWords: `data version ${String(source.process.dataVersion)}`,
    dataTo: source.process.endAt,
    definitions: asking.definitions,
    sending: options.sending,
    madeAt: house.now(),
  });
}

/** Whether the letter before told the same of it: verdict, state, and what people wrote. */
const isSame = ({ answers, definitions }: Asking, previous: Letter | null): boolean =>
  previous !== null && changedSince(definitions, previous).length === 0 && sameStates({ answers }, previous);

async function effectOf(asking: Asking, process: string, improvement: string | null): Promise<Pick<Told, 'about' | 'rows'>> {
  if (improvement === null) return { about: null, rows: [] };
  const { about, rows } = await asking.ask('improvement-effect', { process }, { improvement });
  return { about: about ?? null, rows };
}

const LONGEST_LEAD = 300;

/** The first paragraph of what people wrote, as long as a lead may be. */
function inShort(text: string): string {
  const [first = ''] = text.trim().split(/\n+/);
  return first.length <= LONGEST_LEAD ? first : `${first.slice(0, LONGEST_LEAD - 1).trimEnd()}…`;
}

function openingOf({ view, about, rows, instrument }: Told): Pick<Letter, 'headline' | 'lead'> {
  const name = /[.!?]$/.test(view.name) ? view.name : `${view.name}.`;
  if (about === null || view.frozen === null)
    return {
      headline: [name, view.state === 'idea' ? 'An idea that nobody has tried yet.' : 'Nothing is measured yet.'],
      lead: inShort(view.problem),
    };
  if (!isJudged(view)) {
    const day = currentCycle(view).madeOn;
    return { headline: [name, day === null ? 'Not changed yet.' : `Starts on ${longDayYear(day)}.`], lead: inShort(view.problem) };
  }
  return { headline: [name, verdictTitle(about)], lead: verdictSentences(view.frozen.measure, about, rows, instrument) };
}

const askedSection = (items: SectionOf<'asked'>['items']): SectionOf<'asked'> => ({
  kind: 'asked',
  title: 'Asked of you',
  note: '',
  items,
  none: items.length === 0 ? 'Nothing is asked of you now.' : '',
});

const aboutSection = (told: Told, reach: string): SectionOf<'about'> => ({
  kind: 'about',
  title: 'How sure is this?',
  note: '',
  notes: [...storyNotes(told), reach],
});
