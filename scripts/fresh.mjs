// What is missing or stale on this machine, decided by content so that a fresh clone and an old one end alike.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, 'node_modules', '.throughline');

/** Refuses a Node that is too old, in words. */
export function needNode() {
  const wanted = [20, 20, 2];
  const have = process.versions.node.split('.').map(Number);
  const older = wanted.some((part, at) => have[at] < part && wanted.slice(0, at).every((before, index) => have[index] === before));
  if (older) {
    console.error(`Throughline needs Node ${wanted.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** Installs the packages of the lock file when they are not there or not of this lock file. */
export function install() {
  const wanted = digest([join(root, 'package-lock.json')]);
  if (existsSync(join(root, 'node_modules', '.package-lock.json')) && (stamp('install') ?? wanted) === wanted)
    return keep('install', wanted);
  console.error('Installing packages (once, about a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund']);
  keep('install', wanted);
}

/** Compiles the server's rooms when a source is newer than what was compiled. */
export async function buildServer() {
  await whenStale(
    'server',
    ['model', 'engine', 'pipelines', 'server', 'charts', 'sample-data', 'bench', 'scripts/build-server.mjs'],
    'dist/server/cli.js',
    async () => {
      const builder = await import('./build-server.mjs');
      await builder.buildServer();
    },
  );
}

/** Builds the pages when a source is newer than what was built. */
export async function buildWeb() {
  await whenStale('web', ['model', 'charts', 'web/src', 'web/static', 'web/vite.config.ts'], 'web/build/index.html', async () => {
    console.error('Building the pages …');
    run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'error'], join(root, 'web'));
  });
}

async function whenStale(name, sources, proof, build) {
  const now = digest([join(root, 'package-lock.json'), ...sources.flatMap((source) => files(join(root, source)))]);
  if (stamp(name) === now && existsSync(join(root, proof))) return;
  await build();
  keep(name, now);
}

function files(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !/\.(gz|md)$/.test(entry.name) && !['build', '.svelte-kit', 'node_modules'].includes(entry.name))
    .flatMap((entry) => files(join(path, entry.name)))
    .sort();
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

function stamp(name) {
  const path = join(stamps, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function keep(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

/** Runs a command to its end, its words on ours; ends this process when it fails. */
export function run(command, args, cwd = root, env = process.env) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error || status !== 0) {
    console.error(error ? `${command} could not be started: ${error.message}` : `${command} ${args.join(' ')} failed.`);
    process.exit(status ?? 1);
  }
}
