import { readFile } from 'node:fs/promises';
import { Problem } from '../../model/problem.ts';

/** The text of a file that was named on the command line. */
export async function fileText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw noFile(`The ${what} ${file} can’t be read.`, cause);
  }
}

/** A file that can't be opened or written is the reader's to mend, not a fault of ours. */
export const noFile = (title: string, cause: unknown): Problem =>
  new Problem('no_file', 404, title, { detail: cause instanceof Error ? `${cause.message}.` : String(cause) });
