import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../model/event-log.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { encodingOf } from '../../web/src/lib/import/preview.ts';
import { chosenPlacements, placedWords, stageLine } from '../../web/src/lib/import/placements.ts';
import * as say from '../../web/src/lib/import/sentences.ts';
import { fileRefusal, serviceNameOf } from '../../web/src/lib/import/service-name.ts';
import { exampleOf, tidyWords, WORD_SETS, wordSetOf } from '../../web/src/lib/import/service-words.ts';

const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  import: 'i1',
  process: 'permits',
  kind: 'events',
  file: 'permits.csv',
  sha256: '',
  rows: 100,
  accepted: 100,
  duplicates: 0,
  equalRows: 0,
  merged: 0,
  rejected: 0,
  rejections: [],
  cases: 12,
  newCases: 12,
  changedCases: 0,
  unchangedCases: 0,
  replaced: 0,
  fixes: [],
  effect: null,
  firstAt: '2026-10-01T08:00:00.000Z',
  lastAt: '2026-10-30T08:00:00.000Z',
  linked: 0,
  dataVersion: 1,
  notes: [],
  ...more,
});
const record = (state: ImportRecord['state'], more: Partial<ImportRecord> = {}): ImportRecord => ({
  id: 'i1',
  seq: 1,
  kind: 'events',
  file: 'permits.csv',
  bytes: 10,
  sha256: '',
  state,
  startedAt: '2026-10-01T08:00:00.000Z',
  endedAt: null,
  receipt: null,
  problem: null,
  by: 'this machine',
  ...more,
});

describe('progress', () => {
  it('says how long it still takes, or nothing where that can’t be told', () => {
    expect(say.timeLeft(null)).toBe('');
    expect(say.timeLeft(300)).toBe('nearly done');
    expect(say.timeLeft(3_200)).toBe('4\u00a0s left');
    expect(say.timeLeft(59_000)).toBe('about 1\u00a0min left');
    expect(say.timeLeft(200_000)).toBe('about 3\u00a0min left');
  });

  it('names the phase, the rows and the time', () => {
    expect(say.progressWords({ phase: 'loading', rows: 12_000, totalRows: 64_870, leftMs: 4_000, share: 0.2 })).toBe(
      'Loading rows: 12,000 of 64,870; 4\u00a0s left',
    );
    expect(say.progressWords({ phase: 'deriving', rows: 0, totalRows: null, leftMs: null, share: 0.8 })).toBe(
      'Working out times and order',
    );
    expect(say.progressWords(null, true)).toBe('Waiting for the work before it');
  });
});

describe('a receipt', () => {
  it('says what came in, of which cases, and what did not', () => {
    expect(say.receiptTitle(receipt(), PLAIN_WORDS)).toBe('100 events of 12 cases are in.');
    expect(say.receiptLead(receipt(), 'UTC')).toBe('No row was rejected. They run from 1 Oct 2026 to 30 Oct 2026. This is data version 1.');
    expect(say.receiptLead(receipt({ rows: 104, rejected: 4 }), 'UTC')).toContain('4 rows were rejected, 3.8\u00a0% of 104.');
    expect(say.receiptLead(receipt({ accepted: 90, duplicates: 10 }), 'UTC')).toContain(
      '10 rows came in with an earlier file and count once.',
    );
  });

  it('speaks of answers where the file holds answers', () => {
    expect(say.receiptTitle(receipt({ kind: 'feedback', linked: 61 }), PLAIN_WORDS)).toBe('100 answers are in; 61 linked to a case.');
  });

  it('says plainly when a file adds nothing', () => {
    const again = receipt({ accepted: 0, duplicates: 100 });
    expect(say.receiptTitle(again, PLAIN_WORDS)).toBe('Nothing new: every row was already here.');
    expect(say.receiptLead(again, 'UTC')).toBe('The figures stay as they were.');
    expect(say.receiptTitle(receipt({ accepted: 0, rejected: 100 }), PLAIN_WORDS)).toBe('No row could be used.');
  });
});

describe('an import in the list', () => {
  it('is explained when it brought nothing', () => {
    expect(say.importState(record('interrupted')).sentence).toContain('Nothing of this file was kept');
    expect(
      say.importState(record('refused', { problem: { code: 'x', status: 422, title: 'No column says when.', detail: 'Choose one.' } }))
        .sentence,
    ).toBe('No column says when. Choose one.');
    expect(say.importState(record('done', { receipt: receipt({ accepted: 0 }) })).word).toBe('Nothing new');
    expect(say.importState(record('done', { receipt: receipt() })).word).toBe('Imported');
  });
});

describe('titles', () => {
  it('say what there is, also when there is nothing', () => {
    expect(say.dataTitle({ cases: 0, events: 0, lastAt: null, zone: 'UTC', words: PLAIN_WORDS })).toBe('No cases yet');
    expect(say.dataTitle({ cases: 1434, events: 8577, lastAt: '2012-01-23T00:00:00.000Z', zone: 'UTC', words: PLAIN_WORDS })).toBe(
      '8,577 events of 1,434 cases, up to 23 Jan 2012.',
    );
    expect(
      say.servicesTitle([
        { cases: 17_000, lastAt: 'x' },
        { cases: 3, lastAt: 'x' },
      ]),
    ).toBe('Two services, 17,003 cases.');
    expect(say.servicesTitle([{ cases: 0, lastAt: null }])).toBe('One service, no data yet.');
  });
});

describe('a file', () => {
  it('gives its service a name', () => {
    expect(serviceNameOf('receipt.csv.gz')).toBe('Receipt');
    expect(serviceNameOf('help_desk-export_2026-10.csv')).toBe('Help desk');
    expect(serviceNameOf('ED_export_final (2).csv')).toBe('ED');
    expect(serviceNameOf('BuildingPermits.tsv')).toBe('Building permits');
    expect(serviceNameOf('2026-10-01.csv')).toBe('New service');
    expect(serviceNameOf('<script>alert(1)</script>.csv')).toBe('Script>');
  });

  it('is refused in words when it plainly is no table', () => {
    expect(fileRefusal({ name: 'a.csv', size: 0 })?.title).toContain('empty');
    expect(fileRefusal({ name: 'a.xls', size: 9 })?.detail).toContain('Save it as .xlsx');
    expect(fileRefusal({ name: 'a.png', size: 9 })?.detail).toContain('.csv');
    for (const name of ['a.xlsx', 'a.json', 'a.jsonl', 'a.parquet', 'a.feather', 'a.xes', 'a.xes.gz', 'a.zip', 'a'])
      expect(fileRefusal({ name, size: 9 })).toBeNull();
    expect(fileRefusal({ name: 'A.CSV.GZ', size: 9 })).toBeNull();
  });

  it('shows its encoding by its bytes', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(encodingOf(bytes('a;b\n1;ü\n'))).toBe('utf-8');
    expect(encodingOf(Uint8Array.from([...bytes('a;b\n1;'), 0xfc, 10]))).toBe('windows-1252');
    expect(encodingOf(Uint8Array.from([0xff, 0xfe, 97, 0]))).toBe('utf-16le');
    expect(encodingOf(Uint8Array.from('case,activity\n'.split('').flatMap((letter) => [letter.charCodeAt(0), 0])))).toBe('utf-16le');
    // a letter cut in two by the end of what was read is no reason to doubt it
    expect(encodingOf(bytes('a;ü').slice(0, 3))).toBe('utf-8');
  });
});

describe('words of a service', () => {
  it('are one of the sets or a person’s own', () => {
    expect(wordSetOf(PLAIN_WORDS)).toBe(0);
    expect(wordSetOf({ ...PLAIN_WORDS, case: 'ticket' })).toBe(-1);
    expect(WORD_SETS.every((words) => 'words' in tidyWords(words))).toBe(true);
    expect(tidyWords({ ...PLAIN_WORDS, people: '  ' })).toEqual({ missing: 'people' });
    expect(exampleOf(PLAIN_WORDS)).toContain('cases are open. Customers wait');
  });
});

describe('placements', () => {
  const activities = [
    { activity: 'Register', steps: 9, proposedStage: 'Intake', reason: '' },
    { activity: 'Pay', steps: 4, proposedStage: null, reason: '' },
  ];

  it('are what someone chose, and nothing else', () => {
    expect(chosenPlacements(activities, { Pay: 'Billing', Register: '', Gone: 'Intake' })).toEqual([{ activity: 'Pay', stage: 'Billing' }]);
  });

  it('are said in words', () => {
    expect(placedWords([{ activity: 'Pay', stage: 'Billing' }])).toBe('Placed 1 activity in “Billing”.');
    expect(
      placedWords([
        { activity: 'a', stage: 'x' },
        { activity: 'b', stage: 'y' },
        { activity: 'c', stage: 'y' },
      ]),
    ).toBe('Placed 3 activities in 2 stages.');
    expect(stageLine([{ name: 'Request' }, { name: 'Intake and registration' }])).toBe('Request, intake and registration.');
  });
});

describe('a small throughline', () => {
  it('says time and waiting, and waiting only where it can be told', () => {
    const about = { medianMs: 222 * 60_000, waitingMs: 152 * 60_000, processingMs: 70 * 60_000 };
    const words = { ...PLAIN_WORDS, case: 'application' };
    expect(say.ribbonWords(words, about, 'in October 2026', true)).toBe(
      'in October 2026 an application takes 3\u00a0h\u00a042\u00a0m at the median; 68\u00a0% of it is waiting.',
    );
    expect(say.ribbonWords(words, about, '', false)).toBe('an application takes 3\u00a0h\u00a042\u00a0m at the median.');
    expect(say.ribbonWords(words, { ...about, medianMs: null }, '', true)).toBe('');
  });
});
