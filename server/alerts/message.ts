import type { AlertLine, AlertMessage, Episode, NoticeKind } from '../../model/alert.ts';
import { capital, dateTime, plural, uncapital } from '../../model/format.ts';
import { localDay } from '../../model/calendar.ts';
import { dayInWords } from '../../model/improvement-days.ts';
import { escapeMarkup } from '../../model/outside-text.ts';
import { oneLine, type Content } from '../channels/content.ts';
import { ordinal } from './episodes.ts';

/** What stands first of what came together while a message waited. */
const FIRST: readonly NoticeKind[] = ['opened', 'reopened', 'standing', 'reminder'];

/** What is told of an episode, of all that came together while the message waited. */
export function lineOf({ id, finding, openedAt, times, state }: Episode, kinds: readonly NoticeKind[], zone: string): AlertLine {
  const since = dayInWords(localDay(Date.parse(openedAt), zone));
  const kind = state === 'closed' ? 'closed' : (FIRST.find((one) => kinds.includes(one)) ?? 'standing');
  const isNew = kinds.includes('opened') || kinds.includes('reopened');
  const said = {
    opened: '',
    standing: `Open since ${since}. `,
    reminder: `Open since ${since}. `,
    reopened: `For the ${ordinal(times)} time since ${since}. `,
    closed: isNew ? 'It came and is over again. It was: ' : `Over, after it stood since ${since}. It was: `,
  };
  const head = said[kind];
  return {
    episode: id,
    kind,
    name: finding.subject.name,
    words: `${head}${kind === 'closed' ? finding.words : capital(finding.words)}.`,
    href: finding.href,
  };
}

/** `Emergency department: 3 alerts`, or what the only one says. */
export function subjectOf(service: string, lines: readonly AlertLine[]): string {
  const [only, more] = lines;
  if (only !== undefined && more === undefined) {
    const what = { opened: only.words, standing: only.words, reminder: 'still open', reopened: 'is back', closed: 'is over' }[only.kind];
    return oneLine(`${service}: ${only.name}${only.kind === 'opened' ? ', ' : ' '}${uncapital(what)}`, 150).replace(/\.$/, '');
  }
  const over = lines.filter(({ kind }) => kind === 'closed').length;
  const open = lines.length - over;
  const said = [open > 0 ? plural(open, 'alert', 'alerts') : '', over > 0 ? `${String(over)} over` : ''].filter((part) => part !== '');
  return oneLine(`${service}: ${said.join(', ')}`, 150);
}

const escaped = (text: string): string => escapeMarkup(oneLine(text, 2000));

const KIND_WORDS: Readonly<Record<NoticeKind, string>> = {
  opened: 'New',
  standing: 'Open',
  reopened: 'Back again',
  reminder: 'Still open',
  closed: 'Over',
};

/** A message as each channel takes it. Names and files are foreign text: nothing of them can end a line or become markup. */
export function contentOf(message: AlertMessage, address: string): Content {
  const { service, process, ruleName, lines, zone, madeAt, subject } = message;
  const page = `${address}/${process}/alerts`;
  const foot = `From the rule “${oneLine(ruleName)}” of ${oneLine(service)}, ${dateTime(madeAt, zone)} (${zone}). Snooze, mute or change it: ${page}`;
  const text = [
    oneLine(subject),
    '',
    ...lines.flatMap(({ kind, name, words, href }) => [
      `${KIND_WORDS[kind]}: ${oneLine(name)}`,
      `  ${oneLine(words, 2000)}`,
      `  ${address}${href}`,
      '',
    ]),
    foot,
    '',
  ].join('\n');
  return {
    subject: oneLine(subject, 150),
    text,
    html: htmlOf(message, address, page),
    json: { ...message, address: page },
    fileName: `${process}-alert-${madeAt.slice(0, 10)}-${message.id.slice(0, 8)}`,
  };
}

const INK = '#17211f';
const SOFT = '#47524f';

/** Readable without a style sheet and without pictures; colour only says what the words say too. */
function htmlOf({ subject, lines, service, ruleName, zone, madeAt }: AlertMessage, address: string, page: string): string {
  const rows = lines.map(
    ({ kind, name, words, href }) =>
      `<tr><td style="padding:12px 0;border-top:1px solid #e6e3da">` +
      `<div style="font-size:12px;color:${SOFT}">${KIND_WORDS[kind]}</div>` +
      `<div dir="auto" style="font-size:16px;font-weight:600"><a href="${escaped(`${address}${href}`)}" style="color:${INK}">${escaped(name)}</a></div>` +
      `<div dir="auto" style="font-size:14px;color:${INK}">${escaped(words)}</div></td></tr>`,
  );
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>` +
    `<body style="margin:0;padding:16px;background:#ffffff;color:${INK};font-family:'Instrument Sans',Arial,sans-serif">` +
    `<table role="presentation" width="100%" style="max-width:600px;border-collapse:collapse"><tr><td style="padding:0 0 12px;font-size:20px;font-weight:600" dir="auto">${escaped(subject)}</td></tr>` +
    `${rows.join('')}<tr><td style="padding:12px 0;border-top:1px solid #e6e3da;font-size:12px;color:${SOFT}">` +
    `From the rule “${escaped(ruleName)}” of ${escaped(service)}, ${escaped(dateTime(madeAt, zone))} (${escaped(zone)}). ` +
    `<a href="${escaped(page)}" style="color:${SOFT}">Snooze, mute or change it</a></td></tr></table></body></html>`
  );
}
