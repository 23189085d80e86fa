import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { emptyBlueprint, type Blueprint } from '../../model/blueprint.ts';
import { applyBlueprint, deriveCases } from '../../pipelines/derive/derive.ts';
import { logOf } from '../support/log.ts';

const design: Blueprint = {
  ...emptyBlueprint(),
  stages: [
    { name: 'First', activities: [{ name: 'A' }, { name: 'Never seen' }] },
    { name: 'Second', waitLimitMs: 60_000, activities: [{ name: 'B' }] },
  ],
  handOvers: [
    { from: 'A', to: 'B', limitMs: 5000 },
    { from: 'A', to: 'Never seen', limitMs: 5000 },
  ],
};

it('tells whether derived cases change, and moves limits without deriving', async () => {
  const log = await logOf(
    {
      one: [
        ['A', 0, 1],
        ['B', 1, 1],
        ['C', 1, 1],
      ],
    },
    { blueprint: design },
  );
  const targets = () => log.query(sql`SELECT stage, target_ms FROM stage_visit ORDER BY position`);
  expect(await log.query(sql`SELECT id, name FROM stage ORDER BY id`)).toEqual([
    { id: 0, name: 'Unplaced' },
    { id: 1, name: 'First' },
    { id: 2, name: 'Second' },
  ]);
  expect(await log.query(sql`SELECT * FROM hand_over_limit`)).toEqual([{ from: 1, to: 2, limitMs: 5000 }]);
  expect(await applyBlueprint(log.session, design)).toEqual({ derive: false });
  expect(await targets()).toEqual([
    { stage: 1, targetMs: null },
    { stage: 2, targetMs: 60_000 },
    { stage: 0, targetMs: null },
  ]);

  const [first, second] = design.stages;
  if (!first || !second) throw new Error('The design has two stages.');
  expect(
    await applyBlueprint(log.session, {
      ...design,
      stages: [
        { ...first, name: 'Start' },
        { ...second, waitLimitMs: 90_000 },
      ],
    }),
  ).toEqual({ derive: false });
  expect(await targets()).toEqual([
    { stage: 1, targetMs: null },
    { stage: 2, targetMs: 90_000 },
    { stage: 0, targetMs: null },
  ]);

  for (const changed of [
    { ...design, stages: [second, first] },
    { ...design, endActivities: ['C'] },
    { ...design, stages: [{ ...first, parallel: true }, second] },
    emptyBlueprint(),
  ]) {
    expect(await applyBlueprint(log.session, changed)).toEqual({ derive: true });
    await deriveCases(log.session, { blueprint: design, touched: 'all' });
  }
});

it('derives every case again when an append brings another blueprint', async () => {
  const log = await logOf(
    {
      one: [
        ['A', 0, 1],
        ['B', 1, 1],
      ],
      two: [['A', 0, 1]],
    },
    { blueprint: design },
  );
  await log.session.run(sql`CREATE OR REPLACE TEMP TABLE touched_case (case_key INTEGER)`);
  await deriveCases(log.session, { blueprint: emptyBlueprint(), touched: 'table' });
  expect(await log.query(sql`SELECT DISTINCT stage FROM step`)).toEqual([{ stage: 0 }]);
  expect(await log.query(sql`SELECT count(*) AS steps FROM step`)).toEqual([{ steps: 3 }]);
});
