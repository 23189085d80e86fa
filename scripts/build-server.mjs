// Compiles the TypeScript rooms to dist/, file by file and without checking types (`npm run check` does that).
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function buildServer() {
  const read = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.build.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail([problem]) },
  );
  const program = ts.createProgram(read.fileNames, read.options);
  const { diagnostics, emitSkipped } = program.emit();
  if (emitSkipped || diagnostics.length > 0) fail(diagnostics);
}

function fail(diagnostics) {
  throw new Error(
    ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildServer();
