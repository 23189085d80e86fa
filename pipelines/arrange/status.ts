import { sql } from '../../engine/sql.ts';
import type { Mapping } from '../../model/event-log.ts';
import { isTimeRole, type Recognised } from '../recognise/plan.ts';
import { nameFits, wordsOf } from '../recognise/role-words.ts';
import { columnOf } from '../sources/table.ts';
import type { Layout } from './arrange.ts';
import { GIVEN, readGiven, timeOf } from './made-rows.ts';
import { isTime } from './wide.ts';

/** The columns of a status history, and how well its rows follow one another. */
export interface StatusColumns {
  readonly key: Recognised;
  readonly from: Recognised;
  readonly to: Recognised;
  readonly changed: Recognised;
  /** When the case began, where the file says so. */
  readonly created: Recognised | null;
  /** Rows whose status before is not the one that the row before them entered. */
  readonly contradictions: number;
  /** Cases whose first row leaves a status. */
  readonly firsts: number;
}

const words = (text: string) => text.split(' ');
const FROM = words(
  'from old previous prior before source was von alt alter alte altes vorher bisher ancien ancienne de precedent van oud oude vorig desde anterior antes origen',
);
const TO = words(
  'to new next after target now is nach neu neuer neue neues nachher jetzt nouveau nouvelle vers a suivant naar nieuw nieuwe volgend hacia nuevo nueva actual despues destino',
);
const CREATED = {
  whole:
    'created,created at,created on,creation date,creation time,date created,opened,opened at,opened on,open date,reported,reported at,submitted,submitted at,erstellt,erstellt am,angelegt,angelegt am,eroffnet,eroffnet am,cree,cree le,ouvert,ouvert le,aangemaakt,aangemaakt op,geopend,creado,creado el,abierto'.split(
      ',',
    ),
  part: ['created', 'opened', 'erstellt', 'angelegt', 'aangemaakt'],
};
const STATE = ['status', 'state', 'zustand', 'etat', 'statut', 'estado', 'stage', 'phase'];
/** A history has few statuses. */
const MOST_STATUSES = 300;

/**
 * The columns of a status history: two of texts that share their values, where each row leaves the status that the row before
 * it in the case entered. Null where the file is none.
 *
 * Which of the two comes first is told by their names, else by the rows. Reads the records into `GIVEN`.
 */
export async function findStatus(layout: Layout): Promise<StatusColumns | null> {
  const { seen, mapping } = layout;
  const asked = mapping.arrangement === 'status';
  const key = seen.columns.find(({ guess }) => guess.role === 'case');
  const changed = changeTime(seen.columns);
  const pair = key === undefined ? null : likelyPair(seen.columns, mapping, asked);
  if (key === undefined || changed === null || pair === null || changed.ambiguous || changed.finding.reading.type !== 'time') return null;
  const created = seen.columns.find((one) => one !== changed && isTime(one) && !one.ambiguous && isCreated(one)) ?? null;
  await readGiven(layout.session, layout.file, layout.table, [changed, ...(created === null ? [] : [created])], layout.signal);
  const one = await followed(layout, key, changed, pair.from, pair.to);
  const turned = pair.sure ? null : await followed(layout, key, changed, pair.to, pair.from);
  const [from, to, best] = turned !== null && turned.fits > one.fits ? [pair.to, pair.from, turned] : [pair.from, pair.to, one];
  const follows = best.followers > 0 && best.fits >= best.followers * (pair.sure ? 0.5 : 0.7);
  const said = asked || pair.given || (pair.sure && best.followers === 0);
  if (!follows && !said) {
    await layout.session.run(sql`DROP TABLE ${GIVEN}`);
    return null;
  }
  return { key, from, to, changed, created, contradictions: best.contradictions, firsts: best.firsts };
}

interface Pair {
  readonly from: Recognised;
  readonly to: Recognised;
  /** A person or the names say which comes first. */
  readonly sure: boolean;
  readonly given: boolean;
}

function likelyPair(columns: readonly Recognised[], mapping: Mapping, asked: boolean): Pair | null {
  const given = mapping.roles ?? {};
  const roleOf = (one: Recognised) => (Object.hasOwn(given, one.finding.name) ? given[one.finding.name] : undefined);
  const before = columns.find((one) => roleOf(one) === 'status-before');
  const after = columns.find((one) => roleOf(one) === 'activity');
  if (before !== undefined) {
    const to =
      after ?? columns.filter((one) => isStatus(one) && one !== before).toSorted((a, b) => shared(before, b) - shared(before, a))[0];
    return to === undefined ? null : { from: before, to, sure: true, given: true };
  }
  if (after !== undefined && !asked) return null;
  const activity = columns.find(({ guess }) => guess.role === 'activity');
  const texts = columns.filter((one) => isStatus(one) && (roleOf(one) === undefined || one === after));
  const pairs = texts.flatMap((one, at) => texts.slice(at + 1).map((other) => oriented(one, other)));
  const best = pairs
    .filter(({ from, to }) => shared(from, to) >= 0.5)
    .filter(({ from, to }) => asked || activity === undefined || activity === from || activity === to || activity.finding.distinct < 2)
    .toSorted((one, other) => Number(other.sure) - Number(one.sure) || shared(other.from, other.to) - shared(one.from, one.to))[0];
  return best ?? null;
}

const isStatus = ({ finding, guess }: Recognised): boolean =>
  finding.reading.type === 'text' &&
  finding.distinct > 0 &&
  finding.distinct <= MOST_STATUSES &&
  !['case', 'lifecycle', 'resource', 'team'].includes(guess.role) &&
  !isTimeRole(guess.role);

/** How much of the smaller set of values is in the larger one. */
function shared(one: Recognised, other: Recognised): number {
  const values = new Set(one.finding.values.map((value) => value.toLowerCase()));
  const others = new Set(other.finding.values.map((value) => value.toLowerCase()));
  const both = [...values].filter((value) => others.has(value)).length;
  return both / Math.max(1, Math.min(values.size, others.size));
}

/** Names such as `old_status` and `new_status`, or `status` beside `from`. */
function oriented(one: Recognised, other: Recognised): Pair {
  const says = (column: Recognised, some: readonly string[]) => words(wordsOf(column.finding.name)).some((word) => some.includes(word));
  const first = says(one, FROM) || (says(other, TO) && isState(one));
  const last = says(one, TO) || (says(other, FROM) && isState(one));
  const turned = last && !first;
  return { from: turned ? other : one, to: turned ? one : other, sure: first !== last, given: false };
}

const isState = ({ finding }: Recognised) => STATE.includes(wordsOf(finding.name));

const isCreated = ({ finding, guess }: Recognised) => guess.role === 'arrival' || nameFits(finding.name, CREATED) > 0;

function changeTime(columns: readonly Recognised[]): Recognised | null {
  const times = columns.filter((one) => isTime(one) && !isCreated(one));
  const byRole = times.find(({ guess }) => guess.role === 'end') ?? times.find(({ guess }) => guess.role === 'start');
  return byRole ?? (times.length === 1 ? (times[0] ?? null) : null);
}

interface Followed {
  readonly followers: number;
  readonly fits: number;
  readonly contradictions: number;
  readonly firsts: number;
}

/** How many rows leave the status that the row before them in their case entered. */
async function followed(
  { session, signal }: Layout,
  key: Recognised,
  changed: Recognised,
  from: Recognised,
  to: Recognised,
): Promise<Followed> {
  const of = (one: Recognised) => columnOf(one.finding.index);
  const [row] = await session.query<{ followers: number; fits: number; contradictions: number; firsts: number }>(
    sql`
      SELECT count(*) FILTER (NOT head)                                                         AS followers,
             count(*) FILTER (NOT head AND status_before = entered)                             AS fits,
             count(*) FILTER (NOT head AND status_before IS NOT NULL AND status_before <> entered) AS contradictions,
             count(*) FILTER (head AND status_before IS NOT NULL)                               AS firsts
      FROM (SELECT ${of(from)} AS status_before, lag(${of(to)}) OVER turn AS entered, row_number() OVER turn = 1 AS head
            FROM ${GIVEN}
            WHERE ${of(key)} IS NOT NULL AND ${timeOf(changed.finding.index)} IS NOT NULL
            WINDOW turn AS (PARTITION BY ${of(key)} ORDER BY ${timeOf(changed.finding.index)}, rowid))`,
    { signal },
  );
  return row ?? { followers: 0, fits: 0, contradictions: 0, firsts: 0 };
}

export const firstOfCase = ({ key, changed }: StatusColumns) =>
  sql`row_number() OVER (PARTITION BY ${columnOf(key.finding.index)} ORDER BY ${timeOf(changed.finding.index)} NULLS LAST, rowid) = 1`;
