import { raw, sql, type Sql } from '../../engine/sql.ts';
import type { Fix } from '../../model/health.ts';
import { changed, changeOf } from '../ingest/fixes.ts';
import { span } from '../ingest/fix-words.ts';
import { effectWords, figuresOf, type Figures } from './figures.ts';
import { lookedRows, openingOnly, partWords, type Choice, type Found, type Look } from './look.ts';

/** So many effects are worked out; each asks all rows that are looked at once. */
const MOST = 8;

/**
 * Works out what the choices of a check do to the figures of the file: those that ask for a decision first.
 *
 * The same question is asked twice of the cases that are looked at, with one correction made and without, the other
 * corrections a person chose made in both.
 */
export async function workOutEffects(look: Look, problems: readonly Found[], chosen: readonly Fix[]): Promise<Found[]> {
  const more = await openingOnly(look);
  const known = new Map<string, Figures>();
  const figures = async (fixes: readonly Fix[]): Promise<Figures> => {
    const key = JSON.stringify(fixes);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = await figuresOf(look.session, await withFixes(look, fixes), more, look.signal);
    known.set(key, found);
    return found;
  };
  const asked = problems
    .flatMap((problem) =>
      // of many rows only what asks for a decision: an effect costs a look at all the cases
      problem.choices
        .filter(({ fix, effect }) => fix !== null && effect === null && (look.spread === 1 || problem.weight === 'decision'))
        .map((choice) => ({ problem, choice })),
    )
    .toSorted((one, other) => rank(one.problem) - rank(other.problem))
    .slice(0, MOST);
  if (asked.length > 0)
    await look.session.run(sql`CREATE OR REPLACE TEMP TABLE looked AS SELECT * FROM ${lookedRows(look)}`, { signal: look.signal });
  const worked = new Map<Choice, Choice>();
  for (const { choice } of asked) {
    const { fix } = choice;
    if (fix === null) continue;
    const others = chosen.filter((one) => !sameFix(one, fix));
    const effect = effectWords(beginning(fix), await figures(others), await figures([...others, fix]), look.words);
    worked.set(choice, { ...choice, effect: `${effect}${partWords(look)}` });
  }
  return problems.map((problem) => ({ ...problem, choices: problem.choices.map((choice) => worked.get(choice) ?? choice) }));
}

const rank = ({ weight, proposed }: Found): number => (weight === 'decision' ? 0 : proposed === null ? 2 : 1);

async function withFixes(look: Look, fixes: readonly Fix[]): Promise<Sql> {
  let rows = raw('looked');
  for (const fix of fixes) {
    const change = await changeOf(look.session, look, fix, raw('place'));
    if (change !== null) rows = changed(rows, change);
  }
  return rows;
}

/** The words an effect begins with. */
function beginning(fix: Fix): string {
  switch (fix.kind) {
    case 'merge-names':
    case 'merge-equal-rows':
      return 'Merging them';
    case 'shift-clock':
      return `${fix.minutes < 0 ? 'Taking off' : 'Adding'} ${span(fix.minutes)}`;
    case 'swap-ends':
      return 'Changing them round';
    case 'drop-end':
      return 'Keeping them';
    case 'set-aside':
      return 'Setting them aside';
  }
}

/** Whether two corrections are the same, whatever the order of their fields. */
export const sameFix = (one: Fix, other: Fix): boolean => plain(one) === plain(other);

const plain = (fix: Fix): string => JSON.stringify(Object.entries(fix).toSorted(([one], [other]) => (one < other ? -1 : 1)));
