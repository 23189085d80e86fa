import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { createWriteStream } from 'node:fs';
import { rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Type } from 'typebox';
import { Mapping } from '../../model/event-log.ts';
import { Job } from '../../model/job.ts';
import { BadRequest, Problem, ProblemBody } from '../../model/problem.ts';
import { Count, Instant, OrNull } from '../../model/units.ts';
import { RecipeWanted } from './recipes.ts';
import { startCheck } from '../jobs/check.ts';
import { forgetUpload } from '../jobs/imports.ts';
import { counting, incomingFile, uploadOf } from '../jobs/incoming.ts';

/** A file may be this large; its original, its tables and what is sorted on the way need room beside it. */
const FILE_LIMIT_BYTES = 16 * 1024 ** 3;
/** Left free on the disk whatever is sent. */
const RESERVE_BYTES = 256 * 1024 ** 2;

const Uploaded = Type.Object({ upload: Type.String(), name: Type.String(), bytes: Count, sha256: Type.String() });

const Waiting = Type.Object({
  ...Uploaded.properties,
  createdAt: Instant,
  check: OrNull(Job),
});

/** Files on their way in: sent, looked at, and then imported or forgotten after a day. */
export const uploads: FastifyPluginAsyncTypebox = async (app) => {
  const house = app.throughline;
  const tags = ['files'];
  await app.register(multipart, {
    limits: { files: 1, fields: 5, parts: 6, fieldSize: 1024, headerPairs: 50, fileSize: FILE_LIMIT_BYTES },
  });

  app.post(
    '/api/v1/uploads',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Send a file',
        description: 'multipart/form-data with one file; it goes to disk as it comes.',
        consumes: ['multipart/form-data'],
        response: { 201: Uploaded, 400: ProblemBody, 413: ProblemBody, 507: ProblemBody },
      },
    },
    async (request, reply) => {
      await needRoom(house.folder.incoming, Number(request.headers['content-length'] ?? 0));
      const part = await request.file();
      if (!part) throw new BadRequest('file', 'The form holds no file.');
      const id = house.newId();
      const target = incomingFile(house, id);
      const { through, counted } = counting();
      try {
        await pipeline(part.file, through, createWriteStream(`${target}.part`, { mode: 0o600 }));
        if (part.file.truncated)
          throw new Problem('too_large', 413, 'The file is larger than this server takes.', {
            detail: `It takes up to ${FILE_LIMIT_BYTES / 1024 ** 3} GB.`,
          });
        await rename(`${target}.part`, target);
      } catch (cause) {
        await rm(`${target}.part`, { force: true });
        throw (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? noRoom() : cause;
      }
      const uploaded = { name: fileName(part.filename), ...counted() };
      house.store.uploads.create({ id, ...uploaded, createdAt: house.now().toISOString() });
      return reply.status(201).send({ upload: id, ...uploaded });
    },
  );

  app.get(
    '/api/v1/uploads/:upload',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'A file that was sent and not yet imported',
        description: 'So that a page can go on where it was: the last check with its result stands in it. A file is kept for a day.',
        params: Type.Object({ upload: Type.String() }),
        response: { 200: Waiting, 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      const { id, check, ...upload } = uploadOf(house, params.upload);
      reply.header('cache-control', 'no-store');
      return { upload: id, ...upload, check: check === null ? null : house.jobs.known(check) };
    },
  );

  app.delete(
    '/api/v1/uploads/:upload',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'Forget a file that was sent',
        params: Type.Object({ upload: Type.String() }),
        response: { 204: Type.Null(), 404: ProblemBody },
      },
    },
    async ({ params }, reply) => {
      await forgetUpload(house, uploadOf(house, params.upload).id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/uploads/:upload/check',
    {
      config: { role: 'contributor' },
      schema: {
        tags,
        summary: 'See what an import would do',
        description: 'A job whose result is a Recognition; nothing is changed. With a process its zone and its data count.',
        params: Type.Object({ upload: Type.String() }),
        body: Type.Object(
          { process: Type.Optional(Type.String()), mapping: Type.Optional(Mapping), recipe: Type.Optional(RecipeWanted) },
          { additionalProperties: false },
        ),
        response: { 202: Job, 400: ProblemBody, 404: ProblemBody },
      },
    },
    async ({ params, body }, reply) => {
      const { process, mapping = {}, recipe } = body;
      return reply.status(202).send(startCheck(house, { upload: params.upload, process, mapping, recipe }));
    },
  );
};

/** The last part of a name as it was sent, without what no file system shows. */
export function fileName(sent: string): string {
  const name = path.posix
    .basename(sent.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return name === '' || name === '.' || name === '..' ? 'file.csv' : name.slice(-200);
}

async function needRoom(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder).catch(() => undefined);
  if (disk && disk.bavail * disk.bsize < bytes + RESERVE_BYTES) throw noRoom();
}

const noRoom = () => new Problem('no_room', 507, 'There is no room left on the disk of the data folder.');
