const MOST = 60;
const kept = new Map<string, unknown>();

/** Answers of this visit by question, scope and data version: going back shows them at once. The oldest goes first. */
export const answers = {
  find: <T>(key: string): T | undefined => kept.get(key) as T | undefined,
  drop: (key: string): boolean => kept.delete(key),
  /** After a decision that changes answers and no data version. */
  clear: (): void => kept.clear(),
  keep(key: string, answer: unknown): void {
    kept.set(key, answer);
    const oldest = kept.keys().next();
    if (kept.size > MOST && !oldest.done) kept.delete(oldest.value);
  },
};
