import { UNPLACED } from '../model/blueprint.ts';

/** Size of a chevron in px (design/src/07-variants.mjs): as wide as its arrow, `NOTCH` of it the point, `GAP` to the next. */
export const CHEVRON = { width: 36, height: 24, notch: 5.5, gap: 2 } as const;
const PITCH = CHEVRON.width - CHEVRON.notch + CHEVRON.gap;
/** Room above and below a row of chevrons: what is repeated is underlined. */
const ABOVE = 5;

/** One arrow of a sequence: where it stands, what it says and the token of its colour. */
export interface Chevron {
  /** Its place in the whole sequence, from 0. */
  readonly at: number;
  readonly x: number;
  readonly name: string;
  readonly code: string;
  /** Without the dashes: `s1` to `s9`, or `none` for what no stage has. */
  readonly colour: StageColour;
  readonly repeated: boolean;
}
export type StageColour = `s${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'none';

/** A sequence as a row of arrows. `left` says how many in the middle are not drawn, and where the mark for them stands. */
export interface ChevronRow {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Chevron[];
  readonly left: { readonly count: number; readonly x: number } | null;
}

/** What a drawing of sequences must know of a process: the code and the colour of every name. */
export interface SequenceLook {
  readonly codes: ReadonlyMap<string, string>;
  readonly colours: ReadonlyMap<string, StageColour>;
}

/** How many arrows fit into a width in px; at least three, so that start, end and the mark between them can stand. */
export const chevronsIn = (width: number): number => Math.max(3, Math.floor((width - CHEVRON.notch) / PITCH));

/**
 * The colours of stages, in their order: one token each up to nine stages; beyond, neighbours share one, so that the
 * ramp still runs from the first to the last. Unplaced has none of them.
 */
export function stageColours(stages: readonly string[]): Map<string, StageColour> {
  const placed = stages.filter((name) => name !== UNPLACED);
  const step = (at: number) => (placed.length <= 9 ? at + 1 : 1 + Math.round((at * 8) / (placed.length - 1)));
  const colours = new Map<string, StageColour>(placed.map((name, at) => [name, `s${step(at)}` as StageColour]));
  return colours.set(UNPLACED, 'none');
}

/**
 * A sequence in room for `most` arrows. A longer one is shortened in the middle: its first and its last steps stay,
 * as that is where ways differ in kind, and the mark between says how many are left out.
 */
export function chevronRow(names: readonly string[], repeated: readonly number[], look: SequenceLook, most: number): ChevronRow {
  const room = Math.max(3, Math.floor(most));
  const fits = names.length <= room;
  const head = fits ? names.length : Math.ceil((room - 1) / 2);
  const tail = fits ? 0 : room - 1 - head;
  const again = new Set(repeated);
  const chevron = (at: number, slot: number): Chevron => {
    const name = names[at] ?? '';
    return {
      at,
      x: slot * PITCH,
      name,
      code: look.codes.get(name) ?? '',
      colour: look.colours.get(name) ?? 'none',
      repeated: again.has(at),
    };
  };
  const marks = [
    ...Array.from({ length: head }, (_, slot) => chevron(slot, slot)),
    ...Array.from({ length: tail }, (_, slot) => chevron(names.length - tail + slot, head + 1 + slot)),
  ];
  const slots = fits ? names.length : room;
  return {
    width: slots === 0 ? 0 : slots * PITCH - CHEVRON.gap + CHEVRON.notch,
    height: CHEVRON.height + 2 * ABOVE,
    marks,
    left: fits ? null : { count: names.length - head - tail, x: head * PITCH },
  };
}

/** The outline of an arrow at its place; the first of a sequence has a straight back. */
export function chevronPath(x: number, first: boolean): string {
  const { width, height, notch } = CHEVRON;
  const [top, middle, bottom] = [ABOVE, ABOVE + height / 2, ABOVE + height];
  const back = first ? '' : `L${String(x + notch)} ${String(middle)}`;
  return `M${String(x)} ${String(top)}H${String(x + width - notch)}L${String(x + width)} ${String(middle)}L${String(x + width - notch)} ${String(bottom)}H${String(x)}${back}z`;
}

/** Where the code of an arrow stands: the middle of what the eye takes for its box. */
export const codePlace = (x: number, first: boolean): { x: number; y: number } => ({
  x: x + CHEVRON.width / 2 + (first ? -1 : 1.5),
  y: ABOVE + CHEVRON.height / 2 + 4,
});

/** The line under a repeated step. */
export const repeatPath = (x: number): string =>
  `M${String(x + CHEVRON.notch)} ${String(ABOVE + CHEVRON.height + 3)}H${String(x + CHEVRON.width - CHEVRON.notch)}`;

/** A sequence for those who hear it: its names, repeats said, a long one cut after `most` with how many follow. */
export function sequenceWords(names: readonly string[], repeated: readonly number[], most = 20): string {
  if (names.length === 0) return 'No stage';
  const again = new Set(repeated);
  const said = names.slice(0, most).map((name, at) => (again.has(at) ? `${name} again` : name));
  const more = names.length - said.length;
  return more === 0 ? said.join(', ') : `${said.join(', ')}, and ${String(more)} more`;
}

/** The bar of a median in `width` px, with the place of the median of all; `beyond` when it is longer than there is room for. */
export interface MedianBar {
  readonly width: number;
  readonly beyond: boolean;
}

/**
 * The longest time that bars of medians show, in ms: the longest there is, but no more than three times the median of
 * all, so that one odd variant does not make all others dots.
 */
export function barScale(medians: readonly (number | null)[], all: number | null): number {
  const longest = medians.reduce<number>((most, one) => Math.max(most, one ?? 0), 0);
  return all === null || all <= 0 ? longest : Math.max(Math.min(longest, 3 * all), 1.6 * all);
}

export function medianBar(median: number, scale: number, width: number): MedianBar {
  if (scale <= 0) return { width: 0, beyond: false };
  return { width: Math.max(median > 0 ? 1 : 0, Math.min(1, median / scale) * width), beyond: median > scale };
}
