import { raw, sql, type Sql } from '../../engine/sql.ts';
import { DAY } from '../../model/units.ts';

/** From local time `from` (ms, as if it were UTC) on, the zone is `offset` ms ahead of UTC. */
interface ZoneStep {
  readonly from: number;
  readonly offset: number;
}

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(2070, 0, 1);

/**
 * UTC of a local time, as SQL.
 *
 * A tree of comparisons over the zone's changes from 1970 to 2070: a tenth of the cost of the engine's own
 * conversion. An hour that comes twice in autumn means its first pass, one that is left out in spring the hour after,
 * as in most calendars. Before and after those years the nearest offset holds.
 */
export function utcOf(local: Sql, zone: string): Sql {
  const steps = zoneSteps(zone);
  return sql`make_timestamp(epoch_us(${local}) - ${offsetTree(local, steps)})`;
}

function offsetTree(local: Sql, steps: readonly ZoneStep[]): Sql {
  const [first] = steps;
  if (first === undefined) return raw('0');
  if (steps.length === 1) return raw(`CAST(${first.offset * 1000} AS BIGINT)`);
  const middle = Math.floor(steps.length / 2);
  const edge = new Date(steps[middle]?.from ?? 0).toISOString().slice(0, 23).replace('T', ' ');
  return sql`CASE WHEN ${local} < ${raw(`TIMESTAMP '${edge}'`)} THEN ${offsetTree(local, steps.slice(0, middle))} ELSE ${offsetTree(local, steps.slice(middle))} END`;
}

const known = new Map<string, readonly ZoneStep[]>();

/** The changes of a zone in local time; the first entry holds since ever. */
export function zoneSteps(zone: string): readonly ZoneStep[] {
  const found = known.get(zone);
  if (found !== undefined) return found;
  const offsetOf = offsetsOf(zone);
  const steps: ZoneStep[] = [{ from: Number.NEGATIVE_INFINITY, offset: offsetOf(FIRST) }];
  const MONTH = 28 * DAY;
  for (let at = FIRST; at < LAST; at += MONTH) {
    for (const change of changesBetween(at, at + MONTH, offsetOf)) {
      const before = steps[steps.length - 1]?.offset ?? 0;
      const after = offsetOf(change);
      steps.push({ from: change + Math.max(before, after), offset: after });
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
