import { sql } from '../../engine/sql.ts';
import { planOf } from '../recognise/plan.ts';
import { forgetRejects, readWhole } from '../sources/table.ts';
import { notesOnComments } from './answer-comments.ts';
import { checkAnswers, FEEDBACK_TABLES, findScales, stageFeedback, writeFeedback } from './feedback.ts';
import { applyFixes, FIX_TABLES } from './fixes.ts';
import { notesOnLinks } from './link-feedback.ts';
import { notesOnInvitations, notesOnReading, notesOnRepeats, notesOnScales } from './notes.ts';
import { countRows } from './receipt.ts';
import { writeRejectedFile } from './rejected.ts';
import { columnWith, dropStaging, numberRecords, writeRejected } from './staging.ts';
import { NOTHING_REPLACED, type Staged, type Work } from './work.ts';

/** Reads a file of answers. What it replaces is never answers: they are only ever added. */
export async function readFeedback(work: Work): Promise<Staged> {
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const plan = planOf('feedback', seen.columns, zone);
  await progress.during(
    'loading',
    session,
    () => readWhole(session, table, file, () => stageFeedback(session, table, plan, zone, signal), signal),
    0,
    0.6,
  );
  const { unread, numbered } = await numberRecords(session, table, signal);
  const fixes = await applyFixes(
    session,
    { plan, attributes: [], table, zone, now: order.now ?? new Date(), signal },
    seen.mapping.fixes ?? [],
  );
  const scales = await findScales(session, plan, seen.mapping.instrument, signal);
  const notes = [...notesOnReading(file, table, plan, seen.columns, zone), ...notesOnScales(scales, plan)];

  return {
    write: async (importSeq) => {
      const { changed, ...repeats } = await checkAnswers(session, scales, columnWith(plan, 'score')?.name ?? null, signal);
      const { accepted, linked } = await writeFeedback(session, { importSeq, numbered, scales }, signal);
      await writeRejected(session, importSeq, table.shape.names, numbered, signal);
      await writeRejectedFile(session, importSeq, table.shape.names, table);
      const counts = await countRows(work, importSeq, unread);
      const [seenAnswers] = await session.query<{ cases: number; firstAt: string | null; lastAt: string | null; silent: number }>(sql`
        SELECT count(DISTINCT case_key) AS cases, min(answered_at) AS first_at, max(answered_at) AS last_at, count(*) FILTER (score IS NULL AND comment IS NULL) AS silent FROM feedback WHERE import_seq = ${importSeq}`);
      await dropStaging(session, ...FEEDBACK_TABLES, ...FIX_TABLES);
      await forgetRejects(session);
      progress.at('deriving', 1);
      return {
        changed: accepted > 0 || changed > 0,
        derive: false,
        found: {
          ...counts,
          accepted,
          ...repeats,
          cases: seenAnswers?.cases ?? 0,
          newCases: 0,
          ...NOTHING_REPLACED,
          changedCases: changed,
          fixes,
          firstAt: seenAnswers?.firstAt ?? null,
          lastAt: seenAnswers?.lastAt ?? null,
          linked,
          notes: [
            ...notes,
            ...notesOnRepeats({ ...repeats, byId: false }),
            ...notesOnComments(changed),
            ...notesOnInvitations(seenAnswers?.silent ?? 0),
            ...(await notesOnLinks(session, importSeq)),
          ],
        },
      };
    },
  };
}
