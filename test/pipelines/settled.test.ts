import { describe, expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import type { Mapping, Receipt } from '../../model/event-log.ts';
import { settledMapping } from '../../pipelines/recognise/settled.ts';
import { desk } from '../input/import-text.ts';

/** What an import left behind: all that is read of the rows, without the time and the number of the import. */
async function tablesAfter(content: string, mapping: Mapping) {
  const room = await desk();
  const receipt = await room.give(content, { mapping });
  const events = await room.rows(sql`SELECT * FROM event ORDER BY line`);
  const answers = await room.rows(sql`SELECT * FROM feedback ORDER BY line`);
  const rejected = await room.rows(sql`SELECT line, reason, "column", value, raw FROM rejected_row ORDER BY line`);
  const attributes = await room.rows(sql`SELECT * FROM attribute ORDER BY ALL`);
  return { counts: countsOf(receipt), events, answers, rejected, attributes };
}
const countsOf = ({ kind, rows, accepted, duplicates, rejected, cases, firstAt, lastAt }: Receipt) => ({
  kind,
  rows,
  accepted,
  duplicates,
  rejected,
  cases,
  firstAt,
  lastAt,
});

const settledOf = async (content: string, mapping: Mapping): Promise<Mapping> => {
  const room = await desk();
  const { settled } = await room.check(content, mapping);
  expect(settled).not.toBeNull();
  return JSON.parse(JSON.stringify(settled)) as Mapping;
};

const FILES: Record<string, { content: string; mapping: Mapping }> = {
  'a European export under a title': {
    content: [
      'Besuche im Oktober',
      'Fall;Aktivität;Beginn;Ende;Bearbeiter;Betrag;PLZ;Termin;Bemerkung;Leer',
      '1;Anmeldung;13.10.2026 08:00;13.10.2026 08:10;Eva;1.234,50;01067;14.10.2026;12;',
      '1;Prüfung;13.10.2026 09:00;13.10.2026 09:10;Jan;7,25;01067;;zwölf;',
      '2;Anmeldung;14.10.2026 08:00;kaputt;Eva;;99084;15.10.2026;3;',
      ';Prüfung;14.10.2026 09:00;14.10.2026 09:30;Jan;1;99084;;4;',
    ].join('\n'),
    mapping: { zone: 'Europe/Berlin' },
  },
  'month first, as a person said': {
    content: 'case,activity,done,due,urgent\nA,Open,01/02/2026 08:00,03/04/2026,true\nA,Close,02/03/2026 09:00,05/06/2026,false\n',
    mapping: { zone: 'America/New_York', timeFormats: { done: '%m/%d/%Y %H:%M' } },
  },
  'seconds since 1970': {
    content: 'case,activity,timestamp,constructor\nA,Open,1767225600,x\nA,Close,1767229200,y\n',
    mapping: { roles: { timestamp: 'end' } },
  },
  'a time of day apart, and single quotes': {
    content: [
      'case,activity,date,time,note',
      "A,Open,2026-01-05,09:10,'one, two'",
      "A,Close,2026-01-06,10:15,'three'",
      "B,Open,2026-01-06,08:00,'four, five'",
    ].join('\n'),
    mapping: { zone: 'Europe/Dublin', roles: { date: 'end', time: 'end-time-of-day' } },
  },
  answers: {
    content: 'case,answered at,nps score,comment\nA,2026-01-01 10:00,9,fine\nB,2026-01-02 10:00,ten,slow\nC,2026-01-03 10:00,3,\n',
    mapping: { zone: 'Europe/Dublin' },
  },
};

describe('a settled mapping', () => {
  it.each(Object.keys(FILES))('reads %s as the recogniser did', async (name) => {
    const { content, mapping } = FILES[name] ?? { content: '', mapping: {} };
    const settled = await settledOf(content, mapping);
    expect(await tablesAfter(content, settled)).toEqual(await tablesAfter(content, mapping));
    expect(await settledOf(content, settled)).toEqual(settled);
  });

  it('says the role of every column, the format of every time and the type of every attribute', async () => {
    const { content, mapping } = FILES['a European export under a title'] ?? { content: '', mapping: {} };
    expect(await settledOf(content, mapping)).toMatchObject({
      kind: 'events',
      arrangement: 'events',
      zone: 'Europe/Berlin',
      encoding: 'utf-8',
      delimiter: ';',
      headerLine: 2,
      roles: {
        Fall: 'case',
        Aktivität: 'activity',
        Beginn: 'start',
        Ende: 'end',
        Bearbeiter: 'resource',
        Betrag: 'attribute',
        PLZ: 'attribute',
        Termin: 'attribute',
        Bemerkung: 'attribute',
        Leer: 'ignore',
      },
      timeFormats: { Beginn: '%d.%m.%Y %H:%M', Ende: '%d.%m.%Y %H:%M', Termin: '%d.%m.%Y' },
      types: { Betrag: 'number', PLZ: 'text', Bemerkung: 'text', Termin: 'time' },
      numbers: { Betrag: '1.234,5' },
    });
  });

  it('says the quote, and the format of a time of day', async () => {
    const { content, mapping } = FILES['a time of day apart, and single quotes'] ?? { content: '', mapping: {} };
    const settled = await settledOf(content, mapping);
    expect(settled).toMatchObject({ quote: "'", roles: { time: 'end-time-of-day' }, timeFormats: { date: '%Y-%m-%d' } });
    expect(settled.timeFormats?.time).toMatch(/%H/);
    const { events } = await tablesAfter(content, settled);
    expect(JSON.stringify(events.map((event) => Object.values(event)))).toContain('2026-01-05T09:10:00.000Z');
  });

  it('carries what a person chose, and the columns that were coded', () => {
    const chosen: Mapping = {
      fixes: [{ kind: 'merge-equal-rows' }],
      personal: { nurse: 'keep' },
      replace: { from: '2026-10-01', to: '2026-11-01' },
      sheet: 'Visits',
    };
    const settled = settledMapping({
      file: { format: 'parquet', encoding: 'utf-8', sheet: null, archive: null, lineAsGiven: (line) => line },
      table: { shape: { delimiter: ',', headerLine: 1 } as never },
      seen: { kind: 'events', mapping: chosen, columns: [], arrangement: 'wide', milestones: [{ column: 'triaged', activity: 'Triage' }] },
      zone: null,
      coded: ['patient'],
    });
    expect(settled).toMatchObject({ ...chosen, personal: { nurse: 'keep', patient: 'code' }, milestones: { triaged: 'Triage' } });
    expect(settled).not.toHaveProperty('zone');
    expect(settled).not.toHaveProperty('delimiter');
  });

  it('names a column that the file does not have', async () => {
    const room = await desk();
    await expect(room.check('case,activity,end\nA,Open,2026-01-01\n', { types: { age: 'number' } })).rejects.toMatchObject({
      code: 'bad_request',
      field: 'types.age',
    });
  });
});
