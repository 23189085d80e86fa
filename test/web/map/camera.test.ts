import fc from '../../support/laws.ts';
import { expect, it } from 'vitest';
import { fit, held, onScreen, opening, pan, reveal, SCALE, zoom, type Box, type Camera } from '../../../web/src/lib/panels/map/camera.ts';

const view = { width: 800, height: 600 };
const box: Box = { x: 100, y: 0, width: 1000, height: 1500 };
const cameras = fc.record({
  x: fc.double({ min: -2000, max: 2000, noNaN: true }),
  y: fc.double({ min: -2000, max: 2000, noNaN: true }),
  scale: fc.double({ min: SCALE.least, max: SCALE.most, noNaN: true }),
});
const inside = (camera: Camera, { x, y, width, height }: Box) => {
  const [from, to] = [onScreen(camera, { x, y }), onScreen(camera, { x: x + width, y: y + height })];
  return from.x >= -0.01 && from.y >= -0.01 && to.x <= view.width + 0.01 && to.y <= view.height + 0.01;
};

it('frames everything, and never larger than life', () => {
  const camera = fit(box, view);
  expect(inside(camera, box)).toBe(true);
  expect(camera.scale).toBeCloseTo(576 / 1500);
  expect(fit({ x: 0, y: 0, width: 100, height: 100 }, view)).toEqual({ scale: 1, x: -350, y: -250 });
});

it('opens where words can be read: at the beginning, around the spine', () => {
  const camera = opening({ x: 0, y: 0, width: 2000, height: 1500 }, view, 1200);
  expect(camera.scale).toBe(SCALE.readable);
  expect(camera.y).toBe(0);
  expect(onScreen(camera, { x: 1200, y: 0 }).x).toBeCloseTo(400);
  // a map that fits is shown whole, from its top
  expect(opening({ x: 0, y: 0, width: 700, height: 300 }, view, 0)).toEqual({ scale: 1, x: -50, y: 0 });
});

it('zooms around the pointer and stays within its bounds', () => {
  const law = fc.property(
    cameras,
    fc.double({ min: 0.1, max: 10, noNaN: true }),
    fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) }),
    (camera, factor, at) => {
      const under = { x: camera.x + at.x / camera.scale, y: camera.y + at.y / camera.scale };
      const next = zoom(camera, factor, at);
      const now = onScreen(next, under);
      expect(now.x).toBeCloseTo(at.x, 6);
      expect(now.y).toBeCloseTo(at.y, 6);
      expect(next.scale).toBeGreaterThanOrEqual(SCALE.least);
      expect(next.scale).toBeLessThanOrEqual(SCALE.most);
    },
  );
  fc.assert(law);
});

it('moves with the hand, whatever the scale, and keeps the map in sight', () => {
  const camera = { x: 10, y: 20, scale: 0.5 };
  expect(onScreen(pan(camera, 30, -40), { x: 0, y: 0 })).toEqual({ x: 25, y: -50 });
  const lost = held({ x: 99_999, y: -99_999, scale: 1 }, box, view);
  expect(lost).toEqual({ x: 1020, y: -520, scale: 1 });
});

it('reveals with the least movement', () => {
  const law = fc.property(
    cameras,
    fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) }),
    (camera, at) => {
      const target = { ...at, width: 100, height: 40 };
      const next = reveal(camera, target, view, 10);
      expect(inside(next, target)).toBe(true);
      if (
        inside(camera, {
          x: at.x - 10 / camera.scale,
          y: at.y - 10 / camera.scale,
          width: 100 + 20 / camera.scale,
          height: 40 + 20 / camera.scale,
        })
      ) {
        expect(next.x).toBeCloseTo(camera.x, 6);
        expect(next.y).toBeCloseTo(camera.y, 6);
      }
    },
  );
  fc.assert(law);
});
