// `npm run check`: types, import rules, style and accessibility of every room; says all of it before it fails.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { install, needNode, root, run } from './fresh.mjs';

needNode();
install();
const bin = (name, ...path) => [process.execPath, join(root, 'node_modules', name, ...path)];
run(process.execPath, [join(root, 'node_modules', '@sveltejs', 'kit', 'svelte-kit.js'), 'sync'], join(root, 'web'));
// the longest first
const checks = [
  ['lint', [...bin('eslint', 'bin', 'eslint.js'), '.']],
  ['types', [...bin('typescript', 'bin', 'tsc'), '-p', '.']],
  [
    'pages and their accessibility',
    [...bin('svelte-check', 'bin', 'svelte-check'), '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'],
    'web',
  ],
  [
    'import rules',
    [
      ...bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'model',
      'engine',
      'pipelines',
      'server',
      'charts',
      'web/src',
      'sample-data',
      'bench',
      'test',
    ],
  ],
  ['format', [...bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']],
];
let failed = false;
async function work() {
  for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
    const started = Date.now();
    const { status, words } = await outcomeOf(check);
    failed ||= status !== 0;
    process.stdout.write(words);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check[0]} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
}
// each is one thread
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
process.exit(failed ? 1 : 0);

/** Runs a command to its end; what it says is kept, so that the words of two don't mix. */
function outcomeOf([, [command, ...args], folder]) {
  const child = spawn(command, args, { cwd: folder ? join(root, folder) : root, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stdout.on('data', (piece) => (words += piece));
  child.stderr.on('data', (piece) => (words += piece));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, words }));
  });
}
