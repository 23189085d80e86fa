import type { Engine, Session } from '../engine/engine.ts';
import { schemaOf } from '../engine/schema-name.ts';
import { emptyBlueprint } from '../model/blueprint.ts';
import type { Mapping, Progress, Recognition } from '../model/event-log.ts';
import type { Health } from '../model/health.ts';
import { Cancelled, RefusedFile } from '../model/problem.ts';
import { examine } from './health/examine.ts';
import { ImportProgress, OF_A_CHECK } from './ingest/progress.ts';
import type { ReadingOrder } from './ingest/work.ts';
import type { Words } from '../model/process.ts';
import { openTable, type OpenedTable } from './recognise/opened.ts';
import { planOf } from './recognise/plan.ts';
import { matchOf } from './recognise/recipe-words.ts';
import { recognition, seeFile, type SeenFile } from './recognise/recognise.ts';
import { settledMapping } from './recognise/settled.ts';
import type { ReadableFile, SourceFile } from './sources/source.ts';

/** The service a file is meant for, and what its cases are called. */
type CheckedProcess = ReadingOrder['process'] & { readonly words?: Words | undefined };

export interface CheckOptions extends Partial<Pick<ReadingOrder, 'days' | 'recipes' | 'named' | 'now' | 'signal'>> {
  readonly process?: CheckedProcess | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

interface CheckOrder extends ReadingOrder {
  readonly process: CheckedProcess;
}

/** What a file is looked at for when nobody has said for which service it is. */
const NO_PROCESS: CheckedProcess = { id: '', zone: null, blueprint: emptyBlueprint(), cutOffMs: null };

/**
 * Says what a file holds, what an import would make of it, and whether its rows can be trusted, from all of its rows.
 * Changes nothing.
 *
 * With a process its zone and its data count: nothing is asked that is known, and the rows are compared with those it
 * has. An open question (zone, day or month first, which table, a missing role) is part of the answer, not a refusal;
 * `health` and `settled` are null as long as one is open. Rejects with `RefusedFile` for what is no table, `BadRequest`
 * for a mapping that doesn't fit the file, `Cancelled`.
 */
export async function recognise(engine: Engine, file: SourceFile, mapping: Mapping, options: CheckOptions = {}): Promise<Recognition> {
  const { process, signal, onProgress } = options;
  const session = await engine.session(process === undefined ? undefined : schemaOf(process.id));
  const progress = new ImportProgress(onProgress, OF_A_CHECK);
  const order: CheckOrder = { ...options, process: process ?? NO_PROCESS, file, mapping };
  try {
    progress.at('reading');
    const opened = await openTable(session, order, (share) => progress.at('reading', share));
    try {
      const seen = await progress.during('checking', session, () => seeFile(session, opened.file, opened.table, opened.wanted, signal));
      progress.expect(seen.findings.rows);
      const found = await report(session, order, opened, seen, progress);
      progress.done(found.rows);
      return found;
    } finally {
      await opened.file.close();
    }
  } catch (cause) {
    if (signal?.aborted) throw new Cancelled();
    throw cause;
  } finally {
    session.close();
  }
}

async function report(
  session: Session,
  order: CheckOrder,
  { file, table, fit, personal, copy }: OpenedTable,
  seen: SeenFile,
  progress: ImportProgress,
): Promise<Recognition> {
  const found = recognition(file, table, seen, order.process.zone);
  const recipe = fit === null ? null : matchOf(fit, seen.columns, order.mapping);
  const zone = seen.mapping.zone ?? order.process.zone;
  const missing = missingRole(seen);
  const questions = missing === null ? found.questions : [...found.questions, missing];
  const said = order.mapping.roles ?? {};
  const given = recipe?.used === true ? seen.mapping.roles : undefined;
  return {
    ...found,
    columns: found.columns.map((column) =>
      recipe === null || given?.[column.name] === undefined || said[column.name] !== undefined
        ? column
        : { ...column, confidence: 1, reason: `As in the recipe “${recipe.name}”.` },
    ),
    questions,
    health: questions.length > 0 ? null : await progress.during('examining', session, () => healthOf(session, order, file, seen, personal)),
    recipe,
    settled: questions.length > 0 ? null : settledMapping({ file, table, seen, zone, coded: copy?.columns }),
  };
}

/** Whether the rows can be trusted. */
async function healthOf(
  session: Session,
  { process, days, now, signal }: CheckOrder,
  file: ReadableFile,
  seen: SeenFile,
  personal: OpenedTable['personal'],
): Promise<Health> {
  const known = process === NO_PROCESS ? null : { ...process, zone: days ?? process.zone };
  return examine({
    session,
    file,
    seen,
    zone: seen.mapping.zone ?? process.zone,
    process: known,
    now: now ?? new Date(),
    personal,
    signal,
  });
}

/** What keeps rows from being made of the columns: a role that is missing, or a time that is none. */
function missingRole({ kind, rowColumns }: SeenFile): Recognition['questions'][number] | null {
  try {
    planOf(kind, rowColumns, 'UTC');
    return null;
  } catch (cause) {
    if (!(cause instanceof RefusedFile)) return null;
    return { code: cause.code, text: [cause.message, cause.detail ?? ''].join(' ').trim(), field: cause.field ?? 'roles', options: [] };
  }
}
