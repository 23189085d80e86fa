import type { Mapping, Role } from '../../../../model/event-log.ts';
import type { ImportRecord } from '../../../../model/import-record.ts';
import type { Words } from '../../../../model/process.ts';
import { delimiterName, encodingName } from './preview.ts';
import { roleName } from './roles.ts';
import { formatExample } from './time-format.ts';

/** What every column of the file was taken for; null where the register does not hold it. */
export function mappingOf(record: ImportRecord): Mapping | null {
  const { mapping } = record;
  return typeof mapping === 'object' && mapping !== null && 'roles' in mapping ? (mapping as Mapping) : null;
}

/** One column as it was read. */
export interface ReadColumn {
  column: string;
  meaning: string;
  /** How its values were read, and what became of them. */
  how: string;
}

/** The columns in the order of the mapping, those without a meaning of their own last. */
export function readColumns(mapping: Mapping, words: Words): ReadColumn[] {
  const roles = Object.entries(mapping.roles ?? {});
  const plain = (role: Role) => (role === 'ignore' ? 2 : role === 'attribute' ? 1 : 0);
  return roles
    .sort(([, one], [, other]) => plain(one) - plain(other))
    .map(([column, role]) => {
      const format = mapping.timeFormats?.[column];
      const activity = mapping.milestones?.[column];
      const how = [
        ...(format ? [`times as ${formatExample(format)}`] : []),
        ...(mapping.types?.[column] ? [`as ${mapping.types[column]}`] : []),
        ...(activity ? [`becomes “${activity}”`] : []),
        ...(mapping.personal?.[column] === 'code' ? ['replaced by a stable code'] : []),
      ];
      return { column, meaning: roleName(role, words), how: how.join(', ') };
    });
}

/** How the file as a whole was read. */
export function readingFacts(mapping: Mapping): { name: string; value: string }[] {
  const { zone, encoding, delimiter, headerLine, sheet, part, replace, arrangement } = mapping;
  const facts: { name: string; value: string }[] = [];
  const add = (name: string, value: string | undefined) => {
    if (value) facts.push({ name, value });
  };
  add('Time zone', zone?.replaceAll('_', ' '));
  add('Encoding', encoding && encodingName(encoding));
  add('Delimiter', delimiter && delimiterName(delimiter));
  add('Header', headerLine && headerLine > 1 ? `line ${String(headerLine)}` : undefined);
  add('Sheet', sheet);
  add('Table', part);
  add('Rows', arrangement === 'wide' ? 'one per case' : arrangement === 'status' ? 'status history' : undefined);
  if (replace === 'cases') add('Replaces', 'the cases it contains');
  else if (replace) add('Replaces', `${replace.from} until ${replace.to}`);
  return facts;
}
