import type { RibbonRow } from '../../../../../charts/ribbon.ts';
import type { DrawnBand } from '../../../../../charts/process-map/shapes.ts';
import { fitText, type Fitted } from '../../../../../charts/text.ts';
import { duration, percent } from '../../../../../model/format.ts';
import { onScreen, type Camera, type Size } from './camera.ts';
import type { StageRow } from './rows.ts';

/** Sizes in px: the strip itself, its bar, and where the words begin. */
export const GUTTER = { width: 150, bar: 7, barX: 18, text: 36, least: 10, line: 14 } as const;

/** A stage in the gutter, in px of the view. */
export interface GutterRow {
  stage: string;
  top: number;
  height: number;
  names: Fitted[];
  /** Baseline of the first name; the others follow in steps of `GUTTER.line`. */
  nameY: number;
  figure: Fitted | null;
  figureY: number;
  /** The piece of the ribbon, upright: waiting above processing. */
  bar: { y: number; waiting: number; processing: number } | null;
}

/**
 * The gutter beside the bands: each stage's name, its part of the median case, the share of it that is waiting, and that
 * part of the ribbon. A stage the median case hardly sees tells the median of its visits instead.
 *
 * What is in sight of a band holds its words. `told`: waiting and processing can be told apart.
 */
export function gutterRows(
  bands: readonly DrawnBand[],
  ribbon: readonly RibbonRow[],
  stages: readonly StageRow[],
  seen: { camera: Camera; view: Size; told: boolean },
): GutterRow[] {
  const pieces = new Map(ribbon.map((row) => [row.name, row]));
  const visits = new Map(stages.map((row) => [row.stage, row]));
  const longest = { delivery: longestOf(ribbon, 'delivery'), after: longestOf(ribbon, 'after') };
  return bands.flatMap((band) => {
    const top = onScreen(seen.camera, { x: 0, y: band.y }).y;
    const bottom = top + band.height * seen.camera.scale;
    const [from, to] = [Math.max(top, 0), Math.min(bottom, seen.view.height)];
    if (to - from < GUTTER.line) return [];
    const piece = pieces.get(band.name);
    const texts = { names: nameLines(band.name, to - from), figure: figureOf(piece, visits.get(band.name), seen.told) };
    const figure = texts.figure !== null && to - from >= (texts.names.length + 1) * GUTTER.line + 6 ? fit(texts.figure, 11.5) : null;
    const lines = texts.names.length + (figure ? 1 : 0);
    const nameY = (from + to) / 2 - ((lines - 1) * GUTTER.line) / 2 + 4;
    return [
      {
        stage: band.name,
        top,
        height: bottom - top,
        names: texts.names,
        nameY,
        figure,
        figureY: nameY + texts.names.length * GUTTER.line + 0.5,
        bar: piece ? barOf(piece, longest[piece.part], (from + to) / 2, to - from, seen.told) : null,
      },
    ];
  });
}

const total = (row: RibbonRow) => row.waitingMs + row.processingMs;
const longestOf = (rows: readonly RibbonRow[], part: RibbonRow['part']) =>
  Math.max(0, ...rows.filter((row) => row.part === part).map(total));
const room = GUTTER.width - GUTTER.text - 8;
const fit = (text: string, size: number): Fitted => fitText(text, size, room) ?? { text: '…', condensed: true, cut: true };

/** The name on one line, or broken at a space when that keeps it whole and there is room. */
function nameLines(name: string, height: number): Fitted[] {
  const one = fit(name, 12.5);
  if ((!one.cut && !one.condensed) || height < 3 * GUTTER.line + 6) return [one];
  const spaces = [...name.matchAll(/[\s/_-]/gu)].map((found) => found.index + 1);
  const broken = spaces
    .map((at) => [fit(name.slice(0, at).trim(), 12.5), fit(name.slice(at).trim(), 12.5)])
    .filter((pair) => pair.every((line) => !line.cut));
  const best = broken.sort((a, b) => badness(a) - badness(b))[0];
  return best ?? [one];
}

const badness = (pair: Fitted[]) =>
  pair.filter((line) => line.condensed).length * 100 + Math.abs((pair[0]?.text.length ?? 0) - (pair[1]?.text.length ?? 0));

function figureOf(piece: RibbonRow | undefined, visits: StageRow | undefined, told: boolean): string | null {
  const all = piece ? total(piece) : 0;
  if (piece && all > 0) return told ? `${duration(all)}, ${percent(piece.waitingMs / all)} wait` : duration(all);
  if (!visits || visits.visits === 0) return 'no visit';
  if (visits.medianTotalMs === null) return null;
  return visits.medianTotalMs === 0 ? 'takes no time' : `${duration(visits.medianTotalMs)} when visited`;
}

function barOf(piece: RibbonRow, longest: number, middle: number, height: number, told: boolean): GutterRow['bar'] {
  const all = total(piece);
  if (all <= 0 || longest <= 0 || height < GUTTER.least + 4) return null;
  const size = Math.min(height - 12, Math.max(GUTTER.least, (all / longest) * 56));
  const waiting = told ? (size * piece.waitingMs) / all : size;
  return { y: middle - size / 2, waiting, processing: size - waiting };
}
