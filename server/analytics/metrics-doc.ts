import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TObject } from 'typebox';
import { packageRoot } from '../../engine/package-root.ts';
import type { Analytic } from './analytic.ts';
import { WHOLE } from './buckets.ts';
import { catalog } from './catalog.ts';

interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const HEAD = `# Metrics

What every question of the product means. This page is written from the catalogue of questions: after a change there run \`npm run metrics\`.
Times are ISO 8601 in UTC, durations (names that end in \`Ms\`) are milliseconds, shares are 0 to 1, a score is in the unit of the
service's instrument (net promoter score -100 to 100, others 0 to 100), and what is unknown or has too few cases behind it is null.

Every question takes a scope: \`from\`, \`to\` (days in the zone of the process, half-open), \`by\` (arrival, delivery, completion, activity),
\`state\` (all, complete, open), \`level\` (activity, stage) and \`where\` (a filter; [api.md](api.md#filters) lists every kind). Filters choose whole cases and never cut one.
Ask over HTTP at \`GET /api/v1/processes/{process}/analytics/{id}\`, or with \`throughline ask {id} --process {process}\`; the SQL of an answer is
at \`…/analytics/{id}/sql\`.

## How to read every figure

- **End of the data.** The latest event of the process, and no later than the moment of import. “Now” and every period mean that, not the clock.
- **Open and complete.** A case is complete when its last step is an end activity of the blueprint, or when it has been idle for longer than the
  cut-off before the end of the data; else it is open. The cut-off is set at the first import (the time that 95 % of all hand-overs stay
  within, rounded up to a minute) and changed only by a person. A later step opens a case again.
- **Which cases count.** Times of cases are over complete cases. Counts, and waits that have ended, are over all cases. A period by delivery
  or completion, which is the default, holds complete cases only. \`state\` overrides each of these.
- **How many stand behind it.** Every statistic comes with its number: \`n\`, \`cases\`, \`visits\`, \`occurrences\`, \`timed\`, \`measured\`,
  \`answers\`, \`throughputCases\`. Fewer than ten answers give no score.
- **Measured and inferred.** A step with a start and an end in the file is measured. A row with one time is an instant: it counts, but how long
  the work took is not known. \`measuredShare\` says how much is measured; where it is 0, no figure tells waiting from processing. A step that
  has started and not ended counts, has no processing time, and no time leads out of it.
- **Percentiles** are interpolated between neighbours (type 7), as in spreadsheets, R and numpy.
- **Days, weeks and months** are those of the zone of the process; weeks begin on Monday. One is ${WHOLE}
- **When a figure happens.** A case in the period of its delivery or completion (arrivals: of its arrival), a wait in the period in which it ends,
  that is when the step waited for starts, an answer when it was given.
- **Limit, goal, target.** A limit is a time for one case, a goal the share wanted within it, a target what is wanted of a measure.

Other tools count some of this differently:

| figure | here | elsewhere |
| --- | --- | --- |
| throughput time | last end minus arrival, which is the first start unless the file has an arrival | pm4py: from the first *end*; bupaR as here |
| time of a hand-over | next start minus this end, 0 when the two overlap | pm4py, bupaR: negative when they overlap |
| processing time of a case | time in which at least one step ran | bupaR adds up steps: overlaps count twice |
| rework | an activity at least twice in a case, directly again or later | bupaR: “repetition” leaves out what is directly repeated; pm4py as here |
| handovers | neighbours done by two different, known resources | pm4py: a share of all pairs, the same resource included |

## Questions
`;

/** Words for fields that mean the same wherever they stand; a field's own description comes first. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  answers: 'How many scores were given.',
  bandCases: 'Cases whose mean is shown.',
  cutOffMs: 'A case idle for longer is complete.',
  deliveryCases: 'Cases behind the times to delivery.',
  endOfData: 'What “now” means.',
  goal: 'The share wanted within the limit.',
  limitFrom: 'Which limit holds.',
  measuredShare: 'Steps with start and end in the file ÷ steps; the rest is inferred.',
  n: 'How many the figures are over.',
  occurrences: 'Waits behind the figures.',
  scoreTarget: 'The score wanted.',
  throughputCases: 'Cases behind the throughput times.',
  timed: 'Passes that have a time: what the times are over.',
  visits: 'Stays of cases in it, each counted.',
  waitLimitMs: 'The longest wait wanted for one case.',
  whole: 'It is over in the data: see “Days, weeks and months” above.',
  wip: 'In progress at its end.',
  withinTarget: 'Visits that waited no longer than the limit ÷ visits; null without a limit.',
};

/** The text of docs/metrics.md. */
export function metricsDoc(): string {
  const questions: readonly Analytic[] = Object.values(catalog);
  const list = questions.map(({ id, question }) => `| [\`${id}\`](#${id}) | ${question} |`);
  return `${[HEAD, ['| id | question |', '| --- | --- |', ...list].join('\n'), ...questions.map(sectionOf)].join('\n')}\n`;
}

function sectionOf({ id, question, definition, caveats, params, row, about }: Analytic): string {
  const parts = [`\n## ${id}\n`, `**${question}**\n`, `${definition}\n`];
  if (caveats.length > 0) parts.push(`To be read with care:\n\n${caveats.map((caveat) => `- ${caveat}`).join('\n')}\n`);
  if (Object.keys(params.properties).length > 0) parts.push(`Parameters:\n\n${table(params, true)}\n`);
  parts.push(`Each row:\n\n${table(row, false)}`);
  if (about !== null) parts.push(`\nAbout all rows (\`about\`):\n\n${table(about, false)}`);
  return parts.join('\n');
}

function table(schema: TObject | JsonSchema, parameters: boolean): string {
  const properties = Object.entries((schema as JsonSchema).properties ?? {});
  const rows = properties.map(
    ([name, one]) =>
      `| \`${name}\` | ${typeOf(one)}${parameters && one.default !== undefined ? `, default ${String(one.default as string)}` : ''} | ${wordsOf(one) || (parameters ? '' : (FIELD_WORDS[name] ?? ''))} |`,
  );
  return ['| field | is | note |', '| --- | --- | --- |', ...rows].join('\n');
}

const wordsOf = (schema: JsonSchema): string =>
  schema.description ?? schema.anyOf?.find(({ description }) => description !== undefined)?.description ?? '';

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) {
    const nullable = schema.anyOf.some(({ type }) => type === 'null');
    return `${schema.anyOf
      .filter(({ type }) => type !== 'null')
      .map(typeOf)
      .join(' or ')}${nullable ? ' or null' : ''}`;
  }
  if (schema.enum !== undefined) return schema.enum.join(' · ');
  if (schema.format === 'date-time') return 'instant';
  if (schema.pattern !== undefined) return 'day';
  switch (schema.type) {
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}`;
    case 'object': {
      const names = Object.keys(schema.properties ?? {});
      return names.length === 0 ? 'values by name' : `{ ${names.join(', ')} }`;
    }
    case 'integer':
      return 'whole number';
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    default:
      return schema.type ?? 'value';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeFile(join(packageRoot, 'docs', 'metrics.md'), metricsDoc());
