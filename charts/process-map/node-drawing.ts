import { duration, number, plural, signedDuration } from '../../model/format.ts';
import { nodeClass } from './classes.ts';
import type { MapNode, Metric } from './graph.ts';
import { oneLine, twoLines, type FittedLine, type Setting, type TextWidth } from './names.ts';
import type { DrawnNode, MapLayout, Rect, TextLine } from './shapes.ts';

const NAME = { size: 12, weight: 600 } as const;
const FIGURE = { size: 11, weight: 400 } as const;
const LINE_HEIGHT = 13;
/** Above this height there is room for two lines of a name. */
const TWO_LINES = 50;

export interface NodeStyle {
  layout: MapLayout;
  metric: Metric;
  textWidth: TextWidth;
  /** Longest median processing of the activities shown, ms. */
  longestMs: number;
}

/** What stands in a node: the name in lines, how often, how long the work takes. */
export function drawNode(node: MapNode, place: Rect, style: NodeStyle): DrawnNode {
  const collapsed = style.layout.collapsed.find(({ id }) => id === node.id);
  const base = { ...place, id: node.id, name: collapsed?.name ?? node.id, note: node.note ?? false, figures: node };
  const tint = nodeClass(style.metric, style.layout.classes[style.metric], node);
  const plain = { count: null, processing: null, workShare: null, bar: null, tint };
  if (collapsed) {
    const text = plural(collapsed.activities.length, 'activity', 'activities');
    return { ...base, ...plain, shape: 'stage', anchor: 'middle', lines: [{ text, stretch: 100, ...middleOf(place) }] };
  }
  const pill = style.layout.exits.includes(node.id);
  const names = nameLines(node.id, place, pill && node.steps > 0, style.textWidth);
  if (node.steps === 0 || node.lost) return { ...base, ...plain, shape: 'ghost', anchor: 'start', lines: ghostLines(names, place) };
  return { ...base, ...plain, shape: pill ? 'pill' : 'box', ...figures(node, place, pill, names, style) };
}

function nameLines(name: string, place: Rect, pill: boolean, textWidth: TextWidth): FittedLine[] {
  const setting: Setting = { ...NAME, textWidth };
  const tall = place.height > TWO_LINES;
  // the round ends of a pill take room
  const room = place.width - (pill ? (tall ? 34 : 26) : 20);
  return tall ? twoLines(name, room, setting) : [oneLine(name, room, setting)];
}

const middleOf = (place: Rect) => ({ x: place.x + place.width / 2, y: place.y + place.height / 2 + 4 });

const ghostLines = (names: readonly FittedLine[], place: Rect): TextLine[] => {
  const first = place.y + place.height / 2 + 4 - ((names.length - 1) * LINE_HEIGHT) / 2;
  return names.map((line, at) => ({ ...line, x: place.x + 10, y: first + at * LINE_HEIGHT }));
};

function figures(
  node: MapNode,
  place: Rect,
  pill: boolean,
  names: readonly FittedLine[],
  { textWidth, longestMs }: NodeStyle,
): Pick<DrawnNode, 'lines' | 'anchor' | 'count' | 'processing' | 'workShare' | 'bar'> {
  const middle = place.y + place.height / 2;
  const [nameY, countY] = baselines(place, names.length, pill);
  const x = pill ? place.x + place.width / 2 : place.x + 10;
  const anchor = pill ? 'middle' : 'start';
  const lines = names.map((line, at): TextLine => ({ ...line, x, y: middle + nameY + at * LINE_HEIGHT }));
  const work = !pill && node.processingMs !== null && node.processingMs > 0 ? node.processingMs : null;
  const workText = work === null ? '' : changedWork(node, work);
  const workWidth = work === null ? 0 : textWidth(workText, FIGURE.size, 600, 100) + 8;
  const room = place.width - (pill ? 20 : 20 + workWidth);
  const texts = pill
    ? [`${number(node.steps)}, ${number(node.ends)} end here`, `${number(node.ends)} end here`]
    : [node.ends > 0 ? `${number(node.steps)} · ${number(node.ends)} end` : '', number(node.steps)];
  const count: TextLine = { ...firstThatFits(texts, room, { ...FIGURE, textWidth }), x, y: middle + countY };
  if (work === null) return { lines, anchor, count, processing: null, workShare: null, bar: null };
  const workShare = longestMs > 0 ? Math.min(1, work / longestMs) : 0;
  const barWidth = place.width - 18;
  return {
    ...{ lines, anchor, count, workShare },
    processing: { text: workText, stretch: 100, x: place.x + place.width - 10, y: middle + countY },
    bar: { x: place.x + 9, y: place.y + place.height - 6.5, width: barWidth, height: 2.5, filled: Math.max(2, workShare * barWidth) },
  };
}

/** The median of the work; of two sides what is different about it, where that is beyond chance. */
function changedWork({ change }: MapNode, work: number): string {
  return change?.credible && change.unit === 'ms' && change.difference !== null ? signedDuration(change.difference, true) : duration(work);
}

/** Baselines of the first line of the name and of the figures, from the middle of the node. */
function baselines(place: Rect, lines: number, pill: boolean): [number, number] {
  if (place.height > TWO_LINES) return lines > 1 ? [-12, 15] : [-5, 11];
  return pill ? [-2, 12] : [-4, 10];
}

function firstThatFits(texts: readonly string[], room: number, setting: Setting): FittedLine {
  const wanted = texts.filter((text) => text !== '');
  for (const text of wanted) {
    const line = oneLine(text, room, setting);
    if (line.text === text) return line;
  }
  return oneLine(wanted.at(-1) ?? '', room, setting);
}
