import type { Health } from '../../model/health.ts';
import { planAttributes, stageEvents } from '../ingest/events.ts';
import { applyFixes, FIX_TABLES } from '../ingest/fixes.ts';
import { dropStaging } from '../ingest/staging.ts';
import { planOf } from '../recognise/plan.ts';
import { forgetRejects } from '../sources/table.ts';
import { gaps, hoursOf, hoursThatCameTwice, truncatedPeriods } from './calendar.ts';
import { checksOf } from './checks.ts';
import { workOutEffects } from './effects.ts';
import { figuresOf, STAGED } from './figures.ts';
import { inactiveColumns } from './inactive-columns.ts';
import { LOOK_TABLES, openingOnly, takeSequence, type Found, type Look } from './look.ts';
import { nearEqualNames } from './near-names.ts';
import { dateOnlyRows, missingEnds, oddDates } from './odd-times.ts';
import { overlaps } from './overlaps.ts';
import { personalEverywhere } from './personal-everywhere.ts';
import { personalProblems } from './personal-problems.ts';
import { rejectedRows } from './rejected.ts';
import { equalRows, knownProblem, knownRows } from './repeats.ts';
import { shiftedClocks } from './shifted-clock.ts';
import { stageOrder } from './stage-order.ts';
import { countRefused } from './telling.ts';
import { unseenNames } from './unseen.ts';
import { attributesAlone, rowsOfReport, stageLook, type Examination } from './examination.ts';
import { examineAnswers } from './examine-answers.ts';
import { examineCases } from './examine-cases.ts';

/** In the order in which a person should read of them. */
const DETECTORS: readonly ((look: Look) => Promise<Found[]>)[] = [
  shiftedClocks,
  nearEqualNames,
  equalRows,
  oddDates,
  dateOnlyRows,
  rejectedRows,
  unseenNames,
  stageOrder,
  missingEnds,
  overlaps,
  inactiveColumns,
];

/**
 * Says whether the rows of a file can be trusted: stages them as an import would, asks every detector, makes the
 * corrections that `seen.mapping` asks for and counts what an import would then take. Changes nothing that stays.
 *
 * Rejects as `planOf` does for a mapping that leaves something open, and with `Cancelled`.
 */
export async function examine(examination: Examination): Promise<Health> {
  const { session } = examination;
  try {
    return await EXAMINE[examination.seen.kind](examination);
  } finally {
    await dropStaging(session, ...LOOK_TABLES, ...FIX_TABLES);
    await forgetRejects(session);
  }
}

const EXAMINE = { events: examineEvents, feedback: examineAnswers, cases: examineCases } as const;

async function examineEvents(examination: Examination): Promise<Health> {
  const { session, seen, zone, process, signal } = examination;
  const plan = planOf('events', seen.rowColumns, zone);
  const attributes = process === null ? attributesAlone(plan) : await planAttributes(session, plan);
  const look = await stageLook(examination, plan, attributes, () => stageEvents(session, seen.table, plan, attributes, zone, signal));
  await takeSequence(look);
  const problems: Found[] = [];
  for (const detect of DETECTORS) problems.push(...(await detect(look)));
  const hours = await hoursOf(look);
  problems.push(...gaps(hours), ...(await truncatedPeriods(look, hours)), ...hoursThatCameTwice(look, hours));
  problems.push(...personalProblems(examination.personal ?? [], look), ...(await personalEverywhere(look, examination.personal ?? [])));
  const chosen = seen.mapping.fixes ?? [];
  const judged = await workOutEffects(look, problems, chosen);
  const refused = await countRefused(session);
  await applyFixes(session, look, chosen);
  const found = await knownRows(look);
  const { known, cases } = found;
  const figures = await figuresOf(session, STAGED, await openingOnly(look), signal);
  const report = await rowsOfReport(look, refused, known, [...judged, ...knownProblem(found, look.rows + look.unread)]);
  return { ...report, checks: await checksOf(look, hours, found, report.usable + known), cases, figures };
}
