import type { Message } from '../../model/delivery.ts';
import { NotFound } from '../../model/problem.ts';
import type { Content } from '../channels/content.ts';
import type { StoredLetter } from '../store/letters.ts';
import type { Throughline } from '../throughline.ts';
import type { Archive } from './archive.ts';
import { letterPath } from './files.ts';
import { withUnsubscribe } from './mail.ts';

/** Where a reader leaves the list of a schedule; null for a letter that was asked for, and for what is no mail. */
function leaveAddress(house: Throughline, { schedule, inSeries }: StoredLetter, { recipient }: Message): string | null {
  if (schedule === null || !inSeries || recipient.channel !== 'mail') return null;
  const token = house.store.schedules.leaveLink(schedule, recipient, () => house.newId().replaceAll('-', ''));
  return `${house.address()}/unsubscribe/${token}`;
}

/** A kept letter as it goes to one recipient: the files as they lie in the archive, with the link by which this reader leaves. */
export const composeLetter =
  (house: Throughline, archive: Archive) =>
  async (message: Message): Promise<Content> => {
    const letter = house.store.letters.find(message.about.id);
    if (!letter) throw new NotFound('letter', message.about.id);
    const { id, subject, fileName, replyTo } = letter;
    const url = leaveAddress(house, letter, message);
    const read = async (name: string) => (await archive.read(id, name)).toString('utf8');
    const images = await Promise.all(letter.images.map(async (image) => ({ ...image, png: await archive.read(id, `${image.cid}.png`) })));
    const pdf = { name: `${fileName}.pdf`, type: 'application/pdf', bytes: await archive.read(id, 'letter.pdf') };
    return {
      subject,
      text: withUnsubscribe(await read('mail.txt'), url),
      html: withUnsubscribe(await read('mail.html'), url),
      images,
      // a folder is where people look for the document itself
      attachments: letter.attachPdf || message.recipient.channel === 'folder' ? [pdf] : [],
      json: {
        kind: 'letter',
        id,
        schedule: letter.schedule,
        dueAt: letter.dueAt,
        address: `${house.address()}${letterPath(letter)}`,
        letter: JSON.parse(await read('letter.json')) as unknown,
      },
      unsubscribe: url,
      replyTo,
      fileName,
    };
  };

/** What the owner of a schedule is told. */
export const composeNotice =
  (house: Throughline) =>
  async ({ about }: Message): Promise<Content> => {
    const notice = house.store.schedules.notice(about.id);
    if (!notice) throw new NotFound('notice', about.id);
    const { subject, words, kind, madeAt } = notice;
    const schedule = house.store.schedules.find(notice.schedule);
    const page = `${house.address()}${schedule?.process ? `/${schedule.process}/reports` : '/letters'}`;
    return Promise.resolve({
      subject,
      text: `${words}\n\n${page}\n`,
      json: { kind: 'notice', about: kind, schedule: notice.schedule, words },
      fileName: `notice-${madeAt.slice(0, 10)}-${about.id}`,
    });
  };
