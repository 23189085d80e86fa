import {
  currentCycle,
  type FieldChange,
  type FrozenImprovement,
  type HistoryEntry,
  type HistoryKind,
  type Improvement,
} from '../../model/improvement.ts';
import { canUndo, changesBetween, conflicts } from '../../model/improvement-history.ts';
import type { VerdictRecord } from '../../model/improvement-verdict.ts';
import { NotFound, Problem } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import type { Sqlite } from './sqlite.ts';

/** What the watch knows of an improvement. `improvedCycle`: of which cycle the figures have once said improved or holding. */
export interface Standing {
  readonly verdict: VerdictRecord | null;
  readonly improvedCycle: number | null;
  readonly decidedOn: LocalDate | null;
}
const NOTHING_KNOWN: Standing = { verdict: null, improvedCycle: null, decidedOn: null };

/** Who changes something, when, and what a person will read of it. `seen` is the revision that was looked at, where something is overwritten. */
export interface Deed {
  readonly kind: HistoryKind;
  readonly by: string;
  readonly at: Date;
  readonly words: string | ((changes: readonly FieldChange[]) => string);
  readonly seen?: number | undefined;
  readonly dataVersion?: number | null | undefined;
}

/** What a new improvement is made of: the store gives it its id. */
export type MadeImprovement = Omit<Improvement, 'id' | 'process' | 'revision' | 'madeAt' | 'changedAt' | 'removedAt'>;

interface ImprovementRow extends Record<string, unknown> {
  body: string;
}
interface HistoryRow extends Record<string, unknown> {
  id: number;
  at: string;
  by: string;
  kind: HistoryKind;
  words: string;
  revision: number;
  changes: string;
  data_version: number | null;
}

/** `imp-001` of 1. */
const idOf = (number: number): string => `imp-${String(number).padStart(3, '0')}`;
const numberOf = (id: string): number => (/^imp-\d{3,6}$/.test(id) ? Number(id.slice(4)) : 0);

/** The improvements of each process, with their history, which is only ever added to. */
export class ImprovementStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Oldest first; those that were removed only when asked for. */
  of(process: string, { removed = false }: { removed?: boolean } = {}): Improvement[] {
    return this.#database
      .all<ImprovementRow>(
        `SELECT body FROM improvement WHERE process = ? AND removed_at IS ${removed ? 'NOT NULL' : 'NULL'} ORDER BY number`,
        process,
      )
      .map(({ body }) => JSON.parse(body) as Improvement);
  }

  /** Whether there has ever been one, removed or not. */
  hasAny(process: string): boolean {
    return this.#database.get('SELECT number FROM improvement WHERE process = ? LIMIT 1', process) !== undefined;
  }

  /** Also one that was removed. */
  find(process: string, id: string): Improvement | undefined {
    const row = this.#database.get<ImprovementRow>('SELECT body FROM improvement WHERE process = ? AND number = ?', process, numberOf(id));
    return row && (JSON.parse(row.body) as Improvement);
  }

  /** One that is there; throws `NotFound` for one that never was or was removed. */
  get(process: string, id: string): Improvement {
    const found = this.find(process, id);
    if (!found || found.removedAt !== null) throw new NotFound('improvement', id);
    return found;
  }

  create(process: string, made: MadeImprovement, deed: Deed): Improvement {
    return this.#database.transaction(() => {
      const last = this.#database.get<{ last: number | null }>('SELECT max(number) AS last FROM improvement WHERE process = ?', process);
      const number = (last?.last ?? 0) + 1;
      const at = deed.at.toISOString();
      const improvement: Improvement = { ...made, id: idOf(number), process, revision: 1, madeAt: at, changedAt: at, removedAt: null };
      this.#database.run(
        'INSERT INTO improvement (process, number, revision, body) VALUES (?, ?, 1, ?)',
        process,
        number,
        JSON.stringify(improvement),
      );
      this.#record(improvement, deed, []);
      return improvement;
    });
  }

  /**
   * Changes an improvement and writes down what changed, in one transaction; nothing is written where nothing changes.
   *
   * Who overwrites says which revision was seen. Where others have changed the same parts since, the change is refused
   * (`Problem` changed_meanwhile, 409) and nothing of either is lost; changes of other parts go together.
   */
  change(process: string, id: string, deed: Deed, work: (before: Improvement) => Improvement): Improvement {
    return this.#database.transaction(() => {
      const before = this.find(process, id);
      if (!before) throw new NotFound('improvement', id);
      const wanted = work(before);
      const changes = changesBetween(before, wanted);
      if (deed.seen !== undefined) this.#refuseStale(before, deed.seen, changes);
      if (changes.length === 0) return before;
      const after: Improvement = { ...wanted, revision: before.revision + 1, changedAt: deed.at.toISOString() };
      this.#database.run(
        'UPDATE improvement SET revision = ?, body = ?, removed_at = ? WHERE process = ? AND number = ?',
        after.revision,
        JSON.stringify(after),
        after.removedAt,
        process,
        numberOf(id),
      );
      this.#record(after, deed, changes);
      return after;
    });
  }

  /** Writes something down that changes no part: a verdict, a definition that is another now. */
  note(process: string, id: string, deed: Deed): void {
    const improvement = this.find(process, id);
    if (improvement) this.#record(improvement, deed, []);
  }

  /** Newest first; of a removed one too. */
  history(process: string, id: string): HistoryEntry[] {
    const now = this.find(process, id);
    if (!now) throw new NotFound('improvement', id);
    return this.#rows(process, id).map(({ id: entry, at, by, kind, words, revision, changes, data_version }) => {
      const changed = JSON.parse(changes) as FieldChange[];
      return {
        ...{ id: entry, at, by, kind, words, revision },
        changes: changed,
        dataVersion: data_version,
        undoable: (now.removedAt === null || kind === 'removed') && canUndo(now, kind, changed),
      };
    });
  }

  /** What the question about effects knows of each that has a measure, oldest first. */
  frozen(process: string): FrozenImprovement[] {
    return this.of(process).flatMap((improvement) => frozenOf(improvement, this.standing(process, improvement.id).improvedCycle) ?? []);
  }

  standing(process: string, id: string): Standing {
    const row = this.#database.get<{ verdict: string | null; improved_cycle: number | null; decided_on: string | null }>(
      'SELECT verdict, improved_cycle, decided_on FROM improvement_standing WHERE process = ? AND number = ?',
      process,
      numberOf(id),
    );
    if (!row) return NOTHING_KNOWN;
    const { verdict, improved_cycle, decided_on } = row;
    return {
      verdict: verdict === null ? null : (JSON.parse(verdict) as VerdictRecord),
      improvedCycle: improved_cycle,
      decidedOn: decided_on,
    };
  }

  stand(process: string, id: string, { verdict, improvedCycle, decidedOn }: Standing): void {
    this.#database.run(
      `INSERT INTO improvement_standing (process, number, verdict, improved_cycle, decided_on) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (process, number) DO UPDATE SET verdict = excluded.verdict, improved_cycle = excluded.improved_cycle, decided_on = excluded.decided_on`,
      process,
      numberOf(id),
      verdict === null ? null : JSON.stringify(verdict),
      improvedCycle,
      decidedOn,
    );
  }

  #rows(process: string, id: string): HistoryRow[] {
    return this.#database.all<HistoryRow>(
      'SELECT id, at, by, kind, words, revision, changes, data_version FROM improvement_history WHERE process = ? AND number = ? ORDER BY id DESC',
      process,
      numberOf(id),
    );
  }

  #refuseStale(now: Improvement, seen: number, changes: readonly FieldChange[]): void {
    if (seen === now.revision) return;
    const since = this.#rows(now.process, now.id).filter(({ revision }) => revision > seen);
    const paths = new Set(changes.map(({ path }) => path));
    const [other] = since.filter((entry) => (JSON.parse(entry.changes) as FieldChange[]).some(({ path }) => paths.has(path)));
    if (seen < now.revision && !other) return;
    throw new Problem('changed_meanwhile', 409, 'Someone else has changed this improvement in the meantime.', {
      detail: other
        ? `${other.words} (${other.by}, ${other.at.slice(0, 16).replace('T', ' ')} UTC). Nothing of yours was kept over it: look at what it says now, and change it again.`
        : `It is at revision ${String(now.revision)}; revision ${String(seen)} has never been.`,
      field: 'revision',
    });
  }

  #record(after: Improvement, { kind, by, at, words, dataVersion }: Deed, changes: readonly FieldChange[]): void {
    this.#database.run(
      `INSERT INTO improvement_history (process, number, at, by, kind, words, revision, changes, data_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      after.process,
      numberOf(after.id),
      at.toISOString(),
      by,
      kind,
      typeof words === 'string' ? words : words(changes),
      after.revision,
      JSON.stringify(changes),
      dataVersion ?? null,
    );
  }
}

/** An improvement as the question about effects takes it; nothing without a measure. */
function frozenOf(improvement: Improvement, improvedCycle: number | null): FrozenImprovement | undefined {
  const { id, name, state, frozen, baseline, target, adoption } = improvement;
  if (frozen === null) return undefined;
  const { measure, scope, against, per, balancing } = frozen;
  const cycle = currentCycle(improvement);
  return {
    ...{ id, name, state, measure, scope, against, per, baseline, target, balancing },
    changedOn: cycle.changedOn,
    earlierChanges: improvement.cycles.slice(0, -1).flatMap(({ changedOn }) => changedOn ?? []),
    prediction: cycle.prediction.value,
    wasImproved: improvedCycle === cycle.number,
    adoptedAt: state === 'adopted' ? (adoption?.at ?? null) : null,
  };
}

/** Refuses to take back what others have built on since (`Problem` not_undoable, 409). */
export function refuseUndo(now: Improvement, entry: Pick<HistoryEntry, 'kind' | 'changes' | 'words'>): void {
  if (canUndo(now, entry.kind, entry.changes)) return;
  const later = conflicts(now, entry.changes);
  throw new Problem('not_undoable', 409, `“${entry.words}” can’t be taken back.`, {
    detail:
      later.length > 0 && entry.changes.length > 0
        ? 'What it changed has been changed again since. Take the later change back first.'
        : 'It was not a change of what a person wrote.',
    field: 'entry',
  });
}
