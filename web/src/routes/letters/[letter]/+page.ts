import { refused } from '$lib/panels/improvements/refused.ts';
import { channelNames } from '$lib/panels/reports/channel-names.ts';
import { letters } from '$lib/panels/reports/letters-api.ts';
import type { PageLoad } from './$types';

/** One letter about all services as it was sent, and what became of it. */
export const load: PageLoad = async ({ params, depends, fetch }) => {
  depends('app:letter');
  try {
    const [kept, names] = await Promise.all([letters.get(params.letter, { fetch }), channelNames({ fetch })]);
    return { title: 'Letters about all services', kept, names };
  } catch (cause) {
    return refused(cause);
  }
};
