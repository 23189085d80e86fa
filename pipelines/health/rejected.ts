import { sql } from '../../engine/sql.ts';
import { ADVICE, REJECTIONS, type Rejection } from '../../model/event-log.ts';
import { number, plural } from '../../model/format.ts';
import { quoted } from '../ingest/fix-words.ts';
import { isRejection } from './words.ts';
import { nameOf, type Choice, type Found, type Look } from './look.ts';

interface Group extends Record<string, unknown> {
  reason: Rejection;
  column: string | null;
  rows: number;
  values: (string | null)[];
  counts: number[];
  places: number[];
}

type Staged = Pick<Look, 'session' | 'plan' | 'unread' | 'signal'>;

/** Rows that can't be used as they are, by reason and column, with the values that are wrong. */
export async function rejectedRows(look: Staged): Promise<Found[]> {
  const { session, signal } = look;
  const groups = await session.query<Group>(
    sql`
      SELECT reason, "column", sum(rows) AS rows,
             list(value ORDER BY rows DESC, first)[1:5] AS values, list(rows ORDER BY rows DESC, first)[1:5] AS counts,
             CASE WHEN count(*) = 1 THEN any_value(places) ELSE list(first ORDER BY first)[1:3] END AS places
      FROM (SELECT reason, bad_column AS "column", bad_value AS value, count(*) AS rows, min(rowid) AS first, min(rowid, 3) AS places
            FROM incoming WHERE reason IS NOT NULL GROUP BY ALL)
      GROUP BY ALL ORDER BY rows DESC, reason, "column"`,
    { signal },
  );
  const hasStart = nameOf(look.plan, 'start') !== null;
  return [...groups.map((group) => problemOf(group, hasStart)), ...(await unreadGroups(look))].toSorted(
    (one, other) => other.rows - one.rows,
  );
}

function problemOf({ reason, column, rows, values, counts, places }: Group, hasStart: boolean): Found {
  const count = Number(rows);
  const offending = values.flatMap((value, at) => {
    const times = Number(counts[at] ?? 1);
    return value === null ? [] : [`“${value.slice(0, 60)}”${times > 1 ? ` (${number(times)} times)` : ''}`];
  });
  const where = offending.length === 0 ? '' : `${offending.join(', ')}. `;
  return {
    id: `rejected:${reason}:${column ?? ''}`,
    code: reason === 'ends_before_it_starts' ? 'ends-before-it-starts' : 'rejected',
    weight: 'refused',
    title: titleOf(reason, count, column),
    detail: `${where}${ADVICE[reason]}`,
    rows: count,
    column,
    places,
    choices: choicesOf(reason, hasStart),
    proposed: null,
  };
}

/** Rows that could not be cut into fields. */
async function unreadGroups({ session, unread, signal }: Staged): Promise<Found[]> {
  if (unread === 0) return [];
  const groups = await session.query<{ reason: Rejection; rows: number; lines: number[]; texts: (string | null)[] }>(
    sql`
      SELECT reason, count(*) AS rows, list(record ORDER BY record)[1:3] AS lines, list(coalesce(raw, '') ORDER BY record)[1:3] AS texts
      FROM unread GROUP BY reason ORDER BY rows DESC, reason`,
    { signal },
  );
  return groups.map(({ reason, rows, lines, texts }) => ({
    id: `rejected:${reason}:`,
    code: 'rejected',
    weight: 'refused',
    title: titleOf(reason, rows, null),
    detail: ADVICE[reason],
    rows,
    column: null,
    places: [],
    told: lines.map((line, at) => ({ line, text: (texts[at] ?? '').slice(0, 300) })),
    choices: [],
    proposed: null,
  }));
}

const LEFT_OUT: Choice = {
  id: 'leave-out',
  label: 'Leave them out',
  fix: null,
  effect: 'They are kept apart, can be downloaded, repaired and imported again.',
};

/** Without an end a row is kept only where it has a start. */
function choicesOf(reason: Rejection, hasStart: boolean): Choice[] {
  const drop: Choice = { id: 'drop-end', label: 'Keep without the end', fix: { kind: 'drop-end' }, effect: null };
  if (reason === 'unreadable_end') return hasStart ? [drop, LEFT_OUT] : [];
  if (reason !== 'ends_before_it_starts') return [];
  return [{ id: 'swap-ends', label: 'Change start and end round', fix: { kind: 'swap-ends' }, effect: null }, drop, LEFT_OUT];
}

type Title = (some: string, one: boolean, rows: number) => string;

const lacks =
  (what: string): Title =>
  (some, one) =>
    `${some} ${one ? 'has' : 'have'} ${what}`;
const named =
  (what: string): Title =>
  (some, one) =>
    `${some} ${one ? 'names' : 'name'} ${what}`;
const holds: Title = (some, one) => `${some} ${one ? 'holds' : 'hold'} bytes that are no text in the encoding of the file`;

/** Without the column and the full stop. Reasons that are missing here are told by the words of the receipt. */
const TITLES: Partial<Record<Rejection, Title>> = {
  no_case: named('no case'),
  no_activity: named('no activity'),
  no_time: lacks('no time'),
  unreadable_start: lacks('a start that can’t be read'),
  unreadable_end: lacks('an end that can’t be read'),
  unreadable_answer_time: lacks('a time of the answer that can’t be read'),
  unreadable_arrival: lacks('an arrival that can’t be read'),
  ends_before_it_starts: (some, one) => `${some} ${one ? 'ends before it starts' : 'end before they start'}`,
  too_many_fields: lacks('more fields than the header'),
  too_few_fields: lacks('fewer fields than the header'),
  open_quote: (some) => `In ${some} a quoted field opens and never closes`,
  damaged_record: (_some, _one, rows) => `${plural(rows, 'record is', 'records are')} damaged and can’t be read`,
  not_text: holds,
  no_score: (_some, _one, rows) => `${plural(rows, 'answer has', 'answers have')} neither a score nor a comment`,
  unreadable_score: (_some, _one, rows) => `${plural(rows, 'score is', 'scores are')} no number`,
  score_out_of_scale: (_some, one, rows) => `${plural(rows, 'score lies', 'scores lie')} outside ${one ? 'its' : 'their'} scale`,
};

/** A row as a whole is wrong: no column is named. */
const OF_ROWS: readonly Rejection[] = ['ends_before_it_starts', 'no_score'];

/** The sentence with its figure: “208 rows have a start that can’t be read, in “started”.” */
function titleOf(reason: Rejection, rows: number, column: string | null): string {
  const some = plural(rows, 'row', 'rows');
  const title = TITLES[reason];
  if (title === undefined) return isRejection(reason) ? `${some}: ${REJECTIONS[reason]}` : `${some} can’t be used.`;
  const place = column === null || OF_ROWS.includes(reason) ? '' : `, in ${quoted([column])}`;
  return `${title(some, rows === 1, rows)}${place}.`;
}
