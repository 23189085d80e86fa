import type { SectionOf } from '../../model/letter.ts';
import { controlTile } from '../control-tile.ts';
import { circle, drawing, PAPER, path, px, type Drawing } from './svg.ts';

type Row = SectionOf<'measures'>['rows'][number];

const COLOURS = { common: PAPER.ink2, better: PAPER.better, worse: PAPER.worse, neutral: PAPER.neutral };

/** The weekly line of a measure within its limits, as on the tile of the overview. */
export function tileSvg(row: Pick<Row, 'series' | 'changes' | 'target' | 'alt'>, { width = 120, height = 30 } = {}): Drawing {
  const line = controlTile(row.series, row.target.value, width, height, row.changes);
  const parts = [
    ...line.bands.map((band) => path(band.path, { fill: PAPER.commonSoft }) + path(band.mean, { stroke: PAPER.line2 })),
    ...(line.targetY === null ? [] : [path(`M1 ${px(line.targetY)}H${px(width - 1)}`, { stroke: PAPER.ink, dash: '1.5 3', round: true })]),
    ...line.marks.map((x) => path(`M${px(x)} 0V${px(height)}`, { stroke: PAPER.ink3 })),
    ...(line.path === '' ? [] : [path(line.path, { stroke: PAPER.common, width: 1.1 })]),
    ...line.missing.map(({ x, y }) => circle(x, y, 1.7, PAPER.line2)),
    ...line.points.map(({ x, y, tone, newest }) =>
      newest ? circle(x, y, 3, COLOURS[tone], { stroke: PAPER.surface, width: 1.5 }) : circle(x, y, 2.3, COLOURS[tone]),
    ),
  ];
  return drawing({ width, height }, parts, row.alt);
}
