import type { Session } from '../../engine/engine.ts';
import type { Sql } from '../../engine/sql.ts';
import type { Blueprint } from '../../model/blueprint.ts';
import type { Effect } from '../../model/effect.ts';
import type { Mapping, Progress, Receipt } from '../../model/event-log.ts';
import type { RecipeMatch } from '../../model/recipe.ts';
import type { KnownRecipe } from '../recognise/recipe.ts';
import type { SeenFile } from '../recognise/recognise.ts';
import type { CodedCopy } from '../sources/coded.ts';
import type { ReadableFile, SourceFile } from '../sources/source.ts';
import type { TextTable } from '../sources/table.ts';
import type { ImportProgress } from './progress.ts';

/** The bytes an import is made of: the file as it was given, or its copy with codes in place of personal data. */
export interface KeptBytes {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly coded: boolean;
}

/** How a file is read. */
export interface ReadingOrder {
  /** `zone` is that of times without an offset when the mapping names none; `cutOffMs` null before the first import. */
  readonly process: { readonly id: string; readonly zone: string | null; readonly blueprint: Blueprint; readonly cutOffMs: number | null };
  readonly file: SourceFile;
  readonly mapping: Mapping;
  /** Recipes of the source, for all that the mapping leaves open; a single one that was `named` is used however little it fits. */
  readonly recipes?: readonly KnownRecipe[] | undefined;
  readonly named?: boolean | undefined;
  /** A file that no recipe fits is refused. */
  readonly needsRecipe?: boolean | undefined;
  /** Zone of the days of the process; that of the file's times when absent. */
  readonly days?: string | undefined;
  /** Where the cases are that the process has, with their keys; the derived tables when absent. */
  readonly known?: Sql | undefined;
  /** Of the codes that take the place of personal data. Without it nothing is replaced: a kept original is read as it is. */
  readonly codeKey?: string | undefined;
  /** Keeps the bytes that were read; they may be gone once this import is over. */
  readonly keep?: ((original: KeptBytes) => Promise<unknown>) | undefined;
  /** The moment of the import, later than which is the future; that of its first reading where a file is read again. */
  readonly now?: Date | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ImportOrder extends ReadingOrder {
  readonly importId: string;
  /** The next number of the process when absent. */
  readonly importSeq?: number | undefined;
  /** Row of the blueprint in state.sqlite, for the content of the data version. */
  readonly blueprintId?: number | undefined;
  readonly now: Date;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly look?: Look | undefined;
  /** Whether the first file of a process is made in a draft; by its size when absent. */
  readonly beside?: boolean | undefined;
  /** Looks and leaves everything as it was: the transaction is rolled back. */
  readonly dry?: boolean | undefined;
}

/** Eyes on the tables inside the transaction of a change, in its session. */
export interface Look {
  before(session: Session): Promise<void>;
  /** Called once the new data version is written, where there is one. */
  after(session: Session): Promise<Effect>;
}

/** What an import holds in its hands between reading and committing. */
export interface Work {
  readonly session: Session;
  /** Where personal data was replaced. */
  readonly copy: CodedCopy | null;
  readonly order: ReadingOrder;
  readonly file: ReadableFile;
  readonly table: TextTable;
  readonly seen: SeenFile;
  /** How the file stands to the recipe it is read by, null without one. */
  readonly recipe: RecipeMatch | null;
  readonly zone: string | null;
  readonly progress: ImportProgress;
}

/** What one file brought into the tables, as its receipt says it. */
export type Found = Omit<Receipt, 'import' | 'process' | 'kind' | 'file' | 'sha256' | 'dataVersion' | 'effect'>;

/** The rows of a file, read and checked, in temporary tables of the session. */
export interface Staged {
  /**
   * Brings the rows into the tables of the process, inside the caller's transaction, and drops the temporary ones. Cases it
   * added to or took from are in the temporary table `touched_case(case_key)`; nothing is derived yet.
   */
  write(importSeq: number): Promise<Written>;
}

export interface Written {
  readonly found: Found;
  /** Something is otherwise than before: there is a new data version. */
  readonly changed: boolean;
  /** Cases in `touched_case` come out otherwise and have to be derived again. */
  readonly derive: boolean;
  /** Events of earlier imports are gone: what they left behind is to be settled once the cases are derived. */
  readonly tookOut?: boolean | undefined;
}

/** Counts of what only some imports do. */
export const NOTHING_REPLACED = { changedCases: 0, unchangedCases: 0, replaced: 0 };
