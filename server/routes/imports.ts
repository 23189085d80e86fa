import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { schemaOf } from '../../engine/schema-name.ts';
import { Mapping } from '../../model/event-log.ts';
import { ImportRecord } from '../../model/import-record.ts';
import { Job } from '../../model/job.ts';
import { NotFound, ProblemBody } from '../../model/problem.ts';
import { rejectedFileOf, rejectedRowsOf, repairHeader, repairLine } from '../../pipelines/ingest/rejected.ts';
import { startImport } from '../jobs/imports.ts';
import { RecipeWanted } from './recipes.ts';
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
        body: Type.Object(
          {
            upload: Type.String(),
            mapping: Type.Optional(Mapping),
            recipe: Type.Optional(RecipeWanted),
            rememberReplace: Type.Optional(
              Type.Boolean({ description: 'Files read by the recipe of this source replace the cases they contain from now on.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 202: Job, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, body, fromCommandLine }, reply) =>
      reply.status(202).send(
        startImport(house, {
          process: params.process,
          upload: body.upload,
          mapping: body.mapping ?? {},
          recipe: body.recipe,
          rememberReplace: body.rememberReplace,
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
        description:
          'The columns of the file, then `rejected: …` columns that say why. Repaired and imported again, those are left out, and so are the apostrophes before text that a spreadsheet would run as a formula. Stays after an undo.',
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

async function* rejectedRows(house: Throughline, process: string, seq: number, signal: AbortSignal): AsyncGenerator<string> {
  const schema = schemaOf(process);
  const file = await house.engine.with(schema, (session) => rejectedFileOf(session, seq));
  yield repairHeader(file);
  for (let from = 0; ; from += PAGE) {
    const rows = await house.engine.with(schema, (session) => rejectedRowsOf(session, seq, from, PAGE, signal));
    yield rows.map((row) => repairLine(file, row)).join('');
    if (rows.length < PAGE) return;
  }
}
