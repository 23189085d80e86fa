import { raw, sql } from '../../engine/sql.ts';
import { capital, number } from '../../model/format.ts';
import type { Health } from '../../model/health.ts';
import { stageCases } from '../ingest/cases.ts';
import { planAttributes } from '../ingest/events.ts';
import { applyFixes, findEqualRows } from '../ingest/fixes.ts';
import { columnWith } from '../ingest/staging.ts';
import { planOf } from '../recognise/plan.ts';
import { inactiveColumns } from './inactive-columns.ts';
import { type Found, type Look } from './look.ts';
import { personalEverywhere } from './personal-everywhere.ts';
import { personalProblems } from './personal-problems.ts';
import { rejectedRows } from './rejected.ts';
import { knownProblem } from './repeats.ts';
import { countRefused } from './telling.ts';
import { counted } from './words.ts';
import { attributesAlone, rowsOfReport, stageLook, type Examination } from './examination.ts';

/**
 * Says whether the rows of a case table can be trusted: what is refused and why, equal rows, cases with several rows that
 * differ, cases that are not known, personal data. Changes nothing that stays. Rejects as `examine` does.
 */
export async function examineCases(examination: Examination): Promise<Health> {
  const { session, seen, zone, process, personal = [], signal } = examination;
  const plan = planOf('cases', seen.rowColumns, zone);
  const attributes = process === null ? attributesAlone(plan) : await planAttributes(session, plan);
  const look = await stageLook(examination, plan, attributes, () => stageCases(session, seen.table, plan, attributes, zone, signal));
  const refused = await countRefused(session);
  const problems = [...(await equalCases(look)), ...(await rejectedRows(look))];
  await applyFixes(session, look, seen.mapping.fixes ?? []);
  const of = await countsOf(look);
  const cases = { all: of.cases, new: of.waiting, changed: of.cases - of.waiting - of.unchanged, unchanged: of.unchanged };
  problems.push(
    ...contradicted(look, of),
    ...unknownCases(look, of),
    ...(await inactiveColumns(look)),
    ...personalProblems(personal, look),
    ...(await personalEverywhere(look, personal)),
    ...knownProblem({ known: of.known, cases }, look.rows + look.unread),
  );
  return {
    ...(await rowsOfReport(look, refused, of.known, problems)),
    checks: checksOf(look, of),
    cases,
    figures: { cases: of.cases, variants: 0, medianMs: null },
  };
}

async function equalCases(look: Look): Promise<Found[]> {
  const { session, signal } = look;
  await findEqualRows(session, look);
  const [row] = await session.query<{ rows: number; places: number[] | null }>(
    sql`SELECT count(*) AS rows, min(place, 3) AS places FROM equal_place`,
    { signal },
  );
  const { rows = 0, places = null } = row ?? {};
  if (rows === 0) return [];
  return [
    {
      id: 'equal-rows',
      code: 'equal-rows',
      weight: 'note',
      title: `${counted(rows, 'row equals', 'rows equal')} an earlier row of the file.`,
      detail: 'A case has one value of each column, however often the file says it: no figure changes.',
      rows,
      column: null,
      places: places ?? [],
      choices: [
        { id: 'merge', label: 'Merge', fix: { kind: 'merge-equal-rows' }, effect: 'No figure changes.' },
        { id: 'keep', label: 'Keep all', fix: null, effect: 'No figure changes.' },
      ],
      proposed: 'merge',
    },
  ];
}

interface Counts {
  readonly cases: number;
  /** Cases with several rows that differ, and the first rows of such. */
  readonly differing: number;
  readonly differingPlaces: readonly number[];
  /** Cases without an event in the process, and rows of them. */
  readonly waiting: number;
  readonly waitingPlaces: readonly number[];
  /** Cases whose last row says what is known of them, and the rows of those. */
  readonly unchanged: number;
  readonly known: number;
}

/** Counts over the rows an import would take. Asked when the corrections are made. */
async function countsOf({ session, process, signal }: Look): Promise<Counts> {
  const some = process !== null;
  const said = some
    ? raw('SELECT case_id, arg_max(identity, CAST(import_seq AS BIGINT) * 4294967296 + line) AS identity FROM case_row GROUP BY case_id')
    : raw('SELECT CAST(NULL AS VARCHAR) AS case_id, CAST(NULL AS HUGEINT) AS identity WHERE false');
  const isWaiting = some ? raw('case_id NOT IN (SELECT case_id FROM case_fact)') : raw('true');
  const [row] = await session.query<{ [name in keyof Counts]: Counts[name] | null }>(
    sql`
      WITH given AS (SELECT case_id, arg_max(CAST(fingerprint AS HUGEINT), rowid) AS identity, count(*) AS rows,
                            count(DISTINCT fingerprint) > 1 AS differs, min(rowid) AS first
                     FROM incoming WHERE reason IS NULL GROUP BY case_id),
           one AS (SELECT g.*, s.identity IS NOT DISTINCT FROM g.identity AS same, ${isWaiting} AS waits
                   FROM given g LEFT JOIN (${said}) s USING (case_id))
      SELECT count(*) AS cases, count(*) FILTER (differs) AS differing, min(first, 3) FILTER (differs) AS differing_places,
             count(*) FILTER (waits) AS waiting, min(first, 3) FILTER (waits) AS waiting_places,
             count(*) FILTER (same AND NOT waits) AS unchanged, coalesce(sum(rows) FILTER (same), 0)::BIGINT AS known
      FROM one`,
    { signal },
  );
  return {
    cases: row?.cases ?? 0,
    differing: row?.differing ?? 0,
    differingPlaces: row?.differingPlaces ?? [],
    waiting: row?.waiting ?? 0,
    waitingPlaces: row?.waitingPlaces ?? [],
    unchanged: row?.unchanged ?? 0,
    known: Number(row?.known ?? 0),
  };
}

function contradicted({ plan, words }: Look, { differing, differingPlaces }: Counts): Found[] {
  if (differing === 0) return [];
  return [
    {
      id: 'contradicted',
      code: 'contradicted',
      weight: 'note',
      title: `${counted(differing, `${words.case} has`, `${words.cases} have`)} several rows with different values.`,
      detail: 'The last row of each in the file counts.',
      rows: differing,
      column: columnWith(plan, 'case')?.name ?? null,
      places: differingPlaces,
      choices: [],
      proposed: null,
    },
  ];
}

function unknownCases({ process, plan, words }: Look, { waiting, waitingPlaces }: Counts): Found[] {
  if (process === null || waiting === 0) return [];
  return [
    {
      id: 'unknown-cases',
      code: 'unknown-cases',
      weight: 'note',
      title: `${counted(waiting, `${words.case} has`, `${words.cases} have`)} no event in this service yet.`,
      detail: 'The values are kept and joined when the events arrive.',
      rows: waiting,
      column: columnWith(plan, 'case')?.name ?? null,
      places: waitingPlaces,
      choices: [],
      proposed: null,
    },
  ];
}

function checksOf({ process, words, attributes }: Look, { cases, waiting, known }: Counts): Health['checks'] {
  const name = capital(words.cases);
  return [
    { name, value: number(cases), remark: counted(attributes.length, 'value of each', 'values of each'), fine: true },
    ...(process === null
      ? []
      : [
          {
            name: 'With events in this service',
            value: `${number(cases - waiting)} of ${number(cases)}`,
            remark: waiting === 0 ? null : `${number(waiting)} wait for theirs`,
            fine: cases === 0 || waiting <= cases / 2,
          },
          { name: 'Already imported', value: number(known), remark: known === 0 ? null : 'same content, will be skipped', fine: true },
        ]),
  ];
}
