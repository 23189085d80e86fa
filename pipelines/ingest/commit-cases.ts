import { raw, sql } from '../../engine/sql.ts';
import { deriveAttributes } from '../derive/attributes.ts';
import { planOf } from '../recognise/plan.ts';
import { forgetRejects, namesAsGiven, readWhole } from '../sources/table.ts';
import { acceptedCases, CASE_ROW_TABLES, notesOnCases, stageCases, writeCaseRows } from './cases.ts';
import { DERIVED_CASES, planAttributes, writeAttributes } from './events.ts';
import { applyFixes, FIX_TABLES } from './fixes.ts';
import { notesOnReading } from './notes.ts';
import { countRows } from './receipt.ts';
import { writeRejectedFile } from './rejected.ts';
import { dropStaging, numberRecords, writeRejected } from './staging.ts';
import { NOTHING_REPLACED, type Staged, type Work } from './work.ts';

/** Reads a case table: values of cases, joined to their events by the case id. It takes the place of nothing. */
export async function readCases(work: Work): Promise<Staged> {
  const { session, order, file, table, seen, zone, progress } = work;
  const { signal } = order;
  const plan = planOf('cases', seen.rowColumns, zone);
  const attributes = await planAttributes(session, plan);
  await progress.during(
    'loading',
    session,
    () => readWhole(session, table, file, () => stageCases(session, table, plan, attributes, zone, signal), signal),
    0,
    0.6,
  );
  const { unread, numbered } = await numberRecords(session, table, signal);
  const context = { plan, attributes, table, zone, now: order.now ?? new Date(), signal };
  const fixes = await applyFixes(session, context, seen.mapping.fixes ?? []);
  const notes = notesOnReading(file, table, plan, seen.columns, zone);

  return {
    write: async (importSeq) => {
      await writeAttributes(session, attributes);
      const known = order.known ?? DERIVED_CASES;
      const sha256 = work.copy?.sha256 ?? file.sha256;
      const written = await writeCaseRows(session, { importSeq, rows: acceptedCases(numbered), attributes, known, sha256 }, signal);
      await writeRejected(session, importSeq, namesAsGiven(table), numbered, signal);
      await writeRejectedFile(session, importSeq, namesAsGiven(table), table);
      const counts = await countRows(work, importSeq, unread);
      const [arrivals] = await session.query<{ some: boolean }>(
        sql`SELECT EXISTS (SELECT 1 FROM case_row WHERE import_seq = ${importSeq} AND arrived_at IS NOT NULL) AS some`,
      );
      const [unchanged] = await session.query<{ cases: number }>(sql`
        SELECT count(*) AS cases FROM (${known}) SEMI JOIN (SELECT case_id FROM fresh_case WHERE NOT fresh) USING (case_id)`);
      await dropStaging(session, ...CASE_ROW_TABLES, ...FIX_TABLES);
      await forgetRejects(session);
      const { accepted, duplicates, cases } = written;
      const derive = accepted > 0 && cases > 0 && arrivals?.some === true;
      if (accepted > 0 && !derive) await deriveAttributes(session, raw('touched_case'), signal);
      return {
        changed: accepted > 0,
        derive,
        found: {
          ...counts,
          accepted,
          duplicates,
          equalRows: 0,
          newCases: 0,
          ...NOTHING_REPLACED,
          cases,
          changedCases: cases,
          unchangedCases: unchanged?.cases ?? 0,
          fixes,
          firstAt: null,
          lastAt: null,
          linked: cases,
          notes: [...notes, ...notesOnCases(written)],
        },
      };
    },
  };
}
