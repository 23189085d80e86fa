import type { ValueType } from './event-log.ts';
import { capital } from './format.ts';
import type { Words } from './process.ts';

/** How a column of a list of cases is read. */
export type CaseColumnKind = 'case' | 'state' | 'time' | 'duration' | 'count' | 'number' | 'boolean' | 'text';

/** One column of a list of cases, on screen and in files. */
export interface CaseColumn {
  /** A field of `cases`, or `attribute:NAME`: also what the list can be sorted by. */
  readonly id: string;
  readonly name: string;
  readonly kind: CaseColumnKind;
  /** The name of the attribute, as in the file; absent for what every case has. */
  readonly attribute?: string;
}

interface Service {
  readonly words: Words;
  readonly marksDelivery: boolean;
  readonly hasFeedback: boolean;
}
interface CaseAttribute {
  readonly name: string;
  readonly type: ValueType;
  readonly level: 'case' | 'event';
}

const KINDS: Readonly<Record<ValueType, CaseColumnKind>> = { text: 'text', number: 'number', time: 'time', boolean: 'boolean' };
/** Attributes that a list shows before someone chooses. */
const ATTRIBUTES_SHOWN = 3;

/** Every column that a list of the cases of a service can have; what the service has no figures for is left out. */
export function caseColumns({ words, marksDelivery, hasFeedback }: Service, attributes: readonly CaseAttribute[]): CaseColumn[] {
  const columns: CaseColumn[] = [
    { id: 'case', name: capital(words.case), kind: 'case' },
    { id: 'complete', name: 'State', kind: 'state' },
    { id: 'arrivedAt', name: 'Arrived', kind: 'time' },
    { id: 'deliveredAt', name: 'Delivered', kind: 'time' },
    { id: 'lastAt', name: 'Last step', kind: 'time' },
    { id: 'deliveryMs', name: words.during ? capital(words.during) : 'Until delivery', kind: 'duration' },
    { id: 'throughputMs', name: 'Total time', kind: 'duration' },
    { id: 'waitingMs', name: 'Waiting', kind: 'duration' },
    { id: 'processingMs', name: 'Processing', kind: 'duration' },
    { id: 'steps', name: 'Steps', kind: 'count' },
    { id: 'rework', name: 'Repeated steps', kind: 'count' },
    { id: 'handovers', name: 'Handed on', kind: 'count' },
    { id: 'score', name: 'Rated', kind: 'number' },
  ];
  const left = new Set([...(marksDelivery ? [] : ['deliveredAt', 'deliveryMs']), ...(hasFeedback ? [] : ['score'])]);
  return [
    ...columns.filter(({ id }) => !left.has(id)),
    ...attributes
      .filter(({ level }) => level === 'case')
      .map(({ name, type }): CaseColumn => ({ id: `attribute:${name}`, name, kind: KINDS[type], attribute: name })),
  ];
}

/** The columns a list opens with. */
export function openingColumns(all: readonly CaseColumn[]): CaseColumn[] {
  // waiting is counted until the last step, so it does not stand beside the time until delivery
  const times = all.some(({ id }) => id === 'deliveryMs') ? ['deliveryMs', 'throughputMs'] : ['throughputMs', 'waitingMs'];
  const shown = new Set(['case', 'arrivedAt', ...times, 'processingMs', 'steps', 'rework', 'score']);
  const attributes = all.filter(({ attribute }) => attribute !== undefined).slice(0, ATTRIBUTES_SHOWN);
  return all.filter((column) => shown.has(column.id) || attributes.includes(column));
}

/** What a list is sorted by before someone chooses: its headline time, the longest first. */
export const openingSort = ({ marksDelivery }: Pick<Service, 'marksDelivery'>): string => (marksDelivery ? 'deliveryMs' : 'throughputMs');

/** Columns as they stand in an address: ids with commas between, `%` and `,` in names percent-escaped once more. */
export const columnsToText = (columns: readonly Pick<CaseColumn, 'id'>[]): string =>
  columns.map(({ id }) => id.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');

/** The columns an address names, each once, and the ids nobody knows. */
export function columnsFromText(text: string, all: readonly CaseColumn[]): { columns: CaseColumn[]; unknown: string[] } {
  const ids = new Set(text.split(',').map((id) => id.replaceAll('%2C', ',').replaceAll('%25', '%')));
  ids.delete('');
  const known = new Map(all.map((column) => [column.id, column]));
  const columns = [...ids].flatMap((id) => known.get(id) ?? []);
  return { columns, unknown: [...ids].filter((id) => !known.has(id)) };
}
