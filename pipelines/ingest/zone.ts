import { raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY } from '../../model/units.ts';

/** From local time `from` (ms, as if it were UTC) on, the zone is `offset` ms ahead of UTC: `by` more than before. */
interface ZoneStep {
  readonly from: number;
  readonly offset: number;
  readonly by: number;
}

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2070, 0, 1);

/**
 * UTC of a local time, as SQL.
 *
 * A look into two lists over the years from 1970 to 2070: a tenth of the cost of the engine's own conversion, and no
 * more to plan than a page of numbers. An hour that comes twice in autumn means its first pass, one that is left out in
 * spring the hour after, as in most calendars. Before and after those years the nearest offset holds.
 */
export function utcOf(local: Sql, zone: string): Sql {
  const steps = zoneSteps(zone);
  const [first] = steps;
  if (steps.length < 2) return sql`make_timestamp(epoch_us(${local}) - ${microseconds(first?.offset ?? 0)})`;
  const { edges, place } = stretchesOf(steps);
  const offsets = [first, ...edges].map((step, at, all) => step ?? lastOf(all.slice(0, at)) ?? first);
  const before = place(local);
  const passed = sql`CAST(epoch_us(${local}) >= ${listed(edges.map((step) => step?.from ?? FAR))}[${before}] AS INTEGER)`;
  return sql`make_timestamp(epoch_us(${local}) - ${listed(offsets.map((step) => step?.offset ?? 0))}[${before} + ${passed}])`;
}

/** What the clocks of a zone do at a local time: nothing, leave it out, or show it twice. */
export const CLOCK_GAP = 1;
export const CLOCK_TWICE = 2;

/** `CLOCK_GAP` for a local time that a zone leaves out, `CLOCK_TWICE` for one that comes twice, else 0, as SQL. */
export function clockChangeOf(local: Sql, zone: string): Sql {
  const steps = zoneSteps(zone);
  if (steps.length < 2) return raw('0');
  const { edges, place } = stretchesOf(steps);
  const at = place(local);
  const list = (of: (step: ZoneStep) => number, none: number) => listed(edges.map((step) => (step ? of(step) : none)));
  const kinds = raw(`[${edges.map((step) => (step === undefined ? 0 : step.by > 0 ? CLOCK_GAP : CLOCK_TWICE)).join(', ')}]`);
  const within = sql`epoch_us(${local}) >= ${list(({ from, by }) => from - Math.abs(by), FAR)}[${at}] AND epoch_us(${local}) < ${list(({ from }) => from, FAR)}[${at}]`;
  return sql`coalesce(CAST(${within} AS INTEGER) * ${kinds}[${at}], 0)`;
}

/** Later than any time that is read, ms. */
const FAR = Date.UTC(2200, 0, 1);
const microseconds = (ms: number): Sql => raw(`CAST(${String(ms * 1000)} AS BIGINT)`);
const listed = (ms: readonly number[]): Sql => raw(`[${ms.map((one) => String(one * 1000)).join(', ')}]`);
const lastOf = <T>(all: readonly (T | undefined)[]): T | undefined => all.filter((one) => one !== undefined).at(-1);

/**
 * The years cut into stretches of equal length with at most one change of the clocks in each, the hours around it
 * included: the change of each stretch, and the number of the stretch of a local time, from 1, as SQL.
 */
function stretchesOf(steps: readonly ZoneStep[]): { edges: (ZoneStep | undefined)[]; place: (local: Sql) => Sql } {
  const changes = steps.slice(1);
  for (let width = 200 * DAY; ; width -= DAY) {
    const at = (time: number) => Math.floor((time - FIRST) / width);
    const own = new Set(changes.map(({ from }) => at(from)));
    const whole = changes.every(({ from, by }) => at(from - Math.abs(by)) === at(from) && at(from - 1) === at(from));
    if (width > DAY && (own.size < changes.length || !whole)) continue;
    const edges = Array.from({ length: at(LAST) + 1 }, (_, place) => changes.find(({ from }) => at(from) === place));
    const place = (local: Sql) =>
      sql`(CAST(least(greatest((epoch_us(${local}) - ${microseconds(FIRST)}) // ${microseconds(width)}, 0), ${raw(String(edges.length - 1))}) AS INTEGER) + 1)`;
    return { edges, place };
  }
}

const known = new Map<string, readonly ZoneStep[]>();

/** The changes of a zone in local time; the first entry holds since ever. */
export function zoneSteps(zone: string): readonly ZoneStep[] {
  const found = known.get(zone);
  if (found !== undefined) return found;
  const offsetOf = offsetsOf(zone);
  const steps: ZoneStep[] = [{ from: Number.NEGATIVE_INFINITY, offset: offsetOf(FIRST), by: 0 }];
  const MONTH = 28 * DAY;
  for (let at = FIRST; at < LAST; at += MONTH) {
    for (const change of changesBetween(at, at + MONTH, offsetOf)) {
      const before = steps[steps.length - 1]?.offset ?? 0;
      const after = offsetOf(change);
      steps.push({ from: change + Math.max(before, after), offset: after, by: after - before });
    }
  }
  known.set(zone, steps);
  return steps;
}

/** The instants between two others at which the offset changes, each found to the second. */
function changesBetween(from: number, to: number, offsetOf: (instant: number) => number): number[] {
  if (offsetOf(from) === offsetOf(to)) return [];
  let low = from;
  let high = to;
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000;
    if (offsetOf(middle) === offsetOf(from)) low = middle;
    else high = middle;
  }
  return offsetOf(high) === offsetOf(to) ? [high] : [high, ...changesBetween(high, to, offsetOf)];
}

/** Like `offsetAt` of the calendar, with one formatter for thousands of questions. */
function offsetsOf(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(new Date(instant))) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
}
