import { describe, expect, it } from 'vitest';
import type { Letter, LetterAnswer } from '../../model/letter.ts';
import { sectionOf } from '../../model/letter.ts';
import { canonicalJson, checkOf, makeLetter } from '../../server/reports/letter.ts';
import { dayOfWeek, MAPPING, planOf, weeksCsv } from '../improvements/support.ts';
import { ask, importCsv } from '../server/support.ts';
import { clinicAt, mondayAfter } from './clinic.ts';

/** Numbers that look like chance and are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) >>> 0;
    return state / 2 ** 32;
  };
}

/** Scopes as people put them together: one or two filters of different kinds. */
function scopeBy(random: () => number): string {
  const parts = [
    `Priority:in:${String(1 + Math.floor(random() * 3))}`,
    `Priority:not-in:${String(1 + Math.floor(random() * 3))}`,
    '@activity:Triage',
    `@duration:throughput:${String(30 + Math.floor(random() * 20))}min..`,
    '@follows:directly:Register:Triage',
  ];
  const one = parts[Math.floor(random() * parts.length)] ?? '';
  const other = parts[Math.floor(random() * parts.length)] ?? '';
  return [...new Set(random() < 0.5 ? [one] : [one, other])].map((part) => `where=${encodeURIComponent(part)}`).join('&');
}

async function asApi(app: Awaited<ReturnType<typeof clinicAt>>, { process, analytic, query, dataVersion }: LetterAnswer) {
  const url = `/processes/${process}/analytics/${analytic}?${query}${query === '' ? '' : '&'}version=${String(dataVersion)}`;
  return ask<{ rows: unknown[]; about?: unknown }>(app, 'GET', url);
}

/** Every figure of the measures and of the ribbon is that of a kept answer. */
function expectFromAnswers(letter: Letter): void {
  const [measures] = letter.answers.filter(({ analytic }) => analytic === 'measures');
  for (const row of sectionOf(letter, 'measures')?.rows ?? [])
    expect(row.now.value).toBe(measures?.rows.find(({ measure }) => measure === row.id)?.value);
  const [ribbon] = letter.answers.filter(({ analytic }) => analytic === 'throughline');
  expect(sectionOf(letter, 'ribbon')?.total.value).toBe((ribbon?.about as { medianMs: number } | undefined)?.medianMs);
}

describe('the figures of a letter', () => {
  it('are those of the API for twenty scopes, at the version the letter names', async () => {
    const app = await clinicAt(
      weeksCsv(0, 30, (week) => 12 + (week % 5)),
      { now: mondayAfter(30) },
    );
    const answers = Array.from({ length: 150 }, (_, at) => {
      const [week, one] = [10 + Math.floor(at / 8), at % 8];
      return `C-${String(week)}-${String(one)},${dayOfWeek(week, 6)} 12:00:00,${String(1 + ((at * 7) % 5))},The wait was ${at % 2 === 0 ? 'long' : 'fine'}`;
    });
    const mapping = {
      kind: 'feedback' as const,
      instrument: 'csat' as const,
      roles: { case: 'case' as const, answered: 'answered-at' as const, score: 'score' as const, comment: 'comment' as const },
    };
    const { state } = await importCsv(app, 'clinic', `case,answered,score,comment\n${answers.join('\n')}\n`, mapping, 'answers.csv');
    expect(state).toBe('done');
    await ask(app, 'POST', '/processes/clinic/improvements', { name: 'Two nurses', plan: planOf(20), madeOn: dayOfWeek(20) });
    const random = seeded(7);
    const letters: Letter[] = [];
    for (let at = 0; at < 20; at += 1) {
      const kind = at % 4 === 3 ? 'monthly' : 'weekly';
      letters.push(await makeLetter(app.throughline, { kind, process: 'clinic', scope: at === 0 ? '' : scopeBy(random) }));
    }
    // what is imported later changes nothing of what a letter says: its answers are those of its own version
    await importCsv(
      app,
      'clinic',
      weeksCsv(30, 31, () => 50),
      MAPPING,
      'later.csv',
    );
    for (const letter of letters) {
      expect(letter.check).toBe(checkOf(letter));
      expectFromAnswers(letter);
    }
    const later = await makeLetter(app.throughline, { kind: 'weekly', process: 'clinic' });
    expect(later.check).not.toBe(letters[0]?.check);
    const asked = new Map<string, LetterAnswer>();
    for (const answer of [...letters, later].flatMap((letter) => letter.answers))
      if (answer.analytic !== 'improvements')
        asked.set(JSON.stringify([answer.analytic, answer.query, answer.dataVersion, answer.rows.length]), answer);
    await openVersions(app, [...new Set([...asked.values()].map(({ dataVersion }) => dataVersion))]);
    for (const answer of asked.values()) {
      const { status, body } = await asApi(app, answer);
      expect([answer.analytic, answer.query, status]).toEqual([answer.analytic, answer.query, 200]);
      // as the check code has it: an engine that adds up in another order changes the last bit
      expect(canonicalJson(body.rows.slice(0, answer.rows.length))).toBe(canonicalJson(answer.rows));
      if (answer.about !== undefined) expect(canonicalJson(body.about)).toBe(canonicalJson(answer.about));
    }
  });
});

/** Earlier versions are made again from the kept files. */
async function openVersions(app: Awaited<ReturnType<typeof clinicAt>>, versions: readonly number[]): Promise<void> {
  for (const version of versions) {
    const { body } = await ask<{ id?: string }>(app, 'POST', `/processes/clinic/versions/${String(version)}/open`);
    for (let state = ''; body.id !== undefined && !['done', 'failed'].includes(state);) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      state = (await ask<{ state: string }>(app, 'GET', `/jobs/${body.id}`)).body.state;
    }
  }
}
