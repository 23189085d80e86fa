import { raw, sql } from '../../engine/sql.ts';
import { number } from '../../model/format.ts';
import type { Health } from '../../model/health.ts';
import { findScales, HERE, refuseOutsideScale, stageFeedback } from '../ingest/feedback.ts';
import { applyFixes, findEqualRows, timestamp } from '../ingest/fixes.ts';
import { columnWith } from '../ingest/staging.ts';
import { planOf } from '../recognise/plan.ts';
import { inactiveColumns } from './inactive-columns.ts';
import { type Found, type Look } from './look.ts';
import { personalProblems } from './personal-problems.ts';
import { rejectedRows } from './rejected.ts';
import { knownProblem } from './repeats.ts';
import { countRefused } from './telling.ts';
import { counted, momentWords, shareWords } from './words.ts';
import { rowsOfReport, stageLook, type Examination } from './examination.ts';

type Check = Health['checks'][number];

/**
 * Says whether the rows of a file of answers can be trusted: what is refused and why, equal rows, answers of the future,
 * answers to cases that are not known, personal data. Changes nothing that stays. Rejects as `examine` does.
 */
export async function examineAnswers(examination: Examination): Promise<Health> {
  const { session, seen, zone, personal = [], signal } = examination;
  const fixes = seen.mapping.fixes ?? [];
  const plan = planOf('feedback', seen.columns, zone);
  const look = await stageLook(examination, plan, [], () => stageFeedback(session, seen.table, plan, zone, signal));
  const scales = await findScales(session, plan, seen.mapping.instrument, signal);
  await refuseOutsideScale(session, scales, columnWith(plan, 'score')?.name ?? null, signal);
  const refused = await countRefused(session);
  const problems = [...(await equalAnswers(look)), ...(await comingAnswers(look)), ...(await rejectedRows(look))];
  await applyFixes(session, look, fixes);
  const of = await countsOf(look);
  problems.push(
    ...unknownCases(look, of),
    ...(await inactiveColumns(look)),
    ...personalProblems(personal, look),
    ...knownProblem({ known: of.known, cases: NONE }, look.rows + look.unread),
  );
  return {
    ...(await rowsOfReport(look, refused, of.known, problems)),
    checks: checksOf(look, of),
    cases: { all: of.cases, new: of.unknown, changed: of.cases - of.unknown, unchanged: 0 },
    figures: { cases: of.cases, variants: 0, medianMs: null },
  };
}

const NONE = { all: 0, new: 0, changed: 0, unchanged: 0 };

async function equalAnswers(look: Look): Promise<Found[]> {
  const { session, signal } = look;
  await findEqualRows(session, look);
  const [row] = await session.query<{ rows: number; places: number[] | null; mean: number | null; without: number | null }>(
    sql`
      SELECT (SELECT count(*) FROM equal_place) AS rows, (SELECT min(place, 3) FROM equal_place) AS places,
             avg(score) AS mean, avg(score) FILTER (rowid NOT IN (SELECT place FROM equal_place)) AS without
      FROM incoming WHERE reason IS NULL`,
    { signal },
  );
  const { rows = 0, places = null, mean = null, without = null } = row ?? {};
  if (rows === 0) return [];
  return [
    {
      id: 'equal-rows',
      code: 'equal-rows',
      weight: 'decision',
      title: `${counted(rows, 'answer equals', 'answers equal')} an earlier row of the file.`,
      detail: 'Case, time, score and comment are the same: such rows are usually exported twice.',
      rows,
      column: null,
      places: places ?? [],
      choices: [
        {
          id: 'merge',
          label: 'Merge',
          fix: { kind: 'merge-equal-rows' },
          effect: mean === null || without === null ? null : meanWords('Merging them', mean, without),
        },
        { id: 'keep', label: 'Keep all', fix: null, effect: 'Each counts as one more answer.' },
      ],
      proposed: 'merge',
    },
  ];
}

const meanWords = (what: string, before: number, after: number): string =>
  number(before, 2) === number(after, 2)
    ? `${what} leaves the mean score at ${number(before, 2)}.`
    : `${what} moves the mean score from ${number(before, 2)} to ${number(after, 2)}.`;

/** Answers given after the moment of the check. */
async function comingAnswers({ session, plan, now, zone, signal }: Look): Promise<Found[]> {
  const [row] = await session.query<{ rows: number; places: number[] | null; last: string | null }>(
    sql`
      SELECT count(*) AS rows, min(rowid, 3) AS places, CAST(max(answered_at) AS VARCHAR) AS last
      FROM incoming WHERE reason IS NULL AND answered_at > CAST(${timestamp(now)} AS TIMESTAMP)`,
    { signal },
  );
  const { rows = 0, places = null, last = null } = row ?? {};
  if (rows === 0) return [];
  return [
    {
      id: 'future',
      code: 'future',
      weight: 'decision',
      title: `${counted(rows, 'answer lies', 'answers lie')} in the future, the latest on ${momentWords(last ?? '', zone)}.`,
      detail: 'Nobody can have answered yet: the date is a slip of the pen, or its day and month are changed round.',
      rows,
      column: columnWith(plan, 'answered-at')?.name ?? null,
      places: places ?? [],
      choices: [
        { id: 'set-aside', label: 'Set aside', fix: { kind: 'set-aside', of: 'future' }, effect: `${counted(rows, 'answer')} less.` },
        { id: 'keep', label: 'Leave as they are', fix: null, effect: null },
      ],
      proposed: 'set-aside',
    },
  ];
}

interface Counts {
  readonly answers: number;
  readonly silent: number;
  readonly mean: number | null;
  /** Rows that name a case, and the different cases named. */
  readonly naming: number;
  readonly cases: number;
  /** Of those cases, the ones the process does not have; the rows that name them, and the first three. */
  readonly unknown: number;
  readonly waiting: number;
  readonly places: readonly number[];
  readonly known: number;
}

/** Counts over the rows an import would take. Asked when the corrections are made. */
async function countsOf({ session, process, signal }: Look): Promise<Counts> {
  const some = process !== null;
  const isUnknown = some ? raw('case_ref NOT IN (SELECT case_id FROM case_fact)') : raw('true');
  const [row] = await session.query<Record<keyof Omit<Counts, 'known' | 'places'>, number> & { places: number[] | null }>(
    sql`
      SELECT count(*) FILTER (score IS NOT NULL OR comment IS NOT NULL) AS answers,
             count(*) FILTER (score IS NULL AND comment IS NULL) AS silent,
             avg(score) AS mean, count(case_ref) AS naming, count(DISTINCT case_ref) AS cases,
             count(DISTINCT case_ref) FILTER (${isUnknown}) AS unknown, count(case_ref) FILTER (${isUnknown}) AS waiting,
             min(rowid, 3) FILTER (case_ref IS NOT NULL AND ${isUnknown}) AS places
      FROM incoming WHERE reason IS NULL`,
    { signal },
  );
  const [repeats] = some
    ? await session.query<{ known: number }>(
        sql`
          SELECT count(*) FILTER (${HERE}) AS known
          FROM (SELECT *, CAST(fingerprint AS HUGEINT) * 4294967296 + row_number() OVER (PARTITION BY fingerprint ORDER BY rowid) - 1 AS identity
                FROM incoming WHERE reason IS NULL) a`,
        { signal },
      )
    : [{ known: 0 }];
  const nothing = { answers: 0, silent: 0, mean: null, naming: 0, cases: 0, unknown: 0, waiting: 0 };
  return { ...nothing, ...row, places: row?.places ?? [], known: repeats?.known ?? 0 };
}

/** Answers that name a case without an event. */
function unknownCases({ process, plan, words }: Look, { unknown, waiting, places }: Counts): Found[] {
  if (process === null || waiting === 0) return [];
  return [
    {
      id: 'unknown-cases',
      code: 'unknown-cases',
      weight: 'note',
      title: `${counted(waiting, 'answer names a case', 'answers name cases')} that this service does not have yet (${counted(unknown, words.case, words.cases)}).`,
      detail: 'They count in the overall score, wait, and are linked when their case arrives.',
      rows: waiting,
      column: columnWith(plan, 'case')?.name ?? null,
      places,
      choices: [],
      proposed: null,
    },
  ];
}

function checksOf({ process, plan }: Look, { answers, silent, mean, naming, waiting, known }: Counts): Check[] {
  const linked = naming - waiting;
  const rows = answers + silent;
  const one = (name: string, value: string, remark: string | null, fine = true): Check => ({ name, value, remark, fine });
  return [
    one('Answers', number(answers), silent === 0 ? null : `${counted(silent, 'invitation')} without an answer`),
    ...(mean === null ? [] : [one('Mean score', number(mean, 2), null)]),
    ...(columnWith(plan, 'case') === undefined || process === null
      ? []
      : [
          one(
            'Linked to a case',
            shareWords(linked, rows),
            naming === rows ? null : `${counted(rows - naming, 'row names', 'rows name')} none`,
            rows === 0 || linked >= rows * 0.5,
          ),
        ]),
    ...(process === null ? [] : [one('Already imported', number(known), known === 0 ? null : 'same content, will be skipped')]),
  ];
}
