import { setImmediate } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { Cancelled, RefusedFile } from '../../model/problem.ts';
import { decoded } from './decoded.ts';
import type { MadeTable, TableTask, Watch } from './made-table.ts';
import { TableWriter } from './table-writer.ts';
import { XesLog } from './xes-log.ts';

/**
 * Reads an event log in XES (IEEE 1849) into rows, one for each event, as a stream: no more than one trace's own
 * attributes are held. Attributes of the trace are columns `case:…`, nested ones `a.b`, values of a list are joined.
 *
 * Refuses a document type (entities could grow without end), markup that is damaged or cut off, and a log without
 * events, each with the line where it was found.
 */
export async function tableOfXes(task: TableTask, watch: Watch): Promise<MadeTable> {
  const writer = new TableWriter(task.target, task.limit);
  try {
    const log = new XesLog(writer);
    const parser = new SaxesParser({ position: true });
    listen(parser, log);
    for await (const text of decoded(task.path, task.encoding, watch)) {
      try {
        parser.write(text);
      } catch (cause) {
        throw refusalOf(cause, parser.line);
      }
      await setImmediate();
    }
    try {
      parser.close();
    } catch (cause) {
      throw refusalOf(cause, parser.line);
    }
    if (writer.rows === 0)
      throw new RefusedFile('no_rows', 'The event log holds no events.', 'There is nothing to import. Export the data again.');
    return {
      names: writer.names,
      rows: writer.rows,
      bytes: writer.end(),
      headerRow: 1,
      shifts: [],
      damaged: [],
      notes: log.notes(),
      sheet: null,
      sheets: [],
    };
  } catch (cause) {
    writer.abandon();
    throw cause;
  }
}

function listen(parser: SaxesParser<{ position: true }>, log: XesLog): void {
  parser.on('doctype', () => {
    throw new RefusedFile(
      'document_type',
      'The event log declares a document type, which XES does not have.',
      'Such declarations can make a small file grow without end, so they are never followed. Remove the <!DOCTYPE …> part, or export the log again.',
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    log.open(name, attributes as Readonly<Record<string, string>>);
  });
  parser.on('closetag', () => {
    log.close();
  });
}

function refusalOf(cause: unknown, line: number): unknown {
  if (cause instanceof RefusedFile || cause instanceof Cancelled) return cause;
  const why = cause instanceof Error ? cause.message.replace(/^(?:undefined:)?\d+:\d+:\s*/, '') : String(cause);
  return new RefusedFile(
    'broken_xes',
    `The event log is damaged or cut off: line ${line.toLocaleString('en-GB')} is no sound XML.`,
    `Export it again. (${why.slice(0, 200)})`,
  );
}
