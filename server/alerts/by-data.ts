import path from 'node:path';
import type { AlertRule, Finding, WatchOf } from '../../model/alert.ts';
import { limitText } from '../../model/alert-words.ts';
import { localDay } from '../../model/calendar.ts';
import { number, percent } from '../../model/format.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import type { ImportRecord } from '../../model/import-record.ts';
import { quantile } from '../../model/statistics.ts';
import { DAY, HOUR } from '../../model/units.ts';
import { plain } from '../../model/outside-text.ts';
import { filesIn, isNameFor, isRealFolder } from '../jobs/inbox-files.ts';
import type { Throughline } from '../throughline.ts';

/** Versions that came within this time of one another count as one delivery of data. */
const ONE_DELIVERY = HOUR;
/** From this many pauses between deliveries on, it is known what is usual. */
const ENOUGH_PAUSES = 3;
/** The newest pauses that count. */
const PAUSES = 12;
/** What was refused longer before a rule was made is no news. */
const REFUSED_BEFORE = 14 * DAY;

export interface Deliveries {
  /** When data last came that reach further than those before. */
  readonly lastAt: number;
  /** Nine of ten pauses between deliveries were no longer; 0 where too few are known. */
  readonly usualMs: number;
}

/** How data come: when last, and how far apart usually. Null before the first. Takes versions in any order. */
export function deliveriesOf(versions: readonly { version: number; madeAt: string; endAt: string | null }[]): Deliveries | null {
  const times: number[] = [];
  let reach = '';
  for (const { endAt, madeAt } of versions.toSorted((one, other) => one.version - other.version)) {
    if (endAt === null || endAt <= reach) continue;
    reach = endAt;
    const at = Date.parse(madeAt);
    const last = times.at(-1);
    if (last !== undefined && at - last < ONE_DELIVERY) times[times.length - 1] = at;
    else times.push(at);
  }
  const lastAt = times.at(-1);
  if (lastAt === undefined) return null;
  const pauses = times.slice(1).map((at, before) => at - (times[before] ?? at));
  const usualMs = pauses.length < ENOUGH_PAUSES ? 0 : (quantile(pauses.slice(-PAUSES), 0.9) ?? 0);
  return { lastAt, usualMs };
}

/** Data that should have come by now: what is usual, and the days of the rule, have passed since they last did. */
export function lateFindings(house: Throughline, process: string, { days }: WatchOf<'late'>, now: Date): Finding[] {
  const { stored } = house.live.get(process);
  const found = deliveriesOf(house.store.alerts.deliveries(process));
  if (found === null || now.getTime() <= found.lastAt + found.usualMs + days * DAY) return [];
  const usual = Math.max(1, Math.round(found.usualMs / DAY));
  const since = localDay(found.lastAt, stored.zone);
  return [
    {
      cause: 'late',
      kind: 'late',
      subject: { kind: 'data', id: 'data', name: 'New data' },
      words: `none since ${dayInWords(since)}${found.usualMs === 0 ? '' : `; they usually come within ${usual === 1 ? 'a day' : `${number(usual)} days`}`}`,
      tone: 'worse',
      since,
      occurrence: '',
      href: `/${process}/data`,
    },
  ];
}

/** Files of a source differ by their numbers: `visits-2026-11-21.csv` as `visits-#-#-#.csv`. */
export const sourceOf = (file: string): string => file.toLowerCase().replaceAll(/\d+/g, '#');

/** Files that were refused and did not come again, files with too many rejected rows, files that lie unread in the inbox. */
export async function brokenFindings(house: Throughline, rule: AlertRule, watch: WatchOf<'broken'>): Promise<Finding[]> {
  const { process } = rule;
  const since = new Date(Date.parse(rule.madeAt) - REFUSED_BEFORE).toISOString();
  const all = house.store.imports.of(process);
  // newest first: the first of a source is the one that counts
  const sources = new Map<string, ImportRecord>();
  for (const record of all) {
    const source = sourceOf(record.file);
    if ((record.state === 'done' || record.state === 'refused') && !sources.has(source)) sources.set(source, record);
  }
  const found = [...sources].flatMap(([source, newest]): Finding[] => {
    if ((newest.endedAt ?? newest.startedAt) < since) return [];
    if (newest.state === 'refused') return watch.refused && !cameElsewhere(all, newest) ? [refused(house, process, source, newest)] : [];
    return rejected(process, source, newest, watch.rejectedShare);
  });
  return watch.refused ? [...found, ...(await lyingFindings(house, process, all))] : found;
}

/** The same bytes were imported later under another name, or otherwise read. */
const cameElsewhere = (all: readonly ImportRecord[], { sha256, seq }: ImportRecord): boolean =>
  all.some((one) => one.state === 'done' && one.seq > seq && one.sha256 === sha256);

const importHref = (process: string, { id }: ImportRecord): string => `/${process}/data/imports/${encodeURIComponent(id)}`;

function refused(house: Throughline, process: string, source: string, record: ImportRecord): Finding {
  const { zone } = house.live.get(process).stored;
  const day = localDay(Date.parse(record.endedAt ?? record.startedAt), zone);
  return {
    cause: `refused:${source}`,
    kind: 'broken',
    subject: { kind: 'import', id: record.id, name: record.file },
    words: `refused on ${dayInWords(day)}, nothing of it is in the figures. ${withoutEnd(record.problem?.title ?? 'The reason is not known')}`,
    tone: 'worse',
    since: day,
    occurrence: String(record.seq),
    href: importHref(process, record),
  };
}

function rejected(process: string, source: string, record: ImportRecord, limit: number | null): Finding[] {
  const { receipt } = record;
  if (limit === null || receipt === null || receipt.rows === 0 || receipt.rejected / receipt.rows <= limit) return [];
  return [
    {
      cause: `rejected:${source}`,
      kind: 'broken',
      subject: { kind: 'import', id: record.id, name: record.file },
      words: `${number(receipt.rejected)} of ${number(receipt.rows)} rows were rejected (${percent(receipt.rejected / receipt.rows, 1)}), more than ${limitText(limit)}`,
      tone: 'worse',
      since: null,
      occurrence: String(record.seq),
      href: importHref(process, record),
    },
  ];
}

/** Files that the inbox put aside and that the register does not know as refused, as those that can't be read. */
async function lyingFindings(house: Throughline, process: string, all: readonly ImportRecord[]): Promise<Finding[]> {
  const known = all.filter(({ by, state }) => by === 'inbox' && state === 'refused').map(({ file }) => file);
  const names = (await asideIn(house, process)).filter((name) => !known.some((file) => isNameFor(plain(name), file)));
  if (names.length === 0) return [];
  const some = names.slice(0, 3).join(', ');
  return [
    {
      cause: 'inbox',
      kind: 'broken',
      subject: { kind: 'import', id: 'inbox', name: 'Inbox' },
      words: `${names.length === 1 ? 'a file was' : `${number(names.length)} files were`} put aside unread in inbox/${process}/refused: ${some}${names.length > 3 ? ' and others' : ''}`,
      tone: 'worse',
      since: null,
      occurrence: names.at(-1) ?? '',
      href: `/${process}/data`,
    },
  ];
}

/** Files that the inbox refused, without the words that lie beside them; the oldest first. */
export async function asideIn(house: Throughline, process: string): Promise<string[]> {
  const folder = path.join(house.folder.inbox, process, 'refused');
  if (!(await isRealFolder(folder))) return [];
  return (await filesIn(folder)).map(({ name }) => name).filter((name) => !name.endsWith('.problem.txt'));
}

const withoutEnd = (sentence: string): string => sentence.replace(/[.\s]+$/u, '');
