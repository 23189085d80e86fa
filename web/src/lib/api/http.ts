import type { ProblemBody } from '../../../../model/problem.ts';
import { Problem } from '../../../../model/problem.ts';

/** Where the server's own words begin; everything below is versioned. */
export const ROOT = '/api/v1';

type Query = URLSearchParams | Record<string, string | number | boolean | undefined>;
interface Asked {
  query?: Query;
  signal?: AbortSignal;
  /** Kit's own `fetch` inside a `load`. */
  fetch?: typeof fetch;
}

/** What is answered at a data version of its own: figures, names, attributes and lists of cases. */
const AT_A_VERSION = /^\/processes\/[^/]+\/(analytics|names|attributes|cases)\b/;

/** The earlier data version that the address of the open page names; null: the newest. */
export function shownVersion(): string | null {
  // a test has no address
  const search = (globalThis as { location?: { search: string } }).location?.search ?? '';
  return new URLSearchParams(search).get('version');
}

/**
 * `/processes/ed/analytics/summary` with its query, below `/api/v1`. On a page that shows an earlier data version all
 * figures, names and files are asked for at that version.
 */
export function address(path: string, query?: Query): string {
  const version = AT_A_VERSION.test(path) ? shownVersion() : null;
  const asked = queryOf(query ?? {});
  if (version !== null) asked.set('version', version);
  const text = asked.toString();
  return `${ROOT}${path}${text === '' ? '' : `?${text}`}`;
}

function queryOf(query: Query): URLSearchParams {
  if (query instanceof URLSearchParams) return new URLSearchParams(query);
  const made = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) made.set(name, String(value));
  return made;
}

/**
 * Sends a request and reads its JSON. A refusal becomes the `Problem` the server wrote; a server that can't be
 * reached becomes `unreachable`. An aborted request throws the browser's own `AbortError`.
 */
async function send<T>(method: string, path: string, asked: Asked, body?: BodyInit, type?: string): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (type !== undefined) headers['content-type'] = type;
  let response: Response;
  try {
    response = await (asked.fetch ?? fetch)(address(path, asked.query), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** The problem a refused response carries, in words even when the body has none. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => null)) as Partial<ProblemBody> | null;
  if (typeof body?.code === 'string' && typeof body.title === 'string') {
    return new Problem(body.code, response.status, body.title, {
      ...(body.detail === undefined ? {} : { detail: body.detail }),
      ...(body.field === undefined ? {} : { field: body.field }),
    });
  }
  if (response.status >= 502 && response.status <= 504) return unreachable();
  return new Problem('unknown', response.status, 'The server could not answer.', {
    detail: `It said ${String(response.status)} and gave no reason. The server’s log has it.`,
  });
}

function unreachable(): Problem {
  return new Problem('unreachable', 0, 'The server can’t be reached.', { detail: 'It may be stopped or starting. Nothing is lost.' });
}

/** Whether a person or a newer request stopped this one. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Any failure as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('page', 0, 'This part of the page failed.', { detail: error instanceof Error ? error.message : String(error) });
}

const json = (body: unknown) => (body === undefined ? undefined : JSON.stringify(body));
const typed = (body: unknown) => (body === undefined ? undefined : 'application/json');

/** The server's doors. Every call rejects with a `Problem` (or the browser's `AbortError`). */
export const api = {
  get: <T>(path: string, asked: Asked = {}) => send<T>('GET', path, asked),
  post: <T>(path: string, body?: unknown, asked: Asked = {}) => send<T>('POST', path, asked, json(body), typed(body)),
  put: <T>(path: string, body?: unknown, asked: Asked = {}) => send<T>('PUT', path, asked, json(body), typed(body)),
  patch: <T>(path: string, body?: unknown, asked: Asked = {}) => send<T>('PATCH', path, asked, json(body), typed(body)),
  delete: <T>(path: string, asked: Asked = {}) => send<T>('DELETE', path, asked),
};

/** What an upload answers. */
export interface Uploaded {
  upload: string;
  name: string;
  bytes: number;
  sha256: string;
}

/**
 * Sends one file as it is, with progress from 0 to 1. `fetch` can't tell how much of a body has left, so
 * this is the one place that uses the older request object.
 */
export function uploadFile(file: File, options: { signal?: AbortSignal; onprogress?: (share: number) => void } = {}): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address('/uploads'));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onprogress?.(event.loaded / event.total);
    };
    request.onerror = () => {
      reject(unreachable());
    };
    request.onabort = () => {
      reject(new DOMException('Stopped as asked.', 'AbortError'));
    };
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status });
      void (response.ok ? response.json().then((value) => resolve(value as Uploaded), reject) : problemOf(response).then(reject, reject));
    };
    options.signal?.addEventListener('abort', () => {
      request.abort();
    });
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
