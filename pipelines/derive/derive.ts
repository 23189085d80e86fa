import type { Session } from '../../engine/engine.ts';
import { identifier, sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import { addAttributeColumns, dropAttributes, gatherAttributes, type AttributeColumn } from './attributes.ts';
import { applyBlueprint } from './blueprint.ts';
import { dropCases, keepIdleCases, startCases, sumCases, writeCases } from './cases.ts';
import { enable } from './enablement.ts';
import { orderSteps } from './order.ts';
import { pairRows } from './pairing.ts';
import { writePieces } from './pieces.ts';
import { dropTables, runsOver, startRun, type Run } from './run.ts';
import { dropVisits, writeSteps } from './steps.ts';
import { dropVariants, leaveVariants, numberVariants, writeVariants } from './variants.ts';
import { writeVisits } from './visits.ts';

export { applyBlueprint, type AppliedBlueprint } from './blueprint.ts';
export { firstCutOff, writeDataVersion, type DataVersion } from './data-version.ts';
export { proposeStages, type StageProposal } from './propose.ts';

export interface DeriveOptions {
  readonly blueprint: Blueprint;
  /** Part of the data version; no derived table depends on it, as the state of a case is worked out in the question. */
  readonly cutOffMs?: number | null | undefined;
  /** `table`: only the cases in the temporary table `touched_case(case_key)`; the rest is left as it is. */
  readonly touched: 'all' | 'table';
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1, and the part that has begun. */
  readonly onProgress?: ((share: number, part: string) => void) | undefined;
}

const CASE_TABLES = ['step', 'case_fact', 'piece', 'stage_visit', 'case_without_step'] as const;

/**
 * From `event` to `step`, `case_fact`, `piece`, `stage_visit` and `variant`: everything that needs the order inside a case is
 * worked out here, once (DOMAIN.md sections 0 to 2).
 *
 * Runs inside the caller's transaction, in a session of the process's schema, with the dictionaries written. Applies the
 * blueprint first; when that changes cases derived before, all of them are derived again, whatever `touched` says.
 * Rejects with `Cancelled` when the signal fires; the caller's rollback then leaves nothing behind.
 */
export async function deriveCases(session: Session, options: DeriveOptions): Promise<void> {
  const applied = await applyBlueprint(session, options.blueprint);
  const run = startRun(session, options.touched === 'all' || applied.derive, options.signal);
  const tell = (share: number, part: string) => options.onProgress?.(share, part);

  tell(0, 'cases');
  const attributes = await addAttributeColumns(run);
  await clear(run);
  const runs = await runsOver(run);
  for (const [at, one] of runs.entries()) {
    await deriveRange(one, attributes, (share, part) => tell((at + share) / runs.length, part));
  }
  if (!run.all) await numberVariants(run);
  tell(1, 'done');
}

async function deriveRange(run: Run, attributes: readonly AttributeColumn[], tell: (share: number, part: string) => void): Promise<void> {
  const { steps, idleRows } = await pairRows(run);
  tell(0.1, 'order');
  await orderSteps(run, steps);
  await startCases(run);
  if (idleRows) await keepIdleCases(run);
  tell(0.3, 'waiting');
  const { tangled } = await enable(run);
  tell(0.45, 'steps');
  await writeSteps(run);
  tell(0.6, 'variants');
  await sumCases(run);
  await writeVariants(run);
  tell(0.7, 'cases');
  await gatherAttributes(run, attributes);
  await writeCases(run, attributes);
  await dropVariants(run);
  await dropVisits(run);
  await dropAttributes(run, attributes);
  await dropTables(run, 'touched_event');
  tell(0.8, 'ribbon');
  await writePieces(run, tangled);
  await dropCases(run);
  tell(0.9, 'stages');
  await writeVisits(run, tangled);
  await dropTables(run, 'trace');
}

/** Empties the tables, or takes the touched cases out of them and their rows out of `event` into a table of their own. */
async function clear(run: Run): Promise<void> {
  if (run.all) {
    for (const table of [...CASE_TABLES, 'variant']) await run.do(sql`DELETE FROM ${identifier(table)}`);
    return;
  }
  await run.do(sql`CREATE OR REPLACE TEMP TABLE touched_event AS SELECT * FROM event SEMI JOIN touched_case USING (case_key)`);
  await leaveVariants(run);
  for (const table of CASE_TABLES) {
    await run.do(sql`DELETE FROM ${identifier(table)} WHERE case_key IN (SELECT case_key FROM touched_case)`);
  }
}
