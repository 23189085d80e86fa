import type { Session } from '../../engine/engine.ts';
import { empty, identifier, raw, sql } from '../../engine/sql.ts';
import { planOf, type Plan } from '../recognise/plan.ts';
import { forgetRejects, namesAsGiven, readWhole } from '../sources/table.ts';
import {
  DERIVED_CASES,
  EVENT_TABLES,
  findRepeats,
  keyCases,
  lookAtStaged,
  planAttributes,
  stageEvents,
  writeAttributes,
  writeDictionaries,
  writeEvents,
  type PlannedAttribute,
} from './events.ts';
import { CASE_ROW_TABLES, caseRowsOf, notesOnCases, writeCaseRows, type WrittenCases } from './cases.ts';
import { writeAnswers } from './event-answers.ts';
import { applyFixes, FIX_TABLES } from './fixes.ts';
import { notesOnLocalTimes } from './local-times.ts';
import { notesOnGone, notesOnLifecycle, notesOnReading, notesOnRepeats, notesOnText } from './notes.ts';
import { countRows } from './receipt.ts';
import { writeRejectedFile } from './rejected.ts';
import { countGone, putBackSame, REPLACE_TABLES, takeOut } from './replace.ts';
import { columnWith, dropStaging, numberRecords, writeRejected } from './staging.ts';
import { NOTHING_REPLACED, type Found, type Staged, type Work } from './work.ts';

/** The rows of a file of events in `incoming`, and how they were read. */
interface Read {
  readonly work: Work;
  readonly plan: Plan;
  readonly attributes: PlannedAttribute[];
}

/** Stages a file of events, as far as possible without a look at all of its rows beforehand: `seeAll`. */
async function stage(work: Work, seeAll: (() => Promise<Work>) | null): Promise<Read> {
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const plan = planOf('events', seen.rowColumns, zone);
  const attributes = await planAttributes(session, plan);
  await progress.during(
    'loading',
    session,
    () => readWhole(session, table, file, () => stageEvents(session, table, plan, attributes, zone, signal), signal),
    0,
    0.6,
  );
  if (seeAll === null) return { work, plan, attributes };
  const { rows, misfits } = await lookAtStaged(session);
  if (misfits) return stage(await seeAll(), null);
  progress.expect(rows);
  return { work, plan, attributes };
}

/** Reads a file of events. `seeAll` looks at all of its rows; null when `work` has done so. */
export async function readEvents(begun: Work, seeAll: (() => Promise<Work>) | null): Promise<Staged> {
  const { work, plan, attributes } = await stage(begun, seeAll);
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const { unread, numbered } = await numberRecords(session, table, signal);
  const fixes = await applyFixes(
    session,
    { plan, attributes, table, zone, now: order.now ?? new Date(), signal },
    seen.mapping.fixes ?? [],
  );
  const columnOf = (name: string) => {
    const attribute = attributes.find(({ column }) => column.name === name);
    return attribute === undefined ? null : identifier(`a${attribute.id}`);
  };
  const notes = [
    ...notesOnReading(file, table, plan, seen.columns, zone),
    ...(await notesOnLocalTimes(session, plan, zone)),
    ...seen.layoutNotes,
    ...(await notesOnText(session, plan, seen.columns, numbered, columnOf)),
    ...(await notesOnLifecycle(session)),
  ];
  const byId = columnWith(plan, 'event-id') !== undefined;

  return {
    write: async (importSeq) => {
      const { replace } = seen.mapping;
      await keyCases(session, order.known ?? DERIVED_CASES, signal);
      const describes = table.origin?.ofCases === true && attributes.length > 0;
      const attributesFirst = replace !== undefined || describes;
      if (attributesFirst) await writeAttributes(session, attributes);
      const taken = replace === undefined ? 0 : await takeOut(session, replace, order.days ?? zone ?? 'UTC', signal);
      const { fresh, ...repeats } = await findRepeats(session, byId, signal);
      progress.at('loading', 0.7);
      // a file that brings nothing leaves no trace in the tables but its refused rows
      const written = fresh === 0 ? 0 : await writeRows(importSeq, repeats, !attributesFirst);
      const described = describes ? await describeCases(importSeq) : null;
      const answers = await writeAnswers(session, { importSeq, plan, numbered, instrument: seen.mapping.instrument }, signal);
      const same = taken === 0 ? 0 : await putBackSame(session, importSeq, signal);
      await writeRejected(session, importSeq, namesAsGiven(table), numbered, signal);
      await writeRejectedFile(session, importSeq, namesAsGiven(table), table);
      const counts = await countRows(work, importSeq, unread);
      const accepted = written - same;
      const replaced = taken - same;
      const cases = await countCases(session, importSeq, { replaced: replaced > 0, described: describes }, signal);
      const gone = replaced > 0 ? await countGone(session) : 0;
      await dropStaging(session, ...EVENT_TABLES, ...REPLACE_TABLES, ...FIX_TABLES, ...CASE_ROW_TABLES, DESCRIBED);
      await forgetRejects(session);
      return {
        ...changesOf(accepted + replaced, described, answers),
        tookOut: replaced > 0,
        found: {
          ...counts,
          accepted,
          ...repeats,
          duplicates: repeats.duplicates + same,
          ...NOTHING_REPLACED,
          ...cases,
          fixes,
          replaced,
          linked: answers.accepted,
          notes: [
            ...notes,
            ...notesOnRepeats({ ...repeats, byId }),
            ...notesOnGone(gone),
            ...notesOnDescribed(described),
            ...answers.notes,
          ],
        },
      };
    },
  };

  async function writeRows(
    importSeq: number,
    repeats: { equalRows: number; duplicates: number },
    bringsAttributes: boolean,
  ): Promise<number> {
    if (bringsAttributes) await writeAttributes(session, attributes);
    await writeDictionaries(session, signal);
    return progress.during(
      'loading',
      session,
      () =>
        writeEvents(session, { importSeq, numbered, attributes: table.origin?.ofCases === true ? [] : attributes, byId, repeats }, signal),
      0.75,
      1,
    );
  }

  /** What a wide file says of its cases beside their activities. */
  function describeCases(importSeq: number) {
    const rows = caseRowsOf(numbered, attributes);
    const known = order.known ?? DERIVED_CASES;
    const sha256 = work.copy?.sha256 ?? file.sha256;
    return writeCaseRows(session, { importSeq, rows, attributes, known, sha256, touched: DESCRIBED }, signal);
  }
}

/** Whether anything differs from before, and whether cases must be derived again. */
function changesOf(
  events: number,
  described: WrittenCases | null,
  answers: { accepted: number; changed: number },
): { changed: boolean; derive: boolean } {
  const derive = events > 0 || (described?.cases ?? 0) > 0;
  return { changed: derive || (described?.accepted ?? 0) > 0 || answers.accepted + answers.changed > 0, derive };
}

/** Every case that a wide file describes has events of this very file. */
const notesOnDescribed = (described: WrittenCases | null): string[] =>
  described === null ? [] : notesOnCases({ ...described, waiting: 0 });

/** Cases whose values changed without an event of theirs. */
const DESCRIBED = 'described_case';

type CaseCounts = Pick<Found, 'cases' | 'newCases' | 'changedCases' | 'unchangedCases' | 'firstAt' | 'lastAt'>;

/** `touched_case`: cases that have events of this import, had some that it replaced, or are described otherwise; and what became of the cases of the file. */
async function countCases(
  session: Session,
  importSeq: number,
  { replaced, described }: { replaced: boolean; described: boolean },
  signal?: AbortSignal,
): Promise<CaseCounts> {
  await session.run(
    sql`
    CREATE OR REPLACE TEMP TABLE touched_case AS
    SELECT DISTINCT case_key FROM event WHERE import_seq = ${importSeq}
    ${replaced ? raw('UNION SELECT case_key FROM replaced_event') : empty} ${described ? sql`UNION SELECT case_key FROM temp.${identifier(DESCRIBED)}` : empty}`,
    { signal },
  );
  const [row] = await session.query<CaseCounts>(sql`
    SELECT (SELECT count(*) FROM touched_case)                                                             AS cases,
           (SELECT count(*) FROM touched_case SEMI JOIN (SELECT case_key FROM incoming_case WHERE NOT known) USING (case_key)) AS new_cases,
           (SELECT count(*) FROM touched_case ANTI JOIN (SELECT case_key FROM incoming_case WHERE NOT known) USING (case_key)) AS changed_cases,
           (SELECT count(*) FROM incoming_case ANTI JOIN touched_case USING (case_key) WHERE known)         AS unchanged_cases,
           min(least(started_at, completed_at)) AS first_at, max(greatest(started_at, completed_at)) AS last_at
    FROM event WHERE import_seq = ${importSeq}`);
  return row ?? { cases: 0, newCases: 0, changedCases: 0, unchangedCases: 0, firstAt: null, lastAt: null };
}
