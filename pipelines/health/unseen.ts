import { identifier, sql } from '../../engine/sql.ts';
import { emptyBlueprint } from '../../model/blueprint.ts';
import { number } from '../../model/format.ts';
import { proposeStages } from '../derive/propose.ts';
import { quoted } from '../ingest/fix-words.ts';
import { nameOf, type Found, type Look } from './look.ts';
import { counted } from './words.ts';

/** Activities and teams that the process has never had; nothing is said for its first file. */
export async function unseenNames(look: Look): Promise<Found[]> {
  const { session, process, plan, signal } = look;
  if (process === null) return [];
  const found: Found[] = [];
  for (const role of ['activity', 'team'] as const) {
    const column = nameOf(plan, role);
    if (column === null) continue;
    const value = identifier(role);
    const names = await session.query<{ name: string; rows: number; places: number[] }>(
      sql`
        SELECT ${value} AS name, count(*) AS rows, min(rowid, 3) AS places
        FROM incoming
        WHERE reason IS NULL AND ${value} IS NOT NULL AND EXISTS (SELECT 1 FROM ${value}) AND ${value} NOT IN (SELECT name FROM ${value})
        GROUP BY ALL ORDER BY rows DESC, name`,
      { signal },
    );
    if (names.length === 0) continue;
    found.push(role === 'activity' ? activities(look, column, names) : teams(column, names));
  }
  return found;
}

/** A file of more new activities than this is another log: nobody places them one by one. */
const MOST_PROPOSED = 200;

type Names = readonly { readonly name: string; readonly rows: number; readonly places: readonly number[] }[];

const sum = (names: Names): number => names.reduce((all, { rows }) => all + rows, 0);
const told = (names: Names): string =>
  quoted(
    names.map(({ name }) => name),
    5,
  );

function activities({ process }: Look, column: string, names: Names): Found {
  const placed = new Set(process?.blueprint.stages.flatMap((stage) => stage.activities.map(({ name }) => name)));
  const homeless = names.filter(({ name }) => !placed.has(name)).length;
  const stages =
    process?.blueprint.stages.length === 0 || homeless === 0
      ? ''
      : ' No stage has them yet: they are taken and stay unplaced until a stage does.';
  return {
    id: 'unseen-activities',
    code: 'unseen-activities',
    weight: 'note',
    title: `${counted(names.length, 'activity was', 'activities were')} never seen in this service before: ${told(names)} (${counted(sum(names), 'row')}).`,
    detail: `A row is never refused because its activity is new.${stages}`,
    rows: sum(names),
    column,
    places: names.flatMap(({ places }) => places.slice(0, 1)).slice(0, 3),
    choices: [
      { id: 'keep', label: 'Take them', fix: null, effect: null },
      {
        id: 'set-aside',
        label: 'Set aside',
        fix: { kind: 'set-aside', of: 'activity', column, names: names.slice(0, 500).map(({ name }) => name) },
        effect: null,
      },
    ],
    proposed: 'keep',
    stages: proposeStages(
      process?.blueprint ?? emptyBlueprint(),
      names.flatMap(({ name }) => (placed.has(name) ? [] : [name])).slice(0, MOST_PROPOSED),
    ).flatMap(({ activity, stage, reason }) => (stage === null ? [] : [{ activity, stage, reason }])),
  };
}

function teams(column: string, names: Names): Found {
  return {
    id: 'unseen-teams',
    code: 'unseen-teams',
    weight: 'note',
    title: `${counted(names.length, 'team was', 'teams were')} never seen in this service before: ${told(names)} (${counted(sum(names), 'row')}).`,
    detail: `They are taken as they are${names.length > 20 ? `; ${number(names.length)} new names at once may mean that the column holds something else` : ''}.`,
    rows: sum(names),
    column,
    places: names.flatMap(({ places }) => places.slice(0, 1)).slice(0, 3),
    choices: [],
    proposed: null,
  };
}
