import fc from '../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { assuranceSvg, logoSvg, variationSvg } from '../../charts/letter/badges.ts';
import { effectSvg } from '../../charts/letter/effect.ts';
import { ribbonSvg } from '../../charts/letter/ribbon.ts';
import { satisfactionSvg } from '../../charts/letter/satisfaction.ts';
import { drawable, escaped } from '../../charts/letter/svg.ts';
import { tileSvg } from '../../charts/letter/tile.ts';
import { lyingRibbon, PRINTED } from '../../charts/ribbon.ts';
import { MINUTE } from '../../model/units.ts';
import { takenApart } from '../../server/reports/print-drawing.ts';
import { figure, HOSTILE_NAMES, manyStages, measure, ribbonOf, satisfactionOf } from '../reports/letters.ts';
import { about, DEPARTMENT, piece } from './rows.ts';

/** Every start of an element, so that nothing foreign can be one. */
const elements = (svg: string) => new Set([...svg.matchAll(/<([a-zA-Z][\w:]*)/g)].map(([, name]) => name));
const KNOWN = new Set(['svg', 'path', 'rect', 'circle', 'text']);

describe('the ribbon on paper', () => {
  it('is the ribbon of the screen: the same pieces at the same shares', () => {
    const { svg, width, height } = ribbonSvg(ribbonOf());
    const geometry = lyingRibbon(DEPARTMENT, about(DEPARTMENT), 686, true, PRINTED);
    expect([width, height]).toEqual([geometry.width, geometry.height]);
    const { texts } = takenApart(svg);
    for (const { name, total } of geometry.pieces) {
      expect(texts.map(({ text }) => text)).toContain(name?.text);
      expect(texts.map(({ text }) => text)).toContain(total?.text);
    }
    expect(texts.filter(({ fill }) => fill === '#A53B0B').map(({ text }) => text)).toEqual(
      geometry.pieces
        .filter(({ verdict, within }) => verdict.within === 'worse' && within !== null && within.text !== null)
        .map(({ within }) => within?.text)
        .concat(geometry.pieces.filter(({ verdict }) => verdict.score === 'worse').map(({ point }) => point?.text)),
    );
  });

  it('says what it has no room to name', () => {
    const { unnamed } = ribbonSvg(ribbonOf(manyStages()));
    expect(unnamed).toContain('Stage number 2 of the way');
    expect(unnamed).not.toContain('Stage number 1 of the way');
  });

  it('draws time that can’t be called waiting in grey, in one piece', () => {
    const { svg } = ribbonSvg({ ...ribbonOf([piece('Desk', 30 * MINUTE, 10 * MINUTE)]), told: false });
    expect(svg).not.toContain('#E5AC42');
    expect(svg).not.toContain('#1E6B70');
    expect(svg).toContain('40\u00a0min');
  });

  it('draws nothing where there are no times', () => {
    expect(ribbonSvg(ribbonOf([])).unnamed).toEqual([]);
  });
});

describe('text in a drawing', () => {
  it.each(HOSTILE_NAMES.map((name) => [name.slice(0, 20), name]))('stays text: %s', (_, name) => {
    const rows = DEPARTMENT.map((row) => ({ ...row, name }));
    const drawings = [
      ribbonSvg({ ...ribbonOf(rows), alt: name }),
      satisfactionSvg({ ...satisfactionOf(rows.map((row) => row.name)), alt: name }),
      tileSvg(measure(name, { alt: name })),
    ];
    for (const { svg } of drawings) {
      expect([...elements(svg)].filter((one) => !KNOWN.has(one ?? ''))).toEqual([]);
      expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect(svg).not.toContain(' onerror="');
    }
  });

  it('comes back as it went in when the drawing is taken apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (name) => {
        const { svg } = satisfactionSvg({
          ...satisfactionOf([name]),
          points: [{ stage: name, score: figure('71', 71), n: 100, low: false }],
        });
        const { texts, shapes } = takenApart(svg);
        expect(shapes).not.toContain('<text');
        expect(texts.some(({ text }) => text === drawable(name) || text === '1' || text.endsWith('…'))).toBe(true);
      }),
    );
  });

  it('loses what can’t be drawn', () => {
    expect(escaped('a\u0000<b>\u202e"\ud800')).toBe('a &lt;b&gt; &quot; ');
    expect(drawable('soft\u00adhyphen 👩‍⚕️ می‌خواهم')).toBe('softhyphen 👩‍⚕️ می‌خواهم');
  });
});

describe('the satisfaction line', () => {
  it('colours only what is below the target for certain', () => {
    const points = [
      { stage: 'Few', score: figure('60', 60), n: 12, low: false },
      { stage: 'Many', score: figure('60', 60), n: 400, low: false },
    ];
    const share = satisfactionSvg({ ...satisfactionOf([]), points });
    expect(
      takenApart(share.svg)
        .texts.filter(({ text }) => text === '60')
        .map(({ fill }) => fill),
    ).toEqual(['#17211F', '#A53B0B']);
    const net = satisfactionSvg({ ...satisfactionOf([]), points, targetText: '75' });
    expect(net.svg).not.toContain('#A53B0B');
  });

  it('numbers stages whose names have no room', () => {
    const names = manyStages().map(({ name }) => name);
    expect(satisfactionSvg(satisfactionOf(names)).numbered).toEqual(names);
    expect(satisfactionSvg(satisfactionOf(['Intake', 'Triage', 'Assessment'])).numbered).toEqual([]);
  });

  it('breaks where a stage was hardly asked, and draws nothing where none was', () => {
    const { svg } = satisfactionSvg(satisfactionOf(['Intake', 'Triage', 'Assessment', 'Planning']));
    expect(svg).toContain('stroke-dasharray="2 4"');
    expect(svg).toContain('4 answers');
    expect(satisfactionSvg({ ...satisfactionOf([]), target: null }).height).toBe(0);
  });
});

describe('badges and lines', () => {
  it('are none without limits or a target', () => {
    expect(variationSvg({ variation: null, direction: null }, 20)).toBeNull();
    expect(assuranceSvg({ assurance: null }, 20)).toBeNull();
    expect(variationSvg({ variation: 'concern', direction: 'down' }, 20)?.svg).toContain('width="20" height="20"');
    expect(logoSvg(20)).toMatchObject({ width: 26, height: 20 });
  });

  it('draw a line of few points with those to come', () => {
    const few = measure('New', { series: measure('New').series.slice(0, 3) });
    expect(tileSvg(few).svg.match(/<circle/g)).toHaveLength(12);
  });

  it('draw no effect without points', () => {
    expect(effectSvg({ points: [], about: {}, changedOn: null, tone: 'neutral', alt: '' })).toBeNull();
  });
});
