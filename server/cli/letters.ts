import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDay } from '../../model/improvement-days.ts';
import { CHOSEN_SECTIONS, LETTER_KINDS, type ChosenSection, type Letter, type LetterKind, type LetterOrder } from '../../model/letter.ts';
import { Problem } from '../../model/problem.ts';
import { isProcessId } from '../../model/process.ts';
import type { Door } from './door.ts';
import { noFile } from './file-text.ts';
import { listLetters, sendLetter, sendOrderOf } from './letters-sent.ts';
import type { Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';
import { WrongUsage } from './usage.ts';

export interface PreviewOrder {
  readonly order: LetterOrder;
  /** Path of the PDF; the mail goes beside it. */
  readonly out: string;
  readonly json: boolean;
}

interface ReportValues {
  readonly process?: string | undefined;
  readonly improvement?: string | undefined;
  readonly scope?: string | undefined;
  readonly sections?: string | undefined;
  readonly on?: string | undefined;
  readonly out?: string | undefined;
  readonly to?: string | undefined;
  readonly schedule?: string | undefined;
  readonly pdf?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const isKind = (word: string | undefined): word is LetterKind => (LETTER_KINDS as readonly (string | undefined)[]).includes(word);
const isSection = (word: string): word is ChosenSection => (CHOSEN_SECTIONS as readonly string[]).includes(word);

/** What is to be done for a command line of `report`. Throws `WrongUsage`. */
export function reportTask([verb, kind, ...more]: readonly string[], values: ReportValues, voice: Voice): (door: Door) => Promise<void> {
  if (more.length > 0 || !['preview', 'send', 'list'].includes(verb ?? ''))
    throw new WrongUsage('Say preview or send and the kind of letter, one at a time, or list.', 'report');
  const own = { preview: PREVIEW_OPTIONS, send: SEND_OPTIONS, list: ['process'] }[verb as 'preview' | 'send' | 'list'];
  const stranger = Object.keys(values).find((option) => option !== 'json' && option !== 'data' && !own.includes(option));
  if (stranger !== undefined) throw new WrongUsage(`report ${verb ?? ''} does not take --${stranger}.`, 'report');
  if (verb === 'list') {
    if (kind !== undefined) throw new WrongUsage('list takes no kind of letter.', 'report');
    return (door) => listLetters(door, voice, { process: values.process, json: values.json === true });
  }
  if (verb === 'send') {
    const order = sendOrderOf(kind, values, () => letterOrderOf(kindOf(kind), values));
    return (door) => sendLetter(door, voice, order);
  }
  const order = previewOrderOf(kind, values);
  return (door) => previewLetter(door, voice, order);
}

const LETTER_OPTIONS = ['process', 'improvement', 'scope', 'sections', 'on'];
const PREVIEW_OPTIONS = [...LETTER_OPTIONS, 'out'];
const SEND_OPTIONS = [...LETTER_OPTIONS, 'to', 'schedule', 'pdf'];

function kindOf(kind: string | undefined): LetterKind {
  if (!isKind(kind)) throw new WrongUsage(`Say which letter: ${LETTER_KINDS.join(', ')}.`, 'report');
  return kind;
}

function previewOrderOf(word: string | undefined, values: ReportValues): PreviewOrder {
  const kind = kindOf(word);
  const { out } = values;
  if (out === undefined || out === '') throw new WrongUsage('Say where the PDF goes: --out letter.pdf.', 'report');
  if (path.extname(out).toLowerCase() !== '.pdf') throw new WrongUsage(`“${out}” is no name of a PDF: it ends in .pdf.`, 'report');
  return { order: letterOrderOf(kind, values), out, json: values.json === true };
}

function letterOrderOf(kind: LetterKind, { process, improvement, scope, sections, on }: ReportValues): LetterOrder {
  if (kind === 'house' ? process !== undefined : process === undefined || !isProcessId(process))
    throw new WrongUsage(
      kind === 'house' ? 'The letter of the house is about all services: without --process.' : 'Say which service: --process ID.',
      'report',
    );
  if ((kind === 'improvement') !== (improvement !== undefined))
    throw new WrongUsage('--improvement ID belongs to the letter about one improvement, and it needs it.', 'report');
  if (on !== undefined && !isDay(on)) throw new WrongUsage(`“${on}” is not a day, as 2026-10-31.`, 'report');
  const chosen = sections?.split(',').map((word) => word.trim());
  const stranger = chosen?.find((word) => !isSection(word));
  if (stranger !== undefined)
    throw new WrongUsage(`“${stranger}” is no section of a letter. It takes ${CHOSEN_SECTIONS.join(', ')}.`, 'report');
  return {
    kind,
    ...(process === undefined ? {} : { process }),
    ...(improvement === undefined ? {} : { improvement: improvement.toLowerCase() }),
    ...(scope === undefined ? {} : { scope: scope.replace(/^\?/, '') }),
    ...(chosen === undefined ? {} : { sections: chosen.filter(isSection) }),
    ...(on === undefined ? {} : { on }),
  };
}

/** `throughline report preview weekly --process ed --out letter.pdf`. */
export async function previewLetter(door: Door, voice: Voice, { order, out, json }: PreviewOrder): Promise<void> {
  const folder = path.dirname(path.resolve(out));
  if (!existsSync(folder)) throw new Problem('no_folder', 404, `There is no folder ${folder}.`);
  const form = async (format: string): Promise<Buffer> =>
    (
      await door.ask(`/letters/preview?format=${format}`, {
        method: 'POST',
        accept: '*/*',
        type: 'application/json',
        body: JSON.stringify(order),
      })
    ).body;
  const letter = await form('json');
  const beside = (ending: string): string => path.join(path.dirname(out), `${path.basename(out, path.extname(out))}.${ending}`);
  const files: (readonly [string, Buffer])[] = [
    [out, await form('pdf')],
    [beside('html'), await form('html')],
    [beside('txt'), await form('text')],
    ...(json ? [[beside('json'), letter] as const] : []),
  ];
  for (const [name, bytes] of files)
    await writeFile(name, bytes).catch((cause: unknown) => {
      throw noFile(`${name} can’t be written.`, cause);
    });
  const { check, dataVersion, headline, quiet } = JSON.parse(letter.toString('utf8')) as Letter;
  const names = files.map(([name]) => name);
  if (json) voice.json({ files: names, check, dataVersion, quiet });
  else voice.answer(`${headline.map(plain).join(' ')}\nWritten: ${names.join(', ')}; data version ${dataVersion}, check ${check}.`);
}
