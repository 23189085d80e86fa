import { CONDENSED } from '../../charts/text.ts';

/** A text of a drawing, with its baseline: sizes in px. */
export interface PlacedText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly weight: number;
  readonly fill: string;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Narrower by so much. */
  readonly stretch: number;
  /** The colour of an edge around the letters; empty without one. */
  readonly halo: string;
}

/** A drawing taken apart: its shapes as an SVG without text, and its texts. */
export interface ApartDrawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: string;
  readonly texts: readonly PlacedText[];
}

const TEXT = /<text ([^>]*)>([^<]*)<\/text>/g;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const read = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);

/**
 * Takes a drawing of `charts/letter` apart, so that its words are set as those around it are: in fonts that stand in for each other,
 * in the direction of their script, real text in a PDF. The SVG readers of both printing libraries can do none of that, and one of
 * them ends the program over some names with emoji.
 */
export function takenApart(svg: string): ApartDrawing {
  const [, width = '0', height = '0'] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const texts: PlacedText[] = [];
  const shapes = svg.replace(TEXT, (_, attributes: string, content: string) => {
    const value = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
    const moved = /translate\((-?[\d.]+) (-?[\d.]+)\)/.exec(attributes);
    const anchor = value('text-anchor');
    texts.push({
      x: Number(moved?.[1] ?? value('x') ?? 0),
      y: Number(moved?.[2] ?? value('y') ?? 0),
      text: read(content),
      size: Number(value('font-size') ?? 12),
      weight: Number(value('font-weight') ?? 400),
      fill: value('fill') ?? '#000000',
      anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
      stretch: moved === null ? 1 : CONDENSED,
      halo: value('stroke') ?? '',
    });
    return '';
  });
  return { width: Number(width), height: Number(height), shapes: shapes.replace(/ aria-label="[^"]*"/, ''), texts };
}
