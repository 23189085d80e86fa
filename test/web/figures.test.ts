import { describe, expect, it } from 'vitest';
import { PLAIN_WORDS } from '../../model/process.ts';
import { HOUR, MINUTE } from '../../model/units.ts';
import { basis, figure, measureRemark } from '../../web/src/lib/measures.ts';
import { changeWords, limitWords, lostRemark } from '../../web/src/lib/panels/hours-lost.ts';
import { tableToCsv } from '../../web/src/lib/ui/table.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const csat = { words: PLAIN_WORDS, instrument: 'csat' as const };

describe('the figure of a measure', () => {
  it('is read in its unit', () => {
    expect(plain(figure(222 * MINUTE, 'ms'))).toBe('3 h 42 m');
    expect([0.584, 0.81, 1].map((share) => plain(figure(share, 'share')))).toEqual(['58.4 %', '81 %', '100 %']);
    expect(plain(figure(71, 'score', 'csat'))).toBe('71 %');
    expect(plain(figure(-12.34, 'score', 'nps'))).toBe('−12.3');
    expect(figure(1204, 'count')).toBe('1,204');
  });

  it('says what is counted and what is wanted', () => {
    const remark = (measure: Parameters<typeof measureRemark>[0]) => plain(measureRemark(measure, csat));
    expect(remark({ of: 'delivery', statistic: 'median', unit: 'ms', better: 'lower', target: 210 * MINUTE })).toBe(
      'median, target 3 h 30 m',
    );
    expect(remark({ of: 'cases-with', statistic: 'share', unit: 'share', better: 'lower', target: 0.05 })).toBe(
      'of all cases, target below 5 %',
    );
    expect(remark({ of: 'stage-wait', statistic: 'share-within', unit: 'share', better: 'higher', target: 0.8 })).toBe(
      'of all stays, target 80 %',
    );
    expect(remark({ of: 'score', statistic: 'mean', unit: 'score', better: 'higher', target: 75 })).toBe('two best answers, target 75 %');
    expect(remark({ of: 'open', statistic: 'count', unit: 'count', better: 'neutral', target: null })).toBe('at the end');
    expect(plain(basis({ of: 'score' }, 1, PLAIN_WORDS))).toBe('1 answer');
    expect(plain(basis({ of: 'delivery' }, 6172, PLAIN_WORDS))).toBe('6,172 cases');
  });
});

describe('hours lost', () => {
  const limits = (own: number, stage: number, quarter: number) => ({ 'hand-over': own, stage, 'best quarter': quarter });
  it('say what they are beyond', () => {
    const remark = (...of: [number, number, number]) =>
      plain(lostRemark({ lostMs: 4840 * HOUR, limits: limits(...of) }, 'in October 2026'));
    expect(remark(1, 8, 0)).toBe('waiting beyond limit; 4,840 h in October 2026');
    expect(remark(0, 0, 30)).toBe('beyond the best quarter of each hand-over; 4,840 h in October 2026');
    expect(remark(0, 8, 30)).toMatch(/^beyond limit, or beyond the best quarter where none is set;/);
    expect(plain(lostRemark({ lostMs: HOUR, limits: limits(0, 1, 0) }, ''))).toBe('waiting beyond limit; 1.0 h in all');
    expect(plain(limitWords({ limitFrom: 'best quarter', limitMs: 12 * MINUTE, stage: null }))).toBe(
      'No limit is set: a quarter of all of these take 12 min or less',
    );
  });
});

describe('a change', () => {
  it('is a share, or a multiple when it is large', () => {
    expect([-0.68, 0.09, 1.11, 3.29, 27.62].map((change) => plain(changeWords(change)))).toEqual(['68 %', '9 %', '111 %', '× 4.3', '× 29']);
  });
});

describe('a table as a file', () => {
  it('quotes what must be quoted and defuses what a spreadsheet would run', () => {
    const columns = [
      { name: 'Name, full', text: (row: { name: string; n: number | null }) => row.name },
      { name: 'n', text: () => 'shown', value: (row: { name: string; n: number | null }) => row.n },
    ];
    expect(
      tableToCsv(
        [
          { name: 'a "b"', n: 1.5 },
          { name: '=1+1', n: null },
          { name: '-2', n: -3 },
        ],
        columns,
      ),
    ).toBe('"Name, full",n\r\n"a ""b""",1.5\r\n\'=1+1,\r\n\'-2,-3\r\n');
  });
});
