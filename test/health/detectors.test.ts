import { expect, it } from 'vitest';
import { tempEngine } from '../support/engine.ts';
import { examined, problem } from './examined.ts';
import type { Health } from '../../model/health.ts';

const codes = (health: Health): string[] => health.problems.map(({ code }) => code);
const two = (value: number): string => String(value).padStart(2, '0');

/** Cases of three steps, one a day from 1 October 2026, each changed by `by`. */
function log(cases: number, by: (row: string[], at: number) => string[] | null = (row) => row): string[] {
  const rows = Array.from({ length: cases }, (_, at) => {
    const day = `2026-10-${two((at % 28) + 1)}`;
    return [
      [`C-${at}`, 'Register', `${day} 09:0${at % 10}:10`, `${day} 09:1${at % 10}:30`, `r${at % 4}`],
      [`C-${at}`, 'Clinician assessment', `${day} 10:0${at % 10}:20`, `${day} 10:3${at % 10}:40`, `r${(at % 4) + 4}`],
      [`C-${at}`, 'Discharge', `${day} 11:0${at % 10}:40`, `${day} 11:2${at % 10}:50`, `r${(at % 4) + 8}`],
    ]
      .flatMap((row) => by(row, at) ?? [])
      .map((row) => row);
  });
  return ['visit,step,started,ended,staff', ...rows.flatMap((given) => chunk(given, 5).map((row) => row.join()))];
}

const chunk = (values: readonly string[], size: number): string[][] =>
  Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, at * size + size));

it('each detector finds its own trouble and nothing else', async () => {
  const temp = await tempEngine();
  const clean = await examined(log(40), { temp });
  expect(clean.problems.filter(({ weight }) => weight !== 'note')).toEqual([]);

  const typos = await examined(
    log(40, ([visit, step, ...rest], at) => [
      visit ?? '',
      step === 'Register' && at % 5 === 0
        ? ' REGISTER'
        : step === 'Clinician assessment' && at % 6 === 0
          ? 'Clinician assesment'
          : (step ?? ''),
      ...rest,
    ]),
    { temp },
  );
  const merges = typos.problems.flatMap(({ choices }) =>
    choices.flatMap(({ fix }) => (fix?.kind === 'merge-names' ? [[fix.names, fix.into]] : [])),
  );
  expect(merges).toContainEqual([['REGISTER'], 'Register']);
  expect(merges).toContainEqual([['Clinician assesment'], 'Clinician assessment']);

  const apart = await examined(
    log(40, ([visit, step, ...rest], at) => [
      visit ?? '',
      step === 'Register' ? (at % 2 === 0 ? 'Test 1' : 'Test 2') : step === 'Discharge' ? (at % 2 === 0 ? 'Start' : 'Stop') : (step ?? ''),
      ...rest,
    ]),
    { temp },
  );
  expect(codes(apart)).not.toContain('near-equal-names');

  const people = await examined(
    log(40, (row, at) => [...row.slice(0, 4), at % 2 === 0 ? 'TEST' : 'test']),
    { temp },
  );
  expect(problem(people, 'near-equal-names').weight).toBe('note');

  const odd = await examined(
    log(40, ([visit, step, started, ended, staff], at) => {
      const year = at === 3 ? '1970' : at === 4 ? '2027' : '2026';
      return [visit ?? '', step ?? '', (started ?? '').replace('2026', year), (ended ?? '').replace('2026', year), staff ?? ''];
    }),
    { temp },
  );
  expect(problem(odd, 'absurd')).toMatchObject({ weight: 'decision', rows: 3, proposed: 'set-aside' });
  expect(problem(odd, 'future')).toMatchObject({ weight: 'decision', rows: 3, proposed: 'set-aside' });

  const dates = await examined(
    log(40, ([visit, step, started, ended, staff], at) => [
      visit ?? '',
      step ?? '',
      at % 4 === 0 ? `${(started ?? '').slice(0, 10)} 00:00:00` : (started ?? ''),
      ended ?? '',
      staff ?? '',
    ]),
    { temp },
  );
  expect(problem(dates, 'date-only')).toMatchObject({ weight: 'decision', rows: 30, proposed: 'keep' });

  const open = await examined(
    log(40, ([visit, step, started, ended, staff], at) => [
      visit ?? '',
      step ?? '',
      started ?? '',
      step === 'Discharge' && at % 4 === 0 ? '' : (ended ?? ''),
      staff ?? '',
    ]),
    { temp },
  );
  expect(problem(open, 'no-end').title).toBe('“Discharge” has no end time in 25 % of its rows (10 of 40).'.replace(' %', '\u00a0%'));

  const busy = await examined(
    log(84, (row) => [...row.slice(0, 4), 'r1']),
    { temp },
  );
  expect(problem(busy, 'overlaps')).toMatchObject({ weight: 'note' });

  const holes = await examined(
    log(400, (row) => (/^2026-10-1[3-5]/.test(row[2] ?? '') ? null : row)),
    { temp },
  );
  expect(codes(holes)).toContain('gap');

  const columns = log(40).map((line, at) => `${line},${at === 0 ? 'site,empty' : 'Cork,'}`);
  expect(problem(await examined(columns, { temp }), 'inactive-column').title).toBe(
    '2 columns say nothing: “empty” is empty and “site” is always “Cork”.',
  );

  const twice = log(40, ([visit, step, , , staff], at) => [
    visit ?? '',
    step ?? '',
    `2026-10-25 01:0${at % 6}:1${step?.length ?? 0}`.slice(0, 19),
    '',
    staff ?? '',
  ]);
  expect(problem(await examined(twice, { temp }), 'clock-change').title).toMatch(/came twice when clocks went back, on 25 Oct 2026\.$/);
}, 240_000);

it('stages in another order than the blueprint has them are said', async () => {
  const stage = (name: string, activity: string) => ({ name, activities: [{ name: activity }] });
  const health = await examined(log(40), {
    fresh: true,
    blueprint: { stages: [stage('Leaving', 'Discharge'), stage('Arrival', 'Register')] },
  });
  expect(problem(health, 'order')).toMatchObject({
    weight: 'note',
    title: '“Arrival” begins before “Leaving” in 40 of 40 cases (100 %), against the blueprint.'.replace(' %', '\u00a0%'),
  });
  expect(codes(health)).not.toContain('unseen-activities');
}, 120_000);
