import { PAPER } from '../../charts/letter/svg.ts';
import { NBSP } from '../../model/format.ts';
import type { Letter, SectionOf } from '../../model/letter.ts';
import { checkText } from './letter/check.ts';

type Measure = SectionOf<'measures'>['rows'][number];

export const STATES = { open: 'Open', closed: 'Closed', snoozed: 'Snoozed' } as const;

const VARIATIONS = { improvement: 'Improving', concern: 'Getting worse', high: 'High', low: 'Low', common: '' } as const;

/** The badge of a measure in words, since colour and picture are not for everyone: only what `meaning` does not say by itself. */
export function signalWords({ variation }: Pick<Measure, 'variation'>): { words: string; colour: string } {
  const words = variation === null ? '' : VARIATIONS[variation];
  const colour = variation === 'improvement' ? PAPER.betterInk : variation === 'concern' ? PAPER.worseInk : PAPER.ink2;
  return { words, colour };
}

/** “satisfied” of “satisfied, %”: the figures beside it have their unit. */
export const scoreWord = (name: string): string => name.replace(/,\s*%$/, '');

/** The check code as it is printed, on one line. */
export const unbrokenCheck = (check: string): string => checkText(check).replace(' ', NBSP);

/** The foot of a letter: where the figures come from, which cases, who gets it, and the zone where nothing else names it. */
export function footWords({ footFigures, footSending, scopeWords, zone, dataVersion, check }: Letter): string[] {
  const figures = footFigures === '' ? `Data version ${dataVersion}, check ${unbrokenCheck(check)}` : footFigures;
  const lines = [`${figures}. ${scopeWords}.`, ...(footSending === '' ? [] : [footSending])];
  return lines.some((line) => line.includes(zone)) ? lines : [...lines, `Times in ${zone}.`];
}
