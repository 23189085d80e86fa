import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';

export const program = path.join(packageRoot, 'dist', 'server', 'cli.js');

/** Compiles the program when a source is newer than what was compiled. */
export async function buildProgram(): Promise<void> {
  const { buildServer } = (await import(path.join(packageRoot, 'scripts', 'fresh.mjs'))) as { buildServer: () => Promise<void> };
  await buildServer();
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const environment = (dataFolder: string, more: Record<string, string> = {}) => ({
  ...process.env,
  THROUGHLINE_DATA: dataFolder,
  THROUGHLINE_SAMPLES: 'off',
  THROUGHLINE_PORT: '0',
  THROUGHLINE_LOG: 'warn',
  THROUGHLINE_THREADS: '2',
  THROUGHLINE_MEMORY: '512MB',
  ...more,
});

/** One command line as a person types it, until it ends. */
export async function throughline(
  dataFolder: string,
  words: readonly string[],
  options: { input?: string; environment?: Record<string, string> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...words], { env: environment(dataFolder, options.environment) });
  child.stdin.end(options.input ?? '');
  let out = '';
  let err = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

export interface Served {
  readonly child: ChildProcess;
  readonly address: string;
  /** Resolves with the exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** A server in a process of its own, listening. */
export async function serve(dataFolder: string): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve'], { env: environment(dataFolder), stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const address = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      const found = /http:\/\/\S+/.exec(out);
      if (found) resolve(found[0]);
    });
    void ended.then((code) => reject(new Error(`The server ended with ${code}: ${err}`)));
  });
  return { child, address, ended };
}
