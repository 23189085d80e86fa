import fc from '../../support/laws.ts';
import { describe, expect, it } from 'vitest';
import { drawMap } from '../../../charts/process-map/draw.ts';
import { visible } from '../../../charts/process-map/filter.ts';
import { pinnedLayout, pinOf } from '../../../charts/process-map/layout.ts';
import { PIN_FORMAT, readPin } from '../../../charts/process-map/pin-reading.ts';
import type { Pin } from '../../../charts/process-map/shapes.ts';
import { graphOfTraces, type Trace } from './logs.ts';
import { faultsOf, NO_FAULTS } from './measures.ts';

const ways = [
  ['A', 'B', 'C'],
  ['A', 'C'],
];
const graph = graphOfTraces(ways.map((names): Trace => names.map((activity) => ({ activity, waitMs: 0, workMs: 0 }))));
const stages = { names: ['One', 'Two'], of: { A: 0, B: 0, C: 1 } };
const pin = pinOf(pinnedLayout(graph, stages));
const [first] = pin.cells;

describe('a pin that was kept', () => {
  it('is read as it was written, without what does not belong to it', () => {
    expect(pin.format).toBe(PIN_FORMAT);
    expect(readPin(JSON.parse(JSON.stringify({ ...pin, more: 1 })))).toEqual(pin);
  });

  it('is passed over when it is of another format', () => {
    const { format, ...before } = pin;
    expect(readPin(before)).toBeNull();
    expect(readPin({ ...pin, format: format - 1 })).toBeNull();
    expect(readPin({ ...pin, format: String(format) })).toBeNull();
    for (const nothing of [null, undefined, 2, 'pin', [], {}]) expect(readPin(nothing)).toBeNull();
  });

  const hostile: Record<string, Record<string, unknown>> = {
    'a row that is not there': { cells: [['A', 0, 1e9, 0]] },
    'a row of another stage': { cells: [['A', 1, 1, 0]] },
    'a column that is not there': { cells: [['A', 0, 1, 1e6]] },
    'half a column': { cells: [['A', 0, 1, 0.5]] },
    'the place of the start': { cells: [['A', 0, 0, 0]] },
    'two activities in one cell': { cells: [first, ['Z', ...(first ?? []).slice(1)]] },
    'a million rows': { rows: Array.from({ length: 1e6 }, () => 0) },
    'rows that run backwards': { rows: [...pin.rows].reverse() },
    'rows of no stage': { rows: pin.rows.map(() => 7) },
    'columns without end': { columns: [-1e9, 1e9] },
    'no number for a size': { sizes: { ...pin.sizes, x: pin.sizes.x.map(() => Number.NaN) } },
    'an endless size': { sizes: { ...pin.sizes, y: pin.sizes.y.map(() => Infinity) } },
    'a size below nothing': { sizes: { ...pin.sizes, y: pin.sizes.y.map(() => -40) } },
    'too few sizes': { sizes: { ...pin.sizes, x: [1] } },
    'a huge box': { box: { width: 1e12, height: 42 } },
    'a box as text': { box: { width: '146', height: 42 } },
    'a name that is no text': { spine: [{}] },
    'a name of a million letters': { stages: ['n'.repeat(1e6)] },
    'a name twice': { spine: ['A', 'A'] },
    'no classes': { classes: {} },
    'classes that fall': { classes: { ...pin.classes, waiting: [4, 3, 2, 1] } },
    'classes without number': { classes: { ...pin.classes, waiting: [1, null, 3, 4] } },
  };
  it.each(Object.entries(hostile))('is passed over with %s', (_name, wrong) => {
    expect(readPin({ ...pin, ...wrong })).toBeNull();
  });

  it('may name what the data no longer have: the map is drawn without it', () => {
    const cells: Pin['cells'] = [['Gone', 0, 1, pin.columns[1]], ...pin.cells.filter(([id]) => id !== 'B')];
    const known = readPin({
      ...pin,
      cells: cells.filter(([, , row, column], at) => at === 0 || row !== 1 || column !== pin.columns[1]),
      spine: ['Gone', '__proto__', ...pin.spine],
    });
    const layout = pinnedLayout(graph, stages, { previous: known });
    expect([...layout.grid.cells.keys()].filter((id) => id !== null).sort()).toEqual(['A', 'B', 'C']);
    expect(layout.spine.every((id) => 'ABC'.includes(id))).toBe(true);
    expect(faultsOf(drawMap(layout, visible(layout), { metric: 'waiting' }))).toEqual(NO_FAULTS);
  });

  it('whatever it is, either it is passed over or a map can be drawn with it', () => {
    const field = fc.constantFrom(...(Object.keys(pin) as (keyof Pin)[]));
    const odd = fc.oneof(fc.anything(), fc.constant({ x: pin.sizes.x, y: pin.sizes.y }), fc.array(fc.integer({ min: -2, max: 3 })));
    fc.assert(
      fc.property(field, odd, (name, value) => {
        const read = readPin({ ...pin, [name]: value });
        if (read === null) return;
        const layout = pinnedLayout(graph, stages, { previous: read });
        const drawn = drawMap(layout, visible(layout), { metric: 'waiting' });
        expect([drawn.width, drawn.height].every((side) => Number.isFinite(side) && side > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
