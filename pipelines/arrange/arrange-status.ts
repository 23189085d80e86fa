import { raw, sql } from '../../engine/sql.ts';
import { rawText } from '../ingest/staging.ts';
import type { Recognised } from '../recognise/plan.ts';
import type { SeenFile } from '../recognise/recognise.ts';
import { columnOf } from '../sources/table.ts';
import type { Layout } from './arrange.ts';
import { GIVEN, kept, madeColumn, timeOf, writeMade } from './made-rows.ts';
import { firstOfCase, type StatusColumns } from './status.ts';

const SHOWN_CASES = 3;

/**
 * Makes events of a status history: entering a status is the activity, an instant at the time of the change
 * (docs/decisions/0011-layouts-of-a-file.md). The status that the first row of a case leaves is an activity when the file
 * says when the case was created, else it is left out. Expects the records in `GIVEN`.
 */
export async function arrangeStatus(layout: Layout, status: StatusColumns): Promise<SeenFile> {
  const { session, file, table, seen, signal } = layout;
  const columns = seen.columns.map((one) => inHistory(one, status));
  const arranged = {
    ...seen,
    columns,
    arrangement: 'status' as const,
    milestones: [],
    laidOut: firstChanges(table.shape.sample, status),
    layoutNotes: wordsOf(status),
  };
  const { key, from, to, changed, created } = status;
  if (created === null || status.firsts === 0) {
    await session.run(sql`DROP TABLE ${GIVEN}`);
    return { ...arranged, table, rowColumns: columns };
  }
  const [createdAt, changedAt] = [timeOf(created.finding.index), timeOf(changed.finding.index)];
  const made = new Set([from, to, changed, created].map(({ finding }) => finding.index));
  const roles = columns.filter(({ guess, finding }) => guess.role !== 'ignore' && !made.has(finding.index));
  const rows = sql`(
    SELECT *, CASE WHEN refused IS NOT NULL OR ${columnOf(key.finding.index)} IS NULL OR ${columnOf(to.finding.index)} IS NULL OR ${changedAt} IS NULL THEN ${rawText(table)} END AS given_raw
    FROM (
      SELECT *, CASE WHEN part = 2 AND ${columnOf(changed.finding.index)} IS NOT NULL AND ${changedAt} IS NULL THEN 'unreadable_end' END AS refused,
             CASE WHEN part = 2 AND ${changedAt} IS NULL THEN ${raw(String(changed.finding.index))} END AS at_column,
             CASE WHEN part = 2 AND ${changedAt} IS NULL THEN ${columnOf(changed.finding.index)} END AS given_value
      FROM (
        SELECT *, unnest(CASE WHEN head AND ${columnOf(from.finding.index)} IS NOT NULL AND ${createdAt} <= ${changedAt}
                              THEN [CAST(1 AS SMALLINT), CAST(2 AS SMALLINT)] ELSE [CAST(2 AS SMALLINT)] END) AS part
        FROM (SELECT *, rowid + 1 AS record, ${firstOfCase(status)} AS head FROM ${GIVEN} ORDER BY rowid))))`;
  const name = (one: Recognised) => one.finding.name;
  return {
    ...arranged,
    ...(await writeMade(
      session,
      file,
      table,
      {
        columns: [
          madeColumn(
            'activity',
            name(to),
            [to],
            sql`CASE part WHEN 1 THEN ${columnOf(from.finding.index)} ELSE ${columnOf(to.finding.index)} END`,
          ),
          madeColumn('end', name(changed), [changed, created], sql`CASE part WHEN 1 THEN ${createdAt} ELSE ${changedAt} END`),
          madeColumn('arrival', name(created), [created], createdAt),
          ...roles.map((one) => ofTheChange(one)),
        ],
        rows,
        ofCases: false,
      },
      signal,
    )),
  };
}

/** Who changed a status did not create the case. */
const ofTheChange = (one: Recognised) => {
  const { column, text } = kept(one);
  return one.guess.role === 'case' || one.guess.role === 'attribute'
    ? { column, text }
    : { column, text: sql`CASE WHEN part = 2 THEN ${text} END` };
};

function inHistory(one: Recognised, { from, to, changed, created }: StatusColumns): Recognised {
  const as = (role: 'activity' | 'status-before' | 'end' | 'arrival' | 'attribute', confidence: number, reason: string): Recognised => ({
    ...one,
    guess: { role, confidence, reason },
  });
  if (one === to) return as('activity', 0.9, `It shares its values with “${from.finding.name}”: the status that a row enters.`);
  if (one === from) return as('status-before', 0.9, `Its values are those that the row before in the case has in “${to.finding.name}”.`);
  if (one === changed)
    return one.guess.role === 'end' || one.guess.role === 'start' ? one : as('end', 0.9, 'It says when the status changed.');
  if (one === created) return as('arrival', 0.8, 'It says when the case began.');
  return ['activity', 'start', 'end', 'arrival'].includes(one.guess.role)
    ? as('attribute', 0.5, 'A row of this file is a change of status.')
    : one;
}

function firstChanges(sample: readonly (readonly string[])[], { key, to, changed }: StatusColumns): string[][] {
  const field = (row: readonly string[], { finding }: Recognised) => (row[finding.index] ?? '').trim().slice(0, 200);
  const cases = [...new Set(sample.map((row) => field(row, key)))].slice(0, SHOWN_CASES);
  const rows = cases.flatMap((id) => sample.filter((row) => field(row, key) === id).slice(0, 10));
  return [[key.finding.name, 'Activity', 'Time'], ...rows.map((row) => [field(row, key), field(row, to), field(row, changed)])];
}

const count = (many: number, one: string, more: string) => `${many.toLocaleString('en-GB')} ${many === 1 ? one : more}`;

function wordsOf({ from, to, changed, created, contradictions, firsts }: StatusColumns): string[] {
  const first =
    firsts === 0
      ? []
      : created === null
        ? [
            `${count(firsts, 'case begins', 'cases begin')} in a status of “${from.finding.name}” of which nothing says since when: it is not an activity.`,
          ]
        : [`Where the first row of a case names a status before, that status begins at “${created.finding.name}”.`];
  return [
    `Each row is a change of status: entering the status in “${to.finding.name}” is the activity, at the time in “${changed.finding.name}”. How long a case stays in a status is the time until it enters the next one.`,
    ...first,
    ...(contradictions === 0
      ? []
      : [
          `In ${count(contradictions, 'row', 'rows')} “${from.finding.name}” is not the status that the row before entered. Such rows were taken as they are: changes may be missing from the file.`,
        ]),
  ];
}
