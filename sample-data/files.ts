import { stringify } from 'yaml';
import type { Blueprint } from '../model/blueprint.ts';
import type { LocalTime } from './local-time.ts';
import { csvLine, type RecordedAnswer } from './record.ts';
import type { Simulated } from './ed.ts';

/** The columns of an event file; `attributes` sit beside the case, so that rows of one case repeat from the left. */
export interface EventColumns {
  readonly case: string;
  readonly arrived?: string;
  readonly attributes: readonly string[];
  /** Whether a moment is written with its start too, or with its end only, as many systems note it. */
  readonly moments: 'start and end' | 'end';
}

/** `ed-events.csv`: one row per step, case after case, in the order things began. Steps that were still running have no end. */
export function eventsCsv({ cases }: Simulated, columns: EventColumns, local: LocalTime): string {
  const lines = [
    csvLine([
      columns.case,
      ...(columns.arrived === undefined ? [] : [columns.arrived]),
      ...columns.attributes,
      'Activity',
      'Team',
      'Start',
      'End',
      'Staff',
    ]),
  ];
  for (const one of cases) {
    const head = [one.id, ...(columns.arrived === undefined ? [] : [local.text(one.arrived)]), ...one.attributes];
    for (const step of one.steps) {
      const start = step.instant && columns.moments === 'end' ? '' : local.text(step.start);
      lines.push(csvLine([...head, step.activity, step.team, start, step.end === null ? '' : local.text(step.end), step.staff]));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** `ed-feedback.csv`: one row per answer, in the order they came in. */
export function feedbackCsv(
  answers: readonly RecordedAnswer[],
  columns: { case: string; instrument: string; stages: boolean },
  local: LocalTime,
): string {
  const lines = [csvLine([columns.case, 'Answered', 'Instrument', 'Score', ...(columns.stages ? ['Stage'] : []), 'Comment', 'Language'])];
  for (const answer of answers) {
    const stage = columns.stages ? [answer.stage] : [];
    lines.push(
      csvLine([
        answer.case,
        local.text(answer.answered),
        columns.instrument,
        String(answer.score),
        ...stage,
        answer.comment,
        answer.language,
      ]),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A blueprint as people edit it: YAML, durations in milliseconds. */
export const blueprintYaml = (blueprint: Blueprint, title: string): string =>
  `# ${title}: how the service is designed. Durations are in milliseconds.\n${stringify(blueprint, { lineWidth: 100 })}`;
