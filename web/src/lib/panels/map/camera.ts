/** Where the map is looked at from: the drawing's point at the top left of the view, and screen px per px of the drawing. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

export const SCALE = { least: 0.15, most: 3, readable: 0.72, opening: 0.86 } as const;
/** How much one press of + or − changes. */
export const ZOOM_STEP = 1.25;

const between = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** The camera that frames `box` whole in a view, never larger than life. */
export function fit(box: Box, view: Size, margin = 12): Camera {
  const room = { width: Math.max(1, view.width - 2 * margin), height: Math.max(1, view.height - 2 * margin) };
  const scale = between(Math.min(room.width / Math.max(1, box.width), room.height / Math.max(1, box.height)), SCALE.least, 1);
  return { scale, x: centred(box.x, box.width, view.width / scale), y: centred(box.y, box.height, view.height / scale) };
}

/**
 * The camera a map opens with: everything when its words can still be read then, else its beginning at a size that can
 * be read well, with `focus` (an x of the drawing: the spine) in the middle if the width does not fit.
 */
export function opening(box: Box, view: Size, focus: number): Camera {
  const whole = fit(box, view);
  if (whole.scale >= SCALE.readable) return { ...whole, y: box.y };
  const scale = between((view.width - 24) / Math.max(1, box.width), SCALE.readable, SCALE.opening);
  const room = view.width / scale;
  const x = box.width <= room ? centred(box.x, box.width, room) : between(focus - room / 2, box.x - 12, box.x + box.width + 12 - room);
  return { scale, x, y: box.y };
}

/** What is smaller than its room stands in the middle of it; returns where the room begins. */
const centred = (start: number, length: number, room: number) => start - (room - length) / 2;

/** Zooms by a factor; the drawing's point under `at` (px of the view) stays where it is. */
export function zoom(camera: Camera, factor: number, at: { x: number; y: number }): Camera {
  const scale = between(camera.scale * factor, SCALE.least, SCALE.most);
  return { scale, x: camera.x + at.x / camera.scale - at.x / scale, y: camera.y + at.y / camera.scale - at.y / scale };
}

/** Moves the drawing by px of the view. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
}

/** Keeps a strip of the drawing in sight, so that no one is lost in the empty plane. */
export function held(camera: Camera, box: Box, view: Size, strip = 80): Camera {
  const keep = strip / camera.scale;
  return {
    ...camera,
    x: between(camera.x, box.x + keep - view.width / camera.scale, box.x + box.width - keep),
    y: between(camera.y, box.y + keep - view.height / camera.scale, box.y + box.height - keep),
  };
}

/** Moves as little as possible until `box` is in sight; what is larger than the view shows its middle. */
export function reveal(camera: Camera, box: Box, view: Size, margin = 24): Camera {
  const gap = margin / camera.scale;
  return {
    ...camera,
    x: revealed(camera.x, view.width / camera.scale, box.x - gap, box.width + 2 * gap),
    y: revealed(camera.y, view.height / camera.scale, box.y - gap, box.height + 2 * gap),
  };
}

function revealed(at: number, room: number, start: number, length: number): number {
  if (length > room) return start + length / 2 - room / 2;
  return between(at, start + length - room, start);
}

/** A place of the drawing in px of the view. */
export function onScreen(camera: Camera, point: { x: number; y: number }): { x: number; y: number } {
  return { x: (point.x - camera.x) * camera.scale, y: (point.y - camera.y) * camera.scale };
}
