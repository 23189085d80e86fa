import fc from '../support/laws.ts';
import { expect, it } from 'vitest';
import { caseColumns, columnsFromText, columnsToText, openingColumns } from '../../model/case-columns.ts';
import { PLAIN_WORDS } from '../../model/process.ts';
import { casesFinding } from '../../web/src/lib/panels/cases/cases-finding.ts';
import {
  inSight,
  revealed,
  rowAfterKey,
  rowsInSight,
  rowTop,
  scrolled,
  trackHeight,
  wholeHeight,
  type Place,
} from '../../web/src/lib/panels/cases/virtual-rows.ts';

const START: Place = { top: 0, offset: 0 };
const short = { rows: 1000, rowHeight: 34, sight: 500 };
const long = { rows: 3_000_000, rowHeight: 34, sight: 500 };

it('a list below the height a browser can show scrolls as it is', () => {
  expect(trackHeight(short)).toBe(34_000);
  const place = scrolled(short, START, 1234);
  expect(place).toEqual({ top: 1234, offset: 1234 });
  expect(rowTop(short, place, 40)).toBe(40 * 34);
  expect(rowsInSight(short, place, 0)).toEqual({ from: 36, to: 51 });
});

it('a longer one gets a shorter track: wheel and keys move px by px, the bar by share', () => {
  expect(trackHeight(long)).toBeLessThan(17_000_000);
  expect(wholeHeight(long)).toBe(102_000_000);
  const lowest = trackHeight(long) - long.sight;
  const half = scrolled(long, START, lowest / 2);
  expect(half.offset).toBeCloseTo((wholeHeight(long) - long.sight) / 2, 3);
  expect(scrolled(long, half, half.top + 120)).toEqual({ top: half.top + 120, offset: half.offset + 120 });
  expect(scrolled(long, half, lowest).offset).toBe(wholeHeight(long) - long.sight);
  expect(scrolled(long, half, 0)).toEqual(START);
});

it('every row can be reached, and what was revealed is in sight where the browser puts it', () => {
  const law = fc.property(
    fc.integer({ min: 1, max: 3_000_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (rows, from, to) => {
      const track = { ...long, rows };
      const before = scrolled(track, START, from * Math.max(0, trackHeight(track) - track.sight));
      const row = Math.min(rows - 1, Math.floor(to * rows));
      const place = revealed(track, before, row);
      expect(inSight(track, place, row)).toBe(true);
      expect(place.top).toBeLessThanOrEqual(trackHeight(track));
      const window = rowsInSight(track, place);
      expect(row).toBeGreaterThanOrEqual(window.from);
      expect(row).toBeLessThan(window.to);
      // the browser answers with the scroll it was given, which changes nothing
      expect(scrolled(track, place, place.top).offset).toBeCloseTo(place.offset, 3);
      const top = rowTop(track, place, row) - place.top;
      expect(top).toBeGreaterThanOrEqual(-track.rowHeight);
      expect(top).toBeLessThanOrEqual(track.sight);
    },
  );
  fc.assert(law);
});

it('keys move by row, by page and to the ends, and never leave the list', () => {
  expect(rowAfterKey('ArrowDown', 0, short)).toBe(1);
  expect(rowAfterKey('PageDown', 0, short)).toBe(13);
  expect(rowAfterKey('PageUp', 5, short)).toBe(0);
  expect(rowAfterKey('End', 5, short)).toBe(999);
  expect(rowAfterKey('ArrowDown', 999, short)).toBe(999);
  expect(rowAfterKey('x', 5, short)).toBeNull();
  expect(rowAfterKey('End', 0, { ...short, rows: 0 })).toBeNull();
});

it('columns survive an address, whatever attributes are called', () => {
  const service = { words: PLAIN_WORDS, marksDelivery: false, hasFeedback: true };
  const law = fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 6 }), (names) => {
    const all = caseColumns(
      service,
      names.map((name) => ({ name, type: 'text' as const, level: 'case' as const })),
    );
    expect(columnsFromText(columnsToText(all), all)).toEqual({ columns: all, unknown: [] });
  });
  fc.assert(law);
  const all = caseColumns(service, [
    { name: 'Ward, north', type: 'text', level: 'case' },
    { name: 'Device', type: 'text', level: 'event' },
  ]);
  expect(columnsToText(all.slice(-1))).toBe('attribute:Ward%2C north');
  expect(columnsFromText('case,case,nothing,attribute:Device', all)).toMatchObject({
    columns: [{ id: 'case' }],
    unknown: ['nothing', 'attribute:Device'],
  });
  expect(openingColumns(all).map(({ id }) => id)).toEqual([
    'case',
    'arrivedAt',
    'throughputMs',
    'waitingMs',
    'processingMs',
    'steps',
    'rework',
    'score',
    'attribute:Ward, north',
  ]);
});

it('says the list in a sentence', () => {
  const service = { words: { ...PLAIN_WORDS, case: 'visit', cases: 'visits', during: 'in the department' }, marksDelivery: true };
  const scope = { process: 'ed', period: { from: '2026-10-01', to: '2026-11-01' } };
  expect(casesFinding(service, scope, { cases: 17120, openCases: 1 }, { n: 17119, medianMs: 13_320_000, p90Ms: 20_000_000 })).toEqual({
    title: '17,120 visits in October 2026; half take 3\u00a0h\u00a042\u00a0m or less in the department.',
    lead: 'One in ten takes 5\u00a0h\u00a033\u00a0m or more. 1 is still open and not counted in these times.',
  });
  expect(
    casesFinding(
      { words: PLAIN_WORDS, marksDelivery: false },
      { process: 'x' },
      { cases: 1, openCases: 1 },
      { n: 0, medianMs: null, p90Ms: null },
    ).title,
  ).toBe('1 case.');
});
