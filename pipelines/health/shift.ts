import { DAY, HOUR } from '../../model/units.ts';
import type { ClockChange } from './clock-changes.ts';

/** Two activities of a case, one of them recorded by the source in question. */
export interface Meeting {
  readonly caseId: string;
  readonly place: number;
  /** UTC in ms, as recorded. */
  readonly at: number;
  readonly x: string;
  readonly y: string;
  /** Minutes from the one to the other in their usual order: less than 0 when they stand the wrong way round. */
  readonly gap: number;
  /** The same where others recorded it. */
  readonly usual: number;
  /** 1 when the other usually comes after, -1 when it comes before. */
  readonly side: number;
}

/** By how much a clock is wrong, and when. */
export interface Shift {
  /** More than 0: it runs ahead. */
  readonly minutes: number;
  /** UTC in ms of the first and last record it holds for; null: from the beginning, to the end. */
  readonly from: number | null;
  readonly until: number | null;
  /** The change of the clocks it began with. */
  readonly change: ClockChange | undefined;
  /** Meetings that stand the wrong way round. */
  readonly wrong: readonly Meeting[];
  /** Share of meetings the wrong way round, as recorded and with the shift taken away. */
  readonly before: number;
  readonly after: number;
}

/** Shifts that clocks have: half hours, hours, days. */
const SHIFTS: readonly number[] = [
  30,
  ...Array.from({ length: 14 }, (_, at) => (at + 1) * 60),
  ...Array.from({ length: 7 }, (_, at) => (at + 1) * 1440),
].flatMap((minutes) => [minutes, -minutes]);
const LEAST = 6;

/** The shift that puts the meetings in order; null where none does, or where they are not out of order enough. */
export function findShift(meetings: readonly Meeting[], changes: readonly ClockChange[]): Shift | null {
  if (meetings.length < LEAST) return null;
  const { from, until } = stretchOf(meetings);
  const part = meetings.slice(from, until);
  const wrong = part.filter(({ gap }) => gap < 0);
  const before = wrong.length / part.length;
  if (wrong.length < LEAST || before < 0.15) return null;
  const minutes = nearestShift(part);
  if (minutes === null) return null;
  const after = part.filter(({ gap, side }) => gap + side * minutes < 0).length / part.length;
  if (after > Math.max(0.05, before * 0.35)) return null;
  const first = from === 0 ? null : (part[0]?.at ?? null);
  const last = until === meetings.length ? null : (part.at(-1)?.at ?? null);
  const change = first === null ? undefined : changeAt(changes, meetings[from - 1]?.at ?? first, first, minutes);
  return {
    minutes,
    from: change?.at === undefined ? first : Math.min(first ?? change.at, change.at + Math.max(0, minutes) * 60_000),
    until: last,
    change,
    wrong,
    before,
    after,
  };
}

/** A change of the clocks, by as much, between the last right record and the first wrong one. */
const changeAt = (changes: readonly ClockChange[], right: number, wrong: number, minutes: number): ClockChange | undefined =>
  changes.find(
    (one) =>
      one.at >= right - 36 * HOUR &&
      one.at <= wrong + 36 * HOUR &&
      one.minutes === Math.abs(minutes) &&
      one.back === minutes > 0 &&
      wrong - right < 30 * DAY,
  );

/** The stretch in which the meetings stand the wrong way round: all of them, those after a moment, or those before it. */
function stretchOf(meetings: readonly Meeting[]): { from: number; until: number } {
  const whole = { from: 0, until: meetings.length };
  const total = meetings.filter(({ gap }) => gap < 0).length;
  let best = { at: 0, score: 0 };
  let passed = 0;
  meetings.forEach(({ gap }, at) => {
    const [left, right] = [at, meetings.length - at];
    if (at > 0 && left >= 3 && right >= 3) {
      const apart = Math.abs(passed / left - (total - passed) / right);
      const score = apart * Math.sqrt((left * right) / meetings.length);
      if (score > best.score) best = { at, score };
    }
    if (gap < 0) passed += 1;
  });
  if (best.at === 0) return whole;
  const shareIn = (some: readonly Meeting[]) => some.filter(({ gap }) => gap < 0).length / Math.max(1, some.length);
  const [early, late] = [shareIn(meetings.slice(0, best.at)), shareIn(meetings.slice(best.at))];
  if (late >= 0.15 && early <= late * 0.25) return { from: firstWrong(meetings, best.at, 1), until: meetings.length };
  if (early >= 0.15 && late <= early * 0.25) return { from: 0, until: best.at };
  return whole;
}

/** The first meeting of a stretch that is plainly off: some before it may have been put right by a long gap. */
function firstWrong(meetings: readonly Meeting[], at: number, step: number): number {
  let from = at;
  while (from < meetings.length - 1 && (meetings[from]?.gap ?? 0) >= 0) from += step;
  return from;
}

/** The shift nearest to the middle of what the meetings are off; null where the middle is near none. */
function nearestShift(part: readonly Meeting[]): number | null {
  const off = part.map(({ gap, usual, side }) => side * (usual - gap)).toSorted((one, other) => one - other);
  const at = (share: number) => off[Math.min(off.length - 1, Math.floor(off.length * share))] ?? 0;
  const middle = at(0.5);
  const spread = (at(0.75) - at(0.25)) / Math.sqrt(off.length);
  const nearest = SHIFTS.toSorted((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0] ?? 0;
  return Math.abs(nearest - middle) <= Math.max(8, Math.abs(nearest) * 0.12, 1.5 * spread) && Math.abs(middle) >= 15 ? nearest : null;
}
