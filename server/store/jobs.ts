import type { Job, JobState } from '../../model/job.ts';
import type { ProblemBody } from '../../model/problem.ts';
import type { Sqlite } from './sqlite.ts';

interface JobRow extends Record<string, unknown> {
  id: string;
  kind: string;
  process: string | null;
  state: JobState;
  progress: string | null;
  result: string | null;
  problem: string | null;
  created_at: string;
  ended_at: string | null;
}

const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
const text = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const fromRow = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind as Job['kind'],
  process: row.process,
  state: row.state,
  progress: json(row.progress) as Job['progress'],
  result: json(row.result),
  problem: json(row.problem) as ProblemBody | null,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

/** Long work as it is remembered across a restart. */
export class JobStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  find(id: string): Job | undefined {
    const row = this.#database.get<JobRow>('SELECT * FROM job WHERE id = ?', id);
    return row && fromRow(row);
  }

  create(job: Job): void {
    this.#database.run(
      'INSERT INTO job (id, kind, process, state, created_at) VALUES (?, ?, ?, ?, ?)',
      job.id,
      job.kind,
      job.process,
      job.state,
      job.createdAt,
    );
  }

  write(job: Job): void {
    this.#database.run(
      'UPDATE job SET state = ?, progress = ?, result = ?, problem = ?, ended_at = ? WHERE id = ?',
      job.state,
      text(job.progress),
      text(job.result),
      text(job.problem),
      job.endedAt,
      job.id,
    );
  }

  /** Jobs that a stop cut off become `interrupted`; answers how many. */
  interruptUnfinished(problem: ProblemBody, now: Date): number {
    return this.#database.run(
      "UPDATE job SET state = 'interrupted', problem = ?, ended_at = ? WHERE state IN ('waiting', 'running')",
      JSON.stringify(problem),
      now.toISOString(),
    );
  }

  /** The oldest job that waits or runs. */
  oldestUnfinished(): Job | undefined {
    const row = this.#database.get<JobRow>("SELECT * FROM job WHERE state IN ('waiting', 'running') ORDER BY created_at LIMIT 1");
    return row && fromRow(row);
  }

  /** Forgets what ended before the given time: results of checks are large. */
  forgetBefore(time: Date): void {
    this.#database.run('DELETE FROM job WHERE ended_at IS NOT NULL AND ended_at < ?', time.toISOString());
  }
}
