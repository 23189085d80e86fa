import { Problem } from '../../model/problem.ts';
import type { ChartDecision, ChartDecisionContent } from '../../model/chart-decision.ts';
import type { Sqlite } from './sqlite.ts';

interface DecisionRow extends Record<string, unknown> {
  id: string;
  measure: string;
  kind: ChartDecision['kind'];
  per: ChartDecision['per'];
  from_day: string;
  to_day: string | null;
  text: string;
  decided_at: string;
  withdrawn_at: string | null;
}

const fromRow = ({ id, measure, kind, per, from_day, to_day, text, decided_at, withdrawn_at }: DecisionRow): ChartDecision => ({
  ...{ id, measure, kind, per, from: from_day },
  ...(to_day === null ? {} : { to: to_day }),
  text,
  decidedAt: decided_at,
  withdrawnAt: withdrawn_at,
});

const same = (one: ChartDecisionContent, other: ChartDecisionContent): boolean =>
  one.measure === other.measure &&
  one.kind === other.kind &&
  one.per === other.per &&
  one.from === other.from &&
  one.to === other.to &&
  one.text === other.text;

/** What was decided about the charts of each process. Nothing is deleted: a decision is withdrawn, and can be taken up again. */
export class ChartDecisionStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** The whole record, newest decision first. */
  of(process: string): ChartDecision[] {
    return this.#database
      .all<DecisionRow>('SELECT * FROM chart_decision WHERE process = ? ORDER BY decided_at DESC, id', process)
      .map(fromRow);
  }

  find(process: string, id: string): ChartDecision | undefined {
    const row = this.#database.get<DecisionRow>('SELECT * FROM chart_decision WHERE process = ? AND id = ?', process, id);
    return row && fromRow(row);
  }

  /**
   * Records a decision, or takes up again the one of this id that was withdrawn. Of a note the text may change; anything else
   * that was decided stays as it was decided (`Problem` chart_decision_recorded).
   */
  record(process: string, id: string, content: ChartDecisionContent, now: Date): ChartDecision {
    const before = this.find(process, id);
    if (before !== undefined && before.kind !== 'note' && !same(before, content))
      throw new Problem('chart_decision_recorded', 409, 'That decision is recorded already, with other words or days.', {
        detail: 'A decision stays as it was made. Withdraw it and record another one.',
        field: 'id',
      });
    const { measure, kind, per, from, to, text } = content;
    this.#database.run(
      `INSERT INTO chart_decision (id, process, measure, kind, per, from_day, to_day, text, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (process, id) DO UPDATE SET measure = excluded.measure, kind = excluded.kind, per = excluded.per, from_day = excluded.from_day, text = excluded.text, withdrawn_at = NULL`,
      ...[id, process, measure, kind, per, from, to ?? null, text, now.toISOString()],
    );
    return this.find(process, id) ?? { id, ...content, decidedAt: now.toISOString(), withdrawnAt: null };
  }

  withdraw(process: string, id: string, now: Date): void {
    this.#database.run(
      'UPDATE chart_decision SET withdrawn_at = ? WHERE process = ? AND id = ? AND withdrawn_at IS NULL',
      now.toISOString(),
      process,
      id,
    );
  }
}
