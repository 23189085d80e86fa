import { address } from './http.ts';

/**
 * Follows server-sent events at a path below `/api/v1`; each handler gets the parsed data of its event. The
 * browser reconnects by itself. Returns the function that stops.
 */
export function follow(path: string, handlers: Record<string, (data: unknown) => void>, ondown?: () => void): () => void {
  const source = new EventSource(address(path));
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      handle(event.data === '' ? null : (JSON.parse(event.data) as unknown));
    });
  }
  if (ondown) source.onerror = ondown;
  return () => {
    source.close();
  };
}
