import type { AboutOf, RowOf } from '../../../../server/analytics/catalog.ts';
import { duration, hours, number, percent } from '../../../../model/format.ts';

/** What the hours of the ranking are beyond, and how many there are in all. */
export function lostRemark(about: Pick<AboutOf<'bottlenecks'>, 'lostMs' | 'limits'>, where: string): string {
  const { limits } = about;
  const set = limits['hand-over'] + limits.stage;
  const quarter = limits['best quarter'];
  const beyond =
    set === 0
      ? 'beyond the best quarter of each hand-over'
      : quarter === 0
        ? 'waiting beyond limit'
        : 'beyond limit, or beyond the best quarter where none is set';
  return `${beyond}; ${hours(about.lostMs)}${where === '' ? ' in all' : ` ${where}`}`;
}

/** Where a limit comes from, in words. */
export function limitWords(row: Pick<RowOf<'bottlenecks'>, 'limitFrom' | 'limitMs' | 'stage'>): string {
  switch (row.limitFrom) {
    case 'hand-over':
      return `The limit of this hand-over: ${duration(row.limitMs)}`;
    case 'stage':
      return `The wait limit of ${row.stage ?? 'the stage it enters'}: ${duration(row.limitMs)}`;
    default:
      return `No limit is set: a quarter of all of these take ${duration(row.limitMs)} or less`;
  }
}

/** The size of a change: `9 %`, and from three times as much on `× 4.3`. Its direction is drawn beside it. */
export function changeWords(change: number): string {
  return change >= 2 ? `×\u00a0${number(1 + change, change < 9 ? 1 : 0)}` : percent(Math.abs(change));
}
