import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../engine/package-root.ts';
import type { Letter } from '../../model/letter.ts';
import { Problem } from '../../model/problem.ts';
import type { PrintTask } from './print-task.ts';

/** What the other process says of a task. */
export type Printed = { readonly bytes: Uint8Array } | { readonly failed: string };

/** Without work for so long, the process ends and gives back its memory. */
const IDLE_MS = 60_000;
/** A letter takes well under a second: one that takes this long never ends. */
const LONGEST_MS = 60_000;

/** Started from source, as tests are, printing stays in this process: another can't load TypeScript. */
const fromSource = import.meta.url.endsWith('.ts');

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (cause: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Makes PDF and PNG in a process of its own, one after the other: whatever a letter holds, the server goes on. The typesetter ends
 * its process over some texts in a way that nothing can catch. Started when it is first needed, ended when nothing has been asked of
 * it for a minute.
 *
 * Everything rejects with `Problem('not_printed')` when it can't be printed.
 */
export class Printer {
  readonly #apart: boolean;
  #process: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;
  #before: Promise<void> = Promise.resolve();
  #waiting: Waiting | null = null;

  /** `apart`: in a process of its own, which has to be compiled. */
  constructor({ apart = !fromSource } = {}) {
    this.#apart = apart;
  }

  /** A letter as PDF; links lead to `address` and what the letter names. */
  pdf(letter: Letter, { address }: { address: string }): Promise<Uint8Array> {
    return this.#print({ kind: 'pdf', letter, address });
  }

  /** A drawing of `charts/letter` as PNG, `width` px wide times `scale`. */
  png(svg: string, width: number, scale = 2): Promise<Uint8Array> {
    return this.#print({ kind: 'png', svg, width, scale });
  }

  /** Ends the process; what was being printed is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#process;
    this.#end(notPrinted('The program is being closed.'));
    if (child !== null && child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => {
        child.ref();
        child.once('exit', resolve);
        child.kill('SIGKILL');
      });
  }

  /** One at a time, so that a process that ends tells which letter it ended over: that one is printed once more, in plainer text. */
  #print(task: PrintTask): Promise<Uint8Array> {
    const printed = this.#before.then(async () => {
      if (this.#closed) throw notPrinted('The program is being closed.');
      if (!this.#apart) return here(task);
      try {
        return await this.#elsewhere(task);
      } catch (cause) {
        if (!(cause instanceof Ended) || this.#closed) throw cause;
        return this.#elsewhere({ ...task, plain: true });
      }
    });
    this.#before = printed.then(
      () => undefined,
      () => undefined,
    );
    return printed;
  }

  #elsewhere(task: PrintTask): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    const child = (this.#process ??= this.#start());
    child.ref();
    child.channel?.ref();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        this.#end(notPrinted('It took longer than a minute.'));
      }, LONGEST_MS);
      this.#waiting = { resolve, reject, timer };
      child.send(task, (error) => {
        if (error !== null) this.#end(new Ended(error.message));
      });
    });
  }

  #start(): ChildProcess {
    const child = fork(join(packageRoot, 'dist', 'server', 'reports', 'print-process.js'), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      // what it sets may be hostile: it is told nothing that it has no use for, the password of the mail server least of all
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('THROUGHLINE_'))),
    });
    child.on('message', (said: Printed) => this.#settle(said));
    const ended = (words: string) => {
      if (this.#process === child) this.#end(new Ended(words));
    };
    child.on('error', ({ message }) => ended(message));
    child.on('exit', (code, signal) => ended(`Printing ended with ${signal ?? String(code)}.`));
    return child;
  }

  #settle(said: Printed): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    clearTimeout(waiting?.timer);
    if ('bytes' in said) waiting?.resolve(said.bytes);
    else waiting?.reject(notPrinted(said.failed));
    // nothing to wait for: neither the process nor the timer keeps the program running
    this.#process?.unref();
    this.#process?.channel?.unref();
    this.#idle = setTimeout(() => this.#letGo(), IDLE_MS).unref();
  }

  /** The next task gets a process of its own, also where this one has not ended yet. */
  #letGo(): void {
    const child = this.#process;
    this.#process = null;
    child?.disconnect();
  }

  #end(cause: Error): void {
    clearTimeout(this.#idle);
    this.#process = null;
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.reject(cause);
    this.#waiting = null;
  }
}

async function here(task: PrintTask): Promise<Uint8Array> {
  const { print } = await import('./print-task.ts');
  try {
    return await print(task);
  } catch (cause) {
    throw notPrinted(cause instanceof Error ? cause.message : String(cause));
  }
}

/** The process ended while it printed. */
class Ended extends Problem {
  constructor(detail: string) {
    super('not_printed', 500, NOT_PRINTED, { detail });
  }
}

const NOT_PRINTED = 'The letter could not be printed.';
const notPrinted = (detail: string): Problem => new Problem('not_printed', 500, NOT_PRINTED, { detail });
