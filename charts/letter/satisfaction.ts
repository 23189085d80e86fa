import type { SectionOf } from '../../model/letter.ts';
import { wilson } from '../../model/statistics.ts';
import { fitText, textWidth } from '../text.ts';
import { circle, drawing, PAPER, path, px, textAt, type Drawing } from './svg.ts';

type Section = Pick<SectionOf<'satisfaction'>, 'points' | 'target' | 'targetText' | 'alt'>;
type Point = Section['points'][number];

/** Half the least spread of the axis, in points of the score: smaller differences are not made to look large. */
const LEAST_SPREAD = 12;
const NAME = 11.5;

/** The drawing, and the names of its stages in their order where it has room only for their numbers. */
export interface SatisfactionDrawing extends Drawing {
  readonly numbered: readonly string[];
}

/** The score by stage, from the first to the last: a point each, the target dotted, those below it for certain in orange. */
export function satisfactionSvg({ points, target, targetText, alt }: Section, { width = 686, height = 150 } = {}): SatisfactionDrawing {
  const known = points.flatMap(({ score }) => (score.value === null ? [] : [score.value]));
  const all = target === null ? known : [...known, target];
  if (all.length === 0) return { ...drawing({ width, height: 0 }, [], alt), numbered: [] };
  const middle = (Math.min(...all) + Math.max(...all)) / 2;
  const spread = Math.max(LEAST_SPREAD, (Math.max(...all) - Math.min(...all)) / 2);
  const [top, base] = [22, height - 46];
  const y = (value: number) => (top + base) / 2 - ((value - middle) / spread) * ((base - top) / 2);
  const gutter = target === null ? 0 : textWidth(targetText, 11) + 8;
  const step = (width - gutter) / Math.max(1, points.length);
  const x = (place: number) => gutter + step * (place + 0.5);
  let line = '';
  let bridges = '';
  let last: { place: number; at: string } | null = null;
  points.forEach(({ score }, place) => {
    if (score.value === null) return;
    const at = `${px(x(place))} ${px(y(score.value))}`;
    if (last === null) line += `M${at}`;
    else if (place - last.place === 1) line += `L${at}`;
    else {
      bridges += `M${last.at}L${at}`;
      line += `M${at}`;
    }
    last = { place, at };
  });
  const numbered = points.some(({ stage }) => fitText(stage, NAME, step - 4)?.cut ?? true);
  const parts = [
    ...(target === null
      ? []
      : [
          path(`M${px(gutter)} ${px(y(target))}H${px(width)}`, { stroke: PAPER.ink, dash: '1.5 3', round: true }),
          textAt(0, y(target) + 4, targetText, { size: 11, fill: PAPER.ink2 }),
        ]),
    ...(bridges === '' ? [] : [path(bridges, { stroke: PAPER.ink, width: 1.5, dash: '2 4' })]),
    path(line, { stroke: PAPER.ink, width: 2 }),
    ...points.flatMap((point, place) =>
      pointParts(point, numbered ? String(place + 1) : point.stage, {
        x: x(place),
        y,
        step,
        height,
        target,
        share: targetText.includes('%'),
      }),
    ),
  ];
  return { ...drawing({ width, height }, parts, alt), numbered: numbered ? points.map(({ stage }) => stage) : [] };
}

interface Place {
  readonly x: number;
  readonly y: (value: number) => number;
  readonly step: number;
  readonly height: number;
  readonly target: number | null;
  /** The score is a share of the answers. */
  readonly share: boolean;
}

/** Below what is wanted, and its interval leaves that out. Only of shares: what a score of promoters spreads is not told here. */
const missed = ({ score, n }: Point, target: number | null, share: boolean): boolean =>
  share && target !== null && score.value !== null && 100 * wilson(score.value / 100, n).high < target;

function pointParts(point: Point, label: string, { x, y, step, height, target, share }: Place): string[] {
  const { score } = point;
  const name = fitText(label, NAME, step - 4);
  const named =
    name === null
      ? []
      : [
          // condensed text is scaled from where it begins
          textAt(name.condensed ? x - textWidth(name.text, NAME, true) / 2 : x, height - 8, name.text, {
            ...{
              size: NAME,
              fill: PAPER.ink2,
              condensed: name.condensed,
              anchor: name.condensed ? ('start' as const) : ('middle' as const),
            },
          }),
        ];
  if (score.value === null) {
    const few = fitText(score.text, 9.5, step - 4);
    return few === null || few.cut
      ? named
      : [
          ...named,
          textAt(few.condensed ? x - textWidth(few.text, 9.5, true) / 2 : x, height - 24, few.text, {
            ...{ size: 9.5, fill: PAPER.ink3, condensed: few.condensed, anchor: few.condensed ? ('start' as const) : ('middle' as const) },
          }),
        ];
  }
  const below = target !== null && score.value < target;
  const worse = missed(point, target, share);
  return [
    circle(x, y(score.value), 4.5, worse ? PAPER.worse : PAPER.ink, { stroke: PAPER.surface, width: 1.8 }),
    textAt(x, y(score.value) + (below ? 18 : -10), score.text, {
      ...{ size: 12, weight: 700 as const, anchor: 'middle' as const, fill: worse ? PAPER.worseInk : PAPER.ink },
    }),
    ...named,
  ];
}
