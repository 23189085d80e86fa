import type { ImportKind, Recognition, Role } from '../../../../model/event-log.ts';
import type { Decisions } from './decisions.ts';
import { needsZone } from './mapping.ts';
import { delimiterName, encodingName, type Preview } from './preview.ts';
import { isTimeRole } from './roles.ts';
import { formatExample } from './time-format.ts';

export interface FileFact {
  name: string;
  value: string;
}

interface Read {
  recognition: Recognition | null;
  preview: Preview | null;
  decisions: Decisions;
  kind: ImportKind;
  zoneIn: (service: string) => string;
}

/** How a file is read, in a line of facts; before the check the few that the browser found. */
export function fileFacts(of: Read, zone: string): FileFact[] {
  const { recognition, preview, decisions } = of;
  if (!recognition) return preview ? [delimiter(preview.delimiter), { name: 'Encoding', value: encodingName(preview.encoding) }] : [];
  const { shape } = recognition;
  const packed = shape.compressed ? ', packed' : '';
  const facts: FileFact[] = [];
  if (shape.format !== 'text' || shape.parts.length > 0) facts.push({ name: 'Format', value: `${shape.words}${packed}` });
  if (shape.format === 'text')
    facts.push(delimiter(shape.delimiter), {
      name: 'Encoding',
      value: `${encodingName(shape.encoding)}${shape.parts.length > 0 ? '' : packed}`,
    });
  if (shape.headerLine > 1)
    facts.push({ name: 'Header', value: `${shape.format === 'xlsx' ? 'row' : 'line'} ${String(shape.headerLine)}` });
  if (shape.decimal === ',') facts.push({ name: 'Decimal mark', value: 'comma' });
  const times = timeExamples(recognition, decisions.roles);
  if (times.length > 0) facts.push({ name: times.length === 1 ? 'Date format' : 'Date formats', value: times.slice(0, 2).join(' and ') });
  const zoned = needsZone(recognition, decisions.roles) || recognition.needsZone;
  facts.push({ name: 'Time zone', value: zoned ? of.zoneIn(zone).replaceAll('_', ' ') : 'in the file' });
  if (of.kind !== 'events') facts.push({ name: 'Rows are', value: KINDS[of.kind] });
  else if (recognition.arrangement !== 'events') facts.push({ name: 'Rows are', value: ARRANGED[recognition.arrangement] });
  if (recognition.recipe) facts.push({ name: 'Recipe', value: recognition.recipe.used ? recognition.recipe.name : 'none' });
  return facts;
}

const delimiter = (mark: string): FileFact => ({ name: 'Delimiter', value: delimiterName(mark) });

/** What the rows of a file are, in a word. */
export const KINDS: Readonly<Record<ImportKind, string>> = { events: 'events', feedback: 'answers', cases: 'a case table' };
const ARRANGED = { wide: 'one per case', status: 'a status history' } as const;

function timeExamples(recognition: Recognition, roles: Readonly<Record<string, Role>>): string[] {
  const wide = new Set(recognition.milestones.map(({ column }) => column));
  const found = recognition.columns.filter(
    ({ name, role, timeFormat }) => timeFormat !== null && (isTimeRole(roles[name] ?? role) || wide.has(name)),
  );
  return [...new Set(found.map(({ timeFormat }) => formatExample(timeFormat ?? '')))];
}
