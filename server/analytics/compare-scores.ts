import type { Row } from '../../engine/engine.ts';
import { raw, sql, type Sql } from '../../engine/sql.ts';
import { answerValue, caseAnswers, primaryInstrument } from './answers.ts';
import { meanSide, num, sidesOf, type Sided } from './compare-figures.ts';
import { comparison, enoughAnswers, isThere, judgedRows, namesOf, totalsOf, type Comparison, type Found } from './compare-rows.ts';
import { sideParts } from './compare-sides.ts';
import { mixStatements, sumsBySide, taken, WHAT, type CompareAsked } from './compare-statements.ts';
import { meanOf } from './credible.ts';
import { unionAll, withParts } from './mix.ts';

/**
 * The scores of the cases that take each hand-over, and of each activity; at the level of stages those of the answers that
 * name the stage. A case counts once, with its latest answer, as on the map of one side.
 */
export function scoreStatements(asked: CompareAsked): Record<string, Sql> {
  const sides = sideParts(asked);
  const scored = (what: number, keys: string, from: Sql) =>
    sql`SELECT ${raw(String(what))} AS what, ${raw(keys)}, r.score AS v, m.side, m.weight FROM ${from}`;
  const places =
    asked.scope.level === 'stage'
      ? sql`SELECT ${raw(String(WHAT.placeScore))} AS what, g.id AS k1, 0 AS k2, ${answerValue} AS v, m.side, m.weight
            FROM mixed m JOIN feedback f ON f.case_key = m.case_key JOIN stage g ON g.name = f.stage
            WHERE f.score IS NOT NULL AND f.instrument = ${primaryInstrument(asked.process)}`
      : scored(
          WHAT.placeScore,
          's.activity AS k1, 0 AS k2',
          raw('mixed m JOIN case_answer r ON r.case_key = m.case_key JOIN step s ON s.case_key = m.case_key WHERE s.visit = 1'),
        );
  const paths = scored(
    WHAT.pathScore,
    't.k1, t.k2',
    raw('mixed m JOIN case_answer r ON r.case_key = m.case_key JOIN taken t ON t.case_key = m.case_key'),
  );
  const { picked } = mixStatements(asked, sides);
  return {
    ...(picked === undefined ? {} : { picked }),
    totals: sql`${withParts(sides)}
      SELECT m.side, count(*) AS cases, count(m.weight) AS kept, sum(m.weight) AS w, sum(m.weight * m.weight) AS w2, max(s.in_both) AS in_both
      FROM mixed m CROSS JOIN sized s GROUP BY m.side ORDER BY m.side`,
    scores: sql`${withParts([...sides, ['case_answer', caseAnswers(asked.process)], ['taken', taken(asked)], ['fact', unionAll([places, paths])]])}
      ${sumsBySide}`,
    names: asked.scope.level === 'stage' ? sql`SELECT id, name FROM stage ORDER BY id` : sql`SELECT id, name FROM activity ORDER BY id`,
  };
}

/** The rows of those: hand-overs and places with an answer on either side. Below ten answers a side has no score. */
export function scoreRows(found: Found, asked: CompareAsked): { rows: Row[]; about: Row } {
  const names = namesOf(found.names);
  const sides = sidesOf(found.scores);
  const both = (what: number, k1: number, k2: number) =>
    [1, 2].map((side) => enoughAnswers(meanSide(sides.of(what, k1, k2, side), meanOf))) as [Sided, Sided];
  const figure = { figure: 'score', statistic: 'mean', unit: 'score', better: 'higher' };
  const place = asked.scope.level === 'stage' ? 'stage' : 'activity';
  const comparisons = sides.keys
    .map(({ what, k1, k2 }): Comparison => {
      const [from, to] = [names.get(k1) ?? '', names.get(k2) ?? ''];
      return what === WHAT.pathScore
        ? comparison({ kind: 'hand-over', name: `${from} to ${to}`, from, to, ...figure }, both(what, k1, k2))
        : comparison({ kind: place, name: from, [place]: from, ...figure }, both(what, k1, 0));
    })
    .filter(isThere);
  const answers = ({ one, other }: Comparison) => one.n + other.n;
  const ordered = comparisons.toSorted(
    (a, b) => Number(b.what.kind === 'hand-over') - Number(a.what.kind === 'hand-over') || num(answers(b)) - num(answers(a)),
  );
  return judgedRows(ordered, found, asked, totalsOf(found));
}
