import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { longPauses, timeAxis } from '../../charts/case-timeline-axis.ts';
import { againWords, caseTimeline, caseTimes, TIMELINE, type CaseStep } from '../../charts/case-timeline.ts';
import { DAY, HOUR, MINUTE } from '../../model/units.ts';

const ZONE = 'Europe/Dublin';
const START = Date.parse('2026-10-25T09:42:00Z');

/** A step `waiting` minutes after the end of the one before, with `work` minutes of work; null: it has no end. */
function stepsOf(
  ...steps: readonly (readonly [activity: string, waiting: number, work: number | null, more?: Partial<CaseStep>])[]
): CaseStep[] {
  let free = START;
  const seen = new Map<string, number>();
  return steps.map(([activity, waiting, work, more], index) => {
    const start = free + waiting * MINUTE;
    const enabledAt = new Date(free).toISOString();
    free = start + (work ?? 0) * MINUTE;
    const visit = (seen.get(activity) ?? 0) + 1;
    seen.set(activity, visit);
    return {
      position: index + 1,
      activity,
      stage: 'Unplaced',
      resource: 'Dr Horvat',
      team: null,
      startedAt: new Date(start).toISOString(),
      completedAt: work === null ? null : new Date(free).toISOString(),
      enabledAt,
      waitingMs: waiting * MINUTE,
      processingMs: work === null ? null : work * MINUTE,
      gapMs: null,
      parallel: false,
      visit,
      measured: true,
      ...more,
    };
  });
}

const visit = () =>
  stepsOf(
    ['Register', 0, 5],
    ['Triage', 14, 5],
    ['Assessment', 57, 18],
    ['Order tests', 6, 3],
    ['Review', 34, 7],
    ['Order tests', 22, 3],
    ['Leave', 60, 0],
  );

describe('the timeline of a case', () => {
  it('draws waiting before processing on one scale, says times in the zone, and marks what is done again', () => {
    const { rows, axis, at, height, head } = caseTimeline(visit(), { width: 900, zone: ZONE });
    expect(rows.map((row) => row.time)).toEqual(['09:42', '10:01', '11:03', '11:27', '12:04', '12:33', '13:36']);
    expect(rows.map((row) => row.again)).toEqual(['', '', '', '', '', ' again', '']);
    const [, triage, assessment] = rows;
    expect(rows[0]?.waiting).toBeNull();
    expect(triage?.waiting?.x).toBeCloseTo((rows[0]?.processing?.x ?? 0) + (rows[0]?.processing?.width ?? 0), 6);
    expect((assessment?.waiting?.width ?? 0) / (assessment?.processing?.width ?? 1)).toBeCloseTo(57 / 18, 6);
    expect(assessment?.waiting?.text).toBe('57\u00a0min');
    expect(rows.at(-1)).toMatchObject({ processing: null, open: null });
    expect(rows.at(-1)?.dot).toBeCloseTo(axis.at(Date.parse('2026-10-25T13:36:00Z')), 6);
    expect(axis.days).toEqual([]);
    expect(axis.marks.map((mark) => mark.label)).toEqual(['10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '13:00', '13:30']);
    expect(axis.stretches).toHaveLength(1);
    expect(at.axis).toBeGreaterThan(at.time);
    expect(height).toBe(head + 7 * TIMELINE.row + 4);
  });

  it('breaks off a pause beside which nothing else could be read, and says the days on either side', () => {
    const steps = [...visit(), ...stepsOf(['Send bill', 5 * 24 * 60, 3])].map((step, index) => {
      if (index < 7) return step;
      const shift = Date.parse('2026-10-25T13:36:00Z') - START;
      const moved = (text: string) => new Date(Date.parse(text) + shift).toISOString();
      return { ...step, startedAt: moved(step.startedAt), enabledAt: moved(step.enabledAt), completedAt: moved(step.completedAt ?? '') };
    });
    const { axis, rows } = caseTimeline(steps, { width: 900, zone: ZONE });
    expect(axis.stretches.map((stretch) => stretch.broken)).toEqual([false, true, false]);
    expect(axis.days.map((mark) => mark.label)).toEqual(['25 Oct', '30 Oct']);
    expect(rows.at(-1)?.waiting?.text).toBe('5.0\u00a0d');
    expect(rows.at(-1)?.time).toBe('30 Oct 13:36');
    // without the pause the visit still takes the room
    expect(rows[2]?.waiting?.width).toBeGreaterThan(60);
  });

  it('breaks off nothing when all pauses are alike, or when too little would be left to read', () => {
    const days = stepsOf(['A', 0, 5], ['B', 1440, 5], ['C', 1440, 5], ['D', 1440, 5], ['E', 1440, 5]);
    expect(caseTimeline(days, { width: 900, zone: ZONE }).axis.stretches).toHaveLength(1);
    expect(
      longPauses([
        { from: 0, to: MINUTE },
        { from: 9 * DAY, to: 9 * DAY + MINUTE },
      ]),
    ).toEqual([]);
    expect(longPauses([])).toEqual([]);
  });

  it('has an axis for one instant, for steps without an end, and for a case over years', () => {
    const single = caseTimeline(stepsOf(['Only', 0, 0]), { width: 600, zone: ZONE });
    expect(single.rows[0]).toMatchObject({ time: '09:42', waiting: null, processing: null });
    expect(single.axis.marks.length).toBeGreaterThan(0);
    expect(caseTimeline([], { width: 600, zone: ZONE }).rows).toEqual([]);

    const open = caseTimeline(stepsOf(['A', 0, 5], ['B', 10, null]), { width: 600, zone: ZONE });
    expect(open.rows[1]?.open?.width).toBeGreaterThan(0);
    expect(open.rows[1]?.note?.text).toBe('Dr Horvat, no end');

    const years = caseTimeline(stepsOf(['A', 0, 5], ['B', 400 * 1440, 5], ['C', 300 * 1440, 5]), { width: 900, zone: ZONE });
    expect(years.rows.map((row) => row.time)).toEqual(['25 Oct 2026 09:42', '29 Nov 2027 09:47', '24 Sep 2028 10:52']);
    expect(years.axis.marks.every((mark) => /^1 [A-Z]/.test(mark.label))).toBe(true);
  });

  it('follows the clock when summer time ends', () => {
    const night = stepsOf(['A', 0, 60], ['B', 60, 60]).map((step) => ({
      ...step,
      startedAt: new Date(Date.parse(step.startedAt) - 10 * HOUR).toISOString(),
      enabledAt: new Date(Date.parse(step.enabledAt) - 10 * HOUR).toISOString(),
      completedAt: new Date(Date.parse(step.completedAt ?? '') - 10 * HOUR).toISOString(),
    }));
    // 00:42 summer time; two hours later the clock says 01:42
    expect(caseTimeline(night, { width: 700, zone: ZONE }).rows.map((row) => row.time)).toEqual(
      ['25 Oct 00:42', '01:42'].map((text) => text.replace('25 Oct ', '')),
    );
  });

  it('keeps everything inside its width, whatever the case', () => {
    const hostile = fc.oneof(
      fc.string({ minLength: 1, maxLength: 140 }),
      fc.constantFrom('<script>alert(1)</script>', '👩‍⚕️ Aufnahme', 'مراجعة النتائج', '手術前評価の待ち時間', 'x'.repeat(120)),
    );
    const step = fc.tuple(
      hostile,
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200_000 })),
      fc.oneof(fc.constant(0), fc.constant(null), fc.integer({ min: 1, max: 9000 })),
    );
    const law = fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), fc.integer({ min: 280, max: 1400 }), (drawn, width) => {
      const { rows, axis, at } = caseTimeline(stepsOf(...drawn), { width, zone: ZONE });
      let x = at.axis;
      for (const stretch of axis.stretches) {
        expect(stretch.x).toBeCloseTo(x, 4);
        x += stretch.width;
      }
      expect(x).toBeLessThanOrEqual(Math.max(width, at.axis + 60) + 0.001);
      for (const row of rows) {
        for (const block of [row.waiting, row.processing]) {
          if (block === null) continue;
          expect(block.x).toBeGreaterThanOrEqual(at.axis - 0.001);
          expect(block.x + block.width).toBeLessThanOrEqual(x + 2.001);
          expect(block.width).toBeGreaterThan(0);
        }
        if (row.note && !row.note.end) expect(row.note.x).toBeLessThan(width);
      }
    });
    fc.assert(law, { numRuns: 60 });
  });

  it('lays out 5,000 steps at once', () => {
    const many = stepsOf(...Array.from({ length: 5000 }, (_, at) => [`Step ${String(at % 7)}`, at % 40, at % 9] as const));
    const drawn = caseTimeline(many, { width: 900, zone: ZONE });
    expect(drawn.rows).toHaveLength(5000);
    expect(drawn.axis.marks.length).toBeLessThan(20);
  });
});

it('splits the time of a case as its fact does: overlapping steps count once', () => {
  const [one, two] = stepsOf(['A', 0, 60], ['B', 30, 30]);
  const over = [
    one!,
    { ...two!, startedAt: new Date(START + 30 * MINUTE).toISOString(), completedAt: new Date(START + 90 * MINUTE).toISOString() },
  ];
  const end = new Date(START + 2 * HOUR).toISOString();
  expect(caseTimes(over, new Date(START).toISOString(), end)).toEqual({
    totalMs: 2 * HOUR,
    processingMs: 90 * MINUTE,
    waitingMs: 30 * MINUTE,
  });
  // what comes after the end asked for does not count
  expect(caseTimes(over, new Date(START).toISOString(), new Date(START + HOUR).toISOString())).toMatchObject({
    processingMs: HOUR,
    waitingMs: 0,
  });
});

it('says how often', () => {
  expect([1, 2, 3, 4, 11, 12, 21, 22, 113].map(againWords)).toEqual([
    '',
    ' again',
    ' again, 3rd',
    ' again, 4th',
    ' again, 11th',
    ' again, 12th',
    ' again, 21st',
    ' again, 22nd',
    ' again, 113th',
  ]);
});

it('puts marks on full hours, days and months of the zone', () => {
  const labels = (from: string, to: string) =>
    timeAxis({ from: Date.parse(from), to: Date.parse(to) }, [], { x: 0, width: 700 }, ZONE).marks.map((mark) => mark.label);
  expect(labels('2026-01-05T09:10:00Z', '2026-01-05T09:50:00Z')).toEqual([
    '09:10',
    '09:15',
    '09:20',
    '09:25',
    '09:30',
    '09:35',
    '09:40',
    '09:45',
    '09:50',
  ]);
  expect(labels('2026-01-05T09:10:00Z', '2026-01-12T09:50:00Z')).toEqual([
    '6 Jan',
    '7 Jan',
    '8 Jan',
    '9 Jan',
    '10 Jan',
    '11 Jan',
    '12 Jan',
  ]);
  expect(labels('2026-01-05T09:10:00Z', '2026-09-12T09:50:00Z')).toEqual(
    ['5 Jan', '1 Feb', '1 Mar', '1 Apr', '1 May', '1 Jun', '1 Jul', '1 Aug', '1 Sep'].slice(1),
  );
});
