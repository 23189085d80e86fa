import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ribbonSvg } from '../../charts/letter/ribbon.ts';
import { Printer } from '../../server/reports/print.ts';
import { buildProgram } from '../server/program.ts';
import { named, ribbonOf, weekly } from './letters.ts';
import { readPdf } from './pdf-text.ts';

const address = 'http://127.0.0.1:4600';
const printer = new Printer({ apart: true });
beforeAll(buildProgram, 120_000);
afterAll(() => printer.close());

/** An Arabic letter and a Greek sign, found by trying: the typesetter ends its process over them. */
const ENDS_IT = 'Desk 7 \u06b9\u0375';

/** Processes that print and were started by this one. */
const printing = (): number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('print-process.js'))
    .map((line) => Number(line.trim().split(' ')[0]));

it('prints in a process of its own, several at once, whatever they hold', { timeout: 60_000 }, async () => {
  const { svg, width } = ribbonSvg(ribbonOf());
  const [one, other, png] = await Promise.all([
    printer.pdf(weekly(), { address }),
    printer.pdf(named('👩‍⚕️ שלום مرحبا'), { address }),
    printer.png(svg, width),
  ]);
  expect((await readPdf(one)).pages).toHaveLength(2);
  expect((await readPdf(other)).pages.length).toBeGreaterThan(0);
  expect(Buffer.from(png).subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(printing()).toHaveLength(1);
});

it('goes on after a letter that can’t be printed, and after its process was killed', { timeout: 60_000 }, async () => {
  await expect(printer.pdf({ ...weekly(), madeAt: 'never' }, { address })).rejects.toMatchObject({ code: 'not_printed' });
  await printer.pdf(weekly(), { address });
  const [pid] = printing();
  const cutOff = printer.pdf(weekly(), { address });
  process.kill(pid ?? 0, 'SIGKILL');
  expect((await readPdf(await cutOff)).pages).toHaveLength(2);
  expect((await readPdf(await printer.pdf(weekly(), { address }))).pages).toHaveLength(2);
  expect(printing()).toHaveLength(1);
  expect(printing()).not.toContain(pid);
});

it('prints a name over which the typesetter ends its process, in plainer text', { timeout: 60_000 }, async () => {
  const [one, other] = await Promise.all([printer.pdf(named(ENDS_IT), { address }), printer.pdf(weekly(), { address })]);
  expect((await readPdf(one)).pages.join(' ')).toContain('Desk 7');
  expect((await readPdf(other)).pages).toHaveLength(2);
});

it('ends with the program that started it', { timeout: 60_000 }, async () => {
  const own = new Printer({ apart: true });
  const before = printing().length;
  await own.pdf(weekly(), { address });
  expect(printing()).toHaveLength(before + 1);
  await own.close();
  expect(printing()).toHaveLength(before);
});
