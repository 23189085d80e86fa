import type { MapDrawing, Metric, Visible } from '../../../../../charts/process-map/shapes.ts';
import { textWidth } from '../../../../../charts/text.ts';
import type { Words } from '../../../../../model/process.ts';
import { entryColour } from './appearance.ts';
import { changeTitle, hiddenSentence, legendTitle } from './words.ts';

const SIZE = 11.5;
const LINE = 34;

/** The strip below a map that leaves the page: what it hides, and what its colours mean. SVG with custom properties. */
export function mapFoot(
  drawing: MapDrawing,
  visible: Visible,
  metric: Metric,
  words: Words,
  width: number,
  /** Which service and cases it is of. */
  about: string,
): { markup: string; height: number } {
  const sentence = `${about}. ${hiddenSentence(visible)}`;
  const entries = drawing.legend.map((entry) => ({ ...entry, width: textWidth(entry.label, SIZE) + 36 }));
  const title = entries.length > 0 ? (drawing.compared ? changeTitle(metric, words) : legendTitle(metric, words)) : '';
  const legend = textWidth(title, SIZE) + 12 + entries.reduce((sum, entry) => sum + entry.width, 0);
  const twoLines = 16 + textWidth(sentence, SIZE) + 24 + legend + 16 > width;
  const height = twoLines ? LINE + 20 : LINE;
  let x = Math.max(16, width - 16 - legend);
  const y = twoLines ? 41 : 21;
  const text = (at: number, line: number, words: string, fill: string) =>
    `<text x="${at.toFixed(1)}" y="${String(line)}" font-size="${String(SIZE)}" fill="${fill}">${escaped(words)}</text>`;
  let markup = `<rect width="${String(width)}" height="${String(height)}" fill="var(--surface)"/><path d="M0 .5H${String(width)}" stroke="var(--line)"/>`;
  markup += text(16, 21, sentence, 'var(--ink-3)');
  if (entries.length > 0) markup += text(x, y, title, 'var(--ink-2)');
  x += textWidth(title, SIZE) + 12;
  for (const entry of entries) {
    markup += `<rect x="${x.toFixed(1)}" y="${String(y - 7)}" width="15" height="6" rx="1" fill="${entryColour(metric, entry)}"/>`;
    markup += text(x + 21, y, entry.label, 'var(--ink-2)');
    x += entry.width;
  }
  return { markup, height };
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
