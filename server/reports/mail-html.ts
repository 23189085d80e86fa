import { drawable, PAPER } from '../../charts/letter/svg.ts';
import type { Figure, Tone } from '../../model/letter.ts';
import { breaking } from './long-words.ts';
import { escapeMarkup } from '../../model/outside-text.ts';

/** HTML that is safe to print: made by `markup` alone, which escapes whatever is not HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | undefined | readonly Part[];

/** Where a word is broken that is too long for a telephone. */
const breakable = breaking({ longest: 28, piece: 14 });

/** Foreign text between tags. */
const escapeText = (text: string): string => escapeMarkup(breakable(drawable(text)));
/** Foreign text within an attribute: whole, since nothing there breaks into lines. */
const escapeAttribute = (text: string): string => escapeMarkup(drawable(text));

const written = (part: Part): string => {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return (part as readonly Part[]).map(written).join('');
  return escapeText(typeof part === 'number' ? String(part) : (part as string));
};

/** A piece of HTML; text put into it is escaped. Attributes are put in by `attribute`. */
export const markup = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(strings.reduce((text, string, at) => text + string + (at < parts.length ? written(parts[at]) : ''), ''));

/** A value of an attribute, between its quotes. */
export const attribute = (text: string): Html => new Html(escapeAttribute(text));

const { ink, ink2, ink3, line, line2, better, betterSoft, betterInk, worse, worseSoft, worseInk, commonSoft } = PAPER;

/** Where links of a mail lead; null leaves them out, when they would make a mail too large. */
export type Links = string | null;

/** The address of a page of ours; undefined for what is none. */
export const linkOf = (links: Links, href: string | null): string | undefined =>
  links !== null && href !== null && href.startsWith('/') && !href.startsWith('//') ? `${links}${href}` : undefined;

/** A link in the colour of its text. */
export function linked(links: Links, href: string | null, body: Html, colour: string = ink): Html {
  const url = linkOf(links, href);
  return url === undefined ? body : markup`<a href="${attribute(url)}" style="color:${new Html(colour)};text-decoration:none">${body}</a>`;
}

export const figure = (links: Links, { text, href }: Figure, colour: string = ink): Html =>
  text === '' ? markup`` : linked(links, href, markup`${text}`, colour);

export const toneInk = (tone: Tone): string => (tone === 'better' ? betterInk : tone === 'worse' ? worseInk : ink);

/** Head of a section with its note. */
export const head = (title: string, note: string): Html =>
  markup`<h2 style="margin:30px 0 8px;font-size:17px;line-height:23px;font-weight:700;color:${new Html(ink)}">${title}${note === '' ? '' : markup` <span style="font-size:13px;font-weight:400;color:${new Html(ink3)}">&nbsp;${note}</span>`}</h2>`;

export const paragraph = (body: Html | string): Html =>
  markup`<p style="margin:0 0 8px;font-size:15px;line-height:22px;color:${new Html(ink2)}">${body}</p>`;

/** A cell of a table of figures. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Of the width of the table; the first takes the rest. */
  readonly width?: string;
}

const headCell = ({ head: words, align = 'left', width }: Column, at: number): Html =>
  markup`<th scope="col" align="${new Html(align)}" valign="bottom"${width === undefined ? '' : new Html(` width="${width}"`)} style="padding:4px 0 4px ${new Html(at > 0 ? '8px' : '0')};font-size:12px;line-height:16px;font-weight:400;color:${new Html(ink3)};border-bottom:1px solid ${new Html(line2)}">${words}</th>`;

/** A table of figures with its name for those who hear it; rows come ready made by `rowOf`, `wideRow`. */
export const tableOf = (name: string, columns: readonly Column[], rows: readonly Html[]): Html =>
  markup`<table role="table" width="100%" cellpadding="0" cellspacing="0" border="0" summary="${attribute(name)}" style="width:100%;border-collapse:collapse"><thead><tr>${columns.map(headCell)}</tr></thead><tbody>${rows}</tbody></table>`;

/** A row: a head and figures. `last` draws the line below it. */
export function rowOf(columns: readonly Column[], cells: readonly Html[], { last = true, size = 14 } = {}): Html {
  const edge = last ? `;border-bottom:1px solid ${line}` : '';
  const style = (at: number, align: string) =>
    new Html(
      `padding:6px 0 6px ${at === 0 ? '0' : '8px'};font-size:${size}px;line-height:19px;color:${ink}${align === 'right' ? ';white-space:nowrap' : ''}${edge}`,
    );
  return markup`<tr>${cells.map((cell, at) => {
    const align = columns[at]?.align ?? 'left';
    return at === 0
      ? markup`<th scope="row" align="left" valign="top" style="font-weight:400;${style(at, align)}">${cell}</th>`
      : markup`<td align="${new Html(align)}" valign="top" style="${style(at, align)}">${cell}</td>`;
  })}</tr>`;
}

/** A row that runs through all columns. */
export const wideRow = (columns: readonly Column[], body: Html, { last = true, top = 0 } = {}): Html =>
  markup`<tr><td colspan="${columns.length}" valign="top" style="padding:${top}px 0 8px;font-size:13px;line-height:19px;color:${new Html(ink2)}${last ? new Html(`;border-bottom:1px solid ${line}`) : ''}">${body}</td></tr>`;

export const small = (body: Html | string, colour: string = ink3): Html =>
  markup`<span style="font-size:12px;line-height:16px;color:${new Html(colour)}">${body}</span>`;

export const strong = (body: Html | string, colour: string = ink): Html => markup`<b style="color:${new Html(colour)}">${body}</b>`;

/** What was judged, on a ground of its own; outlined where it is too early. */
export function tag(words: string, verdict: string | null): Html {
  const good = verdict === 'holding' || verdict === 'improved';
  const bad = verdict === 'worse' || verdict === 'reverted';
  const [ground, colour] = good ? [betterSoft, betterInk] : bad ? [worseSoft, worseInk] : [commonSoft, ink2];
  return markup`<span style="background-color:${new Html(ground)};color:${new Html(colour)};font-size:12px;line-height:20px;font-weight:700;padding:0 6px;border-radius:4px;display:inline-block">${good ? '✓ ' : ''}${words}</span>`;
}

/** Up and down in the colour of what it means. */
export const arrow = (direction: 'up' | 'down' | null, colour: string): Html =>
  direction === null
    ? markup``
    : markup`<span style="font-size:10px;color:${new Html(colour)}">${direction === 'up' ? '▲' : '▼'}</span>&nbsp;`;

export const COLOURS = { ink, ink2, ink3, line, line2, better, worse, betterInk, worseInk, wait: PAPER.wait, work: PAPER.work } as const;
