import type { SectionOf } from '../../../model/letter.ts';
import type { Throughline } from '../../throughline.ts';
import { alertsSince } from '../../alerts/since.ts';
import type { Setting } from './setting.ts';

type Section = SectionOf<'alerts'>;

/** So many stand in a letter about one service; the rest is counted. */
const MOST = 3;

type Items = Section['items'];

/** The alerts of a service: all of them, and those the letter does not tell of anyway. */
export interface AlertItems {
  readonly all: Items;
  readonly told: Items;
}

/** The alerts since the letter before; a letter about an earlier time has none. `signals`: measures whose signal the letter shows, by name. */
export function alertItems(
  house: Throughline,
  { process, previous, periods }: Pick<Setting, 'process' | 'previous' | 'periods'>,
  signals: readonly string[],
): AlertItems {
  if (periods.past) return { all: [], told: [] };
  const all = alertsSince(house, process, previous?.madeAt ?? null);
  return { all, told: all.filter(({ words }) => !signals.some((name) => words.startsWith(`${name}: `))) };
}

/** The section about alerts, `most` of them; none without any. */
export function alertsSection(all: Items, told: Items, previous: Setting['previous'], most = MOST): Section[] {
  if (all.length === 0) return [];
  const open = all.filter(({ state }) => state !== 'closed').length;
  const closed = all.length - open;
  const shown = told.slice(0, most);
  const note = [
    ...(open > 0 ? [`${String(open)} open`] : []),
    ...(closed > 0 ? [`${String(closed)} over${previous === null ? '' : ' since the last letter'}`] : []),
    ...(told.length < all.length ? [`${String(all.length - told.length)} of them told above`] : []),
    ...(told.length > shown.length ? [`the first ${String(most)} of the rest here`] : []),
  ];
  return [{ kind: 'alerts', title: 'Alerts', note: note.join(', '), items: shown }];
}
