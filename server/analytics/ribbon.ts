import type { Row } from '../../engine/engine.ts';
import { largestRemainder } from '../../model/statistics.ts';
import type { Found } from './analytic.ts';
import { withInterval } from './score-interval.ts';

/** As many activities as a ribbon can show where there are no stages. */
const MOST_ACTIVITIES = 12;

interface Piece {
  readonly id: number;
  waitingMs: number;
  processingMs: number;
}

/** One ribbon: its cases, and its pieces in whole milliseconds that add up to the rounded median. */
interface Ribbon {
  readonly medianMs: number | null;
  readonly cases: number;
  readonly bandCases: number;
  readonly factor: number | null;
  readonly pieces: Piece[];
}

/**
 * Scales the sums of a band to its median and rounds by largest remainder, waiting and processing alike.
 *
 * Expects the rows of `pieces` in throughline.ts; pieces add up to the time of the band, so scaling them to the
 * median is the mean of each piece times median over mean.
 */
export function ribbonOf(rows: readonly Row[]): Ribbon {
  const [head] = rows;
  const cases = Number(head?.cases ?? 0);
  const medianMs = cases === 0 ? null : Number(head?.medianMs);
  const mean = Number(head?.bandMeanMs ?? 0);
  const found = rows
    .filter(({ id }) => id !== null)
    .map((row) => ({ id: Number(row.id), waitingMs: Number(row.waitingMs), processingMs: Number(row.processingMs) }));
  const exact = largestRemainder(
    found.flatMap(({ waitingMs, processingMs }) => [waitingMs, processingMs]),
    Math.round(medianMs ?? 0),
  );
  return {
    medianMs,
    cases,
    bandCases: Number(head?.bandCases ?? 0),
    factor: medianMs === null || mean === 0 ? null : medianMs / mean,
    pieces: found.map(({ id }, at) => ({ id, waitingMs: exact[2 * at] ?? 0, processingMs: exact[2 * at + 1] ?? 0 })),
  };
}

const sum = (pieces: readonly Piece[], part: 'waitingMs' | 'processingMs') => pieces.reduce((all, piece) => all + piece[part], 0);

/** Rows and `about` of the throughline from the rows of its statements. */
export function ribbonRows(
  found: Readonly<Record<string, Row[]>>,
  { byStage, time }: { byStage: boolean; time: 'delivery' | 'throughput' },
): Found {
  const delivery = ribbonOf(found.delivery ?? []);
  const after = found.after === undefined ? null : ribbonOf(found.after);
  const rows = byStage
    ? stageRows(found.stages ?? [], delivery, after)
    : [
        ...activityRows('delivery', found.activities ?? [], delivery.pieces),
        ...activityRows('after', found.activities ?? [], after?.pieces ?? []),
      ];
  const head = ({ pieces, ...ribbon }: Ribbon) => ({
    ...ribbon,
    waitingMs: sum(pieces, 'waitingMs'),
    processingMs: sum(pieces, 'processingMs'),
  });
  return { rows, about: { ...head(delivery), after: after === null || after.cases === 0 ? null : head(after), time } };
}

/** Stages that have time in the ribbon or a visit in the scope, in the order of the blueprint, Unplaced last. */
function stageRows(stages: readonly Row[], delivery: Ribbon, after: Ribbon | null): Row[] {
  const of = (part: 'delivery' | 'after', ribbon: Ribbon | null) =>
    stages.flatMap((stage, position) => {
      const piece = ribbon?.pieces.find(({ id }) => id === stage.id);
      const { score, low, high } = withInterval(stage);
      const belongs = (part === 'after') === (stage.afterDelivery === true);
      if (piece === undefined && !(belongs && Number(stage.visits) > 0)) return [];
      return [
        {
          part,
          name: stage.name,
          kind: 'stage',
          stage: stage.name,
          position: position + 1,
          parallel: stage.parallel,
          waitingMs: piece?.waitingMs ?? 0,
          processingMs: piece?.processingMs ?? 0,
          visits: stage.visits,
          withinTarget: stage.withinTarget,
          waitLimitMs: stage.waitLimitMs,
          goal: stage.goal,
          score,
          scoreLow: low,
          scoreHigh: high,
          answers: stage.answers,
          scoreTarget: stage.scoreTarget,
        },
      ];
    });
  return [...of('delivery', delivery), ...of('after', after)];
}

const NOTHING_UNDER_IT = {
  withinTarget: null,
  waitLimitMs: null,
  goal: null,
  score: null,
  scoreLow: null,
  scoreHigh: null,
  answers: 0,
  scoreTarget: null,
};

/** The activities with the most time, in the order in which cases mostly come to them, and the rest as “other”. */
function activityRows(part: 'delivery' | 'after', activities: readonly Row[], pieces: readonly Piece[]): Row[] {
  const size = ({ waitingMs, processingMs }: Piece) => waitingMs + processingMs;
  const ranked = [...pieces].sort((a, b) => size(b) - size(a) || a.id - b.id);
  const shown = new Set(ranked.slice(0, MOST_ACTIVITIES).map(({ id }) => id));
  const rows: Row[] = activities
    .filter(({ id }) => shown.has(Number(id)))
    .map(({ id, name, visits }, at) => {
      const piece = pieces.find((one) => one.id === id);
      return {
        part,
        name,
        kind: 'activity',
        stage: null,
        position: at + 1,
        parallel: false,
        waitingMs: piece?.waitingMs ?? 0,
        processingMs: piece?.processingMs ?? 0,
        visits,
        ...NOTHING_UNDER_IT,
      };
    });
  const rest = pieces.filter(({ id }) => !shown.has(id));
  if (rest.length === 0) return rows;
  const visits = activities.filter(({ id }) => rest.some((piece) => piece.id === id)).reduce((all, row) => all + Number(row.visits), 0);
  const other = {
    part,
    name: 'other',
    kind: 'other',
    stage: null,
    position: rows.length + 1,
    parallel: false,
    waitingMs: sum(rest, 'waitingMs'),
    processingMs: sum(rest, 'processingMs'),
    visits,
    ...NOTHING_UNDER_IT,
  };
  return [...rows, other];
}
