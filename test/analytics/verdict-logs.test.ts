import { expect, it } from 'vitest';
import { loggedService, mondayOf, openShelf, waitLog, waitMeasure } from '../../bench/verdict-logs.ts';
import { level } from '../../bench/verdict-points.ts';
import { randomOf } from '../../sample-data/random.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { improvementEffect } from '../../server/analytics/improvement-effect.ts';

const BEFORE = 29;
const NOISE = { size: 0.1, keeps: 0 };
const seeds = Array.from({ length: 10 }, (_, at) => at + 1);

it('finds a planted cut of 25 % in imported logs, and none in logs without one', async () => {
  const shelf = await openShelf();
  const cut = seeds.map((seed) => waitLog(`cut${String(seed)}`, randomOf(seed, 'cut'), [...level(1, BEFORE), ...level(0.75, 20)], NOISE));
  const quiet = seeds.map((seed) => waitLog(`quiet${String(seed)}`, randomOf(seed, 'quiet'), level(1, BEFORE + 20), NOISE));
  const service = await loggedService(shelf, 'logs', [...cut, ...quiet]);
  const said = async (name: string, after: number) => {
    const { about } = await ask(
      service,
      improvementEffect,
      {
        process: 'logs',
        period: { to: mondayOf(BEFORE + after) },
        filters: [{ kind: 'attribute', name: 'Log', op: 'in', values: [name] }],
      },
      { definition: waitMeasure, changed: mondayOf(BEFORE), baseFrom: mondayOf(0), baseTo: mondayOf(BEFORE), balancing: false },
    );
    return about?.verdict;
  };
  const found = { improved: 0, holding: 0, chance: 0 };
  for (const seed of seeds) {
    if ((await said(`cut${String(seed)}`, 8)) === 'improved') found.improved += 1;
    if ((await said(`cut${String(seed)}`, 20)) === 'holding') found.holding += 1;
    if ((await said(`quiet${String(seed)}`, 20)) !== 'no-change') found.chance += 1;
  }
  service.session.close();
  await shelf.close();
  expect(found).toEqual({ improved: 10, holding: 10, chance: 0 });
}, 120_000);
