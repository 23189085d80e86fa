import { address, api, isAbort, problemOf } from '$lib/api/http.ts';
import type { Letter, LetterOrder } from '$model/letter.ts';
import type { Message } from '$model/delivery.ts';
import type { LetterLine, LetterMeta, LetterSend, NewSchedule, Run, Schedule, ScheduleChange, Times, When } from '$model/schedule.ts';
import { Problem } from '$model/problem.ts';

interface Asked {
  fetch?: typeof fetch;
  signal?: AbortSignal;
}

/** A kept letter with what became of it. */
export interface OpenLetter {
  meta: LetterMeta;
  letter: Letter;
  deliveries: Message[];
}

const of = (process: string | null) => (process === null ? { house: true } : { process });
const one = (id: string, ...rest: string[]) => ['/schedules', ...[id, ...rest].map(encodeURIComponent)].join('/');

/** The archive. Every call rejects with a `Problem`. */
export const letters = {
  list: (process: string | null, asked: Asked = {}) => api.get<LetterLine[]>('/letters', { query: of(process), ...asked }),
  get: (id: string, asked: Asked = {}) => api.get<OpenLetter>(`/letters/${encodeURIComponent(id)}`, asked),
  /** Makes, keeps and sends one now. */
  send: (body: LetterSend) => api.post<{ meta: LetterMeta; deliveries: Message[] }>('/letters', body),
  /** Address of a file of a kept letter: `letter.pdf`. */
  file: (id: string, name: string) => address(`/letters/${encodeURIComponent(id)}/${encodeURIComponent(name)}`),
  text: async (id: string, name: string, asked: Asked = {}): Promise<string> => (await sent(letters.file(id, name), asked)).text(),
  /** The mail with its drawings in it: a frame that nothing can run in may fetch none of them. */
  mail: async (id: string): Promise<string> => {
    const html = await letters.text(id, 'mail.html');
    const names = [...new Set([...html.matchAll(/"([a-z0-9-]+\.png)"/g)].flatMap(([, name]) => name ?? []))];
    const drawings = new Map(await Promise.all(names.map(async (name) => [name, await dataUrl(letters.file(id, name))] as const)));
    return html.replace(/"([a-z0-9-]+\.png)"/g, (_, name: string) => `"${drawings.get(name) ?? name}"`);
  },
  preview: async (
    order: LetterOrder,
    format: 'html' | 'text' | 'json' | 'pdf',
    { schedule, ...asked }: Asked & { schedule?: string } = {},
  ): Promise<Response> => sent(address('/letters/preview', { format, schedule }), asked, order),
};

/** Schedules of letters. */
export const schedules = {
  list: (process: string | null, asked: Asked & { removed?: boolean } = {}) => {
    const { removed, ...rest } = asked;
    return api.get<Schedule[]>('/schedules', { query: { ...of(process), ...(removed ? { removed: true } : {}) }, ...rest });
  },
  get: (id: string, asked: Asked = {}) => api.get<Schedule>(one(id), asked),
  runs: (id: string, asked: Asked = {}) => api.get<Run[]>(one(id, 'runs'), asked),
  make: (body: NewSchedule) => api.post<Schedule>('/schedules', body),
  change: (id: string, body: ScheduleChange) => api.patch<Schedule>(one(id), body),
  remove: (id: string) => api.delete<unknown>(one(id)),
  restore: (id: string) => api.post<Schedule>(one(id, 'restore')),
  pause: (id: string) => api.post<Schedule>(one(id, 'pause')),
  resume: (id: string) => api.post<Schedule>(one(id, 'resume')),
  /** A letter to all of its recipients now. */
  send: (id: string) => api.post<{ meta: LetterMeta; deliveries: Message[] }>(one(id, 'send'), {}),
  times: (when: When, zone: string, asked: Asked = {}) => api.post<Times>('/schedules/times', { when, zone }, asked),
};

/** The ledger. */
export const deliveries = {
  list: (query: { about?: string; process?: string }, asked: Asked = {}) => api.get<Message[]>('/deliveries', { query, ...asked }),
  retry: (id: string) => api.post<Message>(`/deliveries/${encodeURIComponent(id)}/retry`),
  stop: (id: string) => api.post<Message>(`/deliveries/${encodeURIComponent(id)}/stop`),
};

/** A drawing as it can stand inside a document; empty where it can't be had, so that its words show. */
async function dataUrl(where: string): Promise<string> {
  const blob = await sent(where, {}).then(
    (response) => response.blob(),
    () => null,
  );
  if (blob === null) return '';
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.onerror = () => {
      resolve('');
    };
    reader.readAsDataURL(blob);
  });
}

/** A request whose answer is no JSON. */
async function sent(where: string, { fetch: own, signal }: Asked, body?: unknown): Promise<Response> {
  const response = await (own ?? fetch)(where, {
    ...(body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    throw new Problem('unreachable', 0, 'The server can’t be reached.', { detail: 'It may be stopped or starting. Nothing is lost.' });
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}
