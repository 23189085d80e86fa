import type { Letter, LetterOrder } from '../../model/letter.ts';
import { processIdOf } from '../../model/process.ts';
import type { KeptImage, LetterBody } from '../store/letters.ts';
import type { Throughline } from '../throughline.ts';
import type { KeptFile } from './archive.ts';
import { mailOf } from './mail.ts';

/** Pixels of a drawing for each of its points: sharp on screens of twice the density. */
const DENSITY = 2;

export interface MadeFiles {
  readonly files: readonly KeptFile[];
  readonly images: readonly KeptImage[];
}
/** `page`: path of the kept letter; null for one that is not kept. */
export type FilesOf = (letter: Letter, page: string | null) => Promise<MadeFiles>;

/** The page of a kept letter. */
export const letterPath = ({ id, process }: { readonly id: string; readonly process: string | null }): string =>
  process === null ? `/letters/${id}` : `/${process}/letters/${id}`;

const text = (content: string): Uint8Array => Buffer.from(content, 'utf8');

/** All forms of a letter, as they are kept and sent. */
export async function filesOf(house: Throughline, letter: Letter, page: string | null): Promise<MadeFiles> {
  const mail = await mailFilesOf(house, letter, page);
  const pdf = await house.printer.pdf(letter, { address: house.address() });
  return {
    files: [{ name: 'letter.json', bytes: text(JSON.stringify(letter)) }, { name: 'letter.pdf', bytes: pdf }, ...mail.files],
    images: mail.images,
  };
}

/** The mail alone, with its drawings. */
export async function mailFilesOf(house: Throughline, letter: Letter, page: string | null): Promise<MadeFiles> {
  const mail = mailOf(letter, { address: house.address(), page });
  const files: KeptFile[] = [
    { name: 'mail.html', bytes: text(mail.html) },
    { name: 'mail.txt', bytes: text(mail.text) },
  ];
  for (const { cid, svg, width } of mail.images) files.push({ name: `${cid}.png`, bytes: await house.printer.png(svg, width, DENSITY) });
  return { files, images: mail.images.map(({ cid, width, height }) => ({ cid, width, height })) };
}

/** `emergency-department-weekly-2026-10-26`: letters, digits and hyphens, whatever the service is called. */
export function fileNameOf({ kind, service, period, madeAt }: Letter): string {
  // nothing of a name in another script is left: then the id, which has the same letters
  const name = kind === 'house' ? 'all-services' : /[a-z0-9]/i.test(service.name) ? processIdOf(service.name) : service.id;
  return [name, kind === 'house' ? 'letter' : kind, period?.from ?? madeAt.slice(0, 10)].join('-');
}

/** What is known of a letter without opening its files. */
export function bodyOf(
  letter: Letter,
  order: LetterOrder,
  images: readonly KeptImage[],
): Omit<LetterBody, 'recipients' | 'attachPdf' | 'replyTo'> {
  const { kind, subject, periodWords, headline, quiet, dataVersion, check } = letter;
  return {
    kind,
    subject,
    periodWords,
    headline: headline.join(' '),
    quiet,
    dataVersion,
    check,
    order,
    fileName: fileNameOf(letter),
    images,
  };
}
