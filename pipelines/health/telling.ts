import type { Session } from '../../engine/engine.ts';
import { identifier, sql } from '../../engine/sql.ts';
import type { Fix, HealthProblem } from '../../model/health.ts';
import { sameFix } from './effects.ts';
import { sampleRows, type Sampled } from './samples.ts';
import type { Found, Look } from './look.ts';

/** Staged rows that are refused as they are now, and those that were merged with an equal one. */
export async function countRefused(session: Session): Promise<{ rejected: number; merged: number }> {
  const [row] = await session.query<{ rejected: number; merged: number }>(sql`
    SELECT count(*) FILTER (reason IS NOT NULL AND reason <> 'equal_row') AS rejected, count(*) FILTER (reason = 'equal_row') AS merged
    FROM ${identifier('incoming')}`);
  return row ?? { rejected: 0, merged: 0 };
}

/** Rows that can be used, but not as they are. A row in doubt for two reasons counts twice. */
export const rowsInDoubt = (problems: readonly Found[]): number =>
  problems.reduce((sum, { weight, rows }) => (weight === 'decision' ? sum + rows : sum), 0);

const WEIGHTS: readonly HealthProblem['weight'][] = ['decision', 'refused', 'note'];

/** The problems as they are shown: those that ask for a decision first, each with rows of the file and the choice made. */
export async function told(look: Sampled & Pick<Look, 'seen'>, problems: readonly Found[]): Promise<HealthProblem[]> {
  const { fixes = [], personal } = look.seen.mapping;
  const samples = await sampleRows(
    look,
    problems.flatMap(({ places }) => places),
  );
  const ordered = problems.toSorted((one, other) => WEIGHTS.indexOf(one.weight) - WEIGHTS.indexOf(other.weight));
  return ordered.map(({ places, told: known, ...problem }) => ({
    ...problem,
    samples: known ?? places.slice(0, 3).flatMap((place) => samples.get(place) ?? []),
    chosen: chosenOf(problem.choices, fixes, personal),
  }));
}

function chosenOf(
  choices: HealthProblem['choices'],
  fixes: readonly Fix[],
  personal: Readonly<Record<string, 'code' | 'keep'>> | undefined,
): string | null {
  const made = choices.find(({ fix, personal: asked }) =>
    fix === null
      ? asked !== undefined && Object.entries(asked).every(([column, choice]) => personal?.[column] === choice)
      : fixes.some((one) => sameFix(one, fix)),
  );
  return made?.id ?? null;
}
