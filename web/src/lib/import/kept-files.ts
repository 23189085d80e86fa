import { HOUR } from '../../../../model/units.ts';
import { noDecisions, type Decisions } from './decisions.ts';

/** A file on its way in, as the browser keeps it over a reload: what was sent and what was decided, never its rows. */
export interface KeptFile {
  id: string;
  name: string;
  bytes: number;
  chosenAt: number;
  /** Id of the upload; null while the file was still being sent. */
  upload: string | null;
  /** Id of the import that was started with it. */
  job: string | null;
  decisions: Decisions;
}

export interface KeptFiles {
  files: KeptFile[];
  active: string | null;
  savedAt: number;
  /** What was typed about a service that is yet to be made. */
  service: Readonly<Record<string, unknown>> | null;
}

/** The server forgets what was sent and not imported after a day. */
const OLDEST_MS = 24 * HOUR;

/** Reads what was kept; null for nothing, for what is too old and for what makes no sense. */
export function readKept(text: string | null, now: number): KeptFiles | null {
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Partial<KeptFiles> | null;
    if (!kept || !Array.isArray(kept.files) || typeof kept.savedAt !== 'number' || now - kept.savedAt > OLDEST_MS) return null;
    const files = kept.files.flatMap(readFile);
    if (files.length === 0) return null;
    const active = files.some(({ id }) => id === kept.active) ? (kept.active ?? null) : (files[0]?.id ?? null);
    const { service = null } = kept;
    return { files, active, savedAt: kept.savedAt, service: typeof service === 'object' ? service : null };
  } catch {
    return null;
  }
}

function readFile(given: Partial<KeptFile> | null): KeptFile[] {
  if (typeof given?.id !== 'string' || typeof given.name !== 'string') return [];
  const { id, name, bytes = 0, chosenAt = 0, upload = null, job = null, decisions } = given;
  return [{ id, name, bytes, chosenAt, upload, job, decisions: { ...noDecisions(), ...decisions } }];
}

/** Where the files of a service are kept; those of a service that is yet to be made have a place of their own. */
export const keptKey = (process: string | null): string => `throughline:import:${process ?? ''}`;
