import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type Source } from '../../server/analytics/analytic.ts';
import { comments } from '../../server/analytics/comments.ts';
import { directlyFollows } from '../../server/analytics/directly-follows.ts';
import { satisfaction } from '../../server/analytics/satisfaction.ts';
import { stages } from '../../server/analytics/stages.ts';
import { variants } from '../../server/analytics/variants.ts';
import { voice } from '../../server/analytics/voice.ts';
import { sampleOf } from './planted.ts';

type Log = Source & { close: () => Promise<void> };
const scope = { process: 'log' };
const OCTOBER = { ...scope, period: { from: '2026-10-01', to: '2026-11-01' } };

/** Answers and score, to the millionth. */
const scored = ({ answers, score }: { answers?: number; score?: number | null }) => [answers, score?.toFixed(6) ?? null];

describe.each(['ed', 'desk'])('the voice of the sample %s', (id) => {
  let log: Log;
  beforeAll(async () => void (log = await sampleOf(id)), 120_000);
  afterAll(() => log.close());

  it('gives each stage, hand-over and variant the score that the other questions give it', async () => {
    for (const one of [scope, OCTOBER]) {
      const { rows, about } = await ask(log, voice, one);
      const byStage = new Map((await ask(log, stages, one)).rows.map((row) => [row.stage, row]));
      for (const row of rows.filter(({ kind }) => kind === 'stage')) {
        expect(scored(row)).toEqual(scored(byStage.get(row.stage ?? '') ?? { answers: 0, score: null }));
      }
      const edges = new Map(
        (await ask(log, directlyFollows, one, { with: 'score' })).rows.map((row) => [`${row.from ?? ''} > ${row.to ?? ''}`, row]),
      );
      for (const row of rows.filter(({ kind }) => kind === 'hand-over')) {
        const edge = edges.get(`${row.from ?? ''} > ${row.to ?? ''}`);
        expect(scored(row)).toEqual(scored(edge ?? {}));
      }
      const ways = await ask(log, variants, one, { limit: 1000 });
      for (const row of rows.filter(({ kind }) => kind === 'variant')) {
        const way = ways.rows.find(({ key }) => key === row.variant);
        if (way === undefined) continue;
        expect([row.activities, ...scored(row)]).toEqual([way.activities, ...scored(way)]);
      }
      expect(about?.answers).toBe(ways.about?.answers);
    }
  }, 120_000);

  it('weighs the answers to a score within the interval of the plain one: who answers is a fair picture of all', async () => {
    const { about } = await ask(log, voice, scope, { kind: 'attribute' });
    expect(about?.reweighted.covered).toBeGreaterThan(0.95);
    expect(about?.reweighted.score).toBeGreaterThan((about?.low ?? 100) - 3);
    expect(about?.reweighted.score).toBeLessThan((about?.high ?? 0) + 3);
  }, 60_000);

  it('names the scale and its direction, and every answer is linked by the case it names', async () => {
    const { about } = await ask(log, satisfaction, scope);
    expect(about?.instruments.map(({ scales }) => scales.map(({ min, max, better }) => [min, max, better]))).toEqual([
      id === 'ed' ? [[1, 5, 'higher']] : [[0, 10, 'higher']],
    ]);
    expect(about).toMatchObject({ linkRate: 1, links: { case: about?.answers ?? 0, customer: 0, site: 0 } });
    expect(about?.target).toBe(id === 'ed' ? 75 : 30);
  });

  it('finds what the unhappy write about: waiting, or the invoice', async () => {
    const { about, n } = await ask(log, comments, scope);
    expect(n).toBe(about?.comments);
    const unhappy = about?.themes.filter(({ leaning }) => leaning === 'unhappy').map(({ words }) => words.join(' ')) ?? [];
    expect(unhappy.some((words) => words.includes(id === 'ed' ? 'wait' : 'invoice'))).toBe(true);
    for (const theme of (about?.themes ?? []).slice(0, 3)) {
      const own = await ask(log, comments, scope, { theme: theme.key, limit: 1 });
      expect(own.n).toBe(theme.comments);
    }
  }, 60_000);
});
