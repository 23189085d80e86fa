import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sql } from '../../engine/sql.ts';
import { desk, refusal } from './import-text.ts';
import { attribute } from './write-formats.ts';

const event = (activity: string | null, minute: number, more = '') =>
  `<event>${activity === null ? '' : attribute('string', 'concept:name', activity)}${attribute('date', 'time:timestamp', `2026-01-05T09:${String(minute).padStart(2, '0')}:00.000+01:00`)}${more}</event>`;
const trace = (id: string, ...parts: string[]) => `<trace>${attribute('string', 'concept:name', id)}${parts.join('')}</trace>`;
const xes = (...parts: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n<log xes.version="2.0">\n${parts.join('\n')}\n</log>`;

it('reads traces, events, lifecycles and nested attributes, and says what the log says of itself', async () => {
  const log = await desk();
  const step = (minute: number, transition: string) =>
    event('Treat', minute, attribute('string', 'lifecycle:transition', transition) + attribute('string', 'org:resource', 'Ann'));
  const file = xes(
    '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>',
    '<classifier name="Activity" keys="concept:name"/>',
    attribute('string', 'concept:name', 'Ward 3'),
    trace(
      'C-1',
      '<string key="kind" value="a"><int key="weight" value="2"/></string>',
      step(0, 'start'),
      step(20, 'complete'),
      event(
        'Shut',
        30,
        '<list key="codes"><values><string key="code" value="A"/><string key="code" value="B"/></values></list><container key="bed"><string key="room" value="12"/></container>',
      ),
    ),
  );
  const found = await log.check(file);
  expect(found.shape).toMatchObject({ format: 'xes', words: 'XES' });
  expect(Object.fromEntries(found.columns.map(({ name, role }) => [name, role]))).toEqual({
    'case:concept:name': 'case',
    'case:kind': 'attribute',
    'case:kind.weight': 'attribute',
    'concept:name': 'activity',
    'time:timestamp': 'end',
    'lifecycle:transition': 'lifecycle',
    'org:resource': 'resource',
    codes: 'attribute',
    'bed.room': 'attribute',
  });
  expect(found.preview[2]).toEqual(['C-1', 'a', '2', 'Shut', '2026-01-05T09:30:00.000+01:00', '', '', 'A; B', '12']);
  expect(found.warnings.join('\n')).toContain('The log calls itself “Ward 3”');
  expect(found.needsZone).toBe(false);
  expect(await log.give(file, { zone: null })).toMatchObject({ rows: 3, accepted: 3, cases: 1, firstAt: '2026-01-05T08:00:00.000Z' });
});

it('takes defaults of the log, but never a time or a name that nobody recorded', async () => {
  const log = await desk();
  const file = xes(
    `<global scope="event">${attribute('string', 'concept:name', '__INVALID__')}${attribute('date', 'time:timestamp', '1970-01-01T00:00:00.000+00:00')}${attribute('string', 'diet', 'North')}${attribute('string', 'bed', 'UNKNOWN')}</global>`,
    `<global scope="trace">${attribute('string', 'payer', 'state')}</global>`,
    trace(
      'C-1',
      event('Open', 0),
      event('Shut', 1, attribute('string', 'diet', 'South')),
      '<event><string key="concept:name" value="Later"/></event>',
    ),
  );
  const receipt = await log.give(file);
  expect(receipt).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
  expect(receipt.rejections[0]).toMatchObject({ reason: 'no_time' });
  expect(receipt.notes.join('\n')).toContain('the default of the log was taken for “diet”');
  expect(await log.rows(sql`SELECT name, level FROM attribute ORDER BY name`)).toEqual([
    { name: 'case:payer', level: 'case' },
    { name: 'diet', level: 'event' },
  ]);
});

it('names events by the classifier of the log where they have no name', async () => {
  const log = await desk();
  const code = attribute('string', 'code', '01_HOOFD') + attribute('string', 'phase', 'b');
  const file = xes(`<classifier name="Step" keys="code 'phase'"/>`, trace('C-1', event(null, 0, code), event('Named', 1, code)));
  const receipt = await log.give(file);
  expect(await log.rows(sql`SELECT name FROM activity ORDER BY id`)).toEqual([{ name: '01_HOOFD+b' }, { name: 'Named' }]);
  expect(receipt.notes).toContain('Events without “concept:name” are named by “Step”.');
});

it('reads packed logs, other encodings, prefixes, and names of 120 letters', async () => {
  const log = await desk();
  const file = xes(trace('C-1', event('Öffnen & Prüfen', 0, attribute('string', 'n'.repeat(120), '<b>')), event('Shut', 1)));
  expect(await log.give(gzipSync(file))).toMatchObject({ accepted: 2 });
  expect(await log.rows(sql`SELECT name FROM activity ORDER BY id`)).toEqual([{ name: 'Öffnen & Prüfen' }, { name: 'Shut' }]);
  for (const content of [
    Buffer.from(`\ufeff${file.replace('UTF-8', 'UTF-16')}`, 'utf16le'),
    Buffer.from(file.replace('UTF-8', 'ISO-8859-1'), 'latin1'),
    Buffer.from(
      file.replace(/<(\/?)(log|trace|event|string|date)\b/g, '<$1x:$2').replace('<x:log', '<x:log xmlns:x="http://www.xes-standard.org/"'),
    ),
  ])
    expect(await log.give(content)).toMatchObject({ rows: 2, accepted: 0, duplicates: 2 });
});

const laughs = `<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><log>${trace('C-1', event('&b;', 0))}</log>`;
it.each([
  ['a document type', laughs.replaceAll('&amp;b;', '&b;'), 'document_type'],
  ['an entity nobody declared', xes(trace('C-1', event('Open', 0))).replace('Open', '&who;'), 'broken_xes'],
  ['an end that is missing', xes(trace('C-1', event('Open', 0), event('Shut', 1))).slice(0, -40), 'broken_xes'],
  ['markup that does not close', xes(trace('C-1', event('Open', 0))).replace('</event>', '</evnt>'), 'broken_xes'],
  ['no events', xes(trace('C-1')), 'no_rows'],
  ['objects', '<?xml version="1.0"?><log><object-types/></log>', 'not_a_table'],
])('refuses a log with %s', async (_, content, code) => {
  const log = await desk();
  expect((await refusal(log.give(content))).code).toBe(code);
});

it('refuses a log whose default would be written a million times', async () => {
  const log = await desk();
  const long = `<global scope="event">${attribute('string', 'note', 'x'.repeat(1_000_000))}</global>`;
  const file = xes(long, trace('C-1', ...Array.from({ length: 400 }, () => event('Open', 0))));
  expect((await refusal(log.give(file))).code).toBe('grows_too_large');
});

it('names the line where a log is damaged', async () => {
  const log = await desk();
  const { message } = await refusal(log.give(xes(trace('C-1', event('Open', 0)), '<trace><trace', '</trace>')));
  expect(message).toContain('line 6');
});

it('refuses events outside of any trace, which belong to no case', async () => {
  const log = await desk();
  expect(await log.give(xes(trace('C-1', event('Open', 0)), event('Lost', 5)))).toMatchObject({ accepted: 1, rejected: 1 });
});
