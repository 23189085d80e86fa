// What it takes to read a large file of a format that is no text table: measurements for `measure.ts`, lines for `run.ts`.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { bytes, number } from '../model/format.ts';
import { Cancelled } from '../model/problem.ts';
import type { TableTask } from '../pipelines/sources/made-table.ts';
import { makeApart } from '../pipelines/sources/apart.ts';
import { writeBigWorkbook, writeBigXes } from './big-files.ts';

const XES_BYTES = 200_000_000;
const WORKBOOK_ROWS = 1_000_000;
const MEMORY_BUDGET_MB = 500;

export interface FormatTask {
  readonly file: string;
  readonly folder: string;
  readonly format?: TableTask['format'];
}

/** Saxes alone over the text of a file: its tags and attributes, nothing made of them. Milliseconds. */
export async function saxesAlone({ file }: FormatTask): Promise<number> {
  const parser = new SaxesParser({ position: false });
  let tags = 0;
  parser.on('opentag', () => (tags += 1));
  parser.on('closetag', () => (tags += 1));
  const started = performance.now();
  const decoder = new TextDecoder();
  for await (const piece of createReadStream(file, { highWaterMark: 512 * 1024 }))
    parser.write(decoder.decode(piece as Buffer, { stream: true }));
  parser.close();
  return performance.now() - started;
}

/** The same file as a text table, made in a thread of its own; how often it said how far it was. */
export async function tableOf({ file, folder, format = 'xes' }: FormatTask): Promise<{ ms: number; rows: number; told: number }> {
  const target = join(folder, 'table');
  await rm(target, { force: true });
  let told = 0;
  const started = performance.now();
  const made = await makeApart({ format, path: file, target, encoding: 'utf-8' }, undefined, () => (told += 1));
  const ms = performance.now() - started;
  await rm(target, { force: true });
  return { ms, rows: made.rows, told };
}

/** From the press on Cancel, in the middle of the reading, until nothing goes on any more. Milliseconds. */
export async function cancelOf({ file, folder, format = 'xes' }: FormatTask): Promise<number> {
  const target = join(folder, 'cancelled');
  await rm(target, { force: true });
  const stop = new AbortController();
  let pressed = 0;
  try {
    await makeApart({ format, path: file, target, encoding: 'utf-8' }, stop.signal, (share) => {
      if (share < 0.5 || pressed > 0) return;
      pressed = performance.now();
      stop.abort();
    });
  } catch (cause) {
    if (!(cause instanceof Cancelled)) throw cause;
    return performance.now() - pressed;
  } finally {
    await rm(target, { force: true });
  }
  throw new Error('It was not cancelled.');
}

type Measure = <T>(task: string, given: object) => { ms: T; peakMb: number };

/** Lines of the section on formats in results.md. `measure` runs one task in a process of its own. */
export async function formatLines(home: string, measure: Measure, say: (text: string) => void): Promise<string[]> {
  const xes = join(home, 'log.xes');
  if (!existsSync(xes)) {
    say('Writing 200 MB of XES …');
    await writeBigXes(xes, XES_BYTES);
  }
  const workbook = join(home, 'log.xlsx');
  if (!existsSync(workbook)) {
    say('Writing a workbook of a million rows …');
    await writeBigWorkbook(workbook, WORKBOOK_ROWS);
  }
  const given = (file: string, format: TableTask['format']) => ({ file, folder: home, format });
  say('XES: saxes alone, then as a table');
  const alone = least([1, 2].map(() => measure<number>('saxes', given(xes, 'xes')).ms));
  const tables = [1, 2].map(() => measure<Made>('table', given(xes, 'xes')));
  const table = tables.toSorted((one, other) => one.ms.ms - other.ms.ms)[0] ?? tables[0];
  const stopXes = measure<number>('cancel', given(xes, 'xes')).ms;
  say('XLSX: a million rows');
  const sheet = measure<Made>('table', given(workbook, 'xlsx'));
  const stopSheet = measure<number>('cancel', given(workbook, 'xlsx')).ms;
  if (table === undefined) throw new Error('Nothing was measured.');
  const seconds = (ms: number) => `${number(ms / 1000, 1)} s`;
  const told = ({ told: times }: Made) => `${number(times)} times`;
  return [
    '## Other formats',
    '',
    `XES of ${bytes(statSync(xes).size)}, ${number(table.ms.rows)} events; a workbook of ${bytes(statSync(workbook).size)}, ${number(sheet.ms.rows)} rows. Each was read into a text table in a fresh process; memory is the peak of all of that process.`,
    '',
    '| what | measured | ratio | budget |',
    '| --- | --- | --- | --- |',
    `| saxes alone over the XES | ${seconds(alone)} | | |`,
    `| the XES as a table | ${seconds(table.ms.ms)} | ${number(table.ms.ms / alone, 2)} x saxes alone | 2 x |`,
    `| its memory, peak | ${number(table.peakMb)} MB | | ${MEMORY_BUDGET_MB} MB |`,
    `| it said how far it was | ${told(table.ms)} | | |`,
    `| from Cancel to the end | ${number(stopXes)} ms | | |`,
    `| the workbook as a table | ${seconds(sheet.ms.ms)} | | |`,
    `| its memory, peak | ${number(sheet.peakMb)} MB | | does not run out |`,
    `| it said how far it was | ${told(sheet.ms)} | | |`,
    `| from Cancel to the end | ${number(stopSheet)} ms | | |`,
    '',
  ];
}

type Made = Awaited<ReturnType<typeof tableOf>>;
const least = (all: readonly number[]) => Math.min(...all);
