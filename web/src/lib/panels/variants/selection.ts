/** Rows chosen in a list: the keys, and the last one touched, whose case is shown and from which a range starts. */
export interface Selection {
  readonly keys: readonly string[];
  readonly current: string | null;
}

export const NOTHING: Selection = { keys: [], current: null };

/** How a row was pressed: alone, one more or one less, or everything from the last one to it. */
export type Press = 'only' | 'toggle' | 'range';

/**
 * The selection after a press on a row. `only` on the single row that is chosen lets go of it. `order` are the keys as
 * the list has them; a range without a row to start from is a single row.
 */
export function pressed(selection: Selection, key: string, how: Press, order: readonly string[]): Selection {
  const { keys, current } = selection;
  if (how === 'range' && current !== null && order.includes(current)) {
    const [from, to] = [order.indexOf(current), order.indexOf(key)].sort((a, b) => a - b);
    const range = order.slice(from, (to ?? 0) + 1);
    return { keys: order.filter((one) => keys.includes(one) || range.includes(one)), current: key };
  }
  if (how === 'toggle') {
    if (!keys.includes(key)) return { keys: [...keys, key], current: key };
    const rest = keys.filter((one) => one !== key);
    return { keys: rest, current: current === key ? (rest.at(-1) ?? null) : current };
  }
  return keys.length === 1 && keys[0] === key ? NOTHING : { keys: [key], current: key };
}

/** How a click or a key counts, by what was held. */
export const howPressed = (event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): Press =>
  event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
