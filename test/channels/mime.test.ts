import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import type { Content } from '../../server/channels/content.ts';
import { mimeOf } from '../../server/channels/mime.ts';
import { CONTENT } from './support.ts';

const SETTINGS = { from: { name: 'Throughline', address: 'letters@example.org' }, replyTo: null };
const sourceOf = async (more: Partial<Content>) =>
  (
    await mimeOf(
      { ...CONTENT, ...more },
      { settings: SETTINGS, to: 'ann@example.net', messageId: '<M-1@example.org>', dated: new Date('2026-11-20T12:00:00Z') },
    )
  ).toString('latin1');
const headOf = (source: string) => source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');

it('makes a mail as mail programs expect it', async () => {
  const source = await sourceOf({
    subject: 'Notaufnahme, Woche 44: Wartezeit 49 → 54 min 🏥',
    html: '<p>Hello <img src="cid:ribbon" alt="The ribbon"></p>',
    images: [{ cid: 'ribbon', png: Buffer.from([137, 80, 78, 71]), width: 10, height: 10 }],
    attachments: [{ name: 'Notaufnahme – März “2026”.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') }],
    unsubscribe: 'https://throughline.example.org/unsubscribe/abc',
    replyTo: 'quality@example.org',
  });
  const head = headOf(source);
  expect(head).toMatch(/^From: Throughline <letters@example\.org>$/m);
  expect(head).toMatch(/^To: ann@example\.net$/m);
  expect(head).toMatch(/^Reply-To: quality@example\.org$/m);
  expect(head).toMatch(/^Message-ID: <M-1@example\.org>$/m);
  expect(head).toMatch(/^Date: Fri, 20 Nov 2026 12:00:00 \+0000$/m);
  expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(head).toMatch(/^List-Unsubscribe: <https:\/\/throughline\.example\.org\/unsubscribe\/abc>$/m);
  expect(head).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  expect(head).toMatch(/^MIME-Version: 1\.0$/m);
  // seven bits, lines that old servers take
  expect(source).toMatch(/^[\s\x20-\x7e]*$/);
  expect(Math.max(...source.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(source).toMatch(
    /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/plain[\s\S]*multipart\/related[\s\S]*text\/html[\s\S]*image\/png[\s\S]*application\/pdf/,
  );
  // a name in seven bits for old programs, and as it is for the others
  expect(source).toMatch(/filename="Notaufnahme - Marz _2026_\.pdf"/);
  expect(source).toMatch(/filename\*(0\*)?=utf-8''/i);

  const mail = await PostalMime.parse(source);
  expect(mail.subject).toBe('Notaufnahme, Woche 44: Wartezeit 49 → 54 min 🏥');
  expect(mail.text?.trim()).toBe(CONTENT.text.trim());
  const [picture, pdf] = mail.attachments;
  expect(picture).toMatchObject({ mimeType: 'image/png', disposition: 'inline', contentId: '<ribbon.M-1@example.org>' });
  expect(mail.html).toContain('src="cid:ribbon.M-1@example.org"');
  expect(pdf).toMatchObject({ mimeType: 'application/pdf', disposition: 'attachment', filename: 'Notaufnahme – März “2026”.pdf' });
});

it('promises one click only where the way is safe, and no way out where there is none', async () => {
  expect(headOf(await sourceOf({}))).not.toMatch(/List-Unsubscribe/);
  const plain = headOf(await sourceOf({ unsubscribe: 'http://127.0.0.1:4600/unsubscribe/abc' }));
  expect(plain).toMatch(/^List-Unsubscribe: <http:/m);
  expect(plain).not.toMatch(/List-Unsubscribe-Post/);
  expect(headOf(await sourceOf({ unsubscribe: 'https://x.example/\r\nBcc: eve@example.com' }))).not.toMatch(/Bcc|List-Unsubscribe/);
});

it('lets nothing that is written by others end a header or hide in one', async () => {
  const evil = 'Week 44\r\nBcc: eve@example.com\r\n\r\n<b>body</b>\u202egnirts\u2028next\u0000';
  const source = await sourceOf({
    subject: evil,
    html: '<p>x</p>',
    attachments: [{ name: 'a.pdf"\r\nX-Evil: 1\r\n/../../etc/passwd', type: 'application/pdf', bytes: Buffer.from('x') }],
  });
  expect(headOf(source)).not.toMatch(/^Bcc:/m);
  expect(source).not.toMatch(/^X-Evil:/m);
  const mail = await PostalMime.parse(source);
  expect(mail.bcc).toBeUndefined();
  expect(mail.subject).toBe('Week 44 Bcc: eve@example.com <b>body</b> gnirts next');
  expect(mail.attachments[0]?.filename).not.toMatch(/[\\/]/);
});

it('keeps a subject of any length to what mail programs show', async () => {
  const mail = await PostalMime.parse(await sourceOf({ subject: `${'Versorgungs\u00adeinheit 🏥 '.repeat(40)}` }));
  expect([...(mail.subject ?? '')].length).toBeLessThanOrEqual(180);
  expect(mail.subject).toMatch(/…$/);
});
