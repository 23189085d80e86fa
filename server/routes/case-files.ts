import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breath } from 'node:timers/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { Type } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { caseColumns, columnsFromText, type CaseColumn } from '../../model/case-columns.ts';
import { capital, number } from '../../model/format.ts';
import { BadRequest, Problem, ProblemBody } from '../../model/problem.ts';
import { scopeFromQuery } from '../../model/scope.ts';
import { EXCEL_ROWS } from '../../model/units.ts';
import { checkedParams, put, type Asked, type Attribute, type Source } from '../analytics/analytic.ts';
import { orderParams, type CaseOrder } from '../analytics/case-order.ts';
import { caseRow } from '../analytics/case-rows.ts';
import { cases, countOfCases, listOfCases } from '../analytics/cases.ts';
import { csvCells, csvHead, sheetCells, sheetColumns } from '../formats/case-cells.ts';
import { csvLine } from '../formats/csv.ts';
import { toXlsx, XLSX_TYPE, type Cell } from '../formats/xlsx.ts';
import { summaryOf, type LiveProcess } from '../store/live.ts';
import { SCOPE_PARAMETERS, VERSION_PARAMETER, versionFrom } from './analytics.ts';
import { inSnapshot, liveAt } from './answers.ts';

const FileParams = Type.Object(
  {
    ...orderParams,
    columns: Type.String({
      default: '',
      description: 'Fields of `cases` and attribute:NAME, with commas between (a comma in a name is %2C once more); all when left out.',
    }),
  },
  { additionalProperties: false },
);
/** As errors name it. */
const question = { id: 'cases', params: FileParams };

/** Rows written between two looks at what else there is to do. */
const AT_ONCE = 256;

type FileFormat = 'csv' | 'xlsx';
interface Reading {
  readonly columns: readonly CaseColumn[];
  readonly zone: string;
  /** The rows in pieces; the first one was read, so the engine has understood the question. */
  readonly pieces: AsyncIterable<Row[]>;
}

/**
 * All cases of a scope as a file, in the order and with the columns asked for. Rows go out as the engine finds them, so
 * memory does not grow with their number; a reader that goes away stops the query.
 */
export const caseFiles: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const routes = [
    ['csv', 'All cases of a scope as CSV: times with their offset, durations in minutes'],
    ['xlsx', 'All cases of a scope as a workbook: times in the zone of the service, durations in minutes'],
  ] as const;
  for (const [format, summary] of routes) {
    app.get(
      `/api/v1/processes/:process/cases.${format}`,
      {
        config: { role: 'viewer' },
        // scope and parameters are read by the words of the model, which say more than a schema can
        validatorCompiler: () => (value: unknown) => ({ value }),
        schema: {
          tags: ['questions'],
          summary,
          description: `As the question \`cases\` lists them, without its limit. ${format === 'xlsx' ? `At most ${number(EXCEL_ROWS)} rows, which is where a sheet ends. ` : ''}Text that looks like a formula stays text.`,
          params: Type.Object({ process: Type.String() }),
          querystring: Type.Object({ ...SCOPE_PARAMETERS, ...FileParams.properties, ...VERSION_PARAMETER }),
          response: { 400: ProblemBody, 404: ProblemBody, ...(format === 'xlsx' ? { 422: ProblemBody } : {}) },
        },
      },
      async (request, reply) => send(request, reply, request.params.process, format),
    );
  }

  /** Answers once the first row is known to come: what is wrong with the question is said as a problem, not in a file. */
  async function send(request: FastifyRequest, reply: FastifyReply, id: string, format: FileFormat): Promise<FastifyReply> {
    const at = request.url.indexOf('?');
    const query = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
    const names = Object.keys(FileParams.properties);
    const scope = scopeFromQuery(id, query, [...names, 'version']);
    const version = versionFrom(query);
    const given = Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? '']] : [])));
    const params = checkedParams(question, given);
    const { columns: named, ...order } = params as unknown as CaseOrder & { columns: string };
    const out = new PassThrough();
    const signal = request.gone;

    const dataVersion = await new Promise<number>((resolve, reject) => {
      inSnapshot(house, id, { signal, version }, async (source) => {
        const asked = (await put(source, cases, scope, { ...order }, { signal })) as Asked<CaseOrder>;
        const columns = chosen(liveAt(house, id, version), asked.attributes, named);
        if (format === 'xlsx') await fitsSheet(source, asked, signal);
        const pieces = rowsOf(source, asked, signal);
        try {
          const reading = { columns, zone: source.process.zone, pieces: await begun(pieces) };
          const bytes = format === 'csv' ? Readable.from(csv(reading)) : workbook(reading, capital(house.live.get(id).stored.words.cases));
          resolve(source.process.dataVersion);
          await pipeline(bytes, out, { signal });
        } finally {
          // also when nobody has read a byte: the session waits for its stream to end
          await pieces.return();
        }
      }).catch((cause: unknown) => {
        // once bytes are on their way, the pipeline has ended the answer in the middle, which the reader can tell
        reject(cause instanceof Error ? cause : new Error(String(cause)));
      });
    });
    return reply
      .header('cache-control', 'no-cache')
      .header('x-data-version', dataVersion)
      .header('content-disposition', `attachment; filename="${id}-cases.${format}"`)
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE)
      .send(out);
  }

  function chosen(live: LiveProcess, attributes: readonly Attribute[], named: string): readonly CaseColumn[] {
    const all = caseColumns(summaryOf(live, 0), attributes);
    const { columns, unknown } = columnsFromText(named, all);
    if (unknown.length > 0) {
      const some = all.map((column) => column.id).join(', ');
      throw new BadRequest('columns', `“${unknown[0] ?? ''}” is not a column of the list of cases.`, `It takes ${some}.`);
    }
    return columns.length === 0 ? all : columns;
  }
};

async function* rowsOf(source: Source, asked: Asked<CaseOrder>, signal: AbortSignal): AsyncGenerator<Row[], void, undefined> {
  for await (const piece of source.session.stream(listOfCases(asked), { signal })) {
    for (let from = 0; from < piece.length; from += AT_ONCE) {
      yield piece.slice(from, from + AT_ONCE).map((row) => caseRow(row, asked.attributes));
      // others have their turn: a file of a million rows takes a minute of work
      await breath();
    }
  }
}

/** The same pieces, the first of them read: a question the engine refuses fails here. */
async function begun<T>(pieces: AsyncGenerator<T, void, undefined>): Promise<AsyncGenerator<T, void, undefined>> {
  const first = await pieces.next();
  return (async function* all() {
    if (first.done === true) return;
    yield first.value;
    yield* pieces;
  })();
}

async function fitsSheet(source: Source, asked: Asked<CaseOrder>, signal: AbortSignal): Promise<void> {
  const [counted] = await source.session.query<{ n: number }>(countOfCases(asked), { signal });
  const n = counted?.n ?? 0;
  if (n <= EXCEL_ROWS) return;
  throw new Problem('too_many_rows', 422, `A sheet holds ${number(EXCEL_ROWS)} rows, and these are ${number(n)}.`, {
    detail: 'Take them as CSV, or filter until fewer are left.',
  });
}

async function* csv({ columns, zone, pieces }: Reading): AsyncGenerator<string, void, undefined> {
  const cells = csvCells(columns, zone);
  yield csvLine(csvHead(columns));
  for await (const piece of pieces) yield piece.map((row) => csvLine(cells(row))).join('');
}

function workbook({ columns, zone, pieces }: Reading, name: string): Readable {
  const cells = sheetCells(columns, zone);
  async function* rows(): AsyncGenerator<Cell[], void, undefined> {
    for await (const piece of pieces) for (const row of piece) yield cells(row);
  }
  return Readable.fromWeb(toXlsx(name, sheetColumns(columns, zone), rows()) as WebStream<Uint8Array>);
}
