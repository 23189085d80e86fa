import { graphOf } from '$charts/process-map/graph.ts';
import type { Scope } from '$model/scope.ts';
import { askKept } from './ask-kept.ts';
import { activitiesFrom } from './graph-rows.ts';
import type { Figures, Level, StageRow } from './rows.ts';

export interface Asked {
  /** With its level. */
  scope: Scope;
  level: Level;
  version: number;
  hasStages: boolean;
  /** Scores of the cases with each activity, for the metric that shows them. */
  scores: boolean;
  signal: AbortSignal;
}

/** More events than this: of hand-overs their counts first, their times after them. */
const VERY_MANY_EVENTS = 500_000;

/** A scope that chooses nothing: all cases of the process. */
export const isWhole = (scope: Scope): boolean => !scope.period && !scope.state && (scope.filters ?? []).length === 0;

/** The scope of all cases of the process at the same level: what the map is laid out by. */
export const wholeScope = (process: string, level: Level): Scope => ({ process, level });

/** What a map can be drawn of soonest: hand-overs alone. `before` are the figures shown until now, whose stages stay. */
export async function firstFiguresOf(asked: Asked, events: number, before: Figures | null): Promise<Figures> {
  const timed = events <= VERY_MANY_EVENTS;
  const ofStages = asked.level === 'stage';
  const [edges, stages] = await Promise.all([
    askKept('directly-follows', asked, timed ? {} : { times: false }),
    ofStages ? stagesOf(asked) : (before?.stages ?? []),
  ]);
  const rows = edges.rows;
  const nodes = ofStages ? stages : activitiesFrom(rows);
  return {
    key: keyOf(asked, 'first'),
    whole: false,
    level: asked.level,
    graph: graphOf({ edges: rows, nodes }),
    edges: rows,
    activities: [],
    stages,
    timed,
    complete: false,
  };
}

/** All figures. Rejects with the `Problem` of the question that failed. */
export async function figuresOf(asked: Asked): Promise<Figures> {
  const scored = asked.scores && asked.level === 'activity';
  const [edges, activities, stages, all] = await Promise.all([
    askKept('directly-follows', asked, asked.scores ? { with: 'score' } : {}),
    asked.level === 'activity' ? askKept('activities', asked, { positions: true, ...(scored ? { scores: true } : {}) }) : null,
    stagesOf(asked),
    asked.scores ? askKept('satisfaction', asked) : null,
  ]);
  const nodes = activities?.rows ?? stages;
  return {
    key: keyOf(asked, asked.scores ? 'all, scores' : 'all'),
    whole: isWhole(asked.scope),
    level: asked.level,
    graph: graphOf({ edges: edges.rows, nodes, score: all?.about?.score ?? null }),
    edges: edges.rows,
    activities: activities?.rows ?? [],
    stages,
    timed: true,
    complete: true,
  };
}

async function stagesOf(asked: Asked): Promise<readonly StageRow[]> {
  return asked.hasStages ? (await askKept('stages', asked)).rows : [];
}

const keyOf = (asked: Asked, what: string) => JSON.stringify([asked.level, asked.version, asked.scope, what]);
