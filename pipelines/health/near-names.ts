import { identifier, sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import { quoted } from '../ingest/fix-words.ts';
import { alike, type Alike } from './likeness.ts';
import { inList, nameOf, type Found, type Look } from './look.ts';
import { listed } from './words.ts';

/** More names than these are only compared by case, blanks, punctuation and accents. */
const COMPARED = 600;
const MOST_PROBLEMS = 12;

interface Named {
  readonly name: string;
  readonly rows: number;
  readonly first: number[];
  /** Only the process has it. */
  readonly foreign?: boolean;
}

interface Pair {
  readonly from: Named;
  readonly into: Named;
  readonly how: Alike;
}

/** Names of activities, teams and persons that are written in more than one way, each to be merged into the more frequent one. */
export async function nearEqualNames(look: Look): Promise<Found[]> {
  const found: Found[] = [];
  for (const role of ['activity', 'team', 'resource'] as const) {
    const column = nameOf(look.plan, role);
    if (column !== null) found.push(...(await nearEqualIn(look, role, column)));
  }
  return found.slice(0, MOST_PROBLEMS);
}

async function nearEqualIn(look: Look, role: 'activity' | 'team' | 'resource', column: string): Promise<Found[]> {
  const { session, process, signal } = look;
  const value = identifier(role);
  const own = await session.query<{ name: string; rows: number; first: number[] }>(
    sql`
      SELECT ${value} AS name, count(*) AS rows, min(rowid, 3) AS first
      FROM incoming WHERE reason IS NULL AND ${value} IS NOT NULL GROUP BY ALL ORDER BY rows DESC, name LIMIT 5000`,
    { signal },
  );
  const known =
    process === null
      ? []
      : await session.query<{ name: string }>(
          sql`SELECT name FROM ${value} WHERE name NOT IN (SELECT DISTINCT ${value} FROM incoming WHERE reason IS NULL AND ${value} IS NOT NULL)`,
          {
            signal,
          },
        );
  const names: Named[] = [...known.map(({ name }) => ({ name, rows: Number.MAX_SAFE_INTEGER, first: [], foreign: true })), ...own];
  const pairs = pairsOf(names, role);
  const certain = pairs.filter(({ how }) => how === 'same');
  const doubtful = pairs.filter(({ how }) => how !== 'same');
  const placed = doubtful.length === 0 || role === 'resource' ? [] : await samePlace(look, role, doubtful.slice(0, 60));
  return groupsOf([...certain, ...placed]).map((group) => problemOf(role, column, group));
}

/** Every name with the most frequent one that it is like. */
function pairsOf(names: readonly Named[], role: 'activity' | 'team' | 'resource'): Pair[] {
  const few = names.length <= COMPARED;
  const keys = new Map<string, Named>();
  const pairs: Pair[] = [];
  for (const one of names) {
    if (one.foreign === true) {
      keys.set(keyOf(one.name), one);
      continue;
    }
    const same = keys.get(keyOf(one.name));
    if (same !== undefined) pairs.push({ from: one, into: same, how: 'same' });
    else keys.set(keyOf(one.name), one);
  }
  if (!few || role === 'resource') return pairs;
  const distinct = [...keys.values()];
  distinct.forEach((one, at) => {
    if (one.foreign === true) return;
    for (const other of distinct.slice(0, at)) {
      const how = alike(one.name, other.name);
      if (how !== null && how !== 'same') {
        pairs.push({ from: one, into: other, how });
        return;
      }
    }
  });
  return pairs;
}

const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * Of the pairs those that stand in the same place: hardly ever in one case together, and mostly between the same names
 * before and after. A name that the process has and the file lacks is judged by its likeness alone.
 */
async function samePlace({ session, signal }: Look, role: 'activity' | 'team', pairs: readonly Pair[]): Promise<Pair[]> {
  const value = identifier(role);
  const names = [...new Set(pairs.flatMap(({ from, into }) => [from.name, into.name]))];
  const around = await session.query<{ name: string; side: string; beside: string; rows: number }>(
    sql`
      SELECT name, side, coalesce(beside, '') AS beside, count(*) AS rows
      FROM (SELECT name, unnest(['before', 'after']) AS side, unnest([before, after]) AS beside
            FROM (SELECT ${value} AS name,
                         CASE WHEN lag(case_id) OVER () = case_id THEN lag(${value}) OVER () END AS before,
                         CASE WHEN lead(case_id) OVER () = case_id THEN lead(${value}) OVER () END AS after
                  FROM sequence)
            WHERE name IN ${inList(names)})
      GROUP BY ALL`,
    { signal },
  );
  const together = await session.query<{ one: string; other: string; cases: number }>(
    sql`
      WITH has AS (SELECT DISTINCT case_id, ${value} AS name FROM sequence WHERE ${value} IN ${inList(names)})
      SELECT a.name AS one, b.name AS other, count(*) AS cases FROM has a JOIN has b USING (case_id) WHERE a.name < b.name GROUP BY ALL`,
    { signal },
  );
  const casesOf = new Map(
    (
      await session.query<{ name: string; cases: number }>(
        sql`SELECT ${value} AS name, count(DISTINCT case_id) AS cases FROM sequence WHERE ${value} IN ${inList(names)} GROUP BY ALL`,
        { signal },
      )
    ).map(({ name, cases }) => [name, cases]),
  );
  const overlap = (one: string, other: string, side: string): number => {
    const sharesOf = (name: string) => {
      const rows = around.filter((row) => row.name === name && row.side === side);
      const all = rows.reduce((sum, row) => sum + row.rows, 0);
      return new Map(rows.map((row) => [row.beside, row.rows / Math.max(1, all)]));
    };
    const [left, right] = [sharesOf(one), sharesOf(other)];
    return [...left].reduce((sum, [beside, share]) => sum + Math.min(share, right.get(beside) ?? 0), 0);
  };
  return pairs.filter(({ from, into, how }) => {
    if (into.foreign === true) return how === 'spelling';
    const [one = '', other = ''] = [from.name, into.name].toSorted();
    const both = together.find((row) => row.one === one && row.other === other)?.cases ?? 0;
    const rarer = Math.min(casesOf.get(from.name) ?? 0, casesOf.get(into.name) ?? 0);
    if (rarer > 0 && both / rarer > (role === 'team' ? 0.6 : 0.1)) return false;
    const alikeness = (overlap(from.name, into.name, 'before') + overlap(from.name, into.name, 'after')) / 2;
    return alikeness >= (how === 'short' ? 0.5 : 0.35);
  });
}

interface Group {
  readonly into: Named;
  readonly from: readonly Named[];
  readonly sure: boolean;
}

function groupsOf(pairs: readonly Pair[]): Group[] {
  const groups = new Map<string, { into: Named; from: Named[]; sure: boolean }>();
  for (const { from, into, how } of pairs) {
    const target = [...groups.values()].find((group) => group.from.some(({ name }) => name === into.name))?.into ?? into;
    const group = groups.get(target.name) ?? { into: target, from: [], sure: true };
    group.from.push(from);
    group.sure &&= how === 'same';
    groups.set(target.name, group);
  }
  return [...groups.values()];
}

function problemOf(role: string, column: string, { into, from, sure }: Group): Found {
  const rows = from.reduce((sum, one) => sum + one.rows, 0);
  const names = from.map(({ name }) => name);
  const evidence = sure
    ? 'only case, blanks, punctuation or accents differ'
    : into.foreign === true
      ? 'so it is called in this service'
      : 'same place in the sequence';
  return {
    id: `near-equal-names:${role}:${into.name}`,
    code: 'near-equal-names',
    // a person or a team counts the same however the name is written, but for hand-overs
    weight: role === 'activity' ? 'decision' : 'note',
    title: `${quoted(names)} ${names.length === 1 ? 'looks' : 'look'} like ${quoted([into.name])} (${number(rows)} ${rows === 1 ? 'row' : 'rows'}, ${evidence}).`,
    detail:
      into.foreign === true ? 'The service has it from earlier imports.' : `${quoted([into.name])} stands in ${number(into.rows)} rows.`,
    rows,
    column,
    places: from.flatMap(({ first }) => first).slice(0, 3),
    choices: [
      {
        id: 'merge',
        label: 'Merge',
        fix: { kind: 'merge-names', column, names, into: into.name },
        effect:
          role === 'activity' ? null : `${listed(from.map(({ rows: some }) => number(some)))} rows get the name ${quoted([into.name])}.`,
      },
      { id: 'keep', label: 'Leave as they are', fix: null, effect: null },
    ],
    proposed: 'merge',
  };
}
