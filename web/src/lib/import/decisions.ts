import type { Blueprint } from '../../../../model/blueprint.ts';
import type { Arrangement, ImportKind, Mapping, Recognition, Role } from '../../../../model/event-log.ts';
import type { Instrument } from '../../../../model/feedback.ts';
import type { Fix, HealthProblem, PersonalChoice } from '../../../../model/health.ts';

/** What was chosen for one thing the check found. */
export interface Chosen {
  /** Id of the choice. */
  choice: string;
  fix: Fix | null;
  personal: Readonly<Record<string, PersonalChoice>>;
}

/** What a person decided about a file. It outlives a new check, a failed import and a reload of the page. */
export interface Decisions {
  /** Null: as it was found. */
  kind: ImportKind | null;
  /** Column name to role, only what differs from the guess. */
  roles: Readonly<Record<string, Role>>;
  /** Key of a question (`questionKey`) to the answer chosen. */
  answers: Readonly<Record<string, string>>;
  zone: string | null;
  instrument: Instrument | null;
  /** How the bytes are read, where a person says it: encoding, delimiter, header line, sheet, part. */
  reading: Readonly<Pick<Mapping, 'encoding' | 'delimiter' | 'headerLine' | 'sheet' | 'part'>>;
  /** Id of a recipe, `none`, or null for the one that fits. */
  recipe: string | null;
  arrangement: Arrangement | null;
  /** Of a wide file: column to the name of its activity, empty to leave it out. */
  milestones: Readonly<Record<string, string>>;
  /** Id of a thing the check found to what was chosen for it, in the order of choosing. */
  health: Readonly<Record<string, Chosen>>;
  replace: NonNullable<Mapping['replace']> | null;
  /** New activity to the stage it is placed in once its rows are in. */
  places: Readonly<Record<string, string>>;
}

export const noDecisions = (): Decisions => ({
  kind: null,
  roles: {},
  answers: {},
  zone: null,
  instrument: null,
  reading: {},
  recipe: null,
  arrangement: null,
  milestones: {},
  health: {},
  replace: null,
  places: {},
});

/** What still means something once another table, or the same one laid out in another way, is read: how it is read. */
export const forAnotherTable = ({ reading, zone, recipe, replace }: Decisions): Decisions => ({
  ...noDecisions(),
  reading,
  zone,
  recipe,
  replace,
});

/** The decisions with a choice for what the check found; the choice that stands already is taken back. */
export function withChoice(decisions: Decisions, problem: HealthProblem, choice: string): Decisions {
  const health = { ...decisions.health };
  const stands = health[problem.id]?.choice === choice;
  // the newest choice is the last to be applied
  delete health[problem.id];
  const found = problem.choices.find((one) => one.id === choice);
  if (!stands && found) health[problem.id] = { choice, fix: found.fix, personal: found.personal ?? {} };
  return { ...decisions, health };
}

/** The corrections chosen, in the order of choosing. */
export const fixesOf = (decisions: Decisions): Fix[] => Object.values(decisions.health).flatMap(({ fix }) => (fix ? [fix] : []));

/** What becomes of columns of personal data, where it was chosen. */
export const personalOf = (decisions: Decisions): Record<string, PersonalChoice> =>
  Object.assign({}, ...Object.values(decisions.health).map(({ personal }) => personal)) as Record<string, PersonalChoice>;

/** The choice that stands for a thing the check found: a person's, else the one the file is read with. */
export const choiceOf = (decisions: Decisions, problem: HealthProblem): string | null =>
  decisions.health[problem.id]?.choice ?? problem.chosen;

/** Activities of the file that the service has never had and no stage holds; those placed already stay listed. */
export function newActivities(problems: readonly HealthProblem[], decisions: Decisions, blueprint: Blueprint): string[] {
  const held = new Set(blueprint.stages.flatMap(({ activities }) => activities.map(({ name }) => name)));
  const found = problems.find(({ code }) => code === 'unseen-activities');
  // rows that are set aside bring no activity
  if (!found || choiceOf(decisions, found) === 'set-aside') return [];
  const names = found.choices.flatMap(({ fix }) => (fix?.kind === 'set-aside' ? (fix.names ?? []) : []));
  return [...new Set(names)].filter((name) => !held.has(name));
}

/** The stages that the names of new activities point to, by activity. */
export const proposedStages = (problems: readonly HealthProblem[]): Readonly<Record<string, { stage: string; reason: string }>> =>
  Object.fromEntries(
    problems.flatMap(({ stages = [] }) => stages.map(({ activity, stage, reason }) => [activity, { stage, reason }] as const)),
  );

/** The things found that wait for a decision. */
export const undecided = (problems: readonly HealthProblem[], decisions: Decisions): HealthProblem[] =>
  problems.filter((problem) => problem.weight === 'decision' && problem.choices.length > 0 && choiceOf(decisions, problem) === null);

/** The decisions with what the product proposes for everything that waits for one. */
export const withProposals = (problems: readonly HealthProblem[], decisions: Decisions): Decisions =>
  undecided(problems, decisions).reduce(
    (made, problem) => (problem.proposed === null ? made : withChoice(made, problem, problem.proposed)),
    decisions,
  );

/**
 * What a list shows after another check: everything new in its place, and below what was there before the entries that
 * are gone because of a decision. So a choice can be taken back where it was made.
 */
export function keptInPlace<Entry>(
  before: readonly Entry[],
  now: readonly Entry[],
  keyOf: (entry: Entry) => string,
  decided: (entry: Entry) => boolean,
): Entry[] {
  const fresh = new Map(now.map((entry) => [keyOf(entry), entry]));
  const stay = before.flatMap((entry) => {
    const newer = fresh.get(keyOf(entry));
    if (newer !== undefined) return [newer];
    return decided(entry) ? [entry] : [];
  });
  const known = new Set(before.map(keyOf));
  return [...stay, ...now.filter((entry) => !known.has(keyOf(entry)))];
}

/** Questions of this check and the answered ones of earlier checks, in a place of their own each. */
export type Question = Recognition['questions'][number];
