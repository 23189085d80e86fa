import type { ImportKind, Progress, Receipt } from '../../../../model/event-log.ts';
import { date, duration, number, percent, plural } from '../../../../model/format.ts';
import type { ImportRecord } from '../../../../model/import-record.ts';
import type { Words } from '../../../../model/process.ts';
import { MINUTE, SECOND } from '../../../../model/units.ts';

const PHASES: Record<Progress['phase'], string> = {
  reading: 'Reading the file',
  checking: 'Checking rows',
  loading: 'Loading rows',
  examining: 'Looking for what is wrong',
  deriving: 'Working out times and order',
  keeping: 'Keeping the original',
  done: 'Done',
};

/** `4 s left`, `about 3 min left`; empty while it can't be told. */
export function timeLeft(leftMs: number | null): string {
  if (leftMs === null || !Number.isFinite(leftMs) || leftMs < 0) return '';
  if (leftMs < SECOND) return 'nearly done';
  if (leftMs < 55 * SECOND) return `${number(Math.ceil(leftMs / SECOND))}\u00a0s left`;
  return `about ${number(Math.max(1, Math.round(leftMs / MINUTE)))}\u00a0min left`;
}

/** `Loading rows: 12,000 of 64,870; 4 s left`. */
export function progressWords(progress: Progress | null, waiting = false): string {
  if (!progress) return waiting ? 'Waiting for the work before it' : 'Starting';
  const counted =
    progress.rows === 0
      ? ''
      : progress.totalRows === null
        ? `: ${number(progress.rows)}`
        : `: ${number(Math.min(progress.rows, progress.totalRows))} of ${number(progress.totalRows)}`;
  const left = timeLeft(progress.leftMs);
  return `${PHASES[progress.phase]}${counted}${left ? `; ${left}` : ''}`;
}

/** What a row of a file of this kind becomes. */
export const rowWords = (kind: ImportKind): [string, string] => ROW_WORDS[kind];
const ROW_WORDS: Readonly<Record<ImportKind, [string, string]>> = {
  events: ['event', 'events'],
  feedback: ['answer', 'answers'],
  cases: ['row', 'rows'],
};

const COUNTS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];
const countWord = (count: number): string => COUNTS[count] ?? number(count);

/** The title after an import: `8,577 events of 1,434 cases are in.` */
export function receiptTitle(receipt: Receipt, words: Words): string {
  const [one, many] = rowWords(receipt.kind);
  if (receipt.accepted === 0) {
    if (receipt.duplicates > 0 && receipt.rejected === 0) return 'Nothing new: every row was already here.';
    return receipt.rejected > 0 ? 'No row could be used.' : 'Nothing new in this file.';
  }
  const verb = receipt.accepted === 1 ? 'is' : 'are';
  if (receipt.kind === 'cases') return `What is known of ${plural(receipt.cases, words.case, words.cases)} is in.`;
  if (receipt.kind === 'feedback')
    return `${plural(receipt.accepted, one, many)} ${verb} in; ${number(receipt.linked)} linked to a ${words.case}.`;
  return `${plural(receipt.accepted, one, many)} of ${plural(receipt.cases, words.case, words.cases)} ${verb} in.`;
}

/** The sentence under it: what became of the other rows, what the figures stand on now. */
export function receiptLead(receipt: Receipt, zone: string): string {
  const parts: string[] = [];
  if (receipt.rejected > 0)
    parts.push(
      `${plural(receipt.rejected, 'row was', 'rows were')} rejected, ${percent(receipt.rejected / Math.max(1, receipt.rows), 1)} of ${number(receipt.rows)}.`,
    );
  else if (receipt.accepted > 0) parts.push('No row was rejected.');
  if (receipt.duplicates > 0 && receipt.accepted > 0)
    parts.push(
      `${plural(receipt.duplicates, 'row', 'rows')} came in with an earlier file and ${receipt.duplicates === 1 ? 'counts' : 'count'} once.`,
    );
  if (receipt.firstAt && receipt.lastAt && receipt.accepted > 0)
    parts.push(`They run from ${date(receipt.firstAt, zone)} to ${date(receipt.lastAt, zone)}.`);
  parts.push(receipt.accepted > 0 ? `This is data version ${number(receipt.dataVersion)}.` : 'The figures stay as they were.');
  return parts.join(' ');
}

/** What became of an import, in one or two words for a list and one sentence for a person who asks. */
export function importState(record: ImportRecord): { word: string; sentence: string; alarming: boolean } {
  const said = record.problem ? [record.problem.title, record.problem.detail].filter(Boolean).join(' ') : '';
  switch (record.state) {
    case 'running':
      return { word: 'Running', sentence: 'The rows are on their way in.', alarming: false };
    case 'done':
      return { word: record.receipt?.accepted === 0 ? 'Nothing new' : 'Imported', sentence: '', alarming: false };
    case 'undone':
      return { word: 'Taken back', sentence: 'Its rows no longer count. The file is kept and can be brought again.', alarming: false };
    case 'cancelled':
      return { word: 'Stopped', sentence: 'Stopped as asked. Nothing of this file was kept.', alarming: false };
    case 'interrupted':
      return {
        word: 'Interrupted',
        sentence: 'The server stopped in the middle. Nothing of this file was kept and the figures are those from before. Import it again.',
        alarming: true,
      };
    default:
      return { word: 'Refused', sentence: said || 'The file could not be imported. Nothing of it was kept.', alarming: true };
  }
}

/** The title of the Data page. */
export function dataTitle(of: { cases: number; events: number; lastAt: string | null; zone: string; words: Words }): string {
  if (of.events === 0 || of.lastAt === null) return `No ${of.words.cases} yet`;
  return `${plural(of.events, 'event', 'events')} of ${plural(of.cases, of.words.case, of.words.cases)}, up to ${date(of.lastAt, of.zone)}.`;
}

/** The title of the start page. */
export function servicesTitle(services: readonly { cases: number; lastAt: string | null }[]): string {
  const running = services.filter((service) => service.cases > 0).length;
  if (running === 0) return services.length === 1 ? 'One service, no data yet.' : `${countWord(services.length)} services, no data yet.`;
  const cases = services.reduce((sum, service) => sum + service.cases, 0);
  return `${countWord(services.length)} ${services.length === 1 ? 'service' : 'services'}, ${plural(cases, 'case', 'cases')}.`;
}

/** What a small throughline says: `in October 2026 a visit takes 3 h 42 m at the median; 68 % of it is waiting.` */
export function ribbonWords(
  words: Words,
  about: { medianMs: number | null; waitingMs: number; processingMs: number },
  where: string,
  told: boolean,
): string {
  if (about.medianMs === null) return '';
  const share = about.waitingMs / Math.max(1, about.waitingMs + about.processingMs);
  const at = where === '' ? '' : `${where} `;
  return `${at}${article(words.case)} ${words.case} takes ${duration(about.medianMs)} at the median${told ? `; ${percent(share)} of it is waiting` : ''}.`;
}

const article = (word: string): string => (/^[aeiou]/i.test(word) ? 'an' : 'a');
