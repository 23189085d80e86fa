import { sql } from '../../engine/sql.ts';
import { capital, number } from '../../model/format.ts';
import { DAY, HOUR } from '../../model/units.ts';
import { clockChanges, localText } from './clock-changes.ts';
import { sampleColumnIsLocal } from './local-times.ts';
import type { Found, Look } from './look.ts';
import { counted, listed } from './words.ts';

/** How many rows of a file begin in each hour, by UTC; hours without any are absent. */
export interface Hours {
  readonly hours: readonly { readonly at: number; readonly rows: number }[];
  /** By local day, first to last, days without rows too: `2026-10-25`. */
  readonly days: readonly { readonly day: string; readonly rows: number }[];
}

/** More days than these are not looked at one by one: an odd date lies among them. */
const MOST_DAYS = 20 * 366;

/** Rows by hour and local day; those outside the bulk of the file (the outermost thousandth on each side) are left out. */
export async function hoursOf({ session, zone, process, signal }: Look): Promise<Hours> {
  const rows = await session.query<{ at: number; rows: number }>(
    sql`
      SELECT epoch_ms(date_trunc('hour', happened)) AS "at", count(*) AS rows
      FROM (SELECT coalesce(started_at, completed_at) AS happened FROM incoming WHERE reason IS NULL)
      WHERE happened IS NOT NULL GROUP BY ALL ORDER BY 1`,
    { signal },
  );
  const hours = bulkOf(rows.map((row) => ({ at: Number(row.at), rows: row.rows })));
  const perDay = new Map<string, number>();
  for (const { at, rows: some } of hours) {
    const day = localText(at, process?.zone ?? zone).slice(0, 10);
    perDay.set(day, (perDay.get(day) ?? 0) + some);
  }
  const known = [...perDay.keys()].toSorted();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return { hours, days: [] };
  const count = Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;
  const days = Array.from({ length: Math.min(count, MOST_DAYS) }, (_, at) =>
    new Date(Date.parse(first) + at * DAY).toISOString().slice(0, 10),
  );
  return { hours, days: days.map((day) => ({ day, rows: perDay.get(day) ?? 0 })) };
}

/** Without the few rows that lie years away from all others. */
function bulkOf<T extends { at: number; rows: number }>(hours: readonly T[]): T[] {
  const total = hours.reduce((sum, { rows }) => sum + rows, 0);
  let passed = 0;
  let from = 0;
  let until = hours.length;
  const gapAt = (at: number) => (hours[at]?.at ?? 0) - (hours[at - 1]?.at ?? 0);
  hours.forEach(({ rows }, at) => {
    if (at > 0 && gapAt(at) > 370 * DAY) {
      if (passed <= total * 0.01) from = at;
      if (total - passed <= total * 0.01) until = Math.min(until, at);
    }
    passed += rows;
  });
  return hours.slice(from, until);
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? 0;
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Days without a row where their weekday usually has many. */
export function gaps({ days }: Hours): Found[] {
  const usual = Array.from({ length: 7 }, (_, at) => days.filter(({ day }) => weekday(day) === at).map(({ rows }) => rows));
  const missing = days.filter(({ day, rows }) => {
    const same = usual[weekday(day)] ?? [];
    // half of the same weekdays have ten rows or more, and hardly any has none
    return (
      rows === 0 && same.length >= 4 && median(same) >= 10 && same.filter((one) => one === 0).length <= Math.max(1, same.length * 0.15)
    );
  });
  if (missing.length === 0) return [];
  const many = median(missing.map(({ day }) => median(usual[weekday(day)] ?? [])));
  return [
    {
      id: 'gap',
      code: 'gap',
      weight: 'note',
      title: `No rows on ${missing.length === 1 ? '' : `${number(missing.length)} days: `}${runsOf(missing.map(({ day }) => day))}, where there usually are about ${number(many)} a day.`,
      detail: 'A holiday, or a part of the export that is missing.',
      rows: 0,
      column: null,
      places: [],
      choices: [],
      proposed: null,
    },
  ];
}

/** Days as people say them, neighbours together: “24 Dec to 26 Dec 2026”, the first few. */
function runsOf(days: readonly string[]): string {
  const runs: [string, string][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && Date.parse(day) - Date.parse(last[1]) === DAY) last[1] = day;
    else runs.push([day, day]);
  }
  const words = runs.slice(0, 4).map(([from, to]) => (from === to ? dayText(from) : `${dayText(from)} to ${dayText(to)}`));
  return runs.length > 4 ? `${words.join(', ')} and ${number(runs.length - 4)} more` : listed(words);
}

export const dayText = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
    .format(new Date(`${day}T00:00:00Z`))
    .replace('Sept', 'Sep');

/**
 * Cases that begin before the file or go on after it: those near its first and last moments begin and end with other
 * activities than those in its middle. An export by case has none, one by period many.
 */
export async function truncatedPeriods(look: Look, { days }: Hours): Promise<Found[]> {
  const { session, words, spread, signal } = look;
  const [row] = await session.query<{
    early: number;
    earlyOdd: number;
    late: number;
    lateOdd: number;
    middle: number;
    middleOddStart: number;
    middleOddEnd: number;
  }>(
    sql`
      WITH one AS (SELECT case_id, min(begun_at) AS begun, max(over_at) AS ended, arg_min(activity, begun_at) AS starts, arg_max(activity, over_at) AS ends
                   FROM sequence GROUP BY case_id),
           span AS (SELECT min(begun) AS first, max(ended) AS last, greatest(quantile_cont(epoch_ms(ended) - epoch_ms(begun), 0.9), 3600000) AS long FROM one),
           told AS (SELECT one.*, epoch_ms(begun) - epoch_ms(first) < long AS early, epoch_ms(last) - epoch_ms(ended) < long AS late,
                           epoch_ms(begun) - epoch_ms(first) >= long AND epoch_ms(last) - epoch_ms(ended) >= long AS middle
                    FROM one, span),
           opens AS (SELECT starts AS activity FROM told WHERE middle GROUP BY starts HAVING count(*) >= 0.02 * (SELECT count(*) FROM told WHERE middle)),
           closes AS (SELECT ends AS activity FROM told WHERE middle GROUP BY ends HAVING count(*) >= 0.02 * (SELECT count(*) FROM told WHERE middle))
      SELECT count(*) FILTER (early) AS early, count(*) FILTER (early AND starts NOT IN (SELECT activity FROM opens)) AS early_odd,
             count(*) FILTER (late) AS late, count(*) FILTER (late AND ends NOT IN (SELECT activity FROM closes)) AS late_odd,
             count(*) FILTER (middle) AS middle, count(*) FILTER (middle AND starts NOT IN (SELECT activity FROM opens)) AS middle_odd_start,
             count(*) FILTER (middle AND ends NOT IN (SELECT activity FROM closes)) AS middle_odd_end
      FROM told`,
    { signal },
  );
  if (row === undefined || row.middle < 50) return [];
  const excess = (odd: number, all: number, usual: number) => Math.round((odd - (all * usual) / row.middle) * spread);
  const before = excess(row.earlyOdd, row.early, row.middleOddStart);
  const after = excess(row.lateOdd, row.late, row.middleOddEnd);
  const about = spread === 1 ? '' : 'about ';
  const parts = [
    ...(before >= 5 && before >= row.early * spread * 0.2
      ? [`${about}${counted(before, `${words.case} begins`, `${words.cases} begin`)} before the file`]
      : []),
    ...(after >= 5 && after >= row.late * spread * 0.2
      ? [`${about}${counted(after, `${words.case} goes`, `${words.cases} go`)} on after it`]
      : []),
  ];
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (parts.length === 0 || first === undefined || last === undefined) return [];
  const sentence = listed(parts);
  return [
    {
      id: 'truncated',
      code: 'truncated',
      weight: 'note',
      title: `${capital(sentence)}.`,
      detail: `The file runs from ${dayText(first)} to ${dayText(last)}: near both ends ${words.cases} look shorter than they were. Periods that are not whole are marked on every chart.`,
      rows: 0,
      column: null,
      places: [],
      choices: [],
      proposed: null,
    },
  ];
}

/** Local times in an hour that came twice. */
export function hoursThatCameTwice(look: Look, { hours }: Hours): Found[] {
  const { zone } = look;
  if (zone === null || !sampleColumnIsLocal(look)) return [];
  const changes = clockChanges(zone).filter(({ back }) => back);
  // what was written in the hour that came twice is read as its first pass: the hour before the change
  const twice = changes
    .map((one) => ({ one, rows: hours.find(({ at }) => at === one.at - HOUR)?.rows ?? 0 }))
    .filter(({ rows }) => rows > 0);
  const rows = twice.reduce((sum, one) => sum + one.rows, 0);
  if (rows === 0) return [];
  return [
    {
      id: 'clock-change',
      code: 'clock-change',
      weight: 'note',
      title: `${counted(rows, 'row lies', 'rows lie')} in an hour that came twice when clocks went back, on ${listed(twice.slice(0, 4).map(({ one }) => dayText(one.local.slice(0, 10))))}.`,
      detail: 'The times do not say which of the two is meant; they are read as the first.',
      rows,
      column: null,
      places: [],
      choices: [],
      proposed: null,
    },
  ];
}
