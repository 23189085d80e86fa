import type { AboutOf, RowOf } from '../../../../../server/analytics/catalog.ts';
import type { Filter } from '../../../../../model/filter.ts';
import { duration, number, percent, plural } from '../../../../../model/format.ts';
import type { Words } from '../../../../../model/process.ts';
import type { Finding } from '../../finding.ts';
import { limitText } from './words.ts';

export type After = RowOf<'after-delivery'>;
type About = AboutOf<'after-delivery'>;

/** One line of a card: what it says, in figures and in words; the cases behind it, where filters say exactly these. */
export interface Line {
  readonly row: After;
  readonly name: string;
  readonly figure: string;
  readonly words: string;
  /** A share with its interval is drawn. */
  readonly bar: boolean;
  readonly filters: readonly Filter[];
  /** What the figure is about is open now, whatever the period. */
  readonly now: boolean;
}

export interface AfterCard {
  readonly id: 'billing' | 'open' | 'complaints' | 'checks' | 'records';
  readonly title: string;
  readonly lines: readonly Line[];
}

const CARDS: readonly { id: AfterCard['id']; title: string; figures: readonly After['figure'][] }[] = [
  { id: 'billing', title: 'Invoice and payment', figures: ['invoice', 'payment', 'correction', 'dispute'] },
  { id: 'open', title: 'Open amounts', figures: ['unpaid', 'uninvoiced'] },
  { id: 'complaints', title: 'Complaints', figures: ['complaint', 'resolution', 'unresolved'] },
  { id: 'checks', title: 'Checks', figures: ['check-done', 'check-on-time', 'check-passed'] },
  { id: 'records', title: 'Records and closure', figures: ['missing-activity', 'missing-attribute', 'unclosed', 'reopened'] },
];

/** The cards of the page, those that have something to show. */
export const afterCards = (rows: readonly After[], words: Words, about?: About): AfterCard[] =>
  CARDS.map(({ id, title, figures }) => ({
    id,
    title,
    // a check that only its name gives away, and that nobody had, says nothing
    lines: rows
      .filter((row) => figures.includes(row.figure) && (row.n > 0 || !row.proposed || row.name === null))
      .map((row) => lineOf(row, words, about)),
  })).filter(({ lines }) => lines.length > 0);

const time = (row: After, none: string) => (row.medianMs === null ? none : duration(row.medianMs));
const share = (row: After) => (row.share === null ? '–' : percent(row.share, Math.round(row.share * 1000) % 10 === 0 ? 0 : 1));

/** `32 % within 3 days; p90 6.3 days; 3,339 counted`. */
function timeSaid(row: After, [one, many]: readonly [string, string]): string {
  const within = row.share !== null && row.limitMs !== null ? `${percent(row.share)} within ${limitText(row.limitMs)}; ` : '';
  return `${within}${row.p90Ms === null ? '' : `p90 ${duration(row.p90Ms)}; `}${plural(row.n, one, many)}`;
}

const some = (names: readonly string[], not = false): Filter => ({
  kind: 'activity',
  names: [...names],
  ...(not ? { not: true as const } : {}),
});
/** `, 18 of them longer than 3 days`; nothing where none is late. */
const lateWords = ({ late, limitMs }: After) =>
  late === null || late === 0 ? '' : `, ${number(late)} of them longer than ${limitText(limitMs ?? 0)}`;
const partOf = (row: After, [one, many]: readonly [string, string]) => `${number(row.count ?? 0)} of ${plural(row.n, one, many)}`;
const INVOICES = ['invoice', 'invoices'] as const;

/** How each figure is said: its name, the figure, what it is over, and the filters that hold its cases. */
const SAID: Readonly<
  Record<After['figure'], (row: After, words: Words) => { name: string; figure: string; words: string; filters?: Filter[]; now?: true }>
> = {
  invoice: (row) => ({ name: 'Delivered to invoice', figure: time(row, 'none yet'), words: timeSaid(row, INVOICES) }),
  payment: (row) => ({ name: 'Invoice to payment', figure: time(row, 'none yet'), words: timeSaid(row, ['payment', 'payments']) }),
  correction: (row) => ({ name: 'Invoices corrected', figure: share(row), words: partOf(row, INVOICES) }),
  dispute: (row) => ({ name: 'Invoices disputed', figure: share(row), words: partOf(row, INVOICES) }),
  unpaid: (row) => ({
    name: 'Invoiced, not paid',
    figure: amountOrCount(row),
    words: `${plural(row.n, ...INVOICES)}${lateWords(row)}${row.lateAmount === null ? '' : ` (${number(row.lateAmount)})`}`,
    now: true,
  }),
  uninvoiced: (row, { case: one, cases }) => ({
    name: 'Delivered, not invoiced',
    figure: amountOrCount(row),
    words: `${plural(row.n, one, cases)} with an amount on record${lateWords(row)}`,
    now: true,
  }),
  complaint: (row, { case: one, cases }) => ({
    name: `${cases} with a complaint`,
    figure: share(row),
    words: partOf(row, [one, cases]),
    filters: [some(row.activities)],
  }),
  resolution: (row) => ({ name: 'Complaint to resolved', figure: time(row, 'none yet'), words: timeSaid(row, ['resolved', 'resolved']) }),
  unresolved: (row) => ({
    name: 'Complaints not resolved yet',
    figure: number(row.n),
    words: row.n === 0 ? 'nobody waits to be heard' : `open now${lateWords(row)}`,
    now: true,
  }),
  'check-done': (row, words) => ({ name: `${row.name ?? ''}: done`, figure: share(row), words: partOf(row, complete(words)) }),
  'check-on-time': (row) => ({
    name: `${row.name ?? ''}: ${row.limitMs === null ? 'wait' : 'on time'}`,
    figure: row.share === null ? time(row, '–') : share(row),
    words:
      row.limitMs === null
        ? `median; no limit is set; ${plural(row.n, 'check', 'checks')}`
        : `waits ${limitText(row.limitMs)} or less; median ${time(row, '–')}; ${plural(row.n, 'check', 'checks')}`,
  }),
  'check-passed': (row) => ({
    name: `${row.name ?? ''}: passed first time`,
    figure: share(row),
    words: partOf(row, ['first check', 'first checks']),
  }),
  'missing-activity': (row, words) => ({
    name: `Without “${row.name ?? ''}”`,
    figure: share(row),
    words: partOf(row, complete(words)),
    filters: [some(row.activities, true)],
  }),
  'missing-attribute': (row, words) => ({
    name: `${row.name ?? ''} is empty`,
    figure: share(row),
    words: partOf(row, complete(words)),
    filters: [{ kind: 'attribute', name: row.name ?? '', op: 'missing' }],
  }),
  unclosed: (row, words) => ({ name: 'Ended, never closed', figure: share(row), words: partOf(row, complete(words)) }),
  reopened: (row, { case: one, cases }) => ({
    name: 'Reopened',
    figure: share(row),
    words: partOf(row, [`closed ${one}`, `closed ${cases}`]),
  }),
};

const complete = ({ case: one, cases }: Words) => [`complete ${one}`, `complete ${cases}`] as const;
const amountOrCount = (row: After) => number(row.amount ?? row.n);

/** The cases of figures about two steps: an invoice and its correction, or one step without the other after it. */
function pairFilters({ figure, activities }: After, about: About | undefined): Filter[] {
  const of = (step: About['steps'][number]['step']) => about?.steps.find((one) => one.step === step)?.activities ?? [];
  const without = (first: readonly string[], then: readonly string[]): Filter[] =>
    first.length === 0 || then.length === 0
      ? []
      : [some(first), ...first.flatMap((from) => then.map((to): Filter => ({ kind: 'follows', from, to, way: 'eventually', not: true })))];
  if (figure === 'correction' || figure === 'dispute') return [some(of('invoice')), some(activities)];
  if (figure === 'unpaid') return without(of('invoice'), of('payment'));
  if (figure === 'unresolved') return without(of('complaint'), of('resolved'));
  if (figure !== 'uninvoiced' || !about?.amount || of('delivered').length === 0 || of('invoice').length === 0) return [];
  // an amount is more than nothing, to the hundredth
  return [some(of('delivered')), some(of('invoice'), true), { kind: 'attribute', name: about.amount.name, op: 'range', min: 0.01 }];
}

function lineOf(row: After, words: Words, about: About | undefined): Line {
  const { filters = pairFilters(row, about), now = false, ...said } = SAID[row.figure](row, words);
  return { row, bar: row.share !== null, filters, now, ...said };
}

/** The page in a sentence: how soon the invoice goes out and is paid, else complaints, else checks, else what is not known. */
export function afterFinding(rows: readonly After[], about: About | undefined, words: Words, where: string): Finding {
  const of = (figure: After['figure']) => rows.find((row) => row.figure === figure);
  const at = where === '' ? '' : ` ${where}`;
  const [invoice, payment, unpaid, resolution] = [of('invoice'), of('payment'), of('unpaid'), of('resolution')];
  const proposed = rows.some((row) => row.proposed) ? 'Which step is which is read from names: have a look at it below.' : '';
  const lead = [openSentence(unpaid), resolutionSentence(resolution), proposed].filter((part) => part !== '').join(' ');
  if (invoice && invoice.medianMs !== null)
    return { title: `Invoices go out ${duration(invoice.medianMs)} after delivery at the median${at}${shareClause(invoice)}.`, lead };
  if (payment && payment.medianMs !== null)
    return { title: `Invoices are paid after ${duration(payment.medianMs)} at the median${at}${shareClause(payment)}.`, lead };
  if (resolution && resolution.medianMs !== null)
    return { title: `Complaints are resolved after ${duration(resolution.medianMs)} at the median${at}${shareClause(resolution)}.`, lead };
  const passed = of('check-passed');
  if (passed && passed.share !== null)
    return {
      title: `“${passed.name ?? ''}” passes the first time in ${percent(passed.share)} of ${plural(passed.n, words.case, words.cases)}${at}.`,
      lead,
    };
  const closed = closureTitle(of('unclosed'), of('reopened'), words);
  if (closed !== null) return { title: `${closed}${at}.`, lead };
  if (rows.length > 0) return { title: `Nothing after delivery has happened${at} yet.`, lead };
  return {
    title: 'Nothing in this log points to an invoice, a payment, a complaint or a check.',
    lead:
      about && about.unknown.length > 0
        ? `The blueprint names ${about.unknown.map((name) => `“${name}”`).join(', ')}, which the log does not have.`
        : 'If one of its activities is one of these, say so below.',
  };
}

/** `All 20 complete requests were closed, none came back`; null where nothing is known of it. */
function closureTitle(unclosed: After | undefined, reopened: After | undefined, words: Words): string | null {
  if (!unclosed || unclosed.count === null || unclosed.n === 0) return null;
  const back = reopened?.count ? `${number(reopened.count)} came back` : 'none came back';
  return unclosed.count === 0
    ? `All ${plural(unclosed.n, `complete ${words.case} was`, `complete ${words.cases} were`)} closed, ${back}`
    : `${number(unclosed.count)} of ${plural(unclosed.n, `complete ${words.case}`, `complete ${words.cases}`)} ended without being closed, ${back}`;
}

const shareClause = (row: After) =>
  row.share === null || row.limitMs === null ? '' : `; ${percent(row.share)} within ${limitText(row.limitMs)}`;

function openSentence(unpaid: After | undefined): string {
  if (!unpaid) return '';
  if (unpaid.n === 0) return 'Every invoice is paid.';
  const sum = unpaid.amount === null ? '' : `${number(unpaid.amount)} is open in `;
  const late = unpaid.late === null || unpaid.limitMs === null ? '' : `, ${number(unpaid.late)} for more than ${limitText(unpaid.limitMs)}`;
  return `${sum}${plural(unpaid.n, 'invoice', 'invoices')}${sum === '' ? ' not paid' : ''}${late}.`;
}

function resolutionSentence(row: After | undefined): string {
  if (!row || row.n === 0 || row.late === null || row.limitMs === null) return '';
  return `${number(row.late)} of ${plural(row.n, 'complaint', 'complaints')} took longer than ${limitText(row.limitMs)} to resolve.`;
}

/** The steps as a person calls them, with what each means. */
export const STEP_WORDS: Readonly<Record<About['steps'][number]['step'], { name: string; hint: string }>> = {
  delivered: { name: 'Delivered', hint: 'the work the invoice is for' },
  invoice: { name: 'Invoice', hint: 'sent' },
  payment: { name: 'Payment', hint: 'received' },
  correction: { name: 'Correction', hint: 'an invoice is changed' },
  dispute: { name: 'Dispute', hint: 'the payer objects' },
  complaint: { name: 'Complaint', hint: 'someone is unhappy' },
  resolved: { name: 'Resolved', hint: 'and has been heard' },
  closing: { name: 'Closing', hint: 'nothing is left to do' },
};
