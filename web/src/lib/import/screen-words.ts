import type { Receipt, Recognition } from '../../../../model/event-log.ts';
import type { HealthProblem } from '../../../../model/health.ts';
import type { Problem } from '../../../../model/problem.ts';
import type { Words } from '../../../../model/process.ts';
import { plural } from '../../../../model/format.ts';
import type { Decisions } from './decisions.ts';
import { checkedLead, checkedTitle, recipeWords } from './health-words.ts';
import { needsZone } from './mapping.ts';
import type { Outlook } from './outlook.ts';
import { receiptLead, receiptTitle, rowWords } from './sentences.ts';

/** What the words of the import page are about. */
interface Shown {
  stand: string;
  recognition: Recognition | null;
  preview: { rowsAbout: number | null } | null;
  decisions: Decisions;
  undecided: readonly HealthProblem[];
  receipt: Receipt | null;
  problem: Problem | null;
  kind: Recognition['kind'];
  zoneIn: (service: string) => string;
  measure: { outlook: Outlook | null; stale: boolean };
}

/** The title of the import page: where the file stands, and once it was checked, how much of it can be used. */
export function importTitle(of: Shown, words: Words): string {
  const { receipt, recognition, stand, problem, preview } = of;
  if (receipt) return receiptTitle(receipt, words);
  if (stand === 'importing') return recognition ? `Importing ${plural(recognition.rows, 'row', 'rows')}.` : 'The import goes on.';
  if (recognition) return checkedTitle(recognition);
  if (problem) return problem.status >= 400 && problem.status < 500 ? 'This file needs another look.' : 'This file is not checked yet.';
  return preview?.rowsAbout ? `About ${plural(roundish(preview.rowsAbout), 'row', 'rows')}, being checked.` : 'Reading the file.';
}

/** The line under it. `open`: what must be decided; `missing`: what the service still needs. */
export function importLead(of: Shown, about: { open: number; missing: string | null; zone: string }): string {
  const { receipt, recognition, stand, problem, decisions } = of;
  const { open, missing, zone } = about;
  if (receipt) return receiptLead(receipt, zone);
  if (stand === 'importing') return 'The figures stay as they are until every row is in.';
  if (recognition) {
    if (missing !== null && open === 0) return missing;
    const read = needsZone(recognition, decisions.roles) ? of.zoneIn(zone) : null;
    return checkedLead({ open, undecided: of.undecided, known: recipeWords(recognition.recipe), zone: read });
  }
  if (problem) return 'Nothing was imported. Nothing else has changed.';
  return 'The first rows appear at once; all rows are checked meanwhile. Nothing is imported before you say so.';
}

/** What stands on the button: how many events, as well as it is known. */
export function importButton(of: Shown): string {
  const { recognition, measure, kind } = of;
  if (!recognition) return 'Import';
  const [one, many] = rowWords(kind);
  if (measure.outlook && !measure.stale && measure.outlook.accepted > 0) return `Import ${plural(measure.outlook.accepted, one, many)}`;
  const { health } = recognition;
  if (health) return `Import ${plural(Math.max(0, health.usable - health.known), one, many)}`;
  return `Import ${plural(recognition.rows, 'row', 'rows')}`;
}

function roundish(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.round(count / step) * step;
}
