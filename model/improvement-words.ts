import { duration, number, percent, signedDuration, MINUS, NBSP } from './format.ts';
import type { FieldChange } from './improvement.ts';
import { dayInWords, isDay } from './improvement-days.ts';
import type { MeasureUnit } from './measure.ts';

/** A value of a measure as people read it: `16 min`, `81 %`, `72`, `1,204`. */
export function inUnit(value: number, unit: MeasureUnit): string {
  if (unit === 'ms') return duration(value);
  if (unit === 'share') return percent(value, Math.abs(value) < 0.1 ? 1 : 0);
  return number(value, unit === 'score' || !Number.isInteger(value) ? 1 : 0);
}

/** A difference with its sign: `−6.4 min`, `+3.1 pts`. Shares and scores in points. */
export function differenceInUnit(value: number, unit: MeasureUnit): string {
  if (unit === 'ms') return signedDuration(value, true);
  const size = unit === 'share' ? value * 100 : value;
  const text = number(Math.abs(size), 1);
  const sign = text === '0.0' ? '' : size < 0 ? MINUS : '+';
  return `${sign}${text}${unit === 'count' ? '' : `${NBSP}pts`}`;
}

const FIELDS: Readonly<Record<string, string>> = {
  name: 'Name',
  problem: 'Problem',
  owner: 'Owner',
  team: 'Team',
  routedTo: 'Routed to',
  target: 'Target',
  plannedOn: 'Planned for',
  reviewOn: 'Review',
  face: 'Form',
  background: 'Background',
  causes: 'Causes',
  countermeasures: 'Countermeasures',
  followUp: 'Follow-up',
  hypothesis: 'Hypothesis',
  prediction: 'Prediction',
};
const FACE_NAMES: Readonly<Record<string, string>> = { pdsa: 'PDSA', a3: 'A3', dmaic: 'DMAIC' };

/** What a person changed, as the activity of a page says it: “Target: 10 min (was 12 min); Owner: Triage lead”. */
export function changedWords(changes: readonly FieldChange[], unit: MeasureUnit | null): string {
  const said = changes.flatMap(({ path, before, after }) => {
    const field = path.split('/').at(-1) ?? path;
    const name = FIELDS[field];
    if (name === undefined) return [];
    const [is, was] = [shown(field, after, unit), shown(field, before, unit)];
    if (is === null) return `${name} rewritten`;
    return `${name}: ${is === '' ? 'none' : is}${was === null || was === '' ? '' : ` (was ${was})`}`;
  });
  return said.length === 0 ? 'Changed' : said.join('; ');
}

/** A value short enough to stand in a line; null where it is not. */
function shown(field: string, value: unknown, unit: MeasureUnit | null): string | null {
  if (value === null || value === undefined) return '';
  if (field === 'target' && typeof value === 'number') return inUnit(value, unit ?? 'count');
  if (field === 'face') return typeof value === 'string' ? (FACE_NAMES[value] ?? '') : null;
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value !== 'string') return null;
  if (isDay(value)) return dayInWords(value);
  return value.length > 80 ? null : value;
}
