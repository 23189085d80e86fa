import { duration, uncapital } from '../model/format.ts';
import { MINUTE } from '../model/units.ts';
import { hasLimits, hasScores, largestWait, type Block, type RibbonRow } from './ribbon.ts';
import { verdictOf, type Verdict } from './ribbon-verdict.ts';
import { fitText, type Fitted } from './text.ts';

/** Sizes of the standing ribbon in px: a band of true proportions beside rows that a thumb can hit. */
export const STANDING = { band: 38, names: 74, top: 22, row: 47, gap: 2 } as const;

/** One stage beside the band. */
export interface StandingRow {
  row: RibbonRow;
  /** Blocks of the band: `x` is the top here, `width` the height. */
  waiting: Block;
  processing: Block;
  waitingText: string | null;
  processingText: string | null;
  /** The leader from the band to the middle of the row. */
  leader: string;
  middle: number;
  top: number;
  name: Fitted;
  figure: string;
  largest: boolean;
  within: string | null;
  score: string | null;
  point: { x: number; y: number } | null;
  verdict: Verdict;
}

export interface StandingRibbon {
  width: number;
  height: number;
  rows: StandingRow[];
  /** Where the columns of figures end, null when the service has none. */
  withinEnd: number | null;
  scoreEnd: number | null;
  scorePath: string | null;
  /** “Then billing 5.4 days, follow-up 6.2 days”. */
  after: string | null;
  afterTop: number;
}

/** The ribbon of a service from top to bottom, for phones. `told` as in `lyingRibbon`. */
export function standingRibbon(all: readonly RibbonRow[], width: number, told = true): StandingRibbon {
  const drawn = all.filter((row) => row.part === 'delivery' && row.waitingMs + row.processingMs > 0);
  const height = STANDING.row * drawn.length;
  const limits = hasLimits(drawn);
  const scores = hasScores(drawn);
  const scoreEnd = scores ? width : null;
  const withinEnd = limits ? width - (scores ? 78 : 0) : null;
  const figuresStart = Math.min(withinEnd === null ? width : withinEnd - 34, scoreEnd === null ? width : scoreEnd - 62);
  const largest = told ? largestWait(drawn) : null;
  const total = drawn.reduce((sum, row) => sum + row.waitingMs + row.processingMs, 0);
  const free = Math.max(0, height - STANDING.gap * Math.max(0, drawn.length - 1));
  const scale = total > 0 ? free / total : 0;
  const values = drawn.flatMap((row) => (row.score === null ? [] : [row.score]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scoreX = (value: number) => width - 54 + ((value - low) / Math.max(high - low, 12)) * 22;

  let y = STANDING.top;
  const rows = drawn.map((row, index): StandingRow => {
    const size = (row.waitingMs + row.processingMs) * scale;
    const wait = row.waitingMs * scale;
    const top = STANDING.top + STANDING.row * index;
    const middle = top + STANDING.row / 2;
    const centre = y + size / 2;
    const verdict = verdictOf(row);
    const made: StandingRow = {
      row,
      waiting: { x: y, width: wait },
      processing: { x: y + wait, width: size - wait },
      waitingText: inBand(row.waitingMs, wait),
      processingText: inBand(row.processingMs, size - wait),
      leader: `M${String(STANDING.band + 2)} ${centre.toFixed(1)}C56 ${centre.toFixed(1)} 52 ${middle.toFixed(1)} 68 ${middle.toFixed(1)}`,
      middle,
      top,
      name: fitText(row.name, 13, figuresStart - STANDING.names) ?? { text: '…', condensed: true, cut: true },
      figure: told && row.waitingMs > row.processingMs ? `${duration(row.waitingMs)} waiting` : duration(row.waitingMs + row.processingMs),
      largest: row === largest,
      within: row.withinTarget === null ? null : String(Math.round(row.withinTarget * 100)),
      score: row.score === null ? null : String(Math.round(row.score)).replace('-', '\u2212'),
      point: row.score === null ? null : { x: scoreX(row.score), y: middle },
      verdict,
    };
    y += size + STANDING.gap;
    return made;
  });

  const after = all.filter((row) => row.part === 'after' && row.waitingMs + row.processingMs > 0);
  return {
    width,
    height: STANDING.top + height + (after.length > 0 ? 34 : 8),
    rows,
    withinEnd,
    scoreEnd,
    scorePath: scores ? scoreLine(rows) : null,
    after:
      after.length === 0
        ? null
        : `Then ${after.map((row) => `${uncapital(row.name)} ${duration(row.waitingMs + row.processingMs)}`).join(', ')}`,
    afterTop: STANDING.top + height + 7,
  };
}

function inBand(ms: number, room: number): string | null {
  if (room <= 15 || ms < MINUTE / 2) return null;
  const text =
    ms < 60 * MINUTE
      ? String(Math.round(ms / MINUTE))
      : duration(ms)
          .replace(/\u00a0/g, '')
          .replace('days', 'd');
  const fitted = fitText(text, 11.5, STANDING.band - 4);
  return fitted?.cut === false ? fitted.text : null;
}

function scoreLine(rows: readonly StandingRow[]): string {
  let path = '';
  let previous: { x: number; y: number } | null = null;
  for (const { point } of rows) {
    if (point) {
      const half = previous ? (previous.y + point.y) / 2 : 0;
      path += previous
        ? `C${previous.x.toFixed(1)} ${half.toFixed(1)} ${point.x.toFixed(1)} ${half.toFixed(1)} ${point.x.toFixed(1)} ${point.y.toFixed(1)}`
        : `M${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    }
    previous = point;
  }
  return path;
}
