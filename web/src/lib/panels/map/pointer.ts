import { pan, zoom, type Camera } from './camera.ts';

/** What a hand on the map does, whichever way: mouse, wheel, fingers. */
export interface Hand {
  camera: () => Camera;
  move: (camera: Camera) => void;
  /** A press that was not a drag. */
  press: (target: Element) => void;
  hover: (target: Element | null) => void;
  /** Px of the view that lie left of the drawing (the gutter). */
  inset: () => number;
}

/** A press that moves farther than this, px, is a drag. */
const DRAG = 4;
/** How much one px of a wheel with ctrl zooms. */
const WHEEL = 0.0022;

/** Lets a hand move the map in `element`. Returns what ends it. */
export function handOn(element: HTMLElement, hand: Hand): () => void {
  const down = new Map<number, { x: number; y: number }>();
  let pressed: { target: Element; x: number; y: number } | null = null;
  let dragging = false;

  const place = (event: MouseEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left - hand.inset(), y: event.clientY - box.top };
  };
  function onpointerdown(event: PointerEvent) {
    if (event.button !== 0 && event.button !== 1) return;
    down.set(event.pointerId, place(event));
    if (down.size > 1) pressed = null;
    else pressed = { target: event.target as Element, ...place(event) };
    dragging = down.size > 1;
  }
  function onpointermove(event: PointerEvent) {
    const before = down.get(event.pointerId);
    const now = place(event);
    if (!before) {
      hand.hover(event.target as Element);
      return;
    }
    if (!dragging && pressed && Math.hypot(now.x - pressed.x, now.y - pressed.y) < DRAG) return;
    if (!dragging) {
      dragging = true;
      element.setPointerCapture(event.pointerId);
      hand.hover(null);
    }
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const other = others[0];
    hand.move(other ? pinched(hand.camera(), before, now, other) : pan(hand.camera(), now.x - before.x, now.y - before.y));
    down.set(event.pointerId, now);
  }
  function onpointerup(event: PointerEvent) {
    if (!down.delete(event.pointerId)) return;
    if (!dragging && pressed && event.button === 0) hand.press(pressed.target);
    if (down.size === 0) {
      pressed = null;
      dragging = false;
    }
  }
  function onpointercancel(event: PointerEvent) {
    down.delete(event.pointerId);
    pressed = null;
    dragging = down.size > 0;
  }
  function onwheel(event: WheelEvent) {
    event.preventDefault();
    const size = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? element.clientHeight : 1;
    if (event.ctrlKey || event.metaKey) {
      const step = Math.min(Math.max(event.deltaY * size, -240), 240);
      hand.move(zoom(hand.camera(), Math.exp(-step * WHEEL), place(event)));
      return;
    }
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
    hand.move(pan(hand.camera(), -dx * size, -dy * size));
  }
  function onpointerleave() {
    hand.hover(null);
  }
  const listeners = { pointerdown: onpointerdown, pointermove: onpointermove, pointerup: onpointerup, pointercancel: onpointercancel };
  for (const [name, listen] of Object.entries(listeners)) element.addEventListener(name, listen as EventListener);
  element.addEventListener('pointerleave', onpointerleave);
  // not passive: the page must not scroll or zoom instead
  element.addEventListener('wheel', onwheel, { passive: false });
  return () => {
    for (const [name, listen] of Object.entries(listeners)) element.removeEventListener(name, listen as EventListener);
    element.removeEventListener('pointerleave', onpointerleave);
    element.removeEventListener('wheel', onwheel);
  };
}

type Spot = { x: number; y: number };

/** Two fingers: one moves from `before` to `now`, the other rests; what lies between them stays between them. */
export function pinched(camera: Camera, before: Spot, now: Spot, other: Spot): Camera {
  const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)];
  const middle = (spot: Spot) => ({ x: (spot.x + other.x) / 2, y: (spot.y + other.y) / 2 });
  const [from, to] = [middle(before), middle(now)];
  return pan(zoom(camera, was < 1 ? 1 : is / was, from), to.x - from.x, to.y - from.y);
}
