import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import type { Blueprint, UnplacedActivity } from '../../model/blueprint.ts';
import { BadRequest } from '../../model/problem.ts';
import { templateOf } from '../../model/templates.ts';
import { proposeStages } from '../../pipelines/derive/propose.ts';
import type { Throughline } from '../throughline.ts';

/**
 * The activities of the log that no stage has, busiest first, each with a proposal. Without stages of its own
 * the service is shown what a template would give it.
 */
export async function unplaced(
  house: Throughline,
  id: string,
  template: Blueprint['template'],
  signal?: AbortSignal,
): Promise<UnplacedActivity[]> {
  const { blueprint } = house.live.get(id);
  const found = await house.engine.with(schemaOf(id), (session) =>
    session.query<{ activity: string; steps: number }>(
      sql`
      SELECT activity.name AS activity, count(*) AS steps
      FROM step JOIN activity ON activity.id = step.activity
      WHERE activity.stage = 0
      GROUP BY activity.name
      ORDER BY steps DESC, activity`,
      { signal },
    ),
  );
  const design = blueprint.stages.length > 0 ? blueprint : templateOf(template ?? 'service');
  const proposals = new Map(
    proposeStages(
      design,
      found.map(({ activity }) => activity),
    ).map((proposal) => [proposal.activity, proposal]),
  );
  return found.map(({ activity, steps }) => {
    const proposal = proposals.get(activity);
    return { activity, steps, proposedStage: proposal?.stage ?? null, reason: proposal?.reason ?? '' };
  });
}

/** The blueprint with activities moved: each leaves the stage it was in, and enters the one named. */
export function placed(blueprint: Blueprint, placements: readonly { activity: string; stage: string | null }[]): Blueprint {
  for (const [at, { stage }] of placements.entries()) {
    if (stage !== null && !blueprint.stages.some(({ name }) => name === stage)) {
      throw new BadRequest(
        `placements.${at}.stage`,
        `The blueprint has no stage “${stage}”.`,
        `It has ${blueprint.stages.map(({ name }) => name).join(', ') || 'none'}.`,
      );
    }
  }
  const to = new Map(placements.map(({ activity, stage }) => [activity, stage]));
  const designed = new Map(blueprint.stages.flatMap(({ activities }) => activities.map((activity) => [activity.name, activity] as const)));
  return {
    ...blueprint,
    stages: blueprint.stages.map((stage) => ({
      ...stage,
      activities: [
        ...stage.activities.filter(({ name }) => !to.has(name) || to.get(name) === stage.name),
        ...[...to]
          .filter(([name, target]) => target === stage.name && !stage.activities.some((activity) => activity.name === name))
          .map(([name]) => designed.get(name) ?? { name }),
      ],
    })),
  };
}
