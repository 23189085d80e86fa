import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF as it is read: pages, words, links, what it says of itself. */
export interface ReadPdf {
  readonly pages: readonly string[];
  readonly links: readonly string[];
  readonly info: Readonly<Record<string, unknown>>;
  /** Width and height of the first page in points. */
  readonly size: readonly [number, number];
}

async function opened<T>(pdf: Uint8Array, read: (document: PDFDocumentProxy) => Promise<T>): Promise<T> {
  // the reader takes what it is given for itself
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  try {
    return await read(await task.promise);
  } finally {
    await task.destroy();
  }
}

/** Places where a long word may break are not seen; all spaces are one. */
const normal = (text: string): string =>
  text
    .replaceAll('\u200b', '')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();

export const readPdf = (pdf: Uint8Array): Promise<ReadPdf> =>
  opened(pdf, async (document) => {
    const pages: string[] = [];
    const links: string[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(normal(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')));
      for (const { url } of (await page.getAnnotations()) as { url?: string }[]) if (url !== undefined) links.push(url);
    }
    const { info } = await document.getMetadata();
    const [, , width = 0, height = 0] = (await document.getPage(1)).view;
    return { pages, links, info: info as Record<string, unknown>, size: [width, height] };
  });

/** Everything a PDF says, pages one after the other, all spaces one. */
export const textOf = async (pdf: Uint8Array): Promise<string> => (await readPdf(pdf)).pages.join(' ');
