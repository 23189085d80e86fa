import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { When } from '../../model/schedule.ts';
import { makeSchedule } from '../../server/reports/schedules.ts';
import { mailServer, smtpAt } from '../channels/support.ts';
import { tempFolder } from '../server/support.ts';
import { Program, seeded } from './support.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LATE = 10 * MINUTE;
const BEGIN = Date.parse('2026-01-05T12:00:00Z');
const END = Date.parse('2027-01-05T12:00:00Z');

/** A time that the clocks skip in spring, or that comes twice in autumn, on the days on which they change and another. */
const SCHEDULES = [
  { zone: 'Europe/Dublin', time: '01:30', missed: 'once' },
  { zone: 'America/New_York', time: '02:30', missed: 'once' },
  { zone: 'Australia/Lord_Howe', time: '02:15', missed: 'skip' },
  { zone: 'Pacific/Auckland', time: '02:30', missed: 'once' },
] as const;
const DAYS = ['sunday', 'wednesday'] as const;

/** Due times by looking at the clock on the wall every quarter of an hour: the first at or after the time on each of the days. */
function byTheWall(zone: string, time: string): number[] {
  const wall = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const found: number[] = [];
  let met = '';
  for (let at = BEGIN; at <= END + 30 * 24 * HOUR; at += 15 * MINUTE) {
    const [day = '', clock = ''] = wall.format(at).split(' ');
    if (clock < time || met === day) continue;
    const begun = met !== '';
    met = day;
    if (begun && [0, 3].includes(new Date(`${day}T00:00:00Z`).getUTCDay())) found.push(at);
  }
  return found;
}

/** Never comes back: a program that was killed does nothing more. */
const never = new Promise<never>(() => undefined);

it(
  'makes each letter that is due exactly once over a year, whenever the program is killed, in zones whose clocks change',
  { timeout: 600_000 },
  async () => {
    const root = await tempFolder();
    const random = seeded(20261122);
    let at = BEGIN;
    let ids = 0;
    let killed: (() => void) | null = null;
    let kills = 0;
    const killedAt = new Set<string>();
    /** One in some of all moments is the last of the program. */
    const fate = async (moment: string): Promise<void> => {
      if (killed === null || random() >= 0.04) return;
      killedAt.add(moment);
      killed();
      await never;
    };
    const mails: string[] = [];
    const box = await mailServer({}, (source) => {
      mails.push(source);
      if (killed === null || random() >= 0.05) return undefined;
      // the mail was taken, and the program was killed before it heard so
      killedAt.add('taken');
      killed();
      return 'hang';
    });
    const options = {
      now: () => new Date(at),
      newId: () => `id-${String((ids += 1)).padStart(6, '0')}`,
      smtp: smtpAt(box.port),
      step: (moment: string) => fate(moment),
      write: async (file: string, bytes: Uint8Array) => {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(file, bytes.subarray(0, bytes.length >> 1));
        await fate(`writing ${path.basename(file)}`);
        await writeFile(file, bytes);
      },
    };

    let program = await new Program(root, options).start();
    program.house.store.channels.saveFolder('archive', 'archive', new Date(at));
    const made = SCHEDULES.map(({ zone, time, missed }) =>
      makeSchedule(program.house, {
        name: zone,
        order: { kind: 'house' },
        when: { kind: 'weekly', days: [...DAYS], time } satisfies When,
        zone,
        missed,
        owner: 'owner@example.org',
        recipients: [
          { channel: 'mail', to: 'reader@example.org' },
          { channel: 'folder', to: 'archive' },
        ],
      }),
    );
    const due = SCHEDULES.map(({ zone, time }) => byTheWall(zone, time));
    const downtimes: [from: number, to: number][] = [];

    const round = async (): Promise<'over' | 'killed'> => {
      const ended = await new Promise<'over' | 'killed'>((resolve, reject) => {
        killed = () => {
          killed = null;
          program.kill();
          resolve('killed');
        };
        program.round().then(() => resolve('over'), reject);
      });
      killed = null;
      return ended;
    };

    // rounds at the due times of all, and some time after each; a kill is followed by a while in which nothing runs
    const moments = [...new Set(due.flat())].filter((moment) => moment <= END).sort((one, other) => one - other);
    for (const moment of moments) {
      for (const after of [5000, 90_000, 30 * MINUTE]) {
        if (moment + after < at) continue;
        at = moment + after;
        // a program that starts looks at once
        while ((await round()) === 'killed') {
          kills += 1;
          const down = at;
          at += random() < 0.5 ? 20_000 : random() < 0.7 ? Math.round(random() * 9 * HOUR) : Math.round(random() * 8 * 24 * HOUR);
          downtimes.push([down, at]);
          program = await new Program(root, options).start();
        }
      }
    }
    at += 3 * HOUR;
    for (let round = 0; round < 3; round += 1) {
      await program.round();
      at += 2 * HOUR;
    }

    const { store } = program.house;
    const wasDown = (time: number) => downtimes.some(([from, to]) => from < time && time < to - LATE);
    let letters = 0;
    for (const [number, schedule] of made.entries()) {
      const runs = store.schedules.runsOf(schedule.id, 1000).reverse();
      // each due time has one run, and nothing else has
      expect(runs.map((run) => run.dueAt)).toEqual(
        due[number]?.filter((time) => time > BEGIN && time <= at).map((time) => new Date(time).toISOString()),
      );
      expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['done', 'skipped']));
      for (const run of runs) {
        const letter = store.letters.ofRun(run.id);
        expect(letter !== null, `${schedule.zone} ${run.dueAt} ${run.words}`).toBe(run.state === 'done');
        // none is left out while the program runs: it was down, or it was killed and came back after the next was due
        if (run.state === 'skipped') {
          const next = runs.find((other) => other.dueAt > run.dueAt);
          const cutOff = downtimes.some(([from, to]) => from >= Date.parse(run.dueAt) && next !== undefined && to > Date.parse(next.dueAt));
          expect(wasDown(Date.parse(run.dueAt)) || cutOff, `${schedule.zone} ${run.dueAt} ${run.words}`).toBe(true);
        }
      }
      const all = store.letters.list({ schedule: schedule.id, limit: 1000 });
      expect(all).toHaveLength(runs.filter(({ state }) => state === 'done').length);
      letters += all.length;
      for (const letter of all) expect(store.letters.delivered(letter.id)).toMatchObject({ sent: 2, waiting: 0, failed: 0 });
      if (schedule.missed === 'once')
        for (const [from, to] of downtimes) {
          const missed = runs.filter(({ dueAt }) => Date.parse(dueAt) > from && Date.parse(dueAt) <= to);
          // of those missed while it was down the newest was made up for, unless it was cut off again until the next
          const [newest] = missed.slice(-1);
          const cutOff = downtimes.some(([again]) => again >= to && again < to + HOUR);
          if (newest && !cutOff) expect(newest.state, `${schedule.zone} ${newest.dueAt}`).toBe('done');
        }
    }

    // one Message-ID for each letter, however often it was handed over
    const idsOf = mails.map((source) => /^Message-ID: (\S+)/im.exec(source)?.[1] ?? 'none');
    expect(new Set(idsOf).size).toBe(letters);
    expect(idsOf.length).toBeGreaterThanOrEqual(letters);
    // one of each in the folder and in the archive
    const files = await readdir(path.join(root, 'outbox', 'archive'), { recursive: true });
    expect(files.filter((name) => name.endsWith('.pdf'))).toHaveLength(letters);
    const kept = await readdir(path.join(root, 'letters'));
    expect(kept.filter((name) => store.letters.find(name))).toHaveLength(letters);
    expect(kept.filter((name) => name.startsWith('.'))).toEqual([]);

    expect(letters).toBeGreaterThan(250);
    expect(kills).toBeGreaterThan(50);
    // all the moments there are have been the last one at least once
    for (const moment of ['claimed', 'made', 'kept', 'put', 'settled', 'taken', 'writing letter.json', 'writing mail.txt'])
      expect(killedAt).toContain(moment);
    await program.stop();
  },
);
