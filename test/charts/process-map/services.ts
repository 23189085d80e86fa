import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { groupBy } from '../../../charts/process-map/collections.ts';
import { graphOf, type MapGraph, type MapStages } from '../../../charts/process-map/graph.ts';
import { parseBlueprint } from '../../../model/blueprint-text.ts';
import type { Filter, Scope } from '../../../model/scope.ts';
import { sampleFolder, samples } from '../../../sample-data/samples.ts';
import { activities } from '../../../server/analytics/activities.ts';
import { ask, type Source } from '../../../server/analytics/analytic.ts';
import { directlyFollows } from '../../../server/analytics/directly-follows.ts';
import { stages } from '../../../server/analytics/stages.ts';
import { imported } from '../../analytics/imported.ts';
import { realData } from '../../support/real-data.ts';
import { graphOfTraces, type Trace } from './logs.ts';

/** The maps of a service at both levels, and the activities of some of its cases. */
export interface Service {
  graph: MapGraph;
  stages: MapStages;
  some: MapGraph;
  stageGraph: MapGraph;
  stageNames: MapStages;
}

/** Stages of the municipal log as they were given in the picture of the map. */
const RECEIPT_STAGES = ['Receipt', 'Confirmation', 'Necessity of stop', 'Advice', 'Stop document', 'Report Y'];
function receiptStage(activity: string): number {
  const number = Number(/^T(\d\d)/.exec(activity)?.[1] ?? 0);
  if (number <= 3) return 0;
  if (number <= 5) return 1;
  if (number === 6 || number === 10) return 2;
  if (number <= 9) return 3;
  return number <= 15 ? 4 : 5;
}

const PATIENT_STAGES = ['Arrival', 'Tests', 'Results', 'Check-out'];
function patientStage(activity: string): number {
  if (/Registration|Triage/.test(activity)) return 0;
  if (/Discuss/.test(activity)) return 2;
  return /Check/.test(activity) ? 3 : 1;
}

interface SampleRow {
  row: number;
  case: string;
  activity: string;
  start: number;
  end: number;
}

/**
 * A sample that comes with the product, counted from its file: geometry needs no import of 200,000 rows. Some: every
 * ninth case.
 */
export function sampleService(id: string, caseColumn: string): Service {
  const sample = samples.find((one) => one.id === id);
  const file = sample?.files.find(({ kind }) => kind === 'events');
  if (!sample || !file) throw new Error(`There is no sample called ${id}.`);
  const blueprint = parseBlueprint(readFileSync(join(sampleFolder, sample.blueprintFile), 'utf8'));
  const traces = tracesOfFile(join(sampleFolder, file.name), caseColumn);
  const names = blueprint.stages.map((stage) => stage.name);
  const of = Object.fromEntries(blueprint.stages.flatMap((stage, at) => stage.activities.map((activity) => [activity.name, at] as const)));
  const beside = new Set(blueprint.stages.filter((stage) => stage.parallel).map((stage) => stage.name));
  const visits = traces.map((trace) => stageVisits(trace, (activity) => names[of[activity] ?? -1] ?? '', beside));
  return {
    graph: graphOfTraces(traces),
    stages: { names, of },
    some: graphOfTraces(traces.filter((_, at) => at % 9 === 0)),
    stageGraph: graphOfTraces(visits),
    stageNames: { names, of: Object.fromEntries(names.map((name, at) => [name, at])) },
  };
}

/** Cases of a file without quotes, their steps by start, end and line. */
function tracesOfFile(path: string, caseColumn: string): Trace[] {
  const [head = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const columns = head.trim().split(',');
  const at = (name: string) => columns.indexOf(name);
  const [caseAt, activityAt, startAt, endAt] = [at(caseColumn), at('Activity'), at('Start'), at('End')];
  const rows = lines.map((line, row): SampleRow => {
    const fields = line.trim().split(',');
    const times = [fields[startAt], fields[endAt]].map((text) => Date.parse(text === undefined || text === '' ? 'none' : text));
    const [start = NaN, end = NaN] = times;
    const [from, to] = [Number.isNaN(start) ? end : start, Number.isNaN(end) ? start : end];
    return { row, case: fields[caseAt] ?? '', activity: fields[activityAt] ?? '', start: from, end: to };
  });
  return [...groupBy(rows, (row) => row.case).values()].map((steps) => {
    steps.sort((a, b) => a.start - b.start || a.end - b.end || a.row - b.row);
    return steps.map((step, place) => ({
      activity: step.activity,
      waitMs: Math.max(0, step.start - (steps[place - 1]?.end ?? step.start)),
      workMs: step.end - step.start,
    }));
  });
}

/** One step for each run of a stage; stages that run beside the others have no neighbours. */
function stageVisits(trace: Trace, stageOf: (activity: string) => string, beside: ReadonlySet<string>): Trace {
  const steps = trace.map((step) => ({ ...step, activity: stageOf(step.activity) })).filter((step) => !beside.has(step.activity));
  return steps.filter((step, at) => step.activity !== steps[at - 1]?.activity);
}

export async function receipt(): Promise<Service> {
  const log = await imported([{ path: join(realData, 'receipt.csv.gz') }]);
  return serviceOf(log, { filters: [notFromInternet] }, RECEIPT_STAGES, receiptStage);
}
const notFromInternet: Filter = { kind: 'attribute', name: 'case:channel', op: 'not-in', values: ['Internet'] };

export async function patients(): Promise<Service> {
  const log = await imported([{ path: join(realData, 'patients.csv') }]);
  return serviceOf(log, { period: { from: '2017-03-01', to: '2017-04-01' } }, PATIENT_STAGES, patientStage);
}

async function serviceOf(
  log: Source & { close: () => Promise<void> },
  some: Partial<Scope>,
  names: string[],
  stageOf: (activity: string) => number,
): Promise<Service> {
  const all = { process: 'log', state: 'all' } as const;
  try {
    const ofScope = async (more: Partial<Scope>) => {
      const scope = { ...all, ...more };
      const nodes = (await ask(log, activities, scope, { positions: true })).rows;
      const edges = (await ask(log, directlyFollows, scope)).rows;
      return graphOf({ nodes, edges });
    };
    const graph = await ofScope({});
    const stageRows = (await ask(log, stages, all)).rows;
    const stageEdges = (await ask(log, directlyFollows, { ...all, level: 'stage' })).rows;
    return {
      graph,
      stages: { names, of: Object.fromEntries(graph.nodes.map(({ id }) => [id, stageOf(id)])) },
      some: await ofScope(some),
      stageGraph: graphOf({ nodes: stageRows, edges: stageEdges }),
      stageNames: { names: stageRows.map(({ stage }) => stage), of: Object.fromEntries(stageRows.map(({ stage }, at) => [stage, at])) },
    };
  } finally {
    await log.close();
  }
}
