import type { MapDrawing, MapGraph, MapStages, Metric, Pin, Visible } from '../../../../../charts/process-map/shapes.ts';
import type { Words } from '../../../../../model/process.ts';

/** Lays a graph out and keeps the result under `layout`. */
export interface LayoutOrder {
  kind: 'layout';
  ticket: number;
  layout: string;
  graph: MapGraph;
  stages: MapStages;
  /** The main way where it is not to be found; a previous pin has its own. */
  spine: string[] | undefined;
  previous: Pin | null;
}

/** What a drawing is made of: a layout that was made before, a choice of the sliders, the figures of a filter. */
export interface DrawOrder {
  kind: 'draw';
  ticket: number;
  layout: string;
  /** Names the graph of the filter; null: the whole graph. Its rows come along the first time only. */
  figures: string | null;
  graph?: MapGraph;
  activities: number | undefined;
  paths: number | undefined;
  metric: Metric;
  words: Words;
}

export type Order = LayoutOrder | DrawOrder;

/** What is known of a layout without drawing it. */
export interface LaidOut {
  kind: 'laid-out';
  ticket: number;
  layout: string;
  /** Activities that are too rare for the map. */
  listed: string[];
  weakLinks: { from: string; to: string; share: number }[];
  /** What a new arrangement would change against the pin. */
  outdated: { spine: boolean; added: string[]; movedStage: string[] } | null;
  pin: Pin;
  ms: number;
}

export interface Drawn {
  kind: 'drawn';
  ticket: number;
  layout: string;
  drawing: MapDrawing;
  visible: Visible;
  ms: number;
}

export type Told = LaidOut | Drawn | { kind: 'dropped'; ticket: number } | { kind: 'failed'; ticket: number; message: string };
