import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TObject } from 'typebox';
import { packageRoot } from '../../engine/package-root.ts';
import type { Analytic } from './analytic.ts';
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

What every question of the product means. This page is written by \`server/analytics/metrics-doc.ts\` from the catalogue; after a change
there run \`node scripts/build-server.mjs && node dist/server/analytics/metrics-doc.js\`. Words and units are those of the glossary: times are ISO 8601 in UTC, durations (names that end in
\`Ms\`) are milliseconds, shares are 0 to 1, a score is in the unit of the process's instrument, and what is unknown or has too few cases
behind it is null.

Every question takes a scope: \`from\`, \`to\` (days in the zone of the process, half-open), \`by\` (arrival, delivery, completion, activity),
\`state\` (all, complete, open), \`level\` (activity, stage) and \`where\` (a filter on an attribute). Filters choose whole cases and never cut one.
Ask over HTTP at \`GET /api/v1/processes/{process}/analytics/{id}\`, or with \`throughline ask {id} --process {process}\`; the SQL of an answer is
at \`…/analytics/{id}/sql\`.
`;

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
      `| \`${name}\` | ${typeOf(one)}${parameters && one.default !== undefined ? `, default ${String(one.default as string)}` : ''} | ${wordsOf(one)} |`,
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
