import { expect, it } from 'vitest';
import { decisions, examined, problem } from './examined.ts';

/** Numbers between 0 and 1, the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const local = (minutes: number): string => new Date(Date.UTC(2026, 9, 1) + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** October 2026 in Dublin: 20 visits a day register at one of three kiosks, see triage and a doctor. `wrong` moves what a kiosk says. */
function visits(wrong: (kiosk: string, minutes: number) => number): string[] {
  const next = random(7);
  const rows = ['visit,step,time,by'];
  for (let visit = 0; visit < 620; visit += 1) {
    const arrived = Math.floor(visit / 20) * 1440 + 480 + Math.floor(next() * 600);
    const kiosk = `KIOSK-${(visit % 3) + 1}`;
    const triage = arrived + 2 + Math.floor(next() * 18);
    const doctor = triage + 10 + Math.floor(next() * 80);
    rows.push(`V-${visit},Register,${local(arrived + wrong(kiosk, arrived))},${kiosk}`);
    rows.push(`V-${visit},Triage,${local(triage)},Nurse ${visit % 5}`);
    rows.push(`V-${visit},Assessment,${local(doctor)},Doctor ${visit % 7}`);
  }
  return rows;
}

it('says nothing of clocks that are right', async () => {
  const health = await examined(visits(() => 0));
  expect(health.problems.filter(({ code }) => code === 'shifted-clock')).toEqual([]);
  expect(decisions(health)).toEqual([]);
});

it('finds a kiosk that stayed in summer time, since when, and takes the hour off', async () => {
  const changed = 24 * 1440 + 120;
  const rows = visits((kiosk, minutes) => (kiosk === 'KIOSK-2' && minutes >= changed ? 60 : 0));
  const health = await examined(rows);
  const found = problem(health, 'shifted-clock');
  expect(found.title).toMatch(
    /^“KIOSK-2” runs 60 min ahead since 25 October 2026, 02:00 \(clocks went back, it did not\)\. \d+ cases show “Triage” before “Register”\.$/,
  );
  expect(found.choices[0]).toMatchObject({
    label: 'Take off 60 min',
    fix: { kind: 'shift-clock', column: 'by', value: 'KIOSK-2', minutes: -60, from: '2026-10-25T02:00' },
  });
  expect(found.rows).toBe(47);
  expect(found.choices[0]?.effect).toMatch(/^Taking off 60 min lowers the number of variants from \d+ to 1/);
  expect(decisions(health)).toEqual(['shifted-clock:by:KIOSK-2']);
  const fixed = await examined(rows, { mapping: { fixes: [found.choices[0]?.fix ?? { kind: 'swap-ends' }] } });
  expect(fixed.figures.variants).toBe(1);
  expect(problem(fixed, 'shifted-clock').chosen).toBe('shift');
});

it('finds a clock that is two hours behind in the whole file', async () => {
  const health = await examined(visits((kiosk) => (kiosk === 'KIOSK-3' ? -120 : 0)));
  expect(health.problems.filter(({ code }) => code === 'shifted-clock')).toEqual([]);
  const ahead = await examined(visits((kiosk) => (kiosk === 'KIOSK-3' ? 120 : 0)));
  expect(problem(ahead, 'shifted-clock').title).toMatch(
    /^“KIOSK-3” runs 120 min ahead in the whole file\. \d+ cases show “Triage” before “Register”\.$/,
  );
});
