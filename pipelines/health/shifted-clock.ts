import type { Session } from '../../engine/engine.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { MINUTE } from '../../model/units.ts';
import { localWords, span } from '../ingest/fix-words.ts';
import { keptAs } from '../ingest/fixes.ts';
import { clockChanges, localText } from './clock-changes.ts';
import { oneIn, sourceColumns, type Found, type Look } from './look.ts';
import { findShift, type Meeting, type Shift } from './shift.ts';
import { grouped, shareWords } from './words.ts';

/** So many first steps are compared with their neighbours. */
const COMPARED = 100_000;
/** Enough of them to tell which activities are neighbours. */
const NEIGHBOURS_FROM = 20_000;
const MOST = 4;

interface Group extends Record<string, unknown> {
  x: string;
  y: string;
  value: string;
  n: number;
  inverted: number;
  middle: number;
}

/**
 * Sources whose clock is wrong: of a device, a person or a team, what it records stands in the wrong order to what others
 * record in the same cases, by about the same time.
 *
 * For each activity its nearest neighbours are those it mostly comes before or after. A value is suspected when its
 * records stand on the wrong side far more often than those of other values; then the time by which they are off, and
 * since when, is looked for among the shifts that clocks have: half hours, hours, days.
 */
export async function shiftedClocks(look: Look): Promise<Found[]> {
  const sources = sourceColumns(look);
  if (sources.length === 0) return [];
  await takeFirsts(look, sources);
  await takeNeighbours(look, sources);
  const found: Found[] = [];
  const spoken = new Set<string>();
  for (const [at, source] of sources.entries()) {
    for (const suspect of suspects(await groupsBy(look, at))) {
      if (found.length === MOST) break;
      const meetings = (await meetingsOf(look, at, suspect)).filter(({ caseId }) => !spoken.has(caseId));
      const shift = findShift(meetings, clockChanges(look.zone));
      if (shift === null) continue;
      for (const { caseId } of shift.wrong) spoken.add(caseId);
      found.push(await problemOf(look, source.name, suspect.value, shift));
    }
  }
  for (const name of ['first_step', 'neighbour', 'meeting']) await look.session.run(sql`DROP TABLE IF EXISTS temp.${identifier(name)}`);
  return found;
}

type Source = ReturnType<typeof sourceColumns>[number];

/** The first time a case comes to an activity, and who recorded it. */
async function takeFirsts({ session, signal }: Look, sources: readonly Source[]): Promise<void> {
  const spread = await spreadOver(session, raw('sequence'), COMPARED);
  const values = sources.map(({ column }, at) => sql`arg_min_null(${identifier(column)}, row(begun_at, place)) AS ${raw(`v${at}`)}`);
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE first_step AS
      SELECT case_id, activity, min(begun_at) AS begun_at, arg_min(place, row(begun_at, place)) AS place, ${join(values)}
      FROM sequence
      WHERE ${oneIn(spread, raw('case_id'))}
        AND activity IN (SELECT activity FROM sequence GROUP BY activity ORDER BY count(*) DESC, activity LIMIT 60)
      GROUP BY case_id, activity`,
    { signal },
  );
}

/** One case in how many leaves about so many rows: a number of its own, as a filter that asks for it is not applied before a join. */
async function spreadOver(session: Session, rows: Sql, wanted: number): Promise<number> {
  const [row] = await session.query<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${rows}`);
  return Math.max(1, Math.floor((row?.rows ?? 0) / wanted));
}

/** For each activity up to three that are mostly on one side of it and near; and every meeting of those in a case. */
async function takeNeighbours({ session, signal }: Look, sources: readonly Source[]): Promise<void> {
  const spread = await spreadOver(session, raw('first_step'), NEIGHBOURS_FROM);
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE neighbour AS
      WITH part AS (SELECT case_id, activity, begun_at FROM first_step WHERE ${oneIn(spread, raw('case_id'))})
      SELECT x, y, side
      FROM (SELECT x, y, CASE WHEN later >= 0.5 THEN 1 ELSE -1 END AS side,
                   row_number() OVER (PARTITION BY x ORDER BY near, y) AS place
            FROM (SELECT a.activity AS x, b.activity AS y, count(*) AS n, avg(CASE WHEN b.begun_at > a.begun_at THEN 1.0 WHEN b.begun_at = a.begun_at THEN 0.5 ELSE 0 END) AS later,
                         median(abs(epoch_us(b.begun_at) - epoch_us(a.begun_at))) AS near
                  FROM part a JOIN part b ON b.case_id = a.case_id AND b.activity <> a.activity
                  GROUP BY ALL)
            WHERE n >= 10 AND (later >= 0.6 OR later <= 0.4))
      WHERE place <= 3`,
    { signal },
  );
  const values = sources.map((_, at) => sql`a.${raw(`v${at}`)} AS ${raw(`v${at}`)}, b.${raw(`v${at}`)} AS ${raw(`w${at}`)}`);
  await session.run(
    sql`
      CREATE OR REPLACE TEMP TABLE meeting AS
      SELECT a.case_id, a.place, a.begun_at, p.x, p.y, p.side * (epoch_us(b.begun_at) - epoch_us(a.begun_at)) / 60e6 AS gap, p.side, ${join(values)}
      FROM neighbour p JOIN first_step a ON a.activity = p.x JOIN first_step b ON b.activity = p.y AND b.case_id = a.case_id`,
    { signal },
  );
}

function groupsBy({ session, signal }: Look, at: number): Promise<Group[]> {
  const [value, other] = [raw(`v${at}`), raw(`w${at}`)];
  return session.query<Group>(
    sql`
      SELECT x, y, ${value} AS value, count(*) AS n, count(*) FILTER (gap < 0) AS inverted, median(gap) AS middle
      FROM meeting WHERE ${value} IS NOT NULL AND ${value} IS DISTINCT FROM ${other}
      GROUP BY ALL`,
    { signal },
  );
}

interface Suspect {
  readonly value: string;
  /** By pair of activities: the usual time from the one to the other. */
  readonly usual: ReadonlyMap<string, number>;
  readonly excess: number;
}

const pairKey = (x: string, y: string): string => JSON.stringify([x, y]);

/** Values whose records stand on the wrong side far more often than those of the others, the worst first. */
function suspects(groups: readonly Group[]): Suspect[] {
  const byPair = grouped(groups, ({ x, y }) => pairKey(x, y));
  const byValue = grouped(groups, ({ value }) => value);
  return [...byValue]
    .flatMap(([value, own]) => {
      let [n, inverted, expected] = [0, 0, 0];
      const usual = new Map<string, number>();
      for (const group of own) {
        const key = pairKey(group.x, group.y);
        const others = (byPair.get(key) ?? []).filter((one) => one.value !== value);
        const all = others.reduce((sum, one) => sum + one.n, 0);
        const alone = all < 20;
        if (alone && group.inverted > group.n * 0.45) continue;
        const wrong = alone ? 0 : others.reduce((sum, one) => sum + one.inverted, 0) / all;
        if (wrong > 0.35) continue;
        usual.set(key, alone ? group.middle : weightedMiddle(others));
        n += group.n;
        inverted += group.inverted;
        expected += group.n * wrong;
      }
      const excess = inverted - 3 * expected;
      return excess >= 5 && inverted >= n * 0.03 ? [{ value, usual, excess: inverted / n }] : [];
    })
    .toSorted((one, other) => other.excess - one.excess || (one.value < other.value ? -1 : 1))
    .slice(0, 8);
}

/** The median of medians, each counted as often as it has rows. */
function weightedMiddle(groups: readonly Group[]): number {
  const ordered = groups.toSorted((one, other) => one.middle - other.middle);
  const half = ordered.reduce((sum, { n }) => sum + n, 0) / 2;
  let passed = 0;
  return ordered.find(({ n }) => (passed += n) >= half)?.middle ?? 0;
}

async function meetingsOf({ session, signal }: Look, at: number, { value, usual }: Suspect): Promise<Meeting[]> {
  const rows = await session.query<{ caseId: string; place: number; ms: number; x: string; y: string; gap: number; side: number }>(
    sql`
      SELECT case_id, place, epoch_ms(begun_at) AS ms, x, y, gap, side FROM meeting
      WHERE ${raw(`v${at}`)} = ${value} AND ${raw(`v${at}`)} IS DISTINCT FROM ${raw(`w${at}`)}
      ORDER BY begun_at, place, x, y LIMIT 40000`,
    { signal },
  );
  return rows.flatMap(({ ms, ...row }) => {
    const middle = usual.get(pairKey(row.x, row.y));
    return middle === undefined ? [] : [{ ...row, at: Number(ms), usual: middle }];
  });
}

async function problemOf(look: Look, column: string, value: string, shift: Shift): Promise<Found> {
  const { zone, words } = look;
  const from = shift.from === null ? undefined : (shift.change?.local ?? localText(Math.floor(shift.from / MINUTE) * MINUTE, zone));
  const until = shift.until === null ? undefined : localText(Math.ceil((shift.until + 1) / MINUTE) * MINUTE, zone);
  const fix = {
    kind: 'shift-clock' as const,
    column,
    value,
    minutes: -shift.minutes,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
  const rows = await rowsOf(look, column, value, shift);
  const side = shift.minutes > 0 ? 'ahead' : 'behind';
  const since =
    from !== undefined ? ` since ${localWords(from)}` : until !== undefined ? ` until ${localWords(until)}` : ' in the whole file';
  const change =
    shift.change === undefined ? '' : shift.change.back ? ' (clocks went back, it did not)' : ' (clocks went forward, it did not)';
  // of two that are turned round as often, the nearer ones are told
  const [pair] = [...grouped(shift.wrong, ({ x, y }) => pairKey(x, y)).values()].toSorted(
    (one, other) => other.length - one.length || (one[0]?.usual ?? 0) - (other[0]?.usual ?? 0),
  );
  const meeting = pair?.[0];
  const cases = new Set(pair?.map(({ caseId }) => caseId)).size;
  const [first, second] = meeting === undefined ? ['', ''] : meeting.side > 0 ? [meeting.y, meeting.x] : [meeting.x, meeting.y];
  return {
    id: `shifted-clock:${column}:${value}`,
    code: 'shifted-clock',
    weight: 'decision',
    title: `“${value}” runs ${span(shift.minutes)} ${side}${since}${change}. ${number(cases)} ${cases === 1 ? `${words.case} shows` : `${words.cases} show`} “${first}” before “${second}”.`,
    detail: `${shareWords(shift.before, 1)} of what it recorded stands in the wrong order to what others recorded; with ${span(shift.minutes)} ${shift.minutes > 0 ? 'taken off' : 'added'} it is ${shareWords(shift.after, 1)}.`,
    rows,
    column,
    places: shift.wrong.slice(0, 3).map(({ place }) => place),
    choices: [
      { id: 'shift', label: `${shift.minutes > 0 ? 'Take off' : 'Add'} ${span(shift.minutes)}`, fix, effect: null },
      { id: 'keep', label: 'Leave as it is', fix: null, effect: null },
    ],
    proposed: 'shift',
  };
}

async function rowsOf(look: Look, column: string, value: string, { from, until }: Shift): Promise<number> {
  const kept = keptAs(look, column);
  if (kept === null) return 0;
  const [row] = await look.session.query<{ rows: number }>(
    sql`SELECT count(*) AS rows FROM incoming
        WHERE reason IS NULL AND ${kept.text} = ${value} AND epoch_ms(coalesce(started_at, completed_at)) BETWEEN ${from ?? -8e15} AND ${until ?? 8e15}`,
    { signal: look.signal },
  );
  return row?.rows ?? 0;
}
