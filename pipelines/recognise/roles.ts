import type { ImportKind, Role } from '../../model/event-log.ts';
import { CLOSING, OPENING } from '../derive/pairing.ts';
import type { Finding } from './columns.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits, OTHER_TIMES, wordsOf, type RoleWords } from './role-words.ts';

/** What a column probably means, how sure that is (0 to 1), and why, in words. */
export interface Guess {
  role: Role;
  confidence: number;
  reason: string;
}

const LIFECYCLE_PAIRS: readonly string[] = [...OPENING, ...CLOSING];
const LIFECYCLE_OTHERS = [
  'schedule',
  'scheduled',
  'assign',
  'reassign',
  'suspend',
  'resume',
  'withdraw',
  'abort',
  'pi_abort',
  'ate_abort',
  'autoskip',
  'manualskip',
  'enable',
  'unknown',
];

/** Guesses every column's role from its name and its values. Every other role is given to one column at most. */
export function guessRoles(
  findings: readonly Finding[],
  rows: number,
  kind: ImportKind | undefined,
): { kind: ImportKind; guesses: Guess[] } {
  const guesser = new Guesser(findings, rows);
  const known = kind ?? guesser.kind();
  return { kind: known, guesses: known === 'feedback' ? guesser.feedback() : guesser.events() };
}

/** A case attribute by the rule of XES: it describes the case and is never the time or name of an event. */
const ofCase = (finding: Finding) => /^case:/i.test(finding.name) && finding.name.toLowerCase() !== 'case:concept:name';

class Guesser {
  readonly #findings: readonly Finding[];
  readonly #rows: number;
  readonly #guesses = new Map<number, Guess>();

  constructor(findings: readonly Finding[], rows: number) {
    this.#findings = findings;
    this.#rows = rows;
  }

  /** Answers have a score or a comment and no activity. */
  kind(): ImportKind {
    const named = (words: RoleWords, fits: (finding: Finding) => boolean) =>
      this.#findings.some((one) => !ofCase(one) && nameFits(one.name, words) >= 0.6 && fits(one));
    const answers =
      named(FEEDBACK_WORDS.score, (one) => one.reading.type === 'number') ||
      named(FEEDBACK_WORDS.comment, (one) => one.reading.type === 'text');
    const activity = named(EVENT_WORDS.activity, (one) => one.reading.type === 'text' && nameFits(one.name, EVENT_WORDS.activity) === 1);
    return answers && !activity ? 'feedback' : 'events';
  }

  events(): Guess[] {
    this.#takeCase();
    this.#takeLifecycle();
    this.#takeTimes();
    this.#take(
      'event-id',
      EVENT_WORDS['event-id'],
      (one) => (this.#isUnique(one) && !this.#countsUp(one) ? 1 : 0),
      'every row has its own',
    );
    this.#take(
      'instance',
      EVENT_WORDS.instance,
      (one) => (one.reading.type !== 'time' && (one.distinct >= this.#rows * 0.3 || this.#rows < 20) ? 1 : 0),
      'it tells instances of an activity apart',
    );
    this.#take('activity', EVENT_WORDS.activity, (one) => this.#activityFits(one), null);
    this.#take('resource', EVENT_WORDS.resource, (one) => (one.reading.type === 'text' || one.reading.type === 'number' ? 1 : 0), null);
    this.#take(
      'team',
      EVENT_WORDS.team,
      (one) => (one.reading.type === 'text' && one.distinct <= Math.max(50, this.#rows / 2) ? 1 : 0),
      null,
    );
    this.#take('cost', EVENT_WORDS.cost, (one) => (one.reading.type === 'number' && one.misfits === 0 ? 1 : 0), 'its values are numbers');
    return this.#all();
  }

  feedback(): Guess[] {
    const text = (one: Finding) => (one.reading.type === 'text' ? 1 : 0);
    this.#take('invited-at', FEEDBACK_WORDS['invited-at'], (one) => (one.reading.type === 'time' ? 1 : 0), 'its values are times');
    this.#take('answered-at', FEEDBACK_WORDS['answered-at'], (one) => (one.reading.type === 'time' ? 1 : 0), 'its values are times');
    this.#take('score', FEEDBACK_WORDS.score, (one) => (one.reading.type === 'number' ? 1 : 0), 'its values are numbers');
    this.#take('comment', FEEDBACK_WORDS.comment, text, null);
    this.#take('language', FEEDBACK_WORDS.language, (one) => (one.distinct <= 100 ? text(one) : 0), null);
    this.#take(
      'instrument',
      FEEDBACK_WORDS.instrument,
      (one) => (one.values.length > 0 && one.values.every((value) => /^(nps|csat|ces|other)$/i.test(value)) ? 1 : 0),
      'it names nps, csat or ces',
    );
    this.#take('stage', FEEDBACK_WORDS.stage, (one) => (one.distinct <= 100 ? text(one) : 0), null);
    this.#take('case', FEEDBACK_WORDS.case, (one) => (one.reading.type === 'time' ? 0 : 1), null);
    this.#take('customer', FEEDBACK_WORDS.customer, (one) => (one.reading.type === 'time' ? 0 : 1), null);
    return this.#all();
  }

  #all(): Guess[] {
    return this.#findings.map((one) => this.#guesses.get(one.index) ?? this.#rest(one));
  }

  #rest(one: Finding): Guess {
    if (one.filled === 0) return { role: 'ignore', confidence: 1, reason: 'It is empty in every row.' };
    if (ofCase(one)) return { role: 'attribute', confidence: 0.95, reason: 'Its name begins with “case:”: it describes the case.' };
    return {
      role: 'attribute',
      confidence: 0.6,
      reason: 'Neither its name nor its values point to a role: kept to filter and compare by.',
    };
  }

  #free(): Finding[] {
    return this.#findings.filter((one) => one.filled > 0 && !this.#guesses.has(one.index) && !ofCase(one));
  }

  /** Gives the role to the free column that fits best by name, if its values allow it. */
  #take(role: Role, words: RoleWords, fits: (one: Finding) => number, because: string | null): void {
    const best = this.#free()
      .map((one) => ({ one, name: nameFits(one.name, words), fit: fits(one), rank: rankOf(one.name, words) }))
      .filter(({ name, fit }) => name > 0 && fit > 0)
      .toSorted((a, b) => b.name * b.fit - a.name * a.fit || a.rank - b.rank)[0];
    if (best === undefined) return;
    this.#give(best.one, role, Math.min(0.97, 0.1 + 0.85 * best.name * best.fit), because);
  }

  #give(one: Finding, role: Role, confidence: number, because: string | null): void {
    const values = because ?? `${one.distinct.toLocaleString('en-GB')} different ${one.distinct === 1 ? 'value' : 'values'}`;
    this.#guesses.set(one.index, {
      role,
      confidence: Math.round(confidence * 100) / 100,
      reason: `Its name says ${role.replaceAll('-', ' ')}; ${values}.`,
    });
  }

  #takeCase(): void {
    const best = this.#free()
      .filter((one) => one.reading.type === 'text' || one.reading.type === 'number')
      .map((one) => {
        const name = nameFits(one.name, EVENT_WORDS.case);
        const each = one.distinct === 0 ? 0 : one.filled / one.distinct;
        const unique = this.#rows > 20 && each < 1.02;
        const plainId = unique && wordsOf(one.name) === 'id';
        const repeats = unique ? -0.3 : one.distinct < 2 && this.#rows > 20 ? 0.2 : each > this.#rows / 2 && this.#rows > 20 ? 0.4 : 1;
        return {
          one,
          each,
          name,
          score: name === 0 || plainId ? 0 : 0.65 * name + 0.35 * repeats,
          rank: rankOf(one.name, EVENT_WORDS.case),
        };
      })
      .filter(({ score }) => score >= 0.45)
      .toSorted((a, b) => b.score - a.score || a.rank - b.rank)[0];
    if (best !== undefined)
      this.#give(
        best.one,
        'case',
        Math.min(0.99, best.score),
        `a value stands in ${best.each.toLocaleString('en-GB', { maximumFractionDigits: 1 })} rows on average`,
      );
  }

  #takeLifecycle(): void {
    for (const one of this.#free()) {
      const values = one.values.map((value) => value.toLowerCase());
      if (one.reading.type !== 'text' || values.length === 0 || one.distinct > 30) continue;
      const pairs = values.filter((value) => LIFECYCLE_PAIRS.includes(value));
      const known = values.every((value) => LIFECYCLE_PAIRS.includes(value) || LIFECYCLE_OTHERS.includes(value));
      const named = nameFits(one.name, EVENT_WORDS.lifecycle) > 0;
      if (!known || pairs.length === 0 || (pairs.length < 2 && !named)) continue;
      this.#guesses.set(one.index, {
        role: 'lifecycle',
        confidence: named ? 0.98 : 0.85,
        reason: `Its values are ${one.samples.slice(0, 3).join(', ')}: they say whether a row starts or completes its activity.`,
      });
      return;
    }
  }

  /**
   * The times of an event. With a lifecycle one column says when; else a start and an end by name; a single time is
   * the end, unless it is named start. Deadlines, plans and birthdays are times, but not of the event.
   */
  #takeTimes(): void {
    const times = this.#free().filter((one) => one.reading.type === 'time' && !isOther(one.name));
    const lifecycle = [...this.#guesses.values()].some((guess) => guess.role === 'lifecycle');
    const arrival = bestOf(times, EVENT_WORDS.arrival);
    const rest = times.filter((one) => one !== arrival);
    const neutral = bestOf(rest, EVENT_WORDS.time);
    if (arrival !== undefined && rest.length > 0) this.#give(arrival, 'arrival', 0.9, 'its values are times');
    const start = lifecycle && neutral !== undefined ? undefined : bestOf(rest, EVENT_WORDS.start);
    const end =
      lifecycle && neutral !== undefined
        ? undefined
        : bestOf(
            rest.filter((one) => one !== start),
            EVENT_WORDS.end,
          );
    if (start !== undefined) this.#give(start, 'start', 0.95, 'its values are times');
    if (end !== undefined) this.#give(end, 'end', 0.95, 'its values are times');
    if (start !== undefined || end !== undefined) return;
    const only = neutral ?? (rest.length === 1 ? rest[0] : undefined);
    if (only === undefined) return;
    const reason = lifecycle
      ? 'It holds the time of each row; the lifecycle says what it is the time of.'
      : 'It is the one time of each row, so steps are instants: when each was done.';
    this.#guesses.set(only.index, { role: 'end', confidence: neutral === undefined ? 0.7 : 0.9, reason });
  }

  #activityFits(one: Finding): number {
    if (one.reading.type !== 'text' || one.distinct > 5000) return 0;
    if (this.#rows > 20 && one.distinct > this.#rows / 2) return 0;
    return one.distinct < 2 && this.#rows > 20 ? 0.7 : 1;
  }

  #isUnique = (one: Finding) => one.filled === this.#rows && one.distinct >= this.#rows * (this.#rows > 200_000 ? 0.95 : 1);

  /** Numbers 1 to n are the numbers of rows in an export, not of events. */
  #countsUp = (one: Finding) => one.min !== null && one.max !== null && one.max - one.min < this.#rows * 1.05;
}

const rankOf = (name: string, words: RoleWords): number => {
  const said = wordsOf(name).replaceAll(' ', '');
  const at = words.whole.findIndex((word) => word.replaceAll(' ', '') === said);
  return at === -1 ? words.whole.length : at;
};

function bestOf(findings: readonly Finding[], words: RoleWords): Finding | undefined {
  return findings
    .map((one) => ({ one, name: nameFits(one.name, words), rank: rankOf(one.name, words) }))
    .filter(({ name }) => name > 0)
    .toSorted((a, b) => b.name - a.name || a.rank - b.rank)[0]?.one;
}

const isOther = (name: string) => {
  const said = ` ${wordsOf(name)} `;
  return OTHER_TIMES.some((word) => said.includes(` ${word} `));
};
