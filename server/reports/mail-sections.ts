import { effectSvg } from '../../charts/letter/effect.ts';
import { ribbonSvg } from '../../charts/letter/ribbon.ts';
import { satisfactionSvg } from '../../charts/letter/satisfaction.ts';
import { tileSvg } from '../../charts/letter/tile.ts';
import { capital, number } from '../../model/format.ts';
import type { Section, SectionOf } from '../../model/letter.ts';
import {
  arrow,
  COLOURS,
  figure,
  head,
  Html,
  markup,
  linked,
  paragraph,
  rowOf,
  small,
  strong,
  tableOf,
  tag,
  toneInk,
  wideRow,
  type Column,
  type Links,
} from './mail-html.ts';
import type { Pictures } from './mail-pictures.ts';
import { scoreWord, signalWords, STATES } from './mail-words.ts';

/** What the text of a mail is wide, in CSS pixels. */
export const TEXT_WIDTH = 544;

export interface SectionOptions {
  readonly links: Links;
  readonly pictures: Pictures;
}

/** One section of a letter as HTML. */
export function sectionHtml(section: Section, options: SectionOptions): Html {
  switch (section.kind) {
    case 'services':
      return services(section, options);
    case 'measures':
      return measures(section, options);
    case 'ribbon':
      return ribbon(section, options);
    case 'asked':
      return asked(section, options);
    case 'alerts':
      return alerts(section, options);
    case 'lost':
      return lost(section, options);
    case 'improvements':
      return improvements(section, options);
    case 'satisfaction':
      return satisfaction(section, options);
    case 'comments':
      return comments(section, options);
    case 'story':
      return story(section, options);
    case 'about':
      return about(section);
  }
}

function measures({ title, note, heads, steady, rows }: SectionOf<'measures'>, { links, pictures }: SectionOptions): Html {
  const opening = markup`${head(title, note)}${steady === '' ? '' : paragraph(steady)}`;
  if (rows.length === 0) return opening;
  const targets = rows.some(({ target }) => target.text !== '');
  const columns: Column[] = [
    { head: 'Measure' },
    { head: heads.now, align: 'right', width: '19%' },
    { head: heads.context, align: 'right', width: '19%' },
    ...(targets ? [{ head: 'Target', align: 'right' as const, width: '19%' }] : []),
  ];
  const lines = rows.flatMap((row) => {
    const cells = [
      markup`${strong(row.name)}${row.sub === '' ? '' : markup`<br>${small(row.sub)}`}`,
      strong(figure(links, row.now)),
      figure(links, row.context),
      ...(targets ? [figure(links, row.target, COLOURS.ink2)] : []),
    ];
    const { words, colour } = signalWords(row);
    const line = row.series.some(({ value }) => value !== null)
      ? markup`${pictures.put(`line-${idOf(row.id)}`, tileSvg(row, { width: 200, height: 36 }), row.alt)}&nbsp;&nbsp; `
      : '';
    const badges = pictures.badges(row).map((badge) => markup`${badge}&nbsp;`);
    const said = markup`${words === '' ? '' : markup`${strong(words, colour)}${row.meaning === '' ? '' : ': '}`}${row.meaning}`;
    return [
      rowOf(columns, cells, { last: false }),
      wideRow(columns, markup`${line}<span style="display:inline-block">${badges} ${said}</span>`),
    ];
  });
  return markup`${opening}${tableOf(title, columns, lines)}`;
}

/** Ids of measures are of a fixed set of signs, those of pictures too. */
const idOf = (id: string): string => id.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const swatch = (colour: string): Html => markup`<span style="color:${new Html(colour)}">&#9632;</span>&nbsp;`;

function ribbon(section: SectionOf<'ribbon'>, { links, pictures }: SectionOptions): Html {
  const { title, note, told, waiting, processing, total, afterTotal, partNames, table, scoreName } = section;
  const scores = table.some(({ score }) => score.text !== '');
  const within = table.some((row) => row.within.text !== '');
  const columns: Column[] = [
    { head: 'Stage' },
    ...(told ? [{ head: 'Waiting', align: 'right' as const, width: '17%' }] : []),
    { head: told ? 'Processing' : 'Time', align: 'right', width: '22%' },
    ...(within ? [{ head: 'Within target', align: 'right' as const, width: '17%' }] : []),
    ...(scores ? [{ head: capital(scoreWord(scoreName)), align: 'right' as const, width: '18%' }] : []),
  ];
  const rows = (part: 'delivery' | 'after') =>
    table
      .filter((row) => row.part === part)
      .map((row) =>
        rowOf(
          columns,
          [
            markup`${row.stage}`,
            ...(told ? [figure(links, row.waiting)] : []),
            figure(links, row.processing),
            ...(within ? [figure(links, row.within)] : []),
            ...(scores ? [figure(links, row.score)] : []),
          ],
          { size: 13 },
        ),
      );
  const after = rows('after');
  const part = (name: string, sum: Html) => wideRow(columns, markup`${name} ${strong(sum)}`, { top: 8 });
  const drawn = section.rows.length === 0 ? null : ribbonSvg(section, { width: TEXT_WIDTH });
  return markup`${head(title, note)}${
    told
      ? markup`<p style="margin:0 0 8px;font-size:13px;line-height:19px;color:${new Html(COLOURS.ink2)}">${swatch(COLOURS.wait)}Waiting ${figure(links, waiting)} &nbsp; ${swatch(COLOURS.work)}Processing ${figure(links, processing)}</p>`
      : ''
  }${drawn === null ? paragraph(section.alt) : markup`<p style="margin:0 0 8px">${pictures.put('ribbon', drawn, `${title}: drawn from the table below.`, { wide: true })}</p>`}${
    table.length === 0
      ? ''
      : tableOf(title, columns, [
          part(partNames.delivery, figure(links, total)),
          ...rows('delivery'),
          ...(after.length === 0 ? [] : [part(partNames.after, afterTotal ? figure(links, afterTotal) : markup``), ...after]),
        ])
  }`;
}

const asked = ({ title, note, items, none }: SectionOf<'asked'>, { links }: SectionOptions): Html =>
  markup`${head(title, note)}${items.length === 0 ? paragraph(none) : items.map(({ lead, words, href }) => paragraph(markup`${linked(links, href, strong(lead))} ${words}`))}`;

const alerts = ({ title, note, items }: SectionOf<'alerts'>, { links }: SectionOptions): Html =>
  markup`${head(title, note)}${items.map(({ state, words, tone, href }) =>
    paragraph(markup`${strong(`${STATES[state]}:`, toneInk(tone))} ${linked(links, href, markup`${words}`, COLOURS.ink2)}`),
  )}`;

function lost({ title, note, items, none }: SectionOf<'lost'>, { links }: SectionOptions): Html {
  if (items.length === 0) return markup`${head(title, note)}${paragraph(none)}`;
  const rows = items.map((item) => {
    const colour = item.changeTone === 'neutral' || item.changeTone === 'common' ? COLOURS.ink2 : toneInk(item.changeTone);
    const right = [
      markup`<b style="font-size:18px">${figure(links, item.lost)}</b>`,
      ...(item.change.text === '' ? [] : [markup`${arrow(item.changeDirection, colour)}${figure(links, item.change, colour)}`]),
      ...(item.score.text === '' ? [] : [small(figure(links, item.score, COLOURS.ink3))]),
      ...(item.interval === '' ? [] : [small(item.interval)]),
    ];
    const name = linked(links, item.href, strong(item.name));
    return markup`<tr><td valign="top" style="padding:10px 12px 10px 0;font-size:14px;line-height:20px;color:${new Html(COLOURS.ink2)};border-top:1px solid ${new Html(COLOURS.line)}">${strong(`${item.rank}. `, COLOURS.ink3)}${name}<br>${item.words}</td><td align="right" valign="top" width="130" style="padding:10px 0;font-size:14px;line-height:20px;color:${new Html(COLOURS.ink)};border-top:1px solid ${new Html(COLOURS.line)}">${right.map((line, at) => markup`${at === 0 ? '' : markup`<br>`}${line}`)}</td></tr>`;
  });
  return markup`${head(title, note)}<table width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">${rows}</table>`;
}

function improvements({ title, note, rows, none }: SectionOf<'improvements'>, { links }: SectionOptions): Html {
  if (rows.length === 0) return markup`${head(title, note)}${paragraph(none)}`;
  const columns: Column[] = [
    { head: 'Change' },
    { head: 'Since', width: '13%' },
    { head: 'Effect, 95 % interval', align: 'right', width: '25%' },
    { head: 'Verdict', width: '29%' },
  ];
  const lines = rows.map((row) =>
    rowOf(columns, [
      markup`${linked(links, row.href, strong(row.name))}<br>${small(row.measure)}`,
      markup`${row.since}`,
      markup`${strong(figure(links, row.effect, toneInk(row.tone)))}${row.interval === '' ? '' : markup`<br>${small(row.interval)}`}`,
      tag(row.words, row.verdict),
    ]),
  );
  return markup`${head(title, note)}${tableOf(title, columns, lines)}`;
}

function satisfaction(section: SectionOf<'satisfaction'>, { links, pictures }: SectionOptions): Html {
  const { title, note, overall, n, points, words } = section;
  const columns: Column[] = [
    { head: 'Stage' },
    { head: 'Score', align: 'right', width: '25%' },
    { head: 'Answers', align: 'right', width: '25%' },
  ];
  const drawn = points.some(({ score }) => score.value !== null);
  const rows = [
    ...points.map((point) =>
      rowOf(columns, [markup`${point.stage}`, figure(links, point.score), markup`${number(point.n)}`], { size: 13 }),
    ),
    rowOf(columns, [strong('Overall'), strong(figure(links, overall)), figure(links, n)], { size: 13 }),
  ];
  return markup`${head(title, note)}${
    drawn
      ? markup`<p style="margin:0 0 8px">${pictures.put('satisfaction', satisfactionSvg(section, { width: TEXT_WIDTH, height: 150 }), `${title}: drawn from the table below.`, { wide: true })}</p>`
      : ''
  }${words.length === 0 ? '' : paragraph(words.join(' '))}${tableOf(title, columns, rows)}`;
}

const comments = ({ title, note, items }: SectionOf<'comments'>, { links }: SectionOptions): Html =>
  markup`${head(title, note)}${items.map(
    ({ text, about: whose, href }) =>
      markup`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%"><tr><td width="3" bgcolor="${new Html(COLOURS.line2)}" style="font-size:1px">&nbsp;</td><td dir="auto" style="padding:2px 0 2px 12px;font-size:14px;line-height:20px;color:${new Html(COLOURS.ink)}">${text}<br>${linked(links, href, small(whose), COLOURS.ink3)}</td></tr><tr><td colspan="2" height="8" style="font-size:1px;line-height:8px">&nbsp;</td></tr></table>`,
  )}`;

function services({ title, note, rows }: SectionOf<'services'>, { links }: SectionOptions): Html {
  const cell = (name: string, body: Html) =>
    markup`<td width="33%" valign="top" style="padding:2px 8px 4px 0;font-size:14px;line-height:19px;color:${new Html(COLOURS.ink)}">${small(name)}<br>${body}</td>`;
  const lines = rows.map(
    (row) =>
      markup`<tr><td colspan="3" style="padding:12px 0 4px;font-size:14px;line-height:20px;color:${new Html(COLOURS.ink2)};border-top:1px solid ${new Html(COLOURS.line2)}">${linked(links, row.href, markup`<b style="font-size:15px">${row.name}</b>`)}<br>${row.headline}</td></tr><tr>${[
        cell('Cases', figure(links, row.cases)),
        cell(row.timeName === '' ? 'Time' : `Time ${row.timeName}`, strong(figure(links, row.time))),
        cell('Score', figure(links, row.score)),
      ]}</tr><tr>${[
        cell('Getting worse', figure(links, row.concerns, COLOURS.worseInk)),
        cell('Improving', figure(links, row.better, COLOURS.betterInk)),
        cell('Asked of you', strong(figure(links, row.asks))),
      ]}</tr><tr><td colspan="3" style="padding:0 0 10px">${small(row.dataTo)}</td></tr>`,
  );
  return markup`${head(title, note)}${
    rows.length === 0
      ? ''
      : markup`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">${lines}</table>`
  }`;
}

function story(section: SectionOf<'story'>, { links, pictures }: SectionOptions): Html {
  const { title, note, verdict, verdictWords, effect, interval, tone, facts, boxes, balancing, alt } = section;
  const drawn = effectSvg(section, { width: TEXT_WIDTH, height: 250 });
  const columns: Column[] = [
    { head: 'What must not get worse' },
    { head: 'Effect', align: 'right', width: '28%' },
    { head: 'What came of it', width: '32%' },
  ];
  const chart = drawn === null ? '' : markup`<p style="margin:12px 0 8px">${pictures.put('effect', drawn, alt, { wide: true })}</p>`;
  const rows = balancing.map((row) =>
    rowOf(columns, [
      markup`${row.name}`,
      markup`${strong(figure(links, row.effect, toneInk(row.tone)))}${row.interval === '' ? '' : markup`<br>${small(row.interval)}`}`,
      markup`${row.words}`,
    ]),
  );
  return markup`${head(title, note)}${paragraph(markup`${tag(verdictWords, verdict)} &nbsp; <b style="font-size:18px">${figure(links, effect, toneInk(tone))}</b> &nbsp;${small(interval)}`)}${
    facts.length === 0
      ? ''
      : markup`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse">${facts.map(
          ({ name, text }) =>
            markup`<tr><th scope="row" align="left" valign="top" width="30%" style="padding:3px 8px 3px 0;font-size:13px;line-height:19px;font-weight:400;color:${new Html(COLOURS.ink3)}">${name}</th><td valign="top" style="padding:3px 0;font-size:14px;line-height:19px;color:${new Html(COLOURS.ink)}">${text}</td></tr>`,
        )}</table>`
  }${chart}${[...boxes.filter(({ side }) => side === 'left'), ...boxes.filter(({ side }) => side === 'right')].map(
    ({ name, text }) =>
      markup`<h3 style="margin:14px 0 4px;font-size:14px;line-height:20px;color:${new Html(COLOURS.ink)}">${name}</h3>${text.map((part) => paragraph(part))}`,
  )}${rows.length === 0 ? '' : tableOf('What must not get worse', columns, rows)}`;
}

const about = ({ title, note, notes }: SectionOf<'about'>): Html =>
  markup`${head(title, note)}<ol style="margin:0;padding:0 0 0 20px;font-size:12px;line-height:18px;color:${new Html(COLOURS.ink2)}">${notes.map((one) => markup`<li style="margin:0 0 3px">${one}</li>`)}</ol>`;
