import type { MapGraph } from '../../../../../charts/process-map/shapes.ts';
import type { RowOf } from '../../../../../server/analytics/catalog.ts';

export type Level = 'activity' | 'stage';
export type EdgeRow = RowOf<'directly-follows'>;
export type ActivityRow = RowOf<'activities'>;
export type StageRow = RowOf<'stages'>;

/** The figures of a map for one choice of cases. */
export interface Figures {
  /** Names what the figures are of: level, scope, data version, and what is known already. */
  key: string;
  level: Level;
  graph: MapGraph;
  edges: readonly EdgeRow[];
  activities: readonly ActivityRow[];
  stages: readonly StageRow[];
  /** Of all cases: what the map is laid out by. */
  whole: boolean;
  /** Whether the times have come; counts come first where there are very many events. */
  timed: boolean;
  /** False for what is shown first: activities are known by their hand-overs only. */
  complete: boolean;
  /** Where two sides are compared: the other side, and every difference. */
  other?: Figures;
  compared?: readonly RowOf<'compare'>[];
}
