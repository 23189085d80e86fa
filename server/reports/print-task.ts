import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { Resvg } from '@resvg/resvg-js';
import path, { join } from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';
import type { Letter } from '../../model/letter.ts';
import { takenApart } from './print-drawing.ts';
import { needsOthers, otherFonts, ownFonts } from './print-fonts.ts';
import { printInputs } from './print-inputs.ts';
import { plainest, settable } from './print-text.ts';

/** `plain`: text in its plainest form, after the typesetter could not cope with it. */
export type PrintTask = { readonly plain?: boolean } & (
  | { readonly kind: 'pdf'; readonly letter: Letter; readonly address: string }
  | { readonly kind: 'png'; readonly svg: string; readonly width: number; readonly scale: number }
);

const templates = join(packageRoot, 'server', 'reports', 'templates');

/** One with the font of letters, one with those that stand in for it: made when first needed, kept. */
const compilers: { own?: NodeCompiler; all?: NodeCompiler } = {};

function compilerFor(text: string): NodeCompiler {
  if (!needsOthers(text)) return (compilers.own ??= compilerWith(ownFonts()));
  return (compilers.all ??= compilerWith([...ownFonts(), ...otherFonts()]));
}

const compilerWith = (fontBlobs: Buffer[]): NodeCompiler => NodeCompiler.create({ workspace: templates, fontArgs: [{ fontBlobs }] });

/** How close things stand, and how large all of it is: the picture first, then closer. */
interface Fit {
  readonly density: number;
  readonly scale?: number;
}
const UPRIGHT: readonly Fit[] = [{ density: 1 }, { density: 0.86 }, { density: 0.72 }];
const LYING: readonly Fit[] = [{ density: 1 }, ...[0.95, 0.9, 0.85, 0.8, 0.75].map((scale) => ({ density: scale - 0.05, scale }))];
/** A last page filled less than this is not worth turning to, if what is on it fits before. */
const HARDLY_FILLED = 0.4;

/** Makes one PDF or PNG. Rejects with an `Error` in words of the library when it can't. */
export async function print(task: PrintTask): Promise<Uint8Array> {
  const set = task.plain === true ? plainest : settable;
  return task.kind === 'pdf' ? letterPdf(task, set) : drawingPng(task, set);
}

type TextForm = (text: string) => string;

function letterPdf({ letter, address }: PrintTask & { kind: 'pdf' }, set: TextForm): Uint8Array {
  const data = JSON.stringify(printInputs(letter, address, set));
  const compiler = compilerFor(data);
  const main = join(templates, 'letter.typ');
  const made = ({ density, scale = 1 }: Fit) => {
    const result = compiler.compile({ mainFilePath: main, inputs: { data, density: String(density), scale: String(scale) } });
    if (result.result === null) throw new Error(said(compiler, result));
    return result.result;
  };
  const lying = letter.kind === 'improvement';
  const [usual = { density: 1 }, ...closer] = lying ? LYING : UPRIGHT;
  let document = made(usual);
  const wanted = lying ? 1 : document.numOfPages - 1;
  if (wanted > 0 && document.numOfPages > wanted && (lying || lastFilled(compiler, document) < HARDLY_FILLED)) {
    for (const one of closer) {
      const next = made(one);
      if (next.numOfPages < document.numOfPages) document = next;
      if (document.numOfPages <= wanted) break;
    }
  }
  const bytes = compiler.pdf(document, { creationTimestamp: Math.floor(Date.parse(letter.madeAt) / 1000) });
  compiler.evictCache(10);
  return bytes;
}

/** Share of the last page that is used, from its upper edge. */
function lastFilled(compiler: NodeCompiler, document: NodeTypstDocument): number {
  const [end] = compiler.query(document, { selector: '<end>', field: 'value' }) as unknown[];
  return typeof end === 'number' ? end : 1;
}

function said(compiler: NodeCompiler, result: ReturnType<NodeCompiler['compile']>): string {
  const error = result.takeError() ?? result.takeDiagnostics();
  if (error === null) return 'Typst said nothing.';
  return compiler
    .fetchDiagnostics(error)
    .map((one: { message?: string; path?: string; range?: unknown }) =>
      `${path.basename(one.path ?? '')} ${JSON.stringify(one.range ?? '')} ${one.message ?? ''}`.trim(),
    )
    .join('; ');
}

/** The words are set first, so that the picture needs no fonts. */
function drawingPng({ svg, width, scale }: PrintTask & { kind: 'png' }, set: TextForm): Uint8Array {
  const { texts, ...drawing } = takenApart(svg);
  const data = JSON.stringify({ ...drawing, texts: texts.map((one) => ({ ...one, text: set(one.text) })) });
  const compiler = compilerFor(data);
  const result = compiler.compile({ mainFilePath: join(templates, 'drawing.typ'), inputs: { data } });
  if (result.result === null) throw new Error(said(compiler, result));
  const outlines = compiler.plainSvg(result.result);
  compiler.evictCache(10);
  const image = new Resvg(outlines, {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'width', value: Math.max(1, Math.round(width * scale)) },
    background: '#FFFFFF',
  });
  return image.render().asPng();
}
