import { dateTime } from '../../model/format.ts';
import type { Throughline } from '../throughline.ts';

/** Writes the content of the test of a channel. */
export function composeTests(house: Throughline): void {
  house.outbox.compose('test', async (message) => {
    const at = dateTime(message.madeAt, 'UTC');
    const words = `This is a test from Throughline, sent on ${at} (UTC). If you read it, letters and alerts arrive here.`;
    return {
      subject: 'Throughline: a test of this channel',
      text: `${words}\n\nNothing needs to be done.\n${house.address()}\n`,
      html: null,
      json: { words },
      fileName: `test-${message.madeAt.slice(0, 19).replaceAll(':', '-')}`,
    };
  });
}
