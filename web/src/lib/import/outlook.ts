import type { Effect, Headline } from '../../../../model/effect.ts';
import { capital, duration, MINUS, number, plural } from '../../../../model/format.ts';
import type { Words } from '../../../../model/process.ts';

/** What an import would do, worked out by doing it and taking it back at once. */
export interface Outlook extends Effect {
  newCases: number;
  changedCases: number;
  unchangedCases: number;
  accepted: number;
  duplicates: number;
  replaced: number;
}

/** More rows than this: what an import would do is worked out when a person asks for it. */
export const MANY_ROWS = 300_000;

/** One headline figure before and after. */
export interface FigurePair {
  name: string;
  before: string;
  after: string;
  /** `+1,204`, `−3 min`; empty where nothing changes or there was nothing before. */
  change: string;
}

const signed = (difference: number, say: (size: number) => string): string =>
  difference === 0 ? '' : `${difference > 0 ? '+' : MINUS}${say(Math.abs(difference))}`;

/** The headline figures side by side. */
export function figurePairs(before: Headline | null, after: Headline, words: Words): FigurePair[] {
  const count = (name: string, of: (headline: Headline) => number): FigurePair => ({
    name,
    before: before ? number(of(before)) : 'none',
    after: number(of(after)),
    change: before ? signed(of(after) - of(before), number) : '',
  });
  const time = (name: string, of: (headline: Headline) => number | null): FigurePair => {
    const [was, is] = [before ? of(before) : null, of(after)];
    const say = (ms: number | null) => (ms === null ? 'none' : duration(ms));
    // a difference that is not seen in the figures is none
    const differs = was !== null && is !== null && say(was) !== say(is);
    return { name, before: say(was), after: say(is), change: differs ? signed(is - was, duration) : '' };
  };
  const { cases } = words;
  return [
    count(capital(cases), (headline) => headline.cases),
    count('of them open', (headline) => headline.openCases),
    count('Events', (headline) => headline.events),
    count('Activities', (headline) => headline.activities),
    count('Variants', (headline) => headline.variants),
    time('Median time', (headline) => headline.medianMs),
    time('One in ten takes longer than', (headline) => headline.p90Ms),
  ];
}

/** What an import does to the data, in one sentence. */
export function outlookWords(outlook: Outlook, kind: 'events' | 'feedback' | 'cases', words: Words): string {
  const { accepted, replaced, newCases, changedCases } = outlook;
  if (accepted === 0 && replaced === 0) return 'Nothing new: the figures stay as they are.';
  const touched = [
    ...(newCases > 0 ? [plural(newCases, `new ${words.case}`, `new ${words.cases}`)] : []),
    ...(changedCases > 0 ? [plural(changedCases, `changed ${words.case}`, `changed ${words.cases}`)] : []),
  ].join(' and ');
  const brought = plural(accepted, ...rowNames[kind]);
  const away = replaced > 0 ? ` It takes the place of ${plural(replaced, 'earlier event', 'earlier events')}.` : '';
  return `It brings ${brought}${touched === '' ? '' : `: ${touched}`}.${away}`;
}

const rowNames: Readonly<Record<'events' | 'feedback' | 'cases', [string, string]>> = {
  events: ['event', 'events'],
  feedback: ['answer', 'answers'],
  cases: ['row', 'rows'],
};

/** What becomes of the map: `3 new hand-overs, 1 gone.` */
export function mapWords({ newHandOvers, goneHandOvers, handOvers }: Effect): string {
  if (newHandOvers === 0 && goneHandOvers === 0)
    return handOvers.length === 0 ? 'The map stays as it is.' : 'No hand-over is new, none is gone.';
  const fresh = newHandOvers === 0 ? 'No new hand-over' : plural(newHandOvers, 'new hand-over', 'new hand-overs');
  return `${fresh}, ${goneHandOvers === 0 ? 'none' : number(goneHandOvers)} gone.`;
}
