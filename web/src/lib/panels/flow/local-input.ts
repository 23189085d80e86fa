/** An instant as a field for a local date and time takes it, in a zone: `2026-10-05T14:30`. */
export function localInput(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

const WRITTEN = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2})[:.](\d{2}))?\s*$/;

/**
 * What a person wrote into the field, as questions take it: `2026-10-05 14:30` gives `2026-10-05T14:30`, a day alone its midnight.
 * Null where it is no time. The browser's own field for times is not used: it writes in the language of the browser, not of the page.
 */
export function readLocal(text: string): string | null {
  const found = WRITTEN.exec(text);
  if (!found) return null;
  const [, year = '', month = '', day = '', hour = '0', minute = '00'] = found;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${hour.padStart(2, '0')}:${minute}`;
  const at = new Date(`${written}:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written) ? written : null;
}

/** How a time stands in the field: `2026-10-05 14:30`. */
export const shownLocal = (local: string): string => local.replace('T', ' ').slice(0, 16);
