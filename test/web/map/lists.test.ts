import { describe, expect, it } from 'vitest';
import type { RibbonRow } from '../../../charts/ribbon.ts';
import type { DrawnBand } from '../../../charts/process-map/shapes.ts';
import { PLAIN_WORDS } from '../../../model/process.ts';
import { tableToCsv } from '../../../web/src/lib/ui/table.ts';
import type { ActivityRow, EdgeRow, StageRow } from '../../../web/src/lib/panels/map/rows.ts';
import { gutterRows } from '../../../web/src/lib/panels/map/gutter.ts';
import { listRows } from '../../../web/src/lib/panels/map/list-rows.ts';
import { metricsOf, tellsTimeApart } from '../../../web/src/lib/panels/map/metrics.ts';
import { pressed, sorted } from '../../../web/src/lib/panels/map/sorting.ts';
import { forFile, handOverColumns } from '../../../web/src/lib/panels/map/tables.ts';

const MINUTE = 60_000;

describe('the gutter', () => {
  const band = (name: string, y: number, height: number, stage: number) =>
    ({ name, y, height, stage, x: 0, width: 800, lines: [], collapsed: false }) as DrawnBand;
  const piece = (name: string, waiting: number, processing: number) =>
    ({ name, part: 'delivery', waitingMs: waiting * MINUTE, processingMs: processing * MINUTE }) as RibbonRow;
  const bands = [band('Intake', 0, 100, 0), band('A stage with a rather long name', 100, 200, 1), band('Rare', 300, 100, 2)];
  const ribbon = [piece('Intake', 6, 5), piece('A stage with a rather long name', 47, 17)];
  const visits = [{ stage: 'Rare', visits: 3, medianTotalMs: 12 * MINUTE } as StageRow];
  const rows = (seen = {}) =>
    gutterRows(bands, ribbon, visits, { camera: { x: 0, y: 0, scale: 1 }, view: { width: 800, height: 400 }, told: true, ...seen });

  it('tells each stage’s part of the median case and what of it is waiting', () => {
    const [intake, long, rare] = rows();
    expect(intake?.figure?.text.replaceAll('\u00a0', ' ')).toBe('11 min, 55 % wait');
    expect(long?.names.map((name) => name.text).join(' ')).toBe('A stage with a rather long name');
    expect(rare?.figure?.text.replaceAll('\u00a0', ' ')).toBe('12 min when visited');
    expect(rare?.bar).toBeNull();
    // the longest piece is 56 px, the others in proportion, none below 10
    expect((long?.bar?.waiting ?? 0) + (long?.bar?.processing ?? 0)).toBeCloseTo(56);
    expect((intake?.bar?.waiting ?? 0) + (intake?.bar?.processing ?? 0)).toBeCloseTo(10);
  });
  it('holds its words in what is seen of a band', () => {
    const moved = rows({ camera: { x: 0, y: 180, scale: 1 } });
    expect(moved.map((row) => row.stage)).toEqual(['A stage with a rather long name', 'Rare']);
    expect(moved[0]?.nameY).toBeGreaterThan(0);
  });
  it('says no share where waiting and work can not be told apart', () => {
    expect(rows({ told: false })[0]?.figure?.text).toBe('11\u00a0min');
  });
});

it('lists stages on a common scale, those after delivery on their own', () => {
  const stage = (name: string, wait: number, work: number, after = false) =>
    ({ stage: name, cases: 1, medianWaitingMs: wait, medianProcessingMs: work, withinTarget: null, afterDelivery: after }) as StageRow;
  const groups = listRows({
    level: 'stage',
    activities: [],
    stages: [stage('A', 30, 10), stage('B', 10, 10), stage('Billing', 900, 100, true)],
  });
  expect(groups.map((group) => group.rows.map((row) => [row.id, row.waitingShare, row.processingShare]))).toEqual([
    [
      ['A', 0.75, 0.25],
      ['B', 0.25, 0.25],
    ],
    [['Billing', 0.9, 0.1]],
  ]);
});

it('sorts with the unknown last either way, and turns round when pressed again', () => {
  const rows = [{ value: 2 }, { value: null }, { value: 10 }];
  const columns = [
    {
      name: 'Value',
      number: true,
      text: (row: { value: number | null }) => String(row.value),
      value: (row: { value: number | null }) => row.value,
    },
  ];
  const values = (down: boolean) => sorted(rows, columns, { by: 'Value', down }).map((row) => row.value);
  expect([values(true), values(false)]).toEqual([
    [10, 2, null],
    [2, 10, null],
  ]);
  expect(pressed({ by: 'From', down: false }, { name: 'Value', number: true })).toEqual({ by: 'Value', down: true });
  expect(pressed({ by: 'Value', down: true }, { name: 'Value', number: true })).toEqual({ by: 'Value', down: false });
});

it('writes a file that names its units and defuses formulas', () => {
  const row = { from: '=cmd', to: 'B', count: 2, cases: 1, medianMs: 1000.4, p90Ms: null, totalMs: 5_400_000 } as EdgeRow;
  expect(tableToCsv([row], forFile(handOverColumns(PLAIN_WORDS, () => true)))).toBe(
    'From,To,Passes,Cases,"Median, ms","p90, ms",Hours,On the map\r\n\'=cmd,B,2,1,1000,,1.5,shown\r\n',
  );
});

it('offers only the metrics that the data can answer', () => {
  const whole = (timed: number, measured: number) => ({
    ...{ level: 'activity' as const, stages: [], edges: [{ timed } as EdgeRow] },
    activities: [{ measured, p90ProcessingMs: measured > 0 ? 5 : null } as ActivityRow],
  });
  expect(metricsOf(whole(4, 4), true)).toEqual(['frequency', 'waiting', 'processing', 'satisfaction']);
  expect(metricsOf(whole(4, 0), false)).toEqual(['frequency', 'waiting']);
  expect(metricsOf(whole(0, 0), false)).toEqual(['frequency']);
  expect(tellsTimeApart(whole(4, 0))).toBe(false);
});
