import { describe, expect, it } from 'vitest';
import type { Finding } from '../../pipelines/recognise/columns.ts';
import { TEXT } from '../../pipelines/recognise/parse.ts';
import { guessRoles } from '../../pipelines/recognise/roles.ts';
import { recogniseShape } from '../../pipelines/recognise/shape.ts';
import { fit } from '../../pipelines/recognise/fit.ts';
import { formatsOf, isTimeFormat, variantsOf } from '../../pipelines/recognise/times.ts';
import { candidateOf, decimalOf } from '../../pipelines/recognise/values.ts';
import { zoneSteps } from '../../pipelines/ingest/zone.ts';

const ROWS = 1000;
/** A column of 1,000 rows: its name, its values, how many of them differ. */
function column(index: number, name: string, values: readonly string[], distinct = values.length): Finding {
  const { reading, formats } = candidateOf(values, name, '.');
  return {
    index,
    name,
    reading,
    formats,
    misfits: 0,
    misfitExamples: [],
    filled: ROWS,
    empty: 0,
    distinct,
    samples: values.slice(0, 5),
    values,
    precision: null,
    min: null,
    max: null,
  };
}
const TIME = ['2026-01-05 09:00:00'];
const guess = (...columns: (readonly [string, readonly string[], number?])[]) => {
  const { kind, guesses } = guessRoles(
    columns.map(([name, values, distinct], at) => column(at, name, values, distinct)),
    ROWS,
    undefined,
  );
  return { kind, ...Object.fromEntries(columns.map(([name], at) => [name, guesses[at]?.role])) };
};

describe('roles by name and value', () => {
  it.each([
    [['Case ID', 'Activity', 'Start Time', 'Complete Timestamp', 'Resource', 'Department']],
    [['Fallnummer', 'Tätigkeit', 'Beginn', 'Ende', 'Bearbeiter', 'Abteilung']],
    [['Dossier', 'Activité', 'Date de début', 'Date de fin', 'Utilisateur', 'Équipe']],
    [['Zaaknummer', 'Activiteit', 'Starttijd', 'Eindtijd', 'Medewerker', 'Afdeling']],
    [['Expediente', 'Actividad', 'Fecha de inicio', 'Fecha de fin', 'Usuario', 'Equipo']],
  ])('knows %s', (names) => {
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = names;
    expect(guess([a, ['A-1'], 200], [b, ['Open'], 9], [c, TIME, 900], [d, TIME, 900], [e, ['Ann'], 12], [f, ['North'], 3])).toEqual({
      kind: 'events',
      [a]: 'case',
      [b]: 'activity',
      [c]: 'start',
      [d]: 'end',
      [e]: 'resource',
      [f]: 'team',
    });
  });

  it('never takes a deadline, a plan, a birthday or an attribute of a case for the time of an event', () => {
    expect(
      guess(
        ['case', ['A'], 200],
        ['activity', ['Open'], 9],
        ['Due date', TIME],
        ['date of birth', TIME],
        ['case:startdate', TIME],
        ['planned end', TIME],
        ['timestamp', TIME],
      ),
    ).toMatchObject({
      'Due date': 'attribute',
      'date of birth': 'attribute',
      'case:startdate': 'attribute',
      'planned end': 'attribute',
      timestamp: 'end',
    });
  });

  it('tells a lifecycle by its values, and an event id from row numbers', () => {
    expect(
      guess(
        ['case', ['A'], 200],
        ['event type', ['start', 'complete'], 2],
        ['activity', ['Open'], 9],
        ['time', TIME],
        ['event id', ['x-1'], ROWS],
      ),
    ).toMatchObject({ 'event type': 'lifecycle', activity: 'activity', time: 'end', 'event id': 'event-id' });
    const numbered = { ...column(1, 'event id', ['1', '2'], ROWS), min: 1, max: ROWS };
    expect(guessRoles([column(0, 'case', ['A'], 200), numbered], ROWS, 'events').guesses[1]?.role).toBe('attribute');
  });

  it('finds no case where only row numbers are called id', () => {
    expect(guess(['id', ['1', '2'], ROWS], ['activity', ['Open'], 9], ['time', TIME])).toMatchObject({ id: 'attribute' });
  });

  it('knows answers', () => {
    expect(
      guess(
        ['Visit', ['1'], 800],
        ['Answered', TIME],
        ['Instrument', ['csat', 'nps'], 2],
        ['Score', ['5']],
        ['Stage', ['Triage']],
        ['Comment', ['Good']],
        ['Language', ['en']],
      ),
    ).toEqual({
      kind: 'feedback',
      Visit: 'case',
      Answered: 'answered-at',
      Instrument: 'instrument',
      Score: 'score',
      Stage: 'stage',
      Comment: 'comment',
      Language: 'language',
    });
  });
});

it('fits one format to all values of a column, or two when day and month can be either', () => {
  expect(fit(['01/02/2026', '13/02/2026'])).toEqual(['%d/%m/%Y']);
  expect(fit(['01/02/2026', '02/13/2026'])).toEqual(['%m/%d/%Y']);
  expect(fit(['01/02/2026', '03/04/2026'])).toEqual(['%d/%m/%Y', '%m/%d/%Y']);
  expect(fit(['1.2.2026'])).toEqual(['%d.%m.%Y']);
  expect(fit(['Open', 'Shut', '2026-01-05'])).toEqual([]);
  expect(formatsOf('2026-01-05 25:00')).toEqual([]);
  expect(formatsOf('192.168.10.12')).toEqual([]);
  expect(formatsOf('2026-01-05 09:00 or so')).toEqual([]);
});

it('lets a format stand for its family, and refuses what strptime does not know', () => {
  const { local, zoned } = variantsOf('%Y-%m-%d %H:%M:%S.%f%z');
  expect(zoned[0]).toBe('%Y-%m-%d %H:%M:%S.%f%z');
  expect(zoned).toContain('%Y-%m-%dT%H:%M:%SZ');
  expect(local).toContain('%Y-%m-%d');
  expect(['%d/%m/%Y', '%Y-%m-%dT%H:%M:%S%z', 'epoch ms'].map(isTimeFormat)).toEqual([true, true, true]);
  expect(['%Q', '%H:%M', 'soon', `%Y-%m-%d${'x'.repeat(100)}`].map(isTimeFormat)).toEqual([false, false, false, false]);
});

it('reads numbers with points and commas, and leaves identifiers alone', () => {
  const read = (...values: string[]) => candidateOf(values, 'x', decimalOf([values])).reading;
  expect(read('1', '2.5', '-3e4')).toMatchObject({ type: 'number', decimal: '.', grouped: false });
  expect(read('1,5', '1.234,5')).toMatchObject({ type: 'number', decimal: ',', grouped: true });
  expect(read('1,234', '2,345.5')).toMatchObject({ type: 'number', decimal: '.', grouped: true });
  for (const values of [['007', '12'], ['12345678901234567'], ['INF'], ['12 apples']]) expect(read(...values)).toEqual(TEXT);
  expect(read('true', 'FALSE').type).toBe('boolean');
});

it('finds the table under titles, with quotes that never close in the head', () => {
  expect(recogniseShape('Report\n;;\ncase;activity;time\n1;"Open;09:00\n2;Shut;10:00\n')).toMatchObject({
    delimiter: ';',
    names: ['case', 'activity', 'time'],
    skip: 3,
  });
  expect(recogniseShape('a,b,c\n1,"x, y",3\n')).toMatchObject({ delimiter: ',', headerLine: 1, sample: [['1', 'x, y', '3']] });
  expect(recogniseShape("a,b\n'x, y',2\n'z',3\n")).toMatchObject({
    quote: "'",
    sample: [
      ['x, y', '2'],
      ['z', '3'],
    ],
  });
});

it('knows the changes of a zone', () => {
  expect(zoneSteps('UTC')).toHaveLength(1);
  const dublin = zoneSteps('Europe/Dublin').filter(({ from }) => new Date(from).getUTCFullYear() === 2026);
  expect(dublin.map(({ from, offset }) => [new Date(from).toISOString(), offset / 3_600_000])).toEqual([
    ['2026-03-29T02:00:00.000Z', 1],
    ['2026-10-25T02:00:00.000Z', 0],
  ]);
});
