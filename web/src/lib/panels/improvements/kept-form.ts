/**
 * What someone has half written, kept in the browser until it is saved or thrown away: a reload, a closed tab or a server that
 * is away loses nothing. A store that can't be reached (private windows) keeps nothing and breaks nothing.
 */
export interface KeptForm<Form> {
  read(): Form | null;
  keep(form: Form): void;
  drop(): void;
}

interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = 'throughline.form.';

/** `looks`: whether what was kept still is such a form; an older shape is not read. */
export function keptForm<Form>(
  name: string,
  looks: (value: unknown) => value is Form,
  store: () => Store | null = ownStore,
): KeptForm<Form> {
  const key = `${PREFIX}${name}`;
  const quietly = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  return {
    read: () =>
      quietly(() => {
        const text = store()?.getItem(key) ?? null;
        const value: unknown = text === null ? null : JSON.parse(text);
        return looks(value) ? value : null;
      }, null),
    keep: (form) => quietly(() => store()?.setItem(key, JSON.stringify(form)), undefined),
    drop: () => quietly(() => store()?.removeItem(key), undefined),
  };
}

const ownStore = (): Store | null => (typeof localStorage === 'undefined' ? null : localStorage);
