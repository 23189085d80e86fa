import { api } from './http.ts';
import type { AnalyticId } from './questions.ts';

/** What the server says of a question: for “what does this number mean”. */
export interface CatalogueEntry {
  id: string;
  question: string;
  definition: string;
  caveats: string[];
}

let asked: Promise<CatalogueEntry[]> | null = null;

/** The words of a question; null when they can't be had, which is never worth an error of its own. */
export async function catalogueEntry(id: AnalyticId): Promise<CatalogueEntry | null> {
  asked ??= api.get<CatalogueEntry[]>('/analytics').catch(() => {
    asked = null;
    return [];
  });
  return (await asked).find((entry) => entry.id === id) ?? null;
}
