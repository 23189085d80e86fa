import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { CompressionType, compressionRegistry, RecordBatchReader } from 'apache-arrow';
import { Cancelled, Problem, RefusedFile } from '../../model/problem.ts';
import { arrowColumns } from './arrow-text.ts';
import { unpackLz4 } from './lz4.ts';
import type { MadeTable, TableTask, Watch } from './made-table.ts';
import { TableWriter } from './table-writer.ts';

/**
 * Reads an Arrow file or stream (Feather too) into rows, batch by batch, its values as `arrow-text.ts` writes them.
 *
 * Buffers packed with LZ4 are unpacked; those packed with Zstandard are refused, as nothing here unpacks them.
 */
export async function tableOfArrow(task: TableTask, watch: Watch): Promise<MadeTable> {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: unpackLz4 });
  const writer = new TableWriter(task.target, task.limit);
  const file = await open(task.path);
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    let batches = 0;
    for await (const batch of reader) {
      const columns = arrowColumns(batch);
      if (batches === 0) for (const { name } of columns) writer.append(name);
      for (let row = 0; row < batch.numRows; row += 1) writer.row(columns.map(({ text }) => text(row)));
      batches += 1;
      watch.share(1 - 1 / (1 + batches));
      await setImmediate();
      if (watch.stopped()) throw new Cancelled();
    }
    if (writer.rows === 0)
      throw new RefusedFile('no_rows', 'The file has columns and no rows.', 'There is nothing to import. Export the data again.');
    return {
      names: writer.names,
      rows: writer.rows,
      bytes: writer.end(),
      headerRow: 1,
      shifts: [],
      damaged: [],
      notes: [],
      sheet: null,
      sheets: [],
    };
  } catch (cause) {
    writer.abandon();
    throw refusalOf(cause);
  } finally {
    await file.close().catch(() => undefined);
  }
}

function refusalOf(cause: unknown): unknown {
  if (cause instanceof Problem) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  if (/codec not found/.test(why))
    return new RefusedFile(
      'packed_arrow',
      'The Arrow file is packed with Zstandard, which can’t be read here.',
      'Write it with LZ4 or unpacked, or as Parquet.',
    );
  return new RefusedFile('broken_arrow', 'The Arrow file is damaged or cut off.', `Export it again, or as CSV. (${why.slice(0, 200)})`);
}
