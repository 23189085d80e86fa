import type { Session } from '../../engine/engine.ts';
import { join, sql, type SqlValue } from '../../engine/sql.ts';
import { UNPLACED, type Blueprint } from '../../model/blueprint.ts';
import { renameStages } from './variants.ts';

/** What a blueprint changed in the tables of a process. */
export interface AppliedBlueprint {
  /** Cases that were derived before would come out otherwise: `deriveCases` with touched `all` is due. */
  readonly derive: boolean;
}

type StageRow = readonly [
  id: number,
  name: string,
  parallel: boolean,
  after: boolean,
  wait: number | null,
  goal: number | null,
  target: number | null,
];

/**
 * Writes `stage`, the design of every known activity, and `hand_over_limit`. Safe to repeat: it changes only what differs.
 *
 * Activities are known by their exact name. One that the log has and no stage names stays Unplaced; one that only the
 * blueprint names waits until the log has it, and so does a hand-over between such.
 */
export async function applyBlueprint(session: Session, blueprint: Blueprint): Promise<AppliedBlueprint> {
  const stages: StageRow[] = [
    [0, UNPLACED, false, false, null, null, null],
    ...blueprint.stages.map((stage, at): StageRow => [
      at + 1,
      stage.name,
      stage.parallel ?? false,
      stage.afterDelivery ?? false,
      stage.waitLimitMs ?? null,
      stage.goal ?? null,
      stage.scoreTarget ?? null,
    ]),
  ];
  await session.run(sql`
    CREATE OR REPLACE TEMP TABLE designed_stage (id INTEGER, name VARCHAR, parallel BOOLEAN, after_delivery BOOLEAN, wait_limit_ms BIGINT, goal DOUBLE, score_target DOUBLE)`);
  await insertRows(session, 'designed_stage', stages);
  await session.run(sql`CREATE OR REPLACE TEMP TABLE designed_activity (name VARCHAR, stage INTEGER, note BOOLEAN)`);
  await insertRows(
    session,
    'designed_activity',
    blueprint.stages.flatMap((stage, at) => stage.activities.map((one) => [one.name, at + 1, one.note ?? false])),
  );
  await session.run(sql`CREATE OR REPLACE TEMP TABLE designed_end (name VARCHAR)`);
  await insertRows(
    session,
    'designed_end',
    blueprint.endActivities.map((name) => [name]),
  );
  await session.run(sql`CREATE OR REPLACE TEMP TABLE designed_limit ("from" VARCHAR, "to" VARCHAR, limit_ms BIGINT)`);
  await insertRows(
    session,
    'designed_limit',
    blueprint.handOvers.map(({ from, to, limitMs }) => [from, to, limitMs]),
  );

  const derive = await changesCases(session);
  const renamed = !derive && (await renames(session));
  await session.run(sql`
    UPDATE stage_visit SET target_ms = d.wait_limit_ms
    FROM designed_stage d
    WHERE d.id = stage_visit.stage AND stage_visit.target_ms IS DISTINCT FROM d.wait_limit_ms AND NOT ${derive}`);
  await session.run(sql`DELETE FROM stage`);
  await session.run(sql`INSERT INTO stage SELECT * FROM designed_stage ORDER BY id`);
  await session.run(sql`
    UPDATE activity SET stage = d.stage, note = d.note, ends = d.ends
    FROM (${designedActivities}) d
    WHERE d.id = activity.id AND (activity.stage, activity.note, activity.ends) IS DISTINCT FROM (d.stage, d.note, d.ends)`);
  if (renamed) await renameStages(session);
  await session.run(sql`DELETE FROM hand_over_limit`);
  await session.run(sql`
    INSERT INTO hand_over_limit
    SELECT f.id, t.id, l.limit_ms
    FROM designed_limit l
    JOIN activity f ON f.name = l."from"
    JOIN activity t ON t.name = l."to"`);
  for (const table of ['stage', 'activity', 'end', 'limit'])
    await session.run(join([sql`DROP TABLE temp.`, { strings: [`designed_${table}`], values: [] }], ''));
  return { derive };
}

/** Every activity of the log as the blueprint wants it. */
const designedActivities = sql`
  SELECT a.id, coalesce(d.stage, 0) AS stage, coalesce(d.note, false) AS note, e.name IS NOT NULL AS ends
  FROM activity a
  LEFT JOIN (SELECT name, min(stage) AS stage, bool_or(note) AS note FROM designed_activity GROUP BY name) d ON d.name = a.name
  LEFT JOIN (SELECT DISTINCT name FROM designed_end) e ON e.name = a.name`;

/** Whether an activity that a derived case has would get another stage, or stage of another kind, or another mark. */
async function changesCases(session: Session): Promise<boolean> {
  const [found] = await session.query<{ changed: boolean }>(sql`
    SELECT EXISTS (
      SELECT 1
      FROM step
      SEMI JOIN (
        SELECT a.id
        FROM activity a
        JOIN (${designedActivities}) d ON d.id = a.id
        LEFT JOIN stage was ON was.id = a.stage
        LEFT JOIN designed_stage becomes ON becomes.id = d.stage
        WHERE (a.stage, a.note, a.ends, coalesce(was.parallel, false), coalesce(was.after_delivery, false))
              IS DISTINCT FROM (d.stage, d.note, d.ends, becomes.parallel, becomes.after_delivery)) changing
        ON changing.id = step.activity) AS changed`);
  return found?.changed ?? false;
}

/** Whether a stage has another name than before. */
async function renames(session: Session): Promise<boolean> {
  const [found] = await session.query<{ renamed: boolean }>(sql`
    SELECT EXISTS (SELECT 1 FROM designed_stage d JOIN stage g ON g.id = d.id WHERE g.name <> d.name) AS renamed`);
  return found?.renamed ?? false;
}

async function insertRows(session: Session, table: string, rows: readonly (readonly SqlValue[])[]): Promise<void> {
  const into: { strings: string[]; values: never[] } = { strings: [`INSERT INTO temp.${table} VALUES `], values: [] };
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500).map((row) => sql`(${join(row.map((value) => sql`${value}`))})`);
    await session.run(sql`${into}${join(some)}`);
  }
}
