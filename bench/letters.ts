import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { number } from '../model/format.ts';
import type { Letter } from '../model/letter.ts';
import { buildApp } from '../server/app.ts';
import { loadSamples } from '../server/jobs/samples.ts';
import { makeLetter } from '../server/reports/letter.ts';
import { mailOf } from '../server/reports/mail.ts';

/** Times in ms of one letter of the sample department, in a process that has done nothing before. */
export interface LetterTimes extends Record<string, number> {
  readonly made: number;
  readonly madeAgain: number;
  readonly pdf: number;
  readonly pdfAgain: number;
  readonly mail: number;
  readonly pictures: number;
  readonly picturesAgain: number;
}

const open = (folder: string) => buildApp({ dataFolder: folder, logLevel: 'silent' });
const ORDER = { kind: 'weekly', process: 'ed' } as const;
const address = 'http://127.0.0.1:4600';

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const value = await work();
  return [performance.now() - started, value];
}

/** Fills a folder with the sample services; answers 0. */
export async function sampleFolder({ folder }: { folder: string }): Promise<number> {
  const app = await open(folder);
  const house = app.throughline;
  loadSamples(house);
  const { job } = house.samples;
  const state = job === null ? house.samples.state : (await house.jobs.ended(job)).state;
  await app.close();
  if (state !== 'done' && state !== 'loaded') throw new Error(`The samples are ${state}.`);
  return 0;
}

/** One letter from its questions to the pictures of its mail, then all of it again. */
export async function letterTimes({ folder }: { folder: string }): Promise<LetterTimes> {
  const app = await open(folder);
  const house = app.throughline;
  const pictures = async (letter: Letter) => {
    for (const { svg, width } of mailOf(letter, { address }).images) await house.printer.png(svg, width);
  };
  const [made, letter] = await timed(() => makeLetter(house, ORDER));
  const [pdf] = await timed(() => house.printer.pdf(letter, { address }));
  const [mail] = await timed(() => Promise.resolve(mailOf(letter, { address })));
  const [drawn] = await timed(() => pictures(letter));
  const [madeAgain] = await timed(() => makeLetter(house, ORDER));
  const [pdfAgain] = await timed(() => house.printer.pdf({ ...letter, dataVersion: letter.dataVersion + 1 }, { address }));
  const [picturesAgain] = await timed(() => pictures(letter));
  await app.close();
  return { made, madeAgain, pdf, pdfAgain, mail, pictures: drawn, picturesAgain };
}

type Measure = <T>(task: string, given: object) => { ms: T; peakMb: number };

/** Lines of the section on letters in results.md. `measure` runs one task in a process of its own. */
export function letterLines(home: string, measure: Measure, say: (text: string) => void): string[] {
  const folder = join(home, 'data-samples');
  if (!existsSync(join(folder, 'events.duckdb'))) {
    say('Loading the samples …');
    rmSync(folder, { recursive: true, force: true });
    measure('samples', { folder });
  }
  say('A letter');
  // the middle one of three
  const runs = [1, 2, 3].map(() => measure<LetterTimes>('letter', { folder }).ms).toSorted((one, other) => one.pdf - other.pdf);
  const middle = runs[1] ?? runs[0];
  if (middle === undefined) throw new Error('Nothing was measured.');
  const ms = (value: number) => `${number(value)} ms`;
  const whole = (times: LetterTimes) => times.made + times.pdf;
  return [
    '## A letter',
    '',
    'The weekly letter of the sample department: two pages with the ribbon, six weekly lines and the satisfaction line. Cold: the first of a',
    'fresh program, the process that prints not started yet; the figures are asked without a cache.',
    '',
    '| what | cold | again | budget |',
    '| --- | --- | --- | --- |',
    `| its figures and words | ${ms(middle.made)} | ${ms(middle.madeAgain)} | |`,
    `| the PDF | ${ms(middle.pdf)} | ${ms(middle.pdfAgain)} | 1,000 ms |`,
    `| both | ${ms(whole(middle))} | ${ms(middle.madeAgain + middle.pdfAgain)} | |`,
    `| the mail as HTML and text | ${ms(middle.mail)} | | |`,
    `| its pictures at twice their size | ${ms(middle.pictures)} | ${ms(middle.picturesAgain)} | |`,
    '',
  ];
}
