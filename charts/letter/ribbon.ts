import { capital } from '../../model/format.ts';
import type { SectionOf } from '../../model/letter.ts';
import { lyingRibbon, PRINTED, type LyingRibbon, type Piece, type RibbonAbout, type RibbonRow } from '../ribbon.ts';
import { printedRibbon } from '../ribbon-printed.ts';
import { textWidth } from '../text.ts';
import { circle, drawing, PAPER, path, px, rect, textAt, type Drawing } from './svg.ts';

type Section = Pick<
  SectionOf<'ribbon'>,
  'rows' | 'about' | 'told' | 'total' | 'afterTotal' | 'partNames' | 'scoreName' | 'scoreTarget' | 'alt'
>;

const { small, band } = PRINTED;
/** Time that can't be called waiting is not drawn as waiting. */
const UNTOLD = { wait: PAPER.line2, waitEdge: PAPER.ink3, onWait: PAPER.ink };

/** The ribbon as it is drawn on paper, and the pieces too narrow for their name, which have to be told beside it. */
export interface RibbonDrawing extends Drawing {
  readonly unnamed: readonly string[];
}

/** The ribbon on paper: the drawing of the overview, with the names of its rows above them. */
export function ribbonSvg(section: Section, { width = 686 } = {}): RibbonDrawing {
  const { told } = section;
  const given = section.rows as unknown as RibbonRow[];
  const untold = (row: RibbonRow): RibbonRow => ({ ...row, waitingMs: row.waitingMs + row.processingMs, processingMs: 0 });
  const { rows, about } = printedRibbon(told ? given : given.map(untold), section.about as unknown as RibbonAbout);
  const ribbon = lyingRibbon(rows, about, width, told, PRINTED);
  const parts = [
    ...headings(section, ribbon),
    ...rowNames(section, ribbon, rows),
    ...ribbon.pieces.flatMap((piece) => pieceParts(piece, ribbon, told)),
    ...breakMark(ribbon),
    ...scoreLine(ribbon),
  ];
  const unnamed = ribbon.pieces.filter(({ name }) => name === null || name.cut).map(({ row }) => row.name);
  return { ...drawing({ width: ribbon.width, height: ribbon.height }, parts, section.alt), unnamed };
}

/** Names of the parts with their times, and their axes. */
function headings({ partNames, total, afterTotal }: Section, ribbon: LyingRibbon): string[] {
  return ribbon.parts.flatMap((part) => {
    const name = partNames[part.kind];
    const figure = part.kind === 'after' ? (afterTotal?.text ?? '') : total.text;
    const atEnd = part.kind === 'after' && textWidth(`${name} ${figure}`, small + 1) > part.width;
    return [
      textAt(atEnd ? part.x + part.width : part.x, ribbon.at.heading, `${name} `, {
        ...{ size: small + 1, fill: PAPER.ink3, anchor: atEnd ? ('end' as const) : ('start' as const), strong: figure },
      }),
      ...part.ticks.flatMap((tick) => [
        path(`M${px(tick.x)} ${px(ribbon.at.axis + 3)}v4`, { stroke: PAPER.line2 }),
        textAt(tick.x, ribbon.at.axis + 15, tick.label, {
          ...{ size: small - 0.5, fill: PAPER.ink3, anchor: tick.value === 0 ? ('start' as const) : ('middle' as const) },
        }),
      ]),
    ];
  });
}

/** “Within target goal 75 %”, “Satisfied good or very good, target 75 %”: the goal where all stages have the same. */
function rowNames({ scoreName, scoreTarget }: Section, { at }: LyingRibbon, rows: readonly RibbonRow[]): string[] {
  const goals = [...new Set(rows.flatMap(({ goal, withinTarget }) => (goal === null || withinTarget === null ? [] : [goal])))];
  const goal = goals.length === 1 && goals[0] !== undefined ? `goal ${String(Math.round(goals[0] * 100))}\u00a0%` : '';
  const target = scoreTarget === null ? '' : `target ${String(Math.round(scoreTarget)).replace('-', '\u2212')}`;
  const named = (y: number, name: string, remark: string) => [
    textAt(0, y, name, { size: small + 1, weight: 600, fill: PAPER.ink2 }),
    textAt(textWidth(`${name} `, small + 1) + 2, y, remark, { size: small + 1, fill: PAPER.ink3 }),
  ];
  return [
    ...(at.within === null ? [] : named(at.within - 11, 'Within target', goal)),
    ...(at.score === null ? [] : named(at.score - 14, scoreName === '' ? 'Satisfaction' : capital(scoreName), target)),
  ];
}

/** A block whose outer corners are rounded at the ends of the ribbon. */
function block(top: number, x: number, width: number, corners: readonly [number, number]): string {
  const [l, r] = [Math.min(corners[0], width / 2), Math.min(corners[1], width / 2)];
  const [lt, rt] = [px(l), px(r)];
  return `M${px(x + l)} ${px(top)}h${px(width - l - r)}a${rt} ${rt} 0 0 1 ${rt} ${rt}v${px(band - 2 * r)}a${rt} ${rt} 0 0 1 ${px(-r)} ${rt}h${px(-(width - l - r))}a${lt} ${lt} 0 0 1 ${px(-l)} ${px(-l)}v${px(-(band - 2 * l))}a${lt} ${lt} 0 0 1 ${lt} ${px(-l)}z`;
}

function pieceParts(piece: Piece, ribbon: LyingRibbon, told: boolean): string[] {
  const { at } = ribbon;
  const colours = told ? PAPER : UNTOLD;
  const left = piece.x + (piece.first ? 0 : 2);
  const corner = (side: 'first' | 'last') => (piece[side] ? 3 : 1);
  const { waiting, processing } = piece;
  return [
    ...(piece.name === null
      ? []
      : [
          textAt(left, at.name, piece.name.text, {
            size: piece.nameSize,
            weight: piece.largest ? 700 : 600,
            condensed: piece.name.condensed,
          }),
        ]),
    ...(piece.total === null
      ? []
      : [textAt(left, at.total, piece.total.text, { size: small, fill: PAPER.ink3, condensed: piece.total.condensed })]),
    ...(waiting.width > 0
      ? [
          path(block(at.band, waiting.x, waiting.width, [corner('first'), processing.width > 0 ? 0 : corner('last')]), {
            fill: colours.wait,
          }),
          path(`M${px(waiting.x + 0.5)} ${px(at.band + band - 0.75)}h${px(Math.max(0, waiting.width - 0.5))}`, {
            stroke: colours.waitEdge,
            width: 1.5,
          }),
        ]
      : []),
    ...(processing.width > 0
      ? [
          path(block(at.band, processing.x, processing.width, [waiting.width > 0 ? 0 : corner('first'), corner('last')]), {
            fill: PAPER.work,
          }),
        ]
      : []),
    ...insideParts(piece, at.band + band / 2, colours.onWait),
    ...withinParts(piece, at.within),
  ];
}

function insideParts({ waiting, processing, waitingText, waitingNote, processingText }: Piece, middle: number, onWait: string): string[] {
  return [
    ...(waitingText === null
      ? []
      : [
          textAt(waiting.x + PRINTED.inset, middle + (waitingNote === null ? 4 : -2), waitingText, {
            ...{ size: small, weight: waitingNote === null ? (600 as const) : (700 as const), fill: onWait },
          }),
        ]),
    ...(waitingNote === null ? [] : [textAt(waiting.x + PRINTED.inset, middle + 11, waitingNote, { size: small - 0.5, fill: onWait })]),
    ...(processingText === null
      ? []
      : [
          textAt(processing.x + processing.width / 2, middle + 4, processingText, {
            ...{ size: small - 0.5, weight: 600 as const, fill: PAPER.onWork, anchor: 'middle' as const },
          }),
        ]),
  ];
}

function withinParts({ within, verdict }: Piece, top: number | null): string[] {
  if (within === null || top === null) return [];
  const worse = verdict.within === 'worse';
  const { bar, text, textX } = within;
  return [
    ...(bar === null
      ? []
      : [
          rect(bar.x, top - 1, bar.width, 4, PAPER.commonSoft, 2),
          rect(bar.x, top - 1, bar.filled, 4, worse ? PAPER.worse : PAPER.ink2, 2),
          ...(bar.goalAt === null ? [] : [path(`M${px(bar.goalAt)} ${px(top - 3.5)}v9`, { stroke: PAPER.ink, width: 1.2 })]),
        ]),
    ...(text === null
      ? []
      : [textAt(textX, top + 5, text, { size: small, weight: worse ? 700 : 500, fill: worse ? PAPER.worseInk : PAPER.ink2 })]),
  ];
}

function breakMark({ breakAt, at }: LyingRibbon): string[] {
  if (breakAt === null) return [];
  const middle = at.band + band / 2;
  const strokes = `M${px(breakAt - 5)} ${px(middle + 6)}l4-12M${px(breakAt + 1)} ${px(middle + 6)}l4-12`;
  return [path(strokes, { stroke: PAPER.ink3, width: 1.3, round: true })];
}

function scoreLine({ targetPath, scoreBridges, scorePath, pieces }: LyingRibbon): string[] {
  return [
    ...(targetPath === null ? [] : [path(targetPath, { stroke: PAPER.ink, dash: '1.5 3.5', round: true })]),
    ...(scoreBridges === null ? [] : [path(scoreBridges, { stroke: PAPER.ink, width: 1.5, dash: '2 4' })]),
    ...(scorePath === null ? [] : [path(scorePath, { stroke: PAPER.ink, width: 2.2 })]),
    ...pieces.flatMap(({ point, verdict }) => {
      if (point === null) return [];
      const worse = verdict.score === 'worse';
      return [
        circle(point.x, point.y, 4.3, worse ? PAPER.worse : PAPER.ink, { stroke: PAPER.surface, width: 1.8 }),
        ...(point.text === null
          ? []
          : [
              textAt(point.x, point.textY, point.text, {
                ...{ size: small + 0.5, weight: 700 as const, anchor: 'middle' as const, fill: worse ? PAPER.worseInk : PAPER.ink },
              }),
            ]),
      ];
    }),
  ];
}
