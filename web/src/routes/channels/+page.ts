import { refused } from '$lib/panels/improvements/refused.ts';
import { channels } from '$lib/panels/reports/channels-api.ts';
import type { PageLoad } from './$types';

/** The ways out of the house. */
export const load: PageLoad = async ({ depends, fetch }) => {
  depends('app:channels');
  try {
    const [mail, webhooks, folders] = await Promise.all([
      channels.mail({ fetch }),
      channels.webhooks({ fetch }),
      channels.folders({ fetch }),
    ]);
    return { title: 'Channels', mail, webhooks, folders };
  } catch (cause) {
    return refused(cause);
  }
};
