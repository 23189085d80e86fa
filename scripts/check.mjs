// `npm run check`: types, import rules, style and accessibility of every room; says all of it before it fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { install, needNode, root } from './fresh.mjs';

needNode();
install();
const bin = (name, ...path) => [process.execPath, join(root, 'node_modules', name, ...path)];
const checks = [
  ['types', [...bin('typescript', 'bin', 'tsc'), '-p', '.']],
  ['pages', [...bin('@sveltejs/kit', 'svelte-kit.js'), 'sync'], 'web'],
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
  ['lint', [...bin('eslint', 'bin', 'eslint.js'), '.']],
  ['format', [...bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']],
];
const failed = checks.filter(([name, [command, ...args], folder]) => {
  const started = Date.now();
  const { status } = spawnSync(command, args, { cwd: folder ? join(root, folder) : root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
