import { text } from 'node:stream/consumers';
import { plural } from '../../model/format.ts';
import { filterFromText, scopeFromJson, scopeToQuery, type Scope } from '../../model/scope.ts';
import type { ProcessSummary } from '../../model/process.ts';
import type { Door } from './door.ts';
import { fileText } from './file-text.ts';
import { table, upright, type Voice } from './output.ts';
import { WrongUsage } from './usage.ts';
import { openVersion } from './versions.ts';

export const FORMATS = ['json', 'csv', 'table', 'arrow'] as const;
export type AskFormat = (typeof FORMATS)[number];

export interface AskOrder {
  /** An earlier data version, made ready where it is not. */
  readonly version: number | undefined;
  readonly signal: AbortSignal;
  readonly question: string | undefined;
  readonly process: string | undefined;
  readonly scope: string | undefined;
  /** Filters as the address of a page has them, beside those of the scope. */
  readonly where: readonly string[];
  readonly params: readonly (readonly [string, string])[];
  readonly format: AskFormat | undefined;
}

interface CatalogueEntry {
  readonly id: string;
  readonly question: string;
  readonly row: { readonly properties: Record<string, unknown> };
}

/** `throughline ask`: without a question the catalogue, else the answer in the format asked for. */
export async function ask(door: Door, voice: Voice, order: AskOrder): Promise<void> {
  const format = order.format ?? (voice.isForPeople ? 'table' : 'json');
  const catalogue = await door.get<CatalogueEntry[]>('/analytics');
  if (order.question === undefined) {
    if (format === 'table') voice.answer(table(catalogue.map(({ id, question }) => ({ id, question }))));
    else voice.json(catalogue);
    return;
  }
  const entry = catalogue.find(({ id }) => id === order.question);
  if (!entry)
    throw new WrongUsage(
      `“${order.question}” is not a question of the catalogue. There are ${catalogue.map(({ id }) => id).join(', ')}.`,
      'ask',
    );
  if (order.process === undefined) throw new WrongUsage('Say which service: --process ID.', 'ask');
  const query = scopeQuery(order.process, order.scope, order.where);
  for (const [name, value] of order.params) query.append(name, value);
  if (order.version !== undefined) {
    await openVersion(door, voice, order.process, order.version, order.signal);
    query.set('version', String(order.version));
  }
  query.set('format', format === 'table' ? 'json' : format);
  const answered = await door.ask(`/processes/${encodeURIComponent(order.process)}/analytics/${entry.id}?${query.toString()}`, {
    accept: '*/*',
  });
  if (format !== 'table') {
    voice.answer(format === 'arrow' ? answered.body : answered.body.toString('utf8'));
    return;
  }
  const { rows, n, dataVersion } = JSON.parse(answered.body.toString('utf8')) as {
    rows: Record<string, unknown>[];
    n?: number;
    dataVersion: number;
  };
  const present = Object.keys(entry.row.properties).filter((name) => rows.some((row) => row[name] !== undefined));
  const [only] = rows;
  voice.answer(rows.length === 1 && only && present.length > 4 ? upright(only, present) : table(rows, present));
  voice.say(`${plural(rows.length, 'row', 'rows')}${n === undefined || n === rows.length ? '' : ` of ${n}`}, data version ${dataVersion}.`);
}

function scopeQuery(process: string, text: string | undefined, where: readonly string[]): URLSearchParams {
  const scope: Scope = text === undefined ? { process } : scopeFromJson(process, scopeJson(text));
  return scopeToQuery({ ...scope, filters: [...(scope.filters ?? []), ...where.map(filterFromText)] });
}

function scopeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongUsage(`--scope is not JSON: ${text}`, 'ask');
  }
}

/** `throughline blueprint get`. */
export async function getBlueprint(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const { body } = await door.ask(`/processes/${process}/blueprint`, { accept: json ? 'application/json' : 'application/yaml' });
  voice.answer(body.toString('utf8'));
}

/** `throughline blueprint set`: from a file, or from standard input. */
export async function setBlueprint(
  door: Door,
  voice: Voice,
  order: { process: string; file: string | undefined; json: boolean; input: NodeJS.ReadableStream },
): Promise<void> {
  const body = order.file === undefined ? await text(order.input) : await fileText(order.file, 'blueprint');
  // YAML reads JSON too, and says what is wrong with either
  const { body: answered } = await door.ask(`/processes/${order.process}/blueprint`, { method: 'PUT', type: 'application/yaml', body });
  const { dataVersion } = JSON.parse(answered.toString('utf8')) as { dataVersion: number };
  if (order.json) voice.answer(answered.toString('utf8'));
  else voice.answer(`The blueprint of “${order.process}” is set; its data version is ${dataVersion}.`);
}

/** `throughline processes`. */
export async function listProcesses(door: Door, voice: Voice, json: boolean): Promise<void> {
  const all = await door.get<ProcessSummary[]>('/processes');
  if (json) voice.json(all);
  else if (all.length === 0) voice.answer('There is no service yet. `throughline import FILE --process ID` makes one.');
  else
    voice.answer(
      table(
        all.map(({ id, name, cases, events, lastAt, dataVersion, zone }) => ({
          id,
          name,
          cases,
          events,
          until: lastAt,
          'data version': dataVersion,
          zone,
        })),
      ),
    );
}
