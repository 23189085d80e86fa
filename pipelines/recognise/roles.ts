import { isRepairColumn } from '../sources/repair-list.ts';
import type { ImportKind, Role } from '../../model/event-log.ts';
import type { Finding } from './columns.ts';
import type { KeyLinks, Links } from './links.ts';
import {
  activityFits,
  bestOf,
  countsUp,
  isUnique,
  distance,
  type Guess,
  isFinest,
  isOther,
  isOwn,
  lifecycleOf,
  nameBonus,
  number,
  ofCase,
  onScale,
  pairOf,
  percent,
  rankOf,
  rounded,
} from './role-names.ts';
import { EVENT_WORDS, FEEDBACK_WORDS, nameFits, wordsOf, type RoleWords } from './role-words.ts';
import { activityLikeness, caseFit, looksLikePeople, looksLikeProse, mayBePeople, sameGroups } from './role-values.ts';

export type { Guess } from './role-names.ts';

/** Guesses every column's role from its values and its name. Every other role than attribute is given to one column at most. */
export function guessRoles(
  findings: readonly Finding[],
  rows: number,
  kind: ImportKind | undefined,
  links: Links | null = null,
  given: Readonly<Record<string, Role>> = {},
): { kind: ImportKind; guesses: Guess[] } {
  const guesser = new Guesser(findings, rows, links, given);
  const known = kind ?? guesser.kind();
  return { kind: known, guesses: known === 'feedback' ? guesser.feedback() : guesser.events() };
}

class Guesser {
  readonly #findings: readonly Finding[];
  readonly #rows: number;
  readonly #links: Links | null;
  readonly #given: Readonly<Record<string, Role>>;
  readonly #guesses = new Map<number, Guess>();
  /** What the other columns do within the cases, once the case is known and values can tell. */
  #key: KeyLinks | null = null;

  constructor(findings: readonly Finding[], rows: number, links: Links | null, given: Readonly<Record<string, Role>>) {
    this.#findings = findings;
    this.#rows = rows;
    this.#links = links;
    this.#given = given;
  }

  /** Answers have a score or a comment and no activity. */
  kind(): ImportKind {
    const named = (words: RoleWords, fits: (finding: Finding) => boolean) =>
      this.#findings.some((one) => !ofCase(one) && nameFits(one.name, words) >= 0.6 && fits(one));
    const answers =
      named(FEEDBACK_WORDS.score, (one) => one.reading.type === 'number') ||
      named(FEEDBACK_WORDS.comment, (one) => one.reading.type === 'text' && looksLikeProse(one) > 0.3);
    const activity = named(EVENT_WORDS.activity, (one) => one.reading.type === 'text' && nameFits(one.name, EVENT_WORDS.activity) === 1);
    const given = Object.values(this.#given);
    if (given.includes('activity')) return 'events';
    return answers && !activity && !this.#hasRuns() ? 'feedback' : 'events';
  }

  /** Whether some column makes cases of several activities: then the rows are events, whatever is asked beside. */
  #hasRuns(): boolean {
    return this.#caseFits().some(({ score, activity }) => score > 0.6 && activity > 0.5);
  }

  events(): Guess[] {
    this.#takeLifecycle();
    this.#takeCase();
    this.#takeActivity();
    this.#takeTimes();
    this.#takeClocks();
    this.#take(
      'event-id',
      EVENT_WORDS['event-id'],
      (one) => (isUnique(one, this.#rows) && !countsUp(one, this.#rows) ? 1 : 0),
      'every row has its own',
    );
    this.#take(
      'instance',
      EVENT_WORDS.instance,
      (one) => (one.reading.type !== 'time' && (one.distinct >= this.#rows * 0.3 || this.#rows < 20) ? 1 : 0),
      'it tells instances of an activity apart',
    );
    this.#takePeople();
    this.#take('cost', EVENT_WORDS.cost, (one) => (one.reading.type === 'number' && one.misfits === 0 ? 1 : 0), 'its values are numbers');
    this.#takeAnswers();
    return this.#all();
  }

  feedback(): Guess[] {
    const text = (one: Finding) => (one.reading.type === 'text' ? 1 : 0);
    const time = (one: Finding) => (one.reading.type === 'time' ? 1 : 0);
    this.#take('invited-at', FEEDBACK_WORDS['invited-at'], time, 'its values are times');
    this.#take('answered-at', FEEDBACK_WORDS['answered-at'], time, 'its values are times');
    const times = this.#free().filter((one) => one.reading.type === 'time' && !isOther(one.name));
    if (!this.#has('answered-at') && times.length === 1 && times[0] !== undefined)
      this.#set(times[0], 'answered-at', 0.6, 'It is the one time of each row, so it is taken for when the answer was given.');
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
    // where neither a case nor a customer is named, the site is the nearest thing
    if (!this.#has('case') && !this.#has('customer')) this.#take('site', FEEDBACK_WORDS.site, text, null);
    return this.#all();
  }

  #all(): Guess[] {
    return this.#findings.map((one) => this.#guesses.get(one.index) ?? this.#rest(one));
  }

  #rest(one: Finding): Guess {
    if (isRepairColumn(one.name))
      return { role: 'ignore', confidence: 1, reason: 'It says why the row was refused before; it is no column of the file.' };
    if (one.filled === 0) return { role: 'ignore', confidence: 1, reason: 'It is empty in every row.' };
    if (ofCase(one)) return { role: 'attribute', confidence: 0.95, reason: 'Its name begins with “case:”: it describes the case.' };
    const within = this.#key?.within.get(one.index);
    if (within !== undefined && within.constant >= 0.98)
      return {
        role: 'attribute',
        confidence: 0.85,
        reason: 'It has one value in each case: it describes the case, kept to filter and compare by.',
      };
    return {
      role: 'attribute',
      confidence: 0.6,
      reason: 'Neither its values nor its name point to a role: kept to filter and compare by.',
    };
  }

  #free(): Finding[] {
    return this.#findings.filter((one) => one.filled > 0 && !this.#guesses.has(one.index) && !ofCase(one) && !isRepairColumn(one.name));
  }

  #has = (role: Role) => [...this.#guesses.values()].some((guess) => guess.role === role);

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
    this.#set(one, role, confidence, `Its name says ${role.replaceAll('-', ' ')}; ${values}.`);
  }

  #set(one: Finding, role: Role, confidence: number, reason: string): void {
    this.#guesses.set(one.index, { role, confidence: rounded(confidence), reason });
  }

  #finding = (index: number): Finding | undefined => this.#findings.find((one) => one.index === index);

  /** Every column that groups the rows, with what its groups are like. */
  #caseFits() {
    const links = this.#links;
    if (links === null) return [];
    // scores differ within a customer's answers as activities do within a case
    const isScore = (one: Finding) => onScale(one) && nameFits(one.name, FEEDBACK_WORDS.score) >= 0.6;
    const neither = new Set(this.#findings.filter((one) => lifecycleOf(one) !== null || isScore(one)).map(({ index }) => index));
    return links.keys.flatMap((key) => {
      const finding = this.#finding(key.index);
      return finding === undefined || ofCase(finding) || neither.has(key.index)
        ? []
        : [{ finding, ...caseFit(key, finding, this.#findings, neither) }];
    });
  }

  #takeCase(): void {
    const given = Object.keys(this.#given).find((name) => this.#given[name] === 'case');
    const fits = this.#caseFits();
    const byValues = fits
      .map((fit) => ({ ...fit, score: fit.score + (isFinest(fit, fits) ? 0.15 : 0) }))
      .map((fit) => ({ ...fit, name: nameFits(fit.finding.name, EVENT_WORDS.case), total: fit.score + nameBonus(fit.finding.name) }))
      .toSorted(
        (a, b) =>
          b.total - a.total ||
          rankOf(a.finding.name, EVENT_WORDS.case) - rankOf(b.finding.name, EVENT_WORDS.case) ||
          a.finding.index - b.finding.index,
      );
    const best = given === undefined ? byValues[0] : byValues.find(({ finding }) => finding.name === given);
    if (best !== undefined && (given !== undefined || best.total >= 0.5)) {
      const rivals = byValues.filter((one) => one !== best && !sameGroups(this.#links as Links, one.key.index, best.key.index));
      const lead = best.total - (rivals[0]?.total ?? 0);
      const named = best.name > 0 ? '; its name says case' : '';
      const share = `${percent(best.key.shared)} of its rows share a value with another row, ${number(best.key.rows)} rows a value on average, with other activities in them${named}`;
      this.#key = best.key;
      this.#set(
        best.finding,
        'case',
        Math.min(0.98, 0.45 + 0.35 * Math.min(1, best.total) + 0.6 * Math.min(0.3, Math.max(0, lead))),
        `${share}.`,
      );
      return;
    }
    this.#takeCaseByName();
  }

  /** With too few rows, or none that repeat, the name alone says which column is the case. */
  #takeCaseByName(): void {
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
    if (best === undefined) return;
    this.#key = this.#links?.keys.find(({ index }) => index === best.one.index) ?? null;
    this.#give(
      best.one,
      'case',
      Math.min(this.#links === null ? 0.99 : 0.7, best.score),
      `a value stands in ${number(best.each)} rows on average`,
    );
  }

  #takeActivity(): void {
    const key = this.#key;
    if (key === null) return this.#take('activity', EVENT_WORDS.activity, (one) => activityFits(one, this.#rows), null);
    const ranked = this.#free()
      .filter((one) => activityFits(one, this.#rows) > 0 || one.reading.type === 'number')
      .map((one) => {
        const likeness = activityLikeness(key, one);
        const name = nameFits(one.name, EVENT_WORDS.activity);
        const other = Math.max(nameFits(one.name, EVENT_WORDS.resource), nameFits(one.name, EVENT_WORDS.team));
        const words = one.reading.type === 'number' ? -0.15 : one.values.some((value) => /\p{L}{3,}/u.test(value)) ? 0.04 : 0;
        const total =
          likeness === 0 ? 0 : likeness + 0.3 * name - (name === 1 ? 0 : 0.25 * other) - 0.15 * looksLikePeople(one) * (1 - name) + words;
        return { one, likeness, name, total, rank: rankOf(one.name, EVENT_WORDS.activity) };
      })
      .filter(({ total }) => total > 0.2)
      .toSorted((a, b) => b.total - a.total || a.rank - b.rank);
    const [best, second] = ranked;
    if (best === undefined) return this.#take('activity', EVENT_WORDS.activity, (one) => 0.6 * activityFits(one, this.#rows), null);
    const within = key.within.get(best.one.index);
    const lead = best.total - (second?.total ?? 0);
    this.#set(
      best.one,
      'activity',
      0.4 + 0.35 * Math.min(1, best.total) + 0.7 * Math.min(0.3, lead),
      `${best.one.distinct.toLocaleString('en-GB')} different values that come back in many cases, ${number(within?.each ?? 0)} of them in a case on average; ${percent(within?.firstTop ?? 0)} of the cases begin with the same one${best.name > 0 ? '; its name says activity' : ''}.`,
    );
  }

  #takeLifecycle(): void {
    for (const one of this.#free()) {
      const named = lifecycleOf(one);
      if (named === null) continue;
      this.#set(
        one,
        'lifecycle',
        named ? 0.98 : 0.85,
        `Its values are ${one.samples.slice(0, 3).join(', ')}: they say whether a row starts or completes its activity.`,
      );
      return;
    }
  }

  /**
   * The times of an event. Times that are constant in a case are none; of the others, with a lifecycle one column says
   * when, else two that follow each other are a start and an end, and a single one is the end, unless it is named
   * start. Deadlines, plans and birthdays are times, but not of the event.
   */
  #takeTimes(): void {
    const all = this.#free().filter((one) => one.reading.type === 'time' && !isOther(one.name));
    this.#takeArrival(all);
    const rest = all.filter((one) => !this.#guesses.has(one.index));
    const changing = rest.filter((one) => !this.#isConstant(one));
    const times = (changing.length > 0 ? changing : rest).filter((one) => !isOwn(one.name) || rest.every((other) => isOwn(other.name)));
    const neutral = bestOf(times, EVENT_WORDS.time);
    if (this.#has('lifecycle') && (neutral ?? times[0]) !== undefined && !this.#startAndEnd(times))
      return this.#takeOnly(neutral ?? times[0], neutral !== undefined);
    const start = bestOf(times, EVENT_WORDS.start);
    const end = bestOf(
      times.filter((one) => one !== start),
      EVENT_WORDS.end,
    );
    if (start !== undefined && end !== undefined) return this.#givePair(start, end, 0.95, 'its values are times');
    const pair = pairOf(this.#links?.pairs ?? [], times, start, end);
    if (pair !== null)
      return this.#givePair(
        pair.start,
        pair.end,
        start === undefined && end === undefined ? 0.7 : 0.85,
        `it holds the ${percent(pair.ordered)} of rows in which the end is not before the start`,
      );
    if (start !== undefined) return this.#give(start, 'start', 0.9, 'its values are times');
    if (end !== undefined) return this.#give(end, 'end', 0.95, 'its values are times');
    this.#takeOnly(neutral ?? times[0], neutral !== undefined || times.length === 1);
  }

  #startAndEnd = (times: readonly Finding[]) =>
    times.some((one) => nameFits(one.name, EVENT_WORDS.start) === 1) && times.some((one) => nameFits(one.name, EVENT_WORDS.end) === 1);

  #isConstant = (one: Finding) => (this.#key?.within.get(one.index)?.constant ?? 0) >= 0.95;

  #takeOnly(only: Finding | undefined, sure: boolean): void {
    if (only === undefined) return;
    const reason = this.#has('lifecycle')
      ? 'It holds the time of each row; the lifecycle says what it is the time of.'
      : 'It is the one time of each row that changes within a case, so steps are instants: when each was done.';
    this.#set(only, 'end', sure ? 0.92 : 0.6, reason);
  }

  #givePair(start: Finding, end: Finding, confidence: number, because: string): void {
    const pair = this.#links?.pairs.find(({ first, second }) => first === start.index && second === end.index);
    const holds = pair === undefined || pair.ordered >= 0.9;
    const said = pair === undefined ? because : `in ${percent(pair.ordered)} of the rows the end is not before the start`;
    const sure = holds ? confidence : 0.5;
    this.#set(start, 'start', sure, `It says when a row begins: ${said}.`);
    this.#set(end, 'end', sure, `It says when a row ends: ${said}.`);
  }

  /** A time that is the same in all rows of a case and named like its beginning. */
  #takeArrival(times: readonly Finding[]): void {
    const named = bestOf(times, EVENT_WORDS.arrival);
    const constant = times.filter((one) => this.#isConstant(one));
    const created = bestOf(constant, EVENT_WORDS.start) ?? constant.find((one) => isOwn(one.name));
    const arrival = named ?? (times.length > constant.length ? created : undefined);
    if (arrival === undefined || times.length < 2) return;
    if (this.#key !== null && !this.#isConstant(arrival)) return;
    this.#set(
      arrival,
      'arrival',
      named === undefined ? 0.75 : 0.9,
      this.#key === null
        ? 'Its name says arrival; its values are times.'
        : 'It has one time in each case, and its name says that the case begins there.',
    );
  }

  /** Times of day stand beside the date they belong to. */
  #takeClocks(): void {
    for (const clock of this.#free().filter((one) => one.clock !== undefined)) {
      const dates = [...this.#guesses].flatMap(([index, { role }]) => {
        const finding = this.#finding(index);
        const free = (role === 'start' && !this.#has('start-time-of-day')) || (role === 'end' && !this.#has('end-time-of-day'));
        return free && finding?.reading.type === 'time' && finding.precision === 'day' ? [{ finding, role }] : [];
      });
      const near = dates.toSorted((a, b) => distance(a.finding, clock) - distance(b.finding, clock))[0];
      if (near === undefined) return;
      this.#set(
        clock,
        near.role === 'start' ? 'start-time-of-day' : 'end-time-of-day',
        0.9,
        `Its values are times of day, and “${near.finding.name}” beside it has dates without one.`,
      );
    }
  }

  /** Who did it, and for which team: names first here, since values alone do not tell a person from a place. */
  #takePeople(): void {
    this.#take('team', EVENT_WORDS.team, (one) => (one.reading.type === 'text' && this.#mayBeTeam(one) ? this.#changes(one) : 0), null);
    this.#take('resource', EVENT_WORDS.resource, (one) => (mayBePeople(one) ? this.#changes(one) : 0), null);
    if (this.#has('resource') || this.#key === null) return;
    const people = this.#free()
      .map((one) => ({ one, likeness: looksLikePeople(one) * this.#changes(one) }))
      .filter(({ one }) => !this.#saidByActivity(one))
      .filter(({ one, likeness }) => likeness >= 0.7 && one.distinct >= 2 && one.distinct <= Math.max(30, one.filled / 4))
      .toSorted((a, b) => b.likeness - a.likeness)[0];
    if (people === undefined) return;
    this.#set(
      people.one,
      'resource',
      0.4 + 0.25 * people.likeness,
      `${people.one.distinct.toLocaleString('en-GB')} different names of people or accounts that change within the cases.`,
    );
  }

  /** Whether the activity alone decides the value: then it is a stage or a place of it, nobody who does it. */
  #saidByActivity(one: Finding): boolean {
    const activity = [...this.#guesses].find(([, { role }]) => role === 'activity')?.[0];
    return activity !== undefined && (this.#links?.says(activity, one.index) ?? 0) >= 0.9;
  }

  /** People and teams change within a case; what does not is an attribute of it, unless nothing better is there. */
  #changes(one: Finding): number {
    const within = this.#key?.within.get(one.index);
    return within === undefined ? 1 : within.constant >= 0.98 ? 0.5 : 1;
  }

  #mayBeTeam = (one: Finding) => one.distinct <= Math.max(50, this.#rows / 2);

  /** Answers of customers within a file of events: a score that few rows have or that is the same in a case. */
  #takeAnswers(): void {
    const seldom = (one: Finding) => one.filled < this.#rows * 0.6 || this.#isConstant(one);
    if (this.#key === null) return;
    this.#take(
      'score',
      FEEDBACK_WORDS.score,
      (one) => (onScale(one) && seldom(one) ? 0.9 : 0),
      'its values lie on a scale up to 10, one in a case',
    );
    if (!this.#has('score')) return;
    const fits = (type: string) => (one: Finding) => (one.reading.type === type && seldom(one) ? 0.9 : 0);
    this.#take('comment', FEEDBACK_WORDS.comment, fits('text'), null);
    this.#take('answered-at', FEEDBACK_WORDS['answered-at'], fits('time'), 'its values are times');
  }
}
