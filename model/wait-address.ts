/** One place in the ranking: a hand-over between two activities, or a stage. */
export type Wait =
  { readonly kind: 'hand-over'; readonly from: string; readonly to: string } | { readonly kind: 'stage'; readonly stage: string };

/** `>` stands between two names and `%` escapes, so both are escaped inside them; a stage has no `>`. */
const escapeName = (name: string) => name.replaceAll('%', '%25').replaceAll('>', '%3E');
const plainName = (text: string) => text.replaceAll('%3E', '>').replaceAll('%25', '%');

/** The wait an address names; null when it makes no sense. */
export function waitOf(text: string): Wait | null {
  const names = text.split('>').map(plainName);
  const [one, other, ...more] = names;
  if (one === undefined || one === '' || more.length > 0) return null;
  if (other === undefined) return { kind: 'stage', stage: one };
  return other === '' ? null : { kind: 'hand-over', from: one, to: other };
}

/** The wait as it stands in an address, before that is percent-escaped. */
export const waitText = (wait: Wait): string =>
  wait.kind === 'stage' ? escapeName(wait.stage) : `${escapeName(wait.from)}>${escapeName(wait.to)}`;

/** The address of the page about a wait; `search` is the choice of cases. */
export const waitHref = (process: string, wait: Wait, search: string): string =>
  `/${process}/bottlenecks/${encodeURIComponent(waitText(wait))}${search}`;

/** `Triage to Assessment`, or the stage. */
export const waitName = (wait: Wait): string => (wait.kind === 'stage' ? wait.stage : `${wait.from} to ${wait.to}`);
