/**
 * Rows of one height in a box that scrolls, of which only those in sight are made.
 *
 * Browsers stop at about 33 million px (some at 17): a list that is higher gets a shorter track. On it a drag of the bar
 * moves by share of the whole, while wheel, keys and small steps move px by px, so no row is ever out of reach.
 */
export interface Track {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height in px of the box that is seen, without the head. */
  readonly sight: number;
}

const HIGHEST = 12_000_000;

/** Height of all rows in px, as if there were no limit. */
export const wholeHeight = ({ rows, rowHeight }: Track): number => rows * rowHeight;
/** Height of what is put into the box. */
export const trackHeight = (track: Track): number => Math.min(wholeHeight(track), HIGHEST);
const deepest = (track: Track): number => Math.max(0, wholeHeight(track) - track.sight);
const lowest = (track: Track): number => Math.max(0, trackHeight(track) - track.sight);

/** Where a list stands: `top` is what the browser says, `offset` which px of all rows is at the top of the sight. */
export interface Place {
  readonly top: number;
  readonly offset: number;
}

/** The place after the browser has scrolled to `top`. */
export function scrolled(track: Track, before: Place, top: number): Place {
  const most = lowest(track);
  const end = deepest(track);
  if (end <= most) return { top, offset: Math.min(Math.max(top, 0), end) };
  if (top <= 0) return { top, offset: 0 };
  if (top >= most) return { top, offset: end };
  const moved = top - before.top;
  const offset = Math.abs(moved) < track.sight ? before.offset + moved : (top / most) * end;
  return { top, offset: Math.min(Math.max(offset, 0), end) };
}

/** The place at which a row is in sight, moved as little as possible. */
export function revealed(track: Track, place: Place, row: number): Place {
  const start = row * track.rowHeight;
  const offset =
    start < place.offset
      ? start
      : start + track.rowHeight > place.offset + track.sight
        ? start + track.rowHeight - track.sight
        : place.offset;
  return placed(track, Math.min(Math.max(offset, 0), deepest(track)), place);
}

/** The place at an offset; `before` keeps the bar still where the offset is the same. */
function placed(track: Track, offset: number, before: Place): Place {
  if (offset === before.offset) return before;
  const end = deepest(track);
  const most = lowest(track);
  return { offset, top: end <= most ? offset : Math.round((offset / end) * most) };
}

/** The rows to make, half-open, with some to spare on either side. */
export function rowsInSight({ rows, rowHeight, sight }: Track, { offset }: Place, spare = 8): { from: number; to: number } {
  return {
    from: Math.max(0, Math.floor(offset / rowHeight) - spare),
    to: Math.min(rows, Math.ceil((offset + sight) / rowHeight) + spare),
  };
}

/** Whether some of a row is in sight. */
export const inSight = ({ rowHeight, sight }: Track, { offset }: Place, row: number): boolean =>
  (row + 1) * rowHeight > offset && row * rowHeight < offset + sight;

/** Where a row is put inside the track. */
export const rowTop = ({ rowHeight }: Track, { top, offset }: Place, row: number): number => row * rowHeight - offset + top;

/** The row a key leads to; null when the key has no meaning here. */
export function rowAfterKey(key: string, row: number, { rows, rowHeight, sight }: Track): number | null {
  const page = Math.max(1, Math.floor(sight / rowHeight) - 1);
  const moved: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: rows - 1,
  };
  const next = moved[key];
  return next === undefined || rows === 0 ? null : Math.min(Math.max(next, 0), rows - 1);
}
