import latin from '@fontsource-variable/instrument-sans/files/instrument-sans-latin-standard-normal.woff2?url';
import latinMore from '@fontsource-variable/instrument-sans/files/instrument-sans-latin-ext-standard-normal.woff2?url';

const FAMILY = '"Instrument Sans Variable", "Instrument Sans", system-ui, sans-serif';
const SVG = 'http://www.w3.org/2000/svg';

/**
 * A drawing of the page as an SVG file of its own: the custom properties it is coloured with are written out, what only
 * serves the hand (`data-ui`) is left out, condensed words keep their width, and the page's font is named.
 */
export function svgFile(drawing: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(standalone(drawing));
}

/** As `svgFile`, with the font inside, so that it looks the same where the font is not installed. `foot` is put below. */
export async function svgFileWithFont(drawing: SVGSVGElement, options: { title?: string; foot?: Foot | null } = {}): Promise<string> {
  const copy = standalone(drawing);
  if (options.foot) addFoot(copy, options.foot, drawing);
  if (options.title !== undefined) {
    const title = document.createElementNS(SVG, 'title');
    title.textContent = options.title;
    copy.prepend(title);
  }
  const style = document.createElementNS(SVG, 'style');
  style.textContent = await fontFaces(copy.textContent);
  copy.prepend(style);
  return new XMLSerializer().serializeToString(copy);
}

/** A strip below a drawing: SVG markup with custom properties, `height` px high. */
export interface Foot {
  markup: string;
  height: number;
}

/** An SVG file as PNG, `scale` px of it per px of the drawing. Rejects when the browser can't draw it. */
export async function svgToPng(svg: string, scale = 2): Promise<Blob> {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const [width, height] = [Number(root.getAttribute('width')), Number(root.getAttribute('height'))];
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function standalone(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  keepWidths(drawing, copy);
  for (const element of copy.querySelectorAll('[data-ui]')) element.remove();
  removeComments(copy);
  const plain = writeOut(drawing);
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (name === 'class' || name.startsWith('data-') || name.startsWith('on')) element.removeAttribute(name);
      else if (value.includes('var(')) element.setAttribute(name, plain(value));
    }
  }
  for (const [name, value] of Object.entries({
    xmlns: SVG,
    role: 'img',
    'font-family': FAMILY,
    style: 'font-variant-numeric:tabular-nums;word-spacing:.05em',
  }))
    copy.setAttribute(name, value);
  copy.removeAttribute('aria-hidden');
  return copy;
}

/** Replaces custom properties by their values where the drawing stands. */
function writeOut(drawing: SVGSVGElement): (text: string) => string {
  const styles = getComputedStyle(drawing);
  return (text) => text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => styles.getPropertyValue(name).trim() || 'none');
}

/** Drawing programs that know no condensed cut squeeze the letters instead. */
function keepWidths(drawing: SVGSVGElement, copy: SVGSVGElement): void {
  const copies = [...copy.querySelectorAll('text')];
  for (const [index, text] of [...drawing.querySelectorAll('text')].entries()) {
    if (!text.hasAttribute('font-stretch')) continue;
    copies[index]?.setAttribute('textLength', text.getComputedTextLength().toFixed(1));
    copies[index]?.setAttribute('lengthAdjust', 'spacingAndGlyphs');
  }
}

function removeComments(root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
}

function addFoot(copy: SVGSVGElement, foot: Foot, drawing: SVGSVGElement): void {
  const [width, height] = [Number(copy.getAttribute('width')), Number(copy.getAttribute('height'))];
  const markup = writeOut(drawing)(foot.markup);
  const strip = new DOMParser().parseFromString(
    `<svg xmlns="${SVG}"><g transform="translate(0 ${String(height)})">${markup}</g></svg>`,
    'image/svg+xml',
  );
  for (const child of [...strip.documentElement.children]) copy.append(child);
  copy.setAttribute('height', String(height + foot.height));
  copy.setAttribute('viewBox', `0 0 ${String(width)} ${String(height + foot.height)}`);
}

/** The faces of the font that the text needs, as CSS with the files inside. */
async function fontFaces(text: string): Promise<string> {
  const files = /[\u0100-\u02ff\u1e00-\u1eff\u20ad-\u20c0]/u.test(text) ? [latinMore, latin] : [latin];
  const faces = await Promise.all(
    files.map(async (file) => {
      const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
      let letters = '';
      for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
      const source = `url(data:font/woff2;base64,${btoa(letters)}) format("woff2")`;
      return `@font-face{font-family:"Instrument Sans Variable";font-weight:400 700;font-stretch:75% 100%;src:${source}}`;
    }),
  );
  return faces.join('');
}
