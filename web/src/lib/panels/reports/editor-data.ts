import { error, redirect } from '@sveltejs/kit';
import { improvements } from '$lib/panels/improvements/saving.ts';
import { refused } from '$lib/panels/improvements/refused.ts';
import type { OutFolder, Webhook } from '$model/channel.ts';
import type { ImprovementSummary } from '$model/improvement-view.ts';
import type { Run, Schedule } from '$model/schedule.ts';
import { channels } from './channels-api.ts';
import { schedules } from './letters-api.ts';

type Fetch = typeof fetch;

/** What the form of a letter offers to choose from. What can't be read is not offered: the form stands without it. */
export interface Choices {
  improvements: readonly ImprovementSummary[];
  webhooks: readonly Webhook[];
  folders: readonly OutFolder[];
}

export async function choicesOf(process: string | null, fetch: Fetch): Promise<Choices> {
  const [list, webhooks, folders] = await Promise.all([
    process === null
      ? []
      : improvements.list(process, { fetch }).then(
          (answer) => answer.improvements,
          () => [],
        ),
    channels.webhooks({ fetch }).catch(() => []),
    channels.folders({ fetch }).catch(() => []),
  ]);
  return { improvements: list, webhooks, folders };
}

/**
 * A schedule with its runs and what can be chosen. The page of a service shows the filters of its address: opened without any, it goes
 * to the same page with those of the schedule.
 */
export async function scheduleOf(
  id: string,
  process: string | null,
  url: URL,
  fetch: Fetch,
): Promise<{ schedule: Schedule; runs: Run[]; choices: Choices }> {
  try {
    const [schedule, runs, choices] = await Promise.all([
      schedules.get(id, { fetch }),
      schedules.runs(id, { fetch }),
      choicesOf(process, fetch),
    ]);
    if (schedule.process !== process) error(404, { message: 'There is no such letter here.', detail: 'It may belong to another service.' });
    if (process !== null && !url.searchParams.has('period') && !url.searchParams.has('where') && (schedule.order.scope ?? '') !== '')
      redirect(307, `${url.pathname}?${schedule.order.scope ?? ''}&period=all`);
    return { schedule, runs, choices };
  } catch (cause) {
    if (isOfKit(cause)) throw cause;
    return refused(cause);
  }
}

/** A redirect or a refusal that was thrown here, and no failure of a request. */
const isOfKit = (cause: unknown): boolean => typeof cause === 'object' && cause !== null && ('location' in cause || 'body' in cause);
