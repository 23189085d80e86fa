import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { printedRibbon } from '../../charts/ribbon-printed.ts';
import { standingRibbon } from '../../charts/ribbon-standing.ts';
import { pieceWords, ribbonSentence, verdictOf } from '../../charts/ribbon-verdict.ts';
import { lyingRibbon, type RibbonRow } from '../../charts/ribbon.ts';
import { textWidth } from '../../charts/text.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { about, DEPARTMENT, piece } from './rows.ts';

const hostile = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200 }),
  fc.constantFrom('<script>alert(1)</script>', '👩‍⚕️ Aufnahme', '手術前評価の待ち時間', ' ', 'a'.repeat(190)),
);
const anyRow = fc.record({
  name: hostile,
  wait: fc.integer({ min: 0, max: 90 * 24 * HOUR }),
  work: fc.integer({ min: 0, max: 5 * HOUR }),
  after: fc.boolean(),
  within: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  score: fc.option(fc.integer({ min: -100, max: 100 })),
});
const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 60 }).map((rows): RibbonRow[] =>
  rows.map((row) =>
    piece(row.name, row.wait, row.work, {
      part: row.after ? 'after' : 'delivery',
      withinTarget: row.within,
      goal: 0.75,
      waitLimitMs: HOUR,
      score: row.score,
      answers: 40,
      scoreTarget: 70,
    }),
  ),
);

describe('the lying ribbon', () => {
  it('draws a name smaller before it cuts it', () => {
    const rows = [
      piece('Assessment', 60 * MINUTE, 0, {}),
      piece('Monitoring', 3 * MINUTE + 20_000, 0, {}),
      piece('Discharge', 9 * MINUTE, 0, {}),
    ];
    const [, small] = lyingRibbon(rows, about(rows), 1160).pieces;
    expect(small).toMatchObject({ name: { text: 'Monitoring', condensed: true, cut: false }, nameSize: 10.5 });
  });

  it('gives each piece the width of its share, so that a part is filled and nothing overlaps', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 520, max: 2400 }), (rows, width) => {
        const ribbon = lyingRibbon(rows, about(rows), width);
        for (const part of ribbon.parts) {
          const pieces = ribbon.pieces.filter((one) => one.row.part === part.kind);
          if (pieces.length === 0) continue;
          expect(pieces.reduce((sum, one) => sum + one.width, 0)).toBeCloseTo(part.width, 4);
          expect(pieces[0]?.x).toBeCloseTo(part.x, 6);
          pieces.forEach((one, index) => {
            const next = pieces[index + 1];
            if (next) expect(next.x).toBeCloseTo(one.x + one.width, 4);
            expect(one.waiting.width).toBeGreaterThanOrEqual(0);
            expect(one.processing.width).toBeGreaterThanOrEqual(0);
            expect(one.waiting.width + one.processing.width).toBeLessThanOrEqual(one.width + 1e-6);
          });
        }
        const last = ribbon.parts.at(-1);
        expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(width, 4);
      }),
      { numRuns: 60 },
    );
  });

  it('prints a label only inside its own piece', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 520, max: 2400 }), (rows, width) => {
        for (const one of lyingRibbon(rows, about(rows), width).pieces) {
          for (const [label, size] of [
            [one.name, one.nameSize],
            [one.total, 11],
          ] as const)
            if (label) expect(textWidth(label.text, size, label.condensed)).toBeLessThanOrEqual(one.width);
          if (one.waitingText) expect(textWidth(one.waitingText, 11.5)).toBeLessThanOrEqual(one.waiting.width);
          if (one.processingText) expect(textWidth(one.processingText, 11.5)).toBeLessThanOrEqual(one.processing.width);
          if (one.within?.text) expect(one.within.textX + textWidth(one.within.text, 11)).toBeLessThanOrEqual(one.x + one.width + 4);
          if (one.width < 24) expect(one.name).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads as in the picture', () => {
    const ribbon = lyingRibbon(DEPARTMENT, about(DEPARTMENT), 1160);
    const at = (name: string) => ribbon.pieces.find((one) => one.row.name === name);
    expect(at('Assessment')).toMatchObject({
      largest: true,
      waitingText: '47\u00a0min waiting',
      waitingNote: '31\u00a0% of all waiting',
      processingText: '17\u00a0min',
    });
    expect(at('Triage')?.processingText).toBe('6');
    expect(ribbon.parts.map((part) => part.kind)).toEqual(['delivery', 'after']);
    expect(ribbon.parts[0]?.ticks.map((tick) => tick.label)).toEqual([
      '0',
      '30\u00a0min',
      '1\u00a0h',
      '1\u00a0h\u00a030',
      '2\u00a0h',
      '2\u00a0h\u00a030',
      '3\u00a0h',
      '3\u00a0h\u00a030',
    ]);
    expect(ribbon.parts[1]?.ticks.map((tick) => tick.label)).toEqual(['0', '4\u00a0d', '8\u00a0d']);
    expect(ribbon.breakAt).not.toBeNull();
    expect(at('Discharge')?.verdict).toEqual({ within: 'worse', score: 'worse' });
    expect(at('Planning')?.verdict.within).toBe('neutral');
  });

  it('says nothing of limits and satisfaction where there are none, and is lower for it', () => {
    const rows = DEPARTMENT.map((row) => ({ ...row, withinTarget: null, score: null }));
    const plain = lyingRibbon(rows, about(rows), 1160);
    expect(plain.at).toMatchObject({ within: null, score: null });
    expect(plain.scorePath).toBeNull();
    expect(plain.height).toBeLessThan(lyingRibbon(DEPARTMENT, about(DEPARTMENT), 1160).height);
  });

  it('leaves out pieces without time and parts without pieces', () => {
    const rows = [piece('Only', 5 * MINUTE, 0), piece('Never', 0, 0), piece('Later', 0, 0, { part: 'after' })];
    const ribbon = lyingRibbon(rows, about(rows), 800);
    expect(ribbon.pieces.map((one) => one.row.name)).toEqual(['Only']);
    expect(ribbon.breakAt).toBeNull();
    expect(lyingRibbon([], about([]), 800).pieces).toEqual([]);
  });

  it('does not call time waiting that can’t be told apart', () => {
    const ribbon = lyingRibbon(DEPARTMENT, about(DEPARTMENT), 1160, false);
    expect(ribbon.pieces.some((one) => one.largest || one.waitingNote !== null || (one.waitingText ?? '').includes('waiting'))).toBe(false);
  });
});

describe('the standing ribbon', () => {
  it('keeps the proportions of time in its band', () => {
    const ribbon = standingRibbon(DEPARTMENT, 326);
    const size = (name: string) =>
      ribbon.rows.filter((line) => line.row.name === name).map((line) => line.waiting.width + line.processing.width)[0] ?? 0;
    expect(size('Assessment') / size('Triage')).toBeCloseTo(64 / 17, 6);
    expect(ribbon.rows).toHaveLength(7);
    expect(ribbon.after).toBe('Then billing 5.4\u00a0days, follow-up 6.2\u00a0days');
    expect(ribbon.rows.find((line) => line.largest)?.figure).toBe('47\u00a0min waiting');
  });

  it('stays inside its room whatever the names', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const ribbon = standingRibbon(rows, 326);
        for (const line of ribbon.rows) {
          expect(74 + textWidth(line.name.text, 13, line.name.condensed)).toBeLessThanOrEqual(326);
          expect(line.middle).toBeLessThan(ribbon.height);
          expect(line.processing.x + line.processing.width).toBeLessThanOrEqual(ribbon.height);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('printed figures', () => {
  it('add up to the printed median to the minute', () => {
    const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 * HOUR }), fc.integer({ min: 0, max: HOUR })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(times, (parts) => {
        const rows = parts.map(([wait, work], index) => piece(`Stage ${String(index)}`, wait, work));
        const given = about(rows);
        fc.pre((given.medianMs ?? 0) >= 10 * MINUTE);
        const { rows: printed, about: said } = printedRibbon(rows, given);
        const sum = printed.reduce((all, row) => all + row.waitingMs + row.processingMs, 0);
        expect(sum).toBe(Math.round((given.medianMs ?? 0) / MINUTE) * MINUTE);
        expect(said.waitingMs + said.processingMs).toBe(sum);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is marked', () => {
  it('needs an interval that leaves out what was wanted', () => {
    const seen = (visits: number) => verdictOf(piece('A', 1, 1, { withinTarget: 0.7, goal: 0.75, visits })).within;
    expect(seen(30)).toBe('neutral');
    expect(seen(3000)).toBe('worse');
    const liked = (answers: number, score: number) => verdictOf(piece('A', 1, 1, { score, answers, scoreTarget: 75 })).score;
    expect(liked(12, 70)).toBe('neutral');
    expect(liked(1200, 70)).toBe('worse');
    // the interval of a net promoter score is its own: 312 answers at 68 don't show that 75 is missed, as 68 % of them would
    const promoters = (scoreHigh: number) => verdictOf(piece('A', 1, 1, { score: 68, scoreHigh, answers: 312, scoreTarget: 75 })).score;
    expect(promoters(75.1)).toBe('neutral');
    expect(promoters(74.9)).toBe('worse');
    expect(verdictOf(piece('A', 1, 1, { scoreTarget: 75 })).score).toBe('neutral');
  });

  it('is also said in words', () => {
    const row = DEPARTMENT[2] as RibbonRow;
    expect(pieceWords(row, { visit: 'visit', visits: 'visits', score: 'Satisfied', told: true })).toEqual([
      '47\u00a0min waiting, 17\u00a0min processing',
      'Within 1\u00a0h: 62\u00a0% of 5,777 stays, goal 75\u00a0%',
      'Satisfied 58 from 312 answers, target 75',
    ]);
    expect(ribbonSentence([row], 64 * MINUTE, { one: 'visit', told: true })).toBe(
      'Where the 1\u00a0h\u00a004\u00a0m of the median visit go: Assessment 47\u00a0min waiting and 17\u00a0min processing.',
    );
    expect(ribbonSentence([], null, { one: 'visit', told: true })).toBe('No times to show yet.');
  });
});
