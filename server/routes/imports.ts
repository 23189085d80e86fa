import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { schemaOf } from '../../engine/schema-name.ts';
import { sql } from '../../engine/sql.ts';
import { Mapping, REJECTIONS, type Rejection } from '../../model/event-log.ts';
import { ImportRecord } from '../../model/import-record.ts';
import { Job } from '../../model/job.ts';
import { NotFound, ProblemBody } from '../../model/problem.ts';
import { csvLine } from '../formats/csv.ts';
import { startImport } from '../jobs/imports.ts';
import type { Throughline } from '../throughline.ts';

const Params = Type.Object({ process: Type.String() });
const One = Type.Object({ process: Type.String(), import: Type.String() });
/** Rejected rows are fetched so many at a time. */
const PAGE = 5000;

/** What was imported into a service, and what was refused of it. */
export const imports: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['files'];

  app.post(
    '/api/v1/processes/:process/imports',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Import a file that was sent',
        description: 'A job whose result is a Receipt. All of the file or nothing; the job and the import carry the same id.',
        params: Params,
        body: Type.Object({ upload: Type.String(), mapping: Type.Optional(Mapping) }, { additionalProperties: false }),
        response: { 202: Job, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, body, fromCommandLine }, reply) =>
      reply.status(202).send(
        startImport(house, {
          process: params.process,
          upload: body.upload,
          mapping: body.mapping ?? {},
          by: fromCommandLine ? 'command line' : 'this machine',
        }),
      ),
  );

  app.get(
    '/api/v1/processes/:process/imports',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'Every import, newest first',
        params: Params,
        response: { 200: Type.Array(ImportRecord), 404: ProblemBody },
      },
    },
    async ({ params }) => {
      house.live.get(params.process);
      return house.store.imports.of(params.process);
    },
  );

  app.get(
    '/api/v1/processes/:process/imports/:import',
    { config: { role: 'viewer' }, schema: { tags, summary: 'One import', params: One, response: { 200: ImportRecord, 404: ProblemBody } } },
    async ({ params }) => importOf(house, params.process, params.import),
  );

  app.get(
    '/api/v1/processes/:process/imports/:import/rejected',
    {
      config: { role: 'viewer' },
      schema: {
        tags,
        summary: 'The rows that were refused, as CSV',
        description: 'Text that a spreadsheet would run as a formula starts with an apostrophe.',
        params: One,
        produces: ['text/csv'],
      },
    },
    async ({ params, gone }, reply) => {
      const { seq, file } = importOf(house, params.process, params.import);
      const name = file.replace(/\.gz$/i, '').replace(/[^\w.-]+/g, '-');
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="rejected-${name.endsWith('.csv') ? name : `${name}.csv`}"`)
        .send(Readable.from(rejectedRows(house, params.process, seq, gone)));
    },
  );
};

function importOf(house: Throughline, process: string, id: string): ImportRecord {
  house.live.get(process);
  const record = house.store.imports.find(process, id);
  if (!record) throw new NotFound('import', id);
  return record;
}

interface RejectedRow extends Record<string, unknown> {
  line: number;
  reason: Rejection;
  column: string | null;
  value: string | null;
  raw: string | null;
}

async function* rejectedRows(house: Throughline, process: string, seq: number, signal: AbortSignal): AsyncGenerator<string> {
  yield csvLine(['line', 'reason', 'words', 'column', 'value', 'raw']);
  for (let from = 0; ; from += PAGE) {
    const rows = await house.engine.with(schemaOf(process), (session) =>
      session.query<RejectedRow>(
        sql`
        SELECT line, reason, "column", value, raw FROM rejected_row
        WHERE import_seq = ${seq} ORDER BY line, reason, "column" LIMIT ${PAGE} OFFSET ${from}`,
        { signal },
      ),
    );
    yield rows.map(({ line, reason, column, value, raw }) => csvLine([line, reason, REJECTIONS[reason], column, value, raw])).join('');
    if (rows.length < PAGE) return;
  }
}
