import type { Blueprint, UnplacedActivity } from '../../../../model/blueprint.ts';
import { plural, uncapital } from '../../../../model/format.ts';

export interface Placement {
  activity: string;
  stage: string | null;
}

/** What to send: the activities whose chosen stage is one; an activity without a choice stays where it is. */
export function chosenPlacements(activities: readonly UnplacedActivity[], choices: Readonly<Record<string, string>>): Placement[] {
  return activities.flatMap(({ activity }) => {
    const stage = choices[activity];
    return stage ? [{ activity, stage }] : [];
  });
}

/** `Placed 3 activities in 2 stages.` */
export function placedWords(placements: readonly Placement[]): string {
  const stages = new Set(placements.map(({ stage }) => stage));
  const [only] = stages;
  const where = stages.size === 1 && only ? `in “${only}”` : `in ${plural(stages.size, 'stage', 'stages')}`;
  return `Placed ${plural(placements.length, 'activity', 'activities')} ${where}.`;
}

/** The stages with what they hold, for the strip of the Data page. */
export const stageCounts = (blueprint: Blueprint) =>
  blueprint.stages.map(({ name, activities, parallel, afterDelivery }) => ({
    name,
    activities: activities.map((activity) => activity.name),
    parallel: parallel === true,
    afterDelivery: afterDelivery === true,
  }));

/** A template as one line: its stages in order. */
export const stageLine = (stages: readonly { name: string }[]): string => {
  const line = stages.map(({ name }, place) => (place === 0 ? name : uncapital(name))).join(', ');
  return `${line}.`;
};
