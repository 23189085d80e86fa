import { sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import type { Health } from '../../model/health.ts';
import { DAY } from '../../model/units.ts';
import { columnWith } from '../ingest/staging.ts';
import { utcOf } from '../ingest/zone.ts';
import { dayText, type Hours } from './calendar.ts';
import { nameOf, type Look } from './look.ts';
import type { KnownRows } from './repeats.ts';
import { capitalised, counted, shareWords } from './words.ts';

type Check = Health['checks'][number];

/** A period in local days, half-open, and what it is called. */
interface Period {
  readonly from: string;
  readonly until: string;
  readonly words: string;
}

/** What of the file can be compared: with the period before in the process, with the calendar, with answers. Asked when the corrections are made. */
export async function checksOf(look: Look, { days }: Hours, { known, cases }: KnownRows, accepted: number): Promise<Check[]> {
  const { words } = look;
  const before = await periodBefore(look, days);
  const eachBefore = before?.each ?? null;
  const each = cases.all === 0 ? 0 : accepted / cases.all;
  const empty = days.filter(({ rows }) => rows === 0).length;
  const checks: Check[] = [
    {
      name: capitalised(words.cases),
      value: number(cases.all),
      remark: before === null ? null : `against ${number(before.cases)} ${before.words}`,
      fine: before === null || (cases.all >= before.cases * 0.6 && cases.all <= before.cases * 1.7),
    },
  ];
  if (days.length > 1)
    checks.push({
      name: 'Days covered',
      value: `${number(days.length - empty)} of ${number(days.length)}`,
      remark: empty === 0 ? 'no day without events' : `${counted(empty, 'day')} without events`,
      fine: empty <= days.length * 0.34,
    });
  checks.push({
    name: `Events per ${words.case}`,
    value: number(each, 1),
    remark: before === null || eachBefore === null ? null : `${number(eachBefore, 1)} ${before.words}`,
    fine: eachBefore === null || (each >= eachBefore * 0.75 && each <= eachBefore * 1.33),
  });
  const linked = await linkedCases(look);
  if (linked !== null)
    checks.push({
      name: 'Linked to a survey answer',
      value: shareWords(linked, cases.all),
      remark: `by ${nameOf(look.plan, 'case') ?? words.case}`,
      fine: true,
    });
  if (look.process !== null)
    checks.push({
      name: 'Already imported',
      value: number(known),
      remark: known === 0 ? null : 'same content, will be skipped',
      fine: true,
    });
  return checks;
}

/** The cases of the process that arrived in the time before the file, as long as that of the file; null without any. */
async function periodBefore(
  { session, process, plan, zone, signal }: Look,
  days: Hours['days'],
): Promise<{ cases: number; each: number | null; words: string } | null> {
  const period = periodOf(days);
  if (process === null || period === null) return null;
  const at = (day: string) => utcOf(sql`CAST(${day} AS TIMESTAMP)`, process.zone ?? zone ?? 'UTC');
  const [row] = await session.query<{ cases: number; each: number | null }>(
    sql`SELECT count(*) AS cases, avg(steps) AS each FROM case_fact WHERE arrived_at >= ${at(period.from)} AND arrived_at < ${at(period.until)}`,
    { signal },
  );
  const { cases = 0, each = null } = row ?? {};
  if (cases === 0) return null;
  // where a step has two rows, rows and steps can't be compared
  return { cases, each: columnWith(plan, 'lifecycle') === undefined ? each : null, words: period.words };
}

/** The month before where the file lies within one, else as many days before it. */
function periodOf(days: Hours['days']): Period | null {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return null;
  if (first.slice(0, 7) === last.slice(0, 7) && days.length > 7) {
    const until = `${first.slice(0, 7)}-01`;
    const from = `${new Date(Date.parse(until) - DAY).toISOString().slice(0, 7)}-01`;
    const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long' }).format(new Date(from));
    return { from, until, words: `in ${month}` };
  }
  const from = new Date(Date.parse(first) - days.length * DAY).toISOString().slice(0, 10);
  return { from, until: first, words: `in the ${counted(days.length, 'day')} before ${dayText(first)}` };
}

/** Cases of the file that an answer names; null in a process without answers. */
async function linkedCases({ session, process, signal }: Look): Promise<number | null> {
  if (process === null) return null;
  const [row] = await session.query<{ some: boolean; cases: number }>(
    sql`
      SELECT EXISTS (SELECT 1 FROM feedback) AS some,
             (SELECT count(DISTINCT i.case_id) FROM incoming i SEMI JOIN feedback f ON f.case_ref = i.case_id WHERE i.reason IS NULL) AS cases`,
    { signal },
  );
  return row?.some === true ? row.cases : null;
}
