// Bundles the rooms of the server into dist/: few files load in a third of the time of many. Types are checked by `npm run check`.
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, watch } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is started by its own name: programs, the thread that reads files, the process that prints. */
const PROGRAMS = [
  'server/cli',
  'server/analytics/metrics-doc',
  'pipelines/sources/apart',
  'pipelines/sources/make-table-worker',
  'server/reports/print-process',
  'sample-data/generate',
  'bench/run',
  'bench/measure',
  'bench/verdicts',
];
/** Left where they are installed: they load files of their own, or only in development. */
const APART = /^(@duckdb\/|libsql$|@myriaddreamin\/|@resvg\/|fastify$|@fastify\/|@sveltejs\/|vite$|playwright-core$|node:)/;

const input = {
  cwd: root,
  platform: 'node',
  input: Object.fromEntries(PROGRAMS.map((name) => [name, `${name}.ts`])),
  external: (name) => APART.test(name),
};
const output = { dir: join(root, 'dist'), format: 'esm', sourcemap: true, entryFileNames: '[name].js', chunkFileNames: 'shared/[name].js' };

/** Writes over what is there, then takes away what is no longer part of it: a program that runs is never without its files. */
export async function buildServer() {
  const bundle = await rolldown(input);
  const written = await bundle.write(output);
  await bundle.close();
  const kept = new Set(written.output.map(({ fileName }) => join(output.dir, fileName)));
  for (const entry of await readdir(output.dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path) && !kept.has(path.replace(/\.map$/, ''))) await rm(path);
  }
}

/** Builds again whenever a source changes, until `close` of what it returns. */
export const watchServer = () => watch({ ...input, output });

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServer();
