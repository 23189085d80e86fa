import { plural } from '../../../model/format.ts';
import type { Letter, Section, SectionOf } from '../../../model/letter.ts';
import { DAY } from '../../../model/units.ts';
import { changedSince } from './definitions.ts';
import type { Setting } from './setting.ts';

/** Data older than this when the letter is made are news themselves. */
const LATE_DAYS = { weekly: 8, monthly: 35 } as const;

/** Whether the data of a service are in time, and defined as in the letter before. */
export function isInOrder({ today, data, asking }: Setting, previous: Pick<Letter, 'definitions'>, kind: keyof typeof LATE_DAYS): boolean {
  const age = (Date.parse(today) - Date.parse(data.last)) / DAY;
  return age <= LATE_DAYS[kind] && changedSince(asking.definitions, previous).length === 0;
}

/** Which state each measure and each improvement of a letter was in: its signal, its verdict, and of an A3 what people wrote. */
export function statesOf({ answers }: Pick<Letter, 'answers'>): ReadonlyMap<string, string> {
  const states = new Map<string, string>();
  const text = (...values: readonly unknown[]) => JSON.stringify(values.map((value) => value ?? null));
  const seen = new Set<string>();
  for (const { process, analytic, rows } of answers) {
    // the first answer is of the period of the letter, the next one of what stands beside it
    if (seen.has(text(process, analytic))) continue;
    seen.add(text(process, analytic));
    if (analytic === 'measures')
      for (const row of rows) states.set(text(process, 'measure', row.measure), text(row.variation, row.assurance));
    if (analytic === 'improvements')
      for (const row of rows) states.set(text(process, 'improvement', row.id), text(row.state, row.verdict, row.override, row.revision));
  }
  return states;
}

/** Whether two letters tell of the same signals and verdicts. */
export function sameStates(one: Pick<Letter, 'answers'>, other: Pick<Letter, 'answers'>): boolean {
  const [now, then] = [statesOf(one), statesOf(other)];
  return now.size === then.size && [...now].every(([id, state]) => then.get(id) === state);
}

/**
 * Whether nothing is new: there was a letter before, and since then no signal began or ended, no verdict is another one, nothing is
 * asked, no alert is known, and the data are in time and defined as they were.
 */
export function isQuiet(
  setting: Setting,
  kind: 'weekly' | 'monthly',
  asked: SectionOf<'asked'>,
  alerts: SectionOf<'alerts'> | null,
): boolean {
  const { previous, asking, periods } = setting;
  if (previous === null || asked.items.length > 0 || alerts !== null || periods.open) return false;
  return isInOrder(setting, previous, kind) && sameStates({ answers: asking.answers }, previous);
}

/** What stands in a letter where nothing is new: one sentence a section. */
export function quietSections(setting: Setting, sections: readonly Section[]): Section[] {
  const { words, summary, periods } = setting;
  const measures = sections.find((section) => section.kind === 'measures');
  const asked = sections.find((section) => section.kind === 'asked');
  const about = sections.find((section) => section.kind === 'about');
  return [
    ...(measures?.kind !== 'measures' || measures.rows.length === 0
      ? []
      : [{ ...measures, note: '', rows: [], steady: steadyWords(measures.rows) }]),
    ...(asked === undefined ? [] : [asked]),
    ...(about?.kind !== 'about'
      ? []
      : [{ ...about, notes: [`${plural(summary.cases, words.case, words.cases)} ${periods.main.where}.`, ...about.notes.slice(1, 2)] }]),
  ];
}

function steadyWords(rows: SectionOf<'measures'>['rows']): string {
  const usual = rows.filter(({ variation }) => variation === 'common' || variation === null).length;
  const still = rows.length - usual;
  if (still === 0) return rows.length === 1 ? 'The measure varies as usual.' : `All ${String(rows.length)} measures vary as usual.`;
  return `${plural(usual, 'measure varies', 'measures vary')} as usual; ${plural(still, 'stays', 'stay')} as the last letter said.`.replace(
    /^0 measures vary as usual; /,
    '',
  );
}
