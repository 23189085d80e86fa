import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import { hours, percent, plural } from '../../../../../model/format.ts';

type Row = RowOf<'bottlenecks'>;

/** The first of the ranking as a sentence; what it says where nothing is lost. `where` ends it: `in October 2026`, or nothing. */
export function rankingTitle(rows: readonly Row[], where: string): string {
  const at = where === '' ? '' : ` ${where}`;
  const [first] = rows;
  if (!first) return `Nothing was waited for${at}.`;
  if (first.lostMs <= 0) return `No hours were lost${at}.`;
  const place = first.kind === 'stage' ? `at ${first.stage ?? ''}` : `from ${first.from ?? ''} to ${first.to ?? ''}`;
  return `Most hours are lost ${place}: ${hours(first.lostMs)}, ${percent(first.share ?? 0)} of all${at}.`;
}

/** How few hold most of it. */
export function rankingLead(rows: readonly Row[], about: AboutOf<'bottlenecks'>): string {
  const losing = rows.filter(({ lostMs }) => lostMs > 0);
  if (losing.length < 3 || about.lostMs <= 0) return '';
  let [held, count] = [0, 0];
  while (held < 0.8 * about.lostMs && count < losing.length) {
    held += losing[count]?.lostMs ?? 0;
    count += 1;
  }
  const what: readonly [string, string] = losing[0]?.kind === 'stage' ? ['stage', 'stages'] : ['hand-over', 'hand-overs'];
  return count >= losing.length
    ? `${hours(about.lostMs)} are lost in all, spread over ${plural(losing.length, ...what)}.`
    : `${plural(count, ...what)} of ${String(losing.length)} ${count === 1 ? 'holds' : 'hold'} ${percent(held / about.lostMs)} of the ${hours(about.lostMs)} that are lost.`;
}
