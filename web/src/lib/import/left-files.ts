import { api } from '$lib/api/http.ts';
import type { Receipt } from '$model/event-log.ts';
import type { ImportRecord } from '$model/import-record.ts';
import { Problem } from '$model/problem.ts';

/** A file that was still being sent when the page was left: its bytes are gone with the page. */
export const notSent = (name: string): Problem =>
  new Problem('not_sent', 410, `“${name}” was not sent to its end before the page was left.`, {
    detail: 'Nothing of it was imported. Choose it again.',
  });

/** A file that the server no longer has. */
export const goneUpload = (name: string): Problem =>
  new Problem('upload_gone', 410, `“${name}” is no longer kept here.`, {
    detail: 'What was sent and not imported is forgotten after a day. Choose the file again; your decisions are still here.',
  });

/** The rows are in, but the stages chosen for new activities could not be given to them. */
export const notPlaced = (problem: Problem): Problem =>
  new Problem('not_placed', problem.status, 'The rows are in, but the new activities were not placed in stages.', {
    detail: `${problem.detail ?? problem.message} Place them on the Data page.`,
  });

/** What an import brought, by the register; null where it brought nothing or is not known. */
export async function receiptOf(process: string, id: string): Promise<Receipt | null> {
  const path = `/processes/${encodeURIComponent(process)}/imports/${encodeURIComponent(id)}`;
  const record = await api.get<ImportRecord>(path).catch(() => null);
  return record?.receipt ?? null;
}
