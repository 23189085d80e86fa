import type { SectionOf } from '../../model/letter.ts';
import { drawing, PAPER, path, type Drawing } from './svg.ts';

type Row = SectionOf<'measures'>['rows'][number];

const COLOURS = {
  improvement: PAPER.better,
  concern: PAPER.worse,
  common: PAPER.common,
  high: PAPER.neutral,
  low: PAPER.neutral,
} as const;
const FIELD = 'viewBox="0 0 22 22"';

/** Draws in a field of 22 x 22 and scales it to `size` px. */
function badge(size: number, parts: readonly string[], label: string): Drawing {
  const { svg } = drawing({ width: 22, height: 22 }, parts, label);
  return {
    width: size,
    height: size,
    svg: svg.replace(`width="22" height="22" ${FIELD}`, `width="${String(size)}" height="${String(size)}" ${FIELD}`),
  };
}

/** What a measure does, as a round badge; null without limits. The words are those that stand beside it. */
export function variationSvg({ variation, direction }: Pick<Row, 'variation' | 'direction'>, size: number, label = ''): Drawing | null {
  if (variation === null) return null;
  const colour = COLOURS[variation];
  if (variation === 'common') {
    const wave = path('M4.6 11c1.6-3.6 3-3.6 4.3 0s2.7 3.6 4.3 0 2.7-3.2 4.2 0', { stroke: colour, width: 1.7, round: true });
    return badge(size, [`<circle cx="11" cy="11" r="9.7" fill="none" stroke="${colour}" stroke-width="1.6"/>`, wave], label);
  }
  const up = variation === 'high' || (variation !== 'low' && direction !== 'down');
  const arrow = up ? 'M5.5 14.5L9 11l2.6 2.2 4.9-6M12.7 6.9l3.9-.1.2 3.8' : 'M5.5 7.5L9 11l2.6-2.2 4.9 6M12.7 15.1l3.9.1.2-3.8';
  return badge(
    size,
    [`<circle cx="11" cy="11" r="10.5" fill="${colour}"/>`, path(arrow, { stroke: PAPER.surface, width: 1.8, round: true })],
    label,
  );
}

/** Whether a measure will meet its target as it is, as a square badge; null without a target or limits. */
export function assuranceSvg({ assurance }: Pick<Row, 'assurance'>, size: number, label = ''): Drawing | null {
  if (assurance === null) return null;
  const colour = assurance === 'always' ? PAPER.better : assurance === 'never' ? PAPER.worse : PAPER.common;
  const filled = assurance !== 'hit-and-miss';
  const look = { stroke: filled ? PAPER.surface : colour, width: 1.8, round: true };
  const inner =
    assurance === 'always'
      ? path('M6.5 11.3l3 3 6-6.6', look)
      : assurance === 'never'
        ? path('M7.2 7.2l7.6 7.6M14.8 7.2l-7.6 7.6', look)
        : `${path('M4.8 11h12.4', { ...look, dash: '1.2 2.6' })}${path('M7.5 7v.1M14.5 7.6v.1M11 14.6v.1M15.5 14v.1', { ...look, width: 2.6 })}`;
  const box = `<rect x="1" y="1" width="20" height="20" rx="5.5" fill="${filled ? colour : 'none'}" stroke="${colour}" stroke-width="1.6"/>`;
  return badge(size, [box, inner], label);
}

/** The mark: three stages of a service and the line through them. `size` is its height. */
export function logoSvg(size: number): Drawing {
  const line = 'M0 12.5c5 0 5.5-3.5 10-3.5s6 5 10 5 5-3 9-3';
  const parts = [
    `<rect x="0" y="5" width="5" height="12" rx="1.5" fill="${PAPER.work}"/>`,
    `<rect x="6.5" y="5" width="13" height="12" rx="1.5" fill="${PAPER.wait}"/>`,
    `<rect x="21" y="5" width="8" height="12" rx="1.5" fill="${PAPER.work}"/>`,
    path(line, { stroke: PAPER.surface, width: 3.6 }),
    path(line, { stroke: PAPER.ink, width: 1.7, round: true }),
  ];
  const { svg } = drawing({ width: 29, height: 22 }, parts);
  const width = Math.round(size * 130) / 100;
  return { width, height: size, svg: svg.replace('width="29" height="22"', `width="${String(width)}" height="${String(size)}"`) };
}
