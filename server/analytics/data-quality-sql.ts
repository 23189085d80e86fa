import { dialect } from '../../engine/dialect.ts';
import { identifier, join, raw, sql, type Sql } from '../../engine/sql.ts';
import { answersInScope } from './answers-in-scope.ts';
import type { Asked, Attribute } from './analytic.ts';
import { chosenCases, inScope } from './scope.ts';

/** Attributes whose values are counted in one statement. */
const AT_ONCE = 60;
const EPOCH = sql`CAST('1970-01-01 00:00:00' AS TIMESTAMP)`;
const tally = (condition: Sql): Sql => sql`count(CASE WHEN ${condition} THEN 1 END)`;

/** Every statement of `data-quality`, by name. Steps, cases and answers of the scope; imports and rejected rows are of the whole process. */
export function qualityQueries(asked: Asked): Record<string, Sql> {
  return {
    steps: steps(asked),
    precision: precision(asked),
    days: days(asked),
    ties: ties(asked),
    overlaps: overlaps(asked),
    late: LATE,
    rejected: sql`SELECT r.reason, count(*) AS n FROM rejected_row r GROUP BY r.reason ORDER BY n DESC, r.reason`,
    imports: sql`SELECT count(*) AS imports, coalesce(sum(i.rows), 0) AS file_rows, coalesce(sum(i.duplicates), 0) AS repeated FROM import_commit i`,
    answers: answers(asked),
    ...attributes(asked),
  };
}

function steps(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  const { endAt } = asked.process;
  return sql`${chosen.with()}
    SELECT count(*) AS steps, ${tally(raw('NOT s.measured AND s.completed_at IS NOT NULL'))} AS inferred, ${tally(raw('s.completed_at IS NULL'))} AS no_end,
           ${tally(raw('s.resource IS NULL'))} AS no_resource, ${tally(raw('s.team IS NULL'))} AS no_team, ${tally(raw('s.stage = 0'))} AS unplaced,
           ${endAt === null ? raw('0') : tally(sql`s.started_at > ${new Date(endAt)}`)} AS after_end
    FROM step s
    WHERE ${chosen.has('s')}`;
}

/**
 * How finely the starts of steps are written. A whole quarter of an hour is looked at by the clock of the zone: midnight there
 * is what a date without a time of day becomes.
 */
function precision(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  const { zone } = asked.process;
  const ms = dialect.milliseconds(EPOCH, raw('s.started_at'));
  return sql`${chosen.with()}
    SELECT count(*) AS steps, ${tally(raw('t.ms % 1000 <> 0'))} AS with_ms, ${tally(raw('t.ms % 60000 <> 0'))} AS with_seconds,
           ${tally(sql`t.ms % 900000 = 0 AND t.started_at = ${dialect.bucketStart(dialect.bucket(raw('t.started_at'), zone, 'day'), zone)}`)} AS midnights
    FROM (SELECT s.started_at, ${ms} AS ms FROM step s WHERE ${chosen.has('s')}) t`;
}

/** Days between the first and the last event on which no step began. */
function days(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  const day = dialect.bucket(raw('h.started_at'), asked.process.zone, 'day');
  // the zone is asked once per hour, not once per step
  return sql`${chosen.with([
    ['started', sql`SELECT DISTINCT date_trunc('hour', s.started_at) AS started_at FROM step s WHERE ${chosen.has('s')}`],
    ['seen', sql`SELECT DISTINCT ${day} AS day FROM started h`],
  ])}
    SELECT min(d.day) AS first_day, max(d.day) AS last_day, count(*) AS days FROM seen d`;
}

/**
 * Steps that share both of their times with another step of their case: the order of the file decides between them.
 *
 * Where two steps of a case do so, one of them runs beside the next one, or leads to it in no time or to a note: only cases with such a
 * step are looked at.
 */
function ties(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  const close = raw(
    's.parallel OR s.gap_ms = 0 OR (s.gap_ms IS NULL AND s.next_activity IS NOT NULL) OR coalesce(s.gap_to, 0) <> coalesce(s.next_activity, 0)',
  );
  return sql`${chosen.with([['near', sql`SELECT DISTINCT s.case_key FROM step s WHERE ${close}`]])}
    SELECT coalesce(sum(t.n), 0) AS steps, count(DISTINCT t.case_key) AS cases
    FROM (SELECT s.case_key, count(*) AS n FROM step s WHERE s.case_key IN (SELECT case_key FROM near) AND ${chosen.has('s')}
          GROUP BY s.case_key, s.started_at, s.completed_at HAVING count(*) > 1) t`;
}

/** Room for the times of one person, in milliseconds: three hundred years, and the year 1900 lies above nought. */
const ROOM = raw('20000000000000');
const SINCE = sql`CAST('1900-01-01 00:00:00' AS TIMESTAMP)`;

/**
 * Measured steps of a person that begin before an earlier one of the same person has ended.
 *
 * One running maximum over all of them, the person being part of the number: a window that is cut by a few large parts takes twice as
 * long. Of steps that begin together those without a length come first.
 */
function overlaps(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  const at = (time: Sql) => dialect.milliseconds(SINCE, time);
  return sql`${chosen.with()}
    SELECT count(*) AS steps, ${tally(raw('t.busy_until > t.began'))} AS overlapping
    FROM (SELECT p.began, max(p.ended) OVER (ORDER BY p.began + p.began - p.room + CASE WHEN p.ended > p.began THEN 1 ELSE 0 END ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
          FROM (SELECT s.resource * CAST(${ROOM} AS BIGINT) AS room, s.resource * CAST(${ROOM} AS BIGINT) + ${at(raw('s.started_at'))} AS began,
                       s.resource * CAST(${ROOM} AS BIGINT) + ${at(raw('s.completed_at'))} AS ended
                FROM step s WHERE s.measured AND s.resource IS NOT NULL AND ${chosen.has('s')}) p) t`;
}

/** Events that an import brought although an earlier one already reached beyond their time. */
const LATE = sql`WITH reach AS (SELECT e.import_seq, max(coalesce(e.completed_at, e.started_at)) AS until FROM event e GROUP BY e.import_seq),
         before AS (SELECT later.import_seq, max(earlier.until) AS until FROM reach later JOIN reach earlier ON earlier.import_seq < later.import_seq GROUP BY later.import_seq)
    SELECT count(*) AS events, ${tally(raw('coalesce(e.completed_at, e.started_at) < b.until'))} AS late
    FROM event e LEFT JOIN before b ON b.import_seq = e.import_seq`;

function answers(asked: Asked): Sql {
  const chosen = chosenCases(asked);
  return sql`${chosen.with()}
    SELECT count(*) AS answers, ${tally(raw('f.case_key IS NULL'))} AS unlinked
    FROM feedback f WHERE (f.score IS NOT NULL OR f.comment IS NOT NULL) AND ${answersInScope(asked, chosen)}`;
}

/** How many cases have a value of each attribute of the case, how many events of each attribute of the event. */
function attributes(asked: Asked): Record<string, Sql> {
  const chosen = chosenCases(asked);
  const filled = (some: readonly Attribute[], alias: string) =>
    join(
      some.map(({ id }) => sql`, count(${raw(alias)}.${identifier(`a${id}`)}) AS ${identifier(`a${id}`)}`),
      '',
    );
  const parts = (level: Attribute['level'], made: (some: readonly Attribute[]) => Sql) => {
    const all = asked.attributes.filter((one) => one.level === level);
    const pieces = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, at) => all.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
    return Object.fromEntries(pieces.map((some, at) => [`${level}_values_${at}`, made(some)]));
  };
  return {
    ...parts('case', (some) => sql`SELECT count(*) AS n${filled(some, 'c')} FROM case_fact c WHERE ${inScope(asked)}`),
    ...parts('event', (some) => sql`${chosen.with()}SELECT count(*) AS n${filled(some, 'e')} FROM event e WHERE ${chosen.has('e')}`),
  };
}
