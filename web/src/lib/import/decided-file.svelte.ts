import type { Arrangement, ImportKind, Recognition, Role } from '$model/event-log.ts';
import type { HealthProblem } from '$model/health.ts';
import { PLAIN_WORDS, type Words } from '$model/process.ts';
import { forAnotherTable, keptInPlace, noDecisions, undecided, type Decisions, type Question } from './decisions.ts';
import { openQuestions, questionKey, questionsOf, settledOf, withAnswer } from './mapping.ts';
import { givesWay, roleIssues, type RoleIssue } from './roles.ts';

/** What was found in a file and what a person decided about it, each decision looked at anew (`recheck`). */
export abstract class DecidedFile {
  decisions = $state.raw<Decisions>(noDecisions());
  /** The newest check; it stays on screen while another one runs. */
  recognition = $state.raw<Recognition | null>(null);
  /** The role each column was found to have, before anyone changed one. */
  found = $state.raw<Readonly<Record<string, Role>>>({});
  /** Columns whose guess gave way to a choice, with the column that took the role. */
  gaveWay = $state.raw<Readonly<Record<string, string>>>({});
  #asked = $state.raw<readonly Question[]>([]);
  #known = $state.raw<readonly HealthProblem[]>([]);

  /** Looks at all rows again, a moment from now. */
  abstract recheck(): void;

  /** Questions with those that were answered, each in its place. */
  get questions(): Question[] {
    if (!this.recognition) return [];
    const { answers, roles } = this.decisions;
    return keptInPlace(this.#asked, questionsOf(this.recognition, roles), questionKey, (one) => answers[questionKey(one)] !== undefined);
  }

  get open(): Question[] {
    return openQuestions(this.questions, this.decisions.answers);
  }

  /** What the check found, with what was decided about and is no longer found. */
  get problems(): readonly HealthProblem[] {
    return this.#known;
  }

  /** What waits for a decision and need not be decided. */
  get undecided(): HealthProblem[] {
    return undecided(this.#known, this.decisions);
  }

  get kind(): ImportKind {
    return this.decisions.kind ?? this.recognition?.kind ?? 'events';
  }

  get arrangement(): Arrangement {
    return this.decisions.arrangement ?? this.recognition?.arrangement ?? 'events';
  }

  /** The zone that times without an offset are read in: a person's choice, what the check settled (by a recipe), that of the service. */
  zoneIn(service: string): string {
    return this.decisions.zone ?? settledOf(this.recognition)?.zone ?? service;
  }

  /** What stands in the way of an import with the roles on screen, in the words of the service. */
  issues(words: Words = PLAIN_WORDS): RoleIssue[] {
    if (!this.recognition) return [];
    const { columns, rows } = this.recognition;
    return roleIssues({ kind: this.kind, arrangement: this.arrangement, columns, rows, roles: this.decisions.roles, words });
  }

  /** Another decision: it is checked in the background, what is on screen stays. */
  decide(change: Partial<Decisions>): void {
    this.decisions = { ...this.decisions, ...change };
    this.recheck();
  }

  /** Reads the file as another table or laid out in another way: what was decided about its columns means nothing then. */
  decideAnew(change: Partial<Decisions>): void {
    this.forget({ ...forAnotherTable(this.decisions), ...change });
    this.recheck();
  }

  answer(question: Question, answer: string): void {
    if (question.field === 'part') this.decideAnew({ reading: { ...this.decisions.reading, part: answer } });
    else this.decide({ answers: withAnswer(this.questions, this.decisions.answers, question, answer) });
  }

  /** The stage a new activity goes into once its rows are in; empty for none yet. Nothing has to be checked for it. */
  place(activity: string, stage: string): void {
    const others = Object.fromEntries(Object.entries(this.decisions.places).filter(([name]) => name !== activity));
    this.decisions = { ...this.decisions, places: stage === '' ? others : { ...others, [activity]: stage } };
  }

  /** Gives a column another role; a guess that had it gives way. */
  setRole(name: string, role: Role): void {
    const columns = this.recognition?.columns ?? [];
    const { roles } = this.decisions;
    const loser = givesWay(columns, roles, role, name);
    const gone = Object.entries(this.gaveWay).filter(([entry]) => entry !== name);
    this.gaveWay = Object.fromEntries([...gone, ...(loser ? [[loser.name, name] as const] : [])]);
    this.decide({ roles: { ...roles, ...(loser ? { [loser.name]: 'attribute' as const } : {}), [name]: role } });
  }

  /** A check has ended: what was decided stays where it was made. */
  protected heard(recognition: Recognition): void {
    if (Object.keys(this.found).length === 0) this.found = Object.fromEntries(recognition.columns.map(({ name, role }) => [name, role]));
    this.recognition = recognition;
    this.#asked = this.questions;
    const { health } = this.decisions;
    const decided = ({ id }: HealthProblem) => health[id] !== undefined;
    this.#known = keptInPlace(this.#known, recognition.health?.problems ?? [], ({ id }) => id, decided);
  }

  protected forget(decisions: Decisions = noDecisions()): void {
    this.decisions = decisions;
    this.found = {};
    this.gaveWay = {};
    this.#asked = [];
    this.#known = [];
  }
}
