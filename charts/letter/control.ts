import { controlChart, type ControlChart, type ControlChartOptions, type ControlPoint } from '../control-chart.ts';
import { FLAG_HEIGHT } from '../control-labels.ts';
import { circle, drawing, PAPER, path, px, rect, textAt, type Drawing } from './svg.ts';

const SMALL = 11.5;
const COLOURS = { common: PAPER.ink2, better: PAPER.better, worse: PAPER.worse, neutral: PAPER.neutral };
const BANDS = { common: PAPER.commonSoft, better: PAPER.betterSoft, worse: PAPER.worseSoft };
const INKS = { common: PAPER.ink, better: PAPER.betterInk, worse: PAPER.worseInk, target: PAPER.ink2 };

/** A control chart on paper: the drawing of the page. */
export function controlSvg(points: readonly ControlPoint[], options: ControlChartOptions, alt: string): Drawing {
  const drawn = controlChart(points, options);
  const parts = [
    ...gridParts(drawn),
    ...drawn.segments.flatMap(({ tone, bands, mean }) => [
      ...bands.map((band) => path(band.path, { fill: BANDS[tone], opacity: band.faint ? 0.45 : tone === 'common' ? 0.75 : 0.9 })),
      path(mean, { stroke: COLOURS[tone], width: 1.6 }),
    ]),
    ...(drawn.carried === '' ? [] : [path(drawn.carried, { stroke: PAPER.line2, dash: '4 4' })]),
    ...(drawn.targetY === null
      ? []
      : [path(`M${px(drawn.left)} ${px(drawn.targetY)}H${px(drawn.right)}`, { stroke: PAPER.ink, dash: '1.5 3.5', round: true })]),
    ...drawn.flags.map((flag) =>
      path(`M${px(flag.x)} ${px(flag.y)}V${px(drawn.base)}`, {
        ...{ stroke: PAPER.ink, width: flag.kind === 'change' ? 1.2 : 1 },
        ...(flag.kind === 'change' ? {} : { dash: '4 3' }),
      }),
    ),
    ...(drawn.line === '' ? [] : [path(drawn.line, { stroke: PAPER.common, width: 1.4, round: true })]),
    ...(drawn.unfinished === '' ? [] : [path(drawn.unfinished, { stroke: PAPER.common, dash: '2 3' })]),
    ...pointParts(drawn),
    ...drawn.texts.map(({ x, y, text, strong, anchor, tone, onBand }) =>
      textAt(x, y, text, {
        ...{
          size: SMALL,
          anchor,
          fill: tone === 'target' ? PAPER.ink2 : PAPER.ink3,
          halo: onBand === true ? PAPER.commonSoft : PAPER.surface,
        },
        ...(strong === undefined ? {} : { strong, strongFill: INKS[tone] }),
      }),
    ),
    ...drawn.labels.map(({ x, text, anchor }) => textAt(x, drawn.height - 8, text, { size: SMALL, fill: PAPER.ink3, anchor })),
    ...flagParts(drawn),
  ];
  return drawing({ width: drawn.width, height: drawn.height }, parts, alt);
}

const gridParts = ({ unit, grid, left, right }: ControlChart): string[] => [
  ...(unit === null ? [] : [textAt(0, 14, unit, { size: SMALL, fill: PAPER.ink3 })]),
  ...grid.flatMap(({ y, text }, at) => [
    path(`M${px(left)} ${px(y)}H${px(right)}`, { stroke: at === 0 ? PAPER.line2 : PAPER.line }),
    textAt(left - 8, y + 4, text, { size: SMALL, fill: PAPER.ink3, anchor: 'end' }),
  ]),
];

const pointParts = ({ points }: ControlChart): string[] =>
  points.flatMap(({ x, y, whole, tone, signal }) =>
    y === null
      ? []
      : [
          circle(x, y, signal ? 4 : 3.5, whole ? COLOURS[tone] : PAPER.surface, {
            ...{ stroke: whole ? PAPER.surface : PAPER.common, width: whole ? 1.3 : 1.5 },
          }),
        ],
  );

const flagParts = ({ flags }: ControlChart): string[] =>
  flags.flatMap(({ boxX, y, boxWidth, text, kind }) => [
    rect(boxX, y, boxWidth, FLAG_HEIGHT, kind === 'change' ? PAPER.ink : PAPER.line2),
    ...(kind === 'change' ? [] : [rect(boxX + 1, y + 1, boxWidth - 2, FLAG_HEIGHT - 2, PAPER.surface)]),
    textAt(boxX + 8, y + 13, text, { size: SMALL, weight: 600, fill: kind === 'change' ? PAPER.onInk : PAPER.ink }),
  ]);
