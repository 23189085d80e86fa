import { mkdirSync } from 'node:fs';
import type { FastifyBaseLogger } from 'fastify';
import type { Letter, LetterOrder } from '../../model/letter.ts';
import { Outbox } from '../../server/channels/outbox.ts';
import { MailSettings, type SmtpSettings } from '../../server/channels/settings.ts';
import { Archive, type WriteFile } from '../../server/reports/archive.ts';
import { LetterKeeper } from '../../server/reports/keeper.ts';
import type { RunParts } from '../../server/reports/runs.ts';
import { openDataFolder } from '../../server/store/data-folder.ts';
import { Store } from '../../server/store/store.ts';
import type { Throughline } from '../../server/throughline.ts';
import { TIMES } from '../channels/support.ts';

const silent = () => undefined;
const log = { error: silent, warn: silent, info: silent, debug: silent, trace: silent, fatal: silent } as unknown as FastifyBaseLogger;

/** A letter about all services, as small as letters are. */
export const letterOf = (order: LetterOrder, now: Date, sending = ''): Letter => ({
  format: 1,
  kind: order.kind,
  service: { id: '', name: '' },
  periodWords: 'Week 44, 26 October to 1 November 2026',
  period: { from: '2026-10-26', to: '2026-11-01' },
  subject: 'All services, week 44',
  headline: ['Nothing has changed.'],
  lead: '',
  quiet: true,
  sections: [],
  answers: [],
  scope: '',
  scopeWords: 'All cases',
  zone: 'UTC',
  dataVersion: 1,
  dataTo: null,
  definitions: {},
  check: '0123abcd',
  footFigures: '',
  footSending: sending,
  madeAt: now.toISOString(),
});

const bytes = (text: string) => Buffer.from(text);

export interface ProgramOptions {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly smtp?: SmtpSettings | undefined;
  readonly make?: RunParts['make'] | undefined;
  readonly step?: RunParts['step'] | undefined;
  readonly write?: WriteFile | undefined;
}

/** What of the program has to do with letters, on a data folder with its real database, outbox and archive; the letters are small. */
export class Program {
  readonly house: Throughline;
  readonly keeper: LetterKeeper;

  constructor(root: string, { now, newId, smtp, make, step, write }: ProgramOptions) {
    const folder = openDataFolder(root);
    mkdirSync(folder.letters, { recursive: true });
    const store = new Store(folder.state, now());
    const address = () => 'http://127.0.0.1:4600';
    const mail = new MailSettings(store, { environment: smtp ?? null, address });
    const outbox = new Outbox({ store, log, now, newId, mail, root, address, times: TIMES });
    const live = { all: () => [], get: () => undefined, has: () => false };
    this.house = { folder, store, outbox, log, now, newId, address, live } as unknown as Throughline;
    this.keeper = new LetterKeeper(this.house, {
      archive: new Archive(folder.letters, write),
      make: make ?? ((order, { sending }) => Promise.resolve(letterOf(order, now(), sending))),
      files: (letter) =>
        Promise.resolve({
          files: [
            { name: 'letter.json', bytes: bytes(JSON.stringify(letter)) },
            { name: 'letter.pdf', bytes: bytes('%PDF-1.7') },
            { name: 'mail.html', bytes: bytes('<p>Nothing has changed.</p><!--unsubscribe-->') },
            { name: 'mail.txt', bytes: bytes('Nothing has changed.\n[[unsubscribe]]') },
          ],
          images: [],
        }),
      ...(step ? { step } : {}),
    });
  }

  /** As at every start. */
  async start(): Promise<this> {
    await this.keeper.archive.tidy();
    this.house.outbox.recover();
    return this;
  }

  /** A round of the ticker, and what it puts into the outbox. */
  async round(): Promise<void> {
    await this.keeper.tick(this.house.now());
    await this.house.outbox.work();
    await this.keeper.tick(this.house.now());
  }

  /** As a kill does: nothing it had in hand is written any more. */
  kill(): void {
    this.house.store.close();
  }

  async stop(): Promise<void> {
    this.keeper.close();
    await this.house.outbox.close();
    this.house.store.close();
  }
}

/** Numbers from 0 to 1, the same every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
