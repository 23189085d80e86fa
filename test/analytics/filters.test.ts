import { describe, expect, it } from 'vitest';
import type { Scope } from '../../model/scope.ts';
import { ask } from '../../server/analytics/analytic.ts';
import { cases } from '../../server/analytics/cases.ts';
import { variants } from '../../server/analytics/variants.ts';
import { logOf, logOfEvents, type LogRow } from '../support/log.ts';
import { giveAnswers } from './answers.ts';
import { kept, keeps, stages } from './filters-kept.ts';
import { sql } from '../../engine/sql.ts';

describe('what a case passes through', () => {
  const log = () =>
    logOf(
      {
        'C-1': [
          ['Register', 0, 5],
          ['Triage', 10, 5],
          ['Treat', 5, 10],
        ],
        'C-2': [
          ['Triage', 0, 5],
          ['Register', 5, 5],
          ['Triage', 30, 5],
          ['Triage', 0, 5],
        ],
        'C-3': [
          ['Treat', 0, 5],
          ['Dress', 0, 5],
          ['Treat', 0, 5],
        ],
      },
      { blueprint: { stages } },
    );

  it('activities and stages, first and last', async () => {
    const one = await log();
    await keeps(one, '@activity:Triage', ['C-1', 'C-2']);
    await keeps(one, '@activity:Register|Dress', ['C-1', 'C-2', 'C-3']);
    await keeps(one, '@stage:Care', ['C-1', 'C-3']);
    await keeps(one, '@stage:Intake|Care', ['C-1', 'C-2', 'C-3']);
    await keeps(one, '@starts:Register', ['C-1']);
    await keeps(one, '@starts:Register|Treat', ['C-1', 'C-3']);
    await keeps(one, '@ends:Treat', ['C-1', 'C-3']);
    expect(await kept(one, '@activity:Triage', '@not-ends:Treat'), 'all filters hold at once').toEqual(['C-2']);
  });

  it('done again: directly or after others, any activity or one of these', async () => {
    const one = await log();
    await keeps(one, '@rework', ['C-2', 'C-3']);
    await keeps(one, '@rework:Triage', ['C-2']);
    await keeps(one, '@rework:Triage|Treat', ['C-2', 'C-3']);
    await keeps(one, '@rework:Register', []);
  });

  it('its variant, by the key that the question of variants gives', async () => {
    const one = await logOf(
      {
        plain: [
          ['Triage', 0, 5],
          ['Treat', 5, 5],
        ],
        again: [
          ['Triage', 0, 5],
          ['Triage', 5, 5],
          ['Treat', 5, 5],
        ],
        other: [
          ['Triage', 0, 5],
          ['Dress', 5, 5],
        ],
      },
      { blueprint: { stages } },
    );
    const keyOf = async (found: (row: { activities: string[] }) => boolean, level: 'activity' | 'stage', params = {}) =>
      (await ask(one, variants, { process: 'log', level }, params)).rows.find(found)?.key ?? '';
    const again = await keyOf((row) => row.activities.length === 3, 'activity');
    await keeps(one, `@variant:${again}`, ['again']);
    await keeps(one, `@variant:${again}|17`, ['again']);
    await keeps(one, '@variant:17', []);
    await keeps(one, `@folded-variant:${await keyOf((row) => row.activities.includes('Treat'), 'activity', { fold: 'repeats' })}`, [
      'again',
      'plain',
    ]);
    await keeps(one, `@stage-variant:${await keyOf(() => true, 'stage')}`, ['again', 'other', 'plain']);
  });
});

describe('what follows what', () => {
  it('directly: the time is the hand-over’s, its first end counts and its second does not', async () => {
    const one = await logOf({
      'C-10': [
        ['A', 0, 5],
        ['B', 10, 5],
      ],
      'C-20': [
        ['A', 0, 5],
        ['B', 20, 5],
      ],
      'C-0': [
        ['A', 0, 30],
        ['B', -10, 5],
      ],
      'C-x': [
        ['A', 0, 5],
        ['X', 10, 5],
        ['B', 10, 5],
      ],
      'C-b': [
        ['B', 0, 5],
        ['A', 10, 5],
      ],
    });
    await keeps(one, '@follows:directly:A:B', ['C-0', 'C-10', 'C-20']);
    await keeps(one, '@follows:directly:A:B:10min..20min', ['C-10']);
    await keeps(one, '@follows:directly:A:B:10min..', ['C-10', 'C-20']);
    await keeps(one, '@follows:directly:A:B:..10min', ['C-0']);
    await keeps(one, '@follows:directly:A:A', []);
  });

  it('eventually: complete before start, whatever lies between; the time is between those two', async () => {
    const one = await logOf({
      'C-x': [
        ['A', 0, 5],
        ['X', 10, 5],
        ['B', 10, 5],
      ],
      overlap: [
        ['A', 0, 30],
        ['B', -10, 5],
      ],
      edge: [
        ['A', 0, 30],
        ['B', 0, 5],
      ],
      twice: [
        ['A', 0, 5],
        ['B', 50, 5],
        ['A', 0, 5],
        ['B', 2, 5],
      ],
      before: [
        ['B', 0, 5],
        ['A', 10, 5],
      ],
    });
    await keeps(one, '@follows:eventually:A:B', ['C-x', 'edge', 'twice']);
    await keeps(one, '@follows:eventually:A:B:25min..', ['C-x', 'twice']);
    await keeps(one, '@follows:eventually:A:B:..3min', ['edge', 'twice']);
    await keeps(one, '@follows:eventually:A:B:3min..26min', ['C-x']);
    // from the first A to the second B
    await keeps(one, '@follows:eventually:A:B:62min..63min', ['twice']);
    await keeps(one, '@follows:eventually:A:A', ['twice']);
    await keeps(one, '@follows:eventually:B:A:..1min', ['twice']);
  });

  it('instants at one time follow each other in the order of the file, and no other', async () => {
    const row = (name: string, activity: string): LogRow => ({ case: name, activity, end: '09:00' });
    const one = await logOfEvents([row('ab', 'A'), row('ab', 'B'), row('ba', 'B'), row('ba', 'A')]);
    await keeps(one, '@follows:eventually:A:B', ['ab']);
    await keeps(one, '@follows:eventually:A:B:..1h', ['ab']);
    await keeps(one, '@follows:eventually:B:A', ['ba']);
    await keeps(one, '@follows:eventually:A:A', []);
  });

  it('a step that has not ended leads nowhere in time', async () => {
    const one = await logOfEvents([
      { case: 'open', activity: 'A', start: '09:00' },
      { case: 'open', activity: 'B', start: '10:00', end: '10:05' },
    ]);
    await keeps(one, '@follows:directly:A:B', ['open']);
    await keeps(one, '@follows:directly:A:B:0ms..', []);
    await keeps(one, '@follows:eventually:A:B', []);
  });

  it('a hand-over to a note has no time; a note parts neighbours and does not part a hand-over', async () => {
    const one = await logOf(
      {
        'C-1': [
          ['A', 0, 5],
          ['Note', 5, 0],
          ['B', 5, 5],
        ],
        'C-2': [
          ['A', 0, 5],
          ['B', 10, 5],
        ],
      },
      { blueprint: { stages: [{ name: 'S', activities: [{ name: 'A' }, { name: 'B' }, { name: 'Note', note: true }] }] } },
    );
    await keeps(one, '@follows:directly:A:Note', ['C-1']);
    await keeps(one, '@follows:directly:A:Note:0ms..', []);
    await keeps(one, '@follows:directly:A:B', ['C-2']);
    await keeps(one, '@follows:directly:A:B:5min..', ['C-2']);
    await keeps(one, '@follows:directly:Note:B', ['C-1']);
    await keeps(one, '@follows:hand-over:A:Note', []);
    await keeps(one, '@follows:hand-over:A:B', ['C-1', 'C-2']);
    await keeps(one, '@follows:hand-over:A:B:10min..', ['C-1', 'C-2']);
    await keeps(one, '@follows:hand-over:A:B:11min..', []);
    await keeps(one, '@follows:hand-over:Note:B', []);
    await keeps(one, '@follows:eventually:A:B:10min..', ['C-1', 'C-2']);
  });

  it('first end to next start or end, as a target between two activities is timed', async () => {
    const one = await logOf({
      quick: [
        ['A', 0, 5],
        ['B', 10, 20],
      ],
      again: [
        ['A', 0, 5],
        ['B', 10, 5],
        ['A', 0, 5],
        ['B', 90, 5],
      ],
      never: [
        ['B', 0, 5],
        ['A', 90, 5],
      ],
    });
    await keeps(one, '@follows:to-start:A:B', ['again', 'quick']);
    await keeps(one, '@follows:to-start:A:B:11min..', []);
    await keeps(one, '@follows:to-end:A:B:16min..', ['quick']);
  });

  it('stages: consecutive visits, or any later one; stages that run in parallel have no neighbours', async () => {
    const one = await logOf(
      {
        'C-1': [
          ['Register', 0, 5],
          ['Triage', 10, 5],
          ['Treat', 5, 10],
        ],
        'C-2': [
          ['Triage', 0, 5],
          ['Observe', 5, 10],
          ['Dress', 5, 5],
        ],
        'C-3': [
          ['Treat', 0, 5],
          ['Dress', 10, 5],
        ],
        'C-4': [
          ['Treat', 0, 5],
          ['Register', 10, 5],
          ['Treat', 30, 5],
        ],
      },
      { blueprint: { stages } },
    );
    await keeps(one, '@stage-follows:directly:Triage:Care', ['C-1', 'C-2']);
    await keeps(one, '@stage-follows:directly:Triage:Care:..20min', ['C-1']);
    await keeps(one, '@stage-follows:directly:Intake:Care', ['C-4']);
    await keeps(one, '@stage-follows:eventually:Intake:Care', ['C-1', 'C-4']);
    await keeps(one, '@stage-follows:eventually:Intake:Care:25min..', ['C-4']);
    await keeps(one, '@stage-follows:eventually:Care:Care', ['C-4']);
    await keeps(one, '@stage-follows:directly:Triage:Monitoring', []);
    await keeps(one, '@stage-follows:eventually:Triage:Monitoring', ['C-2']);
    await keeps(one, '@stage-follows:eventually:Monitoring:Care', ['C-2']);
    await keeps(one, '@stage-follows:eventually:Monitoring:Monitoring', []);
  });
});

describe('how long it takes', () => {
  const log = () =>
    logOf(
      {
        quick: [
          ['Register', 0, 5],
          ['Triage', 5, 10],
          ['Treat', 5, 5],
        ],
        slow: [
          ['Register', 0, 5],
          ['Triage', 25, 40],
          ['Treat', 60, 5],
        ],
        twice: [
          ['Register', 0, 5],
          ['Triage', 5, 5],
          ['Treat', 5, 5],
          ['Triage', 20, 5],
        ],
      },
      { blueprint: { stages: [...stages.slice(0, 3), { name: 'Care', afterDelivery: true, activities: [{ name: 'Treat' }] }] } },
    );

  it('the case from arrival to its end, to delivery, at work and idle', async () => {
    const one = await log();
    await keeps(one, '@duration:throughput:50min..', ['slow', 'twice']);
    await keeps(one, '@duration:throughput:30min..50min', ['quick']);
    await keeps(one, '@duration:delivery:..21min', ['quick']);
    await keeps(one, '@duration:processing:20min..21min', ['quick', 'twice']);
    await keeps(one, '@duration:waiting:85min..', ['slow']);
  });

  it('a case that was never delivered has no time to delivery, and is kept by the opposite', async () => {
    const one = await logOf(
      {
        only: [['Treat', 0, 5]],
        both: [
          ['Register', 0, 5],
          ['Treat', 0, 5],
        ],
      },
      {
        blueprint: {
          stages: [
            { name: 'Intake', activities: [{ name: 'Register' }] },
            { name: 'Care', afterDelivery: true, activities: [{ name: 'Treat' }] },
          ],
        },
      },
    );
    await keeps(one, '@duration:delivery:0ms..', ['both']);
  });

  it('one step at work, where the file says both its times', async () => {
    const one = await log();
    await keeps(one, '@processing:Triage:..10min', ['twice']);
    await keeps(one, '@processing:Triage:10min..', ['quick', 'slow']);
    const instants = await logOfEvents([{ case: 'C-1', activity: 'A', end: '09:00' }]);
    await keeps(instants, '@processing:A:..1h', []);
  });

  it('one visit of a stage, and beyond its limit', async () => {
    const one = await log();
    await keeps(one, '@stage-wait:Triage:20min..', ['slow', 'twice']);
    await keeps(one, '@stage-wait:Triage:..6min', ['quick', 'twice']);
    await keeps(one, '@stage-wait:Care:1h..', ['slow']);
    // 20 min is the limit itself: beyond is more
    await keeps(one, '@late', ['slow']);
    await keeps(one, '@late:Triage', ['slow']);
    await expect(kept(one, '@late:Care')).rejects.toMatchObject({
      field: 'where',
      message: '“Care” has no wait limit, so nothing is late there.',
    });
    await expect(kept(await logOf({ 'C-1': [['A', 0, 1]] }), '@late')).rejects.toMatchObject({ field: 'where' });
  });
});

describe('who did it, and what was said', () => {
  it('resources and teams', async () => {
    const row = (name: string, resource?: string, team?: string): LogRow => ({ case: name, activity: 'A', end: '09:00', resource, team });
    const one = await logOfEvents([row('C-1', 'Ann', 'Day'), row('C-1', 'Ben', 'Night'), row('C-2', 'Ben'), row('C-3')]);
    await keeps(one, '@resource:Ann', ['C-1']);
    await keeps(one, '@resource:Ann|Ben', ['C-1', 'C-2']);
    await keeps(one, '@team:Day|Night', ['C-1']);
  });

  it('the latest answer about the whole case as it was given, and comments', async () => {
    const one = await logOf({ 'C-1': [['A', 0, 5]], 'C-2': [['A', 0, 5]], 'C-3': [['A', 0, 5]], 'C-4': [['A', 0, 5]] });
    await giveAnswers(one, [
      { case: 'C-1', score: 1, at: '2026-01-06 10:00:00' },
      { case: 'C-1', score: 5, at: '2026-01-07 10:00:00' },
      { case: 'C-2', score: 2 },
      { case: 'C-3', score: 1, stage: 'Triage' },
      { case: null, score: 1 },
    ]);
    await one.session.run(
      sql`UPDATE feedback SET comment = CASE WHEN line = 1 THEN 'Slow' WHEN line = 3 THEN '' WHEN line = 5 THEN 'Lost' END`,
    );
    await keeps(one, '@score:..2', ['C-2']);
    await keeps(one, '@score:2..5', ['C-1', 'C-2']);
    await keeps(one, '@score:1..1', []);
    await keeps(one, '@comment', ['C-1']);
  });

  it('nobody answered', async () => {
    const one = await logOf({ 'C-1': [['A', 0, 5]] });
    await keeps(one, '@score:0..10', []);
    await keeps(one, '@comment', []);
  });
});

it('refuses names the process does not know, with the nearest it has', async () => {
  const one = await logOf(
    {
      'C-1': [
        ['Register', 0, 5],
        ['Triage', 0, 5],
      ],
    },
    { blueprint: { stages } },
  );
  await expect(kept(one, '@activity:Triag')).rejects.toMatchObject({
    code: 'bad_request',
    field: 'where',
    message: 'There is no activity called “Triag”.',
    detail: 'There are Triage, Register.',
  });
  await expect(kept(one, '@follows:directly:Register:Treaat')).rejects.toMatchObject({ message: 'There is no activity called “Treaat”.' });
  await expect(kept(one, '@stage-follows:directly:Intake:Triagee')).rejects.toMatchObject({
    message: 'There is no stage called “Triagee”.',
  });
  await expect(kept(one, '@resource:Ann')).rejects.toMatchObject({ detail: 'The files of this service name no resource.' });
  const many = await logOf({ 'C-1': Array.from({ length: 40 }, (_, at) => [`Activity ${at + 1}`, 0, 1] as const) });
  await expect(kept(many, '@activity:activity 400')).rejects.toMatchObject({
    detail: expect.stringMatching(/^The nearest are Activity 40, Activity \d/) as string,
  });
});

it('takes names as they are, whatever they hold', async () => {
  const names = ["O'Neil; DROP TABLE step", '@late', 'a:b|c..d%', '<b>bold</b>', 'ש🚑'.repeat(40)];
  const one = await logOf(Object.fromEntries(names.map((name, at) => [`C-${at + 1}`, [[name, 0, 5] as const]])));
  for (const [at, name] of names.entries()) {
    const scope: Scope = { process: 'log', state: 'all', filters: [{ kind: 'activity', names: [name] }] };
    expect((await ask(one, cases, scope)).rows.map((row) => row.case)).toEqual([`C-${at + 1}`]);
  }
});
