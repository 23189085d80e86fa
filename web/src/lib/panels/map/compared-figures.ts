import type { Metric } from '$charts/process-map/shapes.ts';
import { comparedGraph } from '$charts/process-map/compare.ts';
import { askKept } from './ask-kept.ts';
import { figuresOf, type Asked } from './figures.ts';
import type { Figures } from './rows.ts';

/** The other side of a map that compares: its scope, and the same as the question `compare` takes it. */
export interface Against {
  scope: Asked['scope'];
  query: string;
}

/** The figures of both sides as one map: this side's, with what is different. Rejects with the `Problem` of the question that failed. */
export async function comparedFigures(asked: Asked, against: Against, metric: Metric): Promise<Figures> {
  const scored = metric === 'satisfaction';
  const [one, other, compared, scores] = await Promise.all([
    figuresOf(asked),
    figuresOf({ ...asked, scope: against.scope }),
    askKept('compare', asked, { against: against.query }),
    scored ? askKept('compare', asked, { against: against.query, scores: true }) : null,
  ]);
  const rows = [...compared.rows, ...(scores?.rows ?? [])];
  return {
    ...one,
    key: JSON.stringify([one.key, 'against', against.query, metric]),
    whole: false,
    graph: comparedGraph(one.graph, other.graph, rows, metric),
    other,
    compared: rows,
  };
}
