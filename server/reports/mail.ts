import type { Letter, Section } from '../../model/letter.ts';
import { attribute, COLOURS, Html, markup, linkOf, type Links } from './mail-html.ts';
import { Pictures, type MailPicture } from './mail-pictures.ts';
import { sectionHtml } from './mail-sections.ts';
import { textOf } from './mail-text.ts';
import { footWords } from './mail-words.ts';

export type { MailPicture } from './mail-pictures.ts';

export interface MailOfLetter {
  readonly subject: string;
  /** With the mark that `withUnsubscribe` replaces; pictures as `cid:…`. Under 100 kB: Gmail cuts what is longer. */
  readonly html: string;
  /** With the mark too. */
  readonly text: string;
  readonly images: readonly MailPicture[];
}

export interface MailOptions {
  /** Of the server, without a slash at the end: what paths of links are put after. */
  readonly address: string;
  /** Path of the kept letter, when it is kept: `/ed/letters/L-1`. */
  readonly page?: string | null | undefined;
}

const HTML_MARK = '<!--unsubscribe-->';
const TEXT_MARK = '[[unsubscribe]]';
const LEAVE = 'Leave this list';
/** Gmail cuts at 102 kB. */
const MOST_BYTES = 98_000;

/**
 * A letter as a mail: the same words and figures as on paper, in tables and inline styles that old mail programs know, and as plain text.
 * What would be longer than Gmail shows goes without the links of its figures first, then without its last sections, and says so.
 */
export function mailOf(letter: Letter, { address, page = null }: MailOptions): MailOfLetter {
  const text = textOf(letter, { address, page, mark: TEXT_MARK });
  let made = bodyOf(letter, { address, page, links: address, sections: letter.sections, cut: false });
  if (size(made.html) > MOST_BYTES) made = bodyOf(letter, { address, page, links: null, sections: letter.sections, cut: false });
  for (let kept = letter.sections.length - 1; size(made.html) > MOST_BYTES && kept >= 0; kept -= 1)
    made = bodyOf(letter, { address, page, links: null, sections: letter.sections.slice(0, kept), cut: true });
  return { subject: letter.subject === '' ? letter.headline.join(' ') : letter.subject, html: made.html, text, images: made.images };
}

const size = (text: string): number => Buffer.byteLength(text);

interface BodyOptions {
  readonly address: string;
  readonly page: string | null;
  readonly links: Links;
  readonly sections: readonly Section[];
  /** Some sections had no room. */
  readonly cut: boolean;
}

function bodyOf(letter: Letter, { address, page, links, sections, cut }: BodyOptions): { html: string; images: MailPicture[] } {
  const pictures = new Pictures();
  const { service, periodWords, headline, lead, quiet, subject } = letter;
  const pageLink = linkOf(address, page);
  const parts = sections.map((section) => sectionHtml(section, { links, pictures }));
  const words = markup`${opening(pictures.logo(), service.name, periodWords)}
<h1 class="head" style="margin:22px 0 0;font-size:26px;line-height:32px;font-weight:700;color:${INK}">${lines(headline)}</h1>
${lead === '' ? '' : markup`<p style="margin:12px 0 0;font-size:16px;line-height:24px;color:${INK2}">${lead}</p>`}
${parts}
${cut ? markup`<p style="margin:24px 0 0;font-size:15px;line-height:22px;color:${INK2}">The rest of this letter is too long for a mail; it is in the PDF and on the page.</p>` : ''}
${RULE}<p style="margin:12px 0 0;font-size:12px;line-height:18px;color:${INK3}">${lines(footWords(letter))}${
    pageLink === undefined ? '' : markup`<br><a href="${attribute(pageLink)}" style="color:${INK2}">Read it as a page</a>`
  }${new Html(HTML_MARK)}</p>`;
  // what the list of mails shows beside the subject; a quiet letter is short enough to show itself
  const preview = quiet || lead === '' ? '' : markup`<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${lead}</div>`;
  return { html: framed(subject, preview, words).text, images: pictures.all };
}

const INK = new Html(COLOURS.ink);
const INK2 = new Html(COLOURS.ink2);
const INK3 = new Html(COLOURS.ink3);

const lines = (texts: readonly string[]): Html[] => texts.map((line, at) => markup`${at === 0 ? '' : markup`<br>`}${line}`);

const RULE = markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%"><tr><td height="28" style="font-size:1px;line-height:28px;border-bottom:1px solid ${new Html(COLOURS.line2)}">&nbsp;</td></tr></table>`;

const opening = (logo: Html, name: string, period: string): Html =>
  markup`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%"><tr><td style="padding:0 0 12px;font-size:13px;line-height:19px;color:${INK3};border-bottom:2px solid ${INK}">${logo}&nbsp; <b style="color:${INK}">Throughline</b>&nbsp; ${name}<br>${period}</td></tr></table>`;

/** Outlook takes its width from a table of its own, and its font from a rule of its own. */
const framed = (title: string, preview: Html | string, body: Html): Html => markup`<!doctype html>
<html lang="en" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="supported-color-schemes" content="light">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${title}</title>
<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml><style>table,td,th,p,h1,h2,h3,a,span,b,li{font-family:Arial,sans-serif !important}</style><![endif]-->
<style>
:root{color-scheme:light;supported-color-schemes:light}
body{margin:0;padding:0;-webkit-text-size-adjust:100%}
table{mso-table-lspace:0;mso-table-rspace:0}
@media (max-width:480px){.pad{padding-left:16px !important;padding-right:16px !important}.head{font-size:24px !important;line-height:30px !important}}
</style>
</head>
<body bgcolor="#F1EFE8" style="margin:0;padding:0;background-color:#F1EFE8;color:${INK}">${preview}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#F1EFE8" style="width:100%;background-color:#F1EFE8"><tr><td align="center" style="padding:16px 0">
<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#FFFFFF" style="width:100%;max-width:600px;background-color:#FFFFFF"><tr><td class="pad" align="left" style="padding:22px 28px 26px;font-family:'Instrument Sans',Arial,Helvetica,sans-serif;color:${INK};overflow-wrap:break-word;word-wrap:break-word">
${body}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;

/** The body of a mail with its way out: a link for one reader, or nothing where there is none. Text and HTML are told apart by their mark. */
export function withUnsubscribe(body: string, url: string | null): string {
  if (/^\s*<!doctype html/i.test(body)) {
    const leave = url === null ? '' : markup`<br><a href="${attribute(url)}" style="color:${new Html(COLOURS.ink2)}">${LEAVE}</a>`.text;
    return body.replace(HTML_MARK, () => leave);
  }
  const at = body.lastIndexOf(TEXT_MARK);
  if (at < 0) return body;
  return `${body.slice(0, at)}${url === null ? '' : `${LEAVE}: ${url}`}${body.slice(at + TEXT_MARK.length)}`;
}
