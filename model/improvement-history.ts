import type { FieldChange, HistoryKind, Improvement } from './improvement.ts';

/** Parts that say when and how often something was written: they are no change in themselves. */
const CLOCKWORK = new Set(['revision', 'changedAt']);
/** Lists whose entries are told apart by their id. */
const LISTS = ['tasks', 'notes', 'links'] as const;
type List = (typeof LISTS)[number];

/** What was done by the machinery, or began the record: nobody takes that back. */
const FINAL: ReadonlySet<HistoryKind> = new Set(['made', 'verdict', 'definition', 'reopened']);

const isList = (name: string): name is List => (LISTS as readonly string[]).includes(name);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Every part of an improvement by its path: a field, `tasks/<id>`, `voters/<name>`, `cycles/<number>/<field>`. */
export function partsOf(improvement: Improvement): Map<string, unknown> {
  const parts = new Map<string, unknown>();
  for (const [name, value] of Object.entries(improvement)) {
    if (CLOCKWORK.has(name)) continue;
    if (isList(name)) for (const one of improvement[name]) parts.set(`${name}/${one.id}`, one);
    else if (name === 'voters') for (const voter of improvement.voters) parts.set(`voters/${voter}`, voter);
    else if (name === 'cycles')
      for (const cycle of improvement.cycles)
        for (const [field, part] of Object.entries(cycle)) parts.set(`cycles/${String(cycle.number)}/${field}`, part);
    else parts.set(name, value);
  }
  return parts;
}

/** What lies between two states of an improvement, part by part. */
export function changesBetween(before: Improvement, after: Improvement): FieldChange[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((path) => ({ path, before: was.get(path) ?? null, after: is.get(path) ?? null }))
    .filter((change) => !same(change.before, change.after));
}

/** Whether everything a change made is still as it made it, so that it can be taken back without losing what came later. */
export function canUndo(now: Improvement, kind: HistoryKind, changes: readonly FieldChange[]): boolean {
  return !FINAL.has(kind) && changes.length > 0 && conflicts(now, changes).length === 0;
}

/** The paths of a change that others have changed since. */
export function conflicts(now: Improvement, changes: readonly FieldChange[]): string[] {
  const parts = partsOf(now);
  return changes.filter(({ path, after }) => !same(parts.get(path) ?? null, after)).map(({ path }) => path);
}

/** The improvement as it was before a change, with everything that came later elsewhere. */
export function undone(now: Improvement, changes: readonly FieldChange[]): Improvement {
  const parts = partsOf(now);
  for (const { path, before } of changes) {
    // a part that never was null was not there at all
    if (before === null && path.includes('/')) parts.delete(path);
    else parts.set(path, before);
  }
  // a field of a cycle that was null is still a field
  for (const { path, before } of changes) {
    const [list, number] = path.split('/');
    if (list === 'cycles' && before === null && cycleWasThere(changes, number ?? '')) parts.set(path, null);
  }
  return assembled(now, parts);
}

/** A cycle that the change itself began has no number before it. */
const cycleWasThere = (changes: readonly FieldChange[], number: string): boolean =>
  !changes.some(({ path, before }) => path === `cycles/${number}/number` && before === null);

function assembled(now: Improvement, parts: ReadonlyMap<string, unknown>): Improvement {
  const whole: Record<string, unknown> = { ...now, tasks: [], notes: [], links: [], voters: [] };
  const cycles = new Map<number, Record<string, unknown>>();
  for (const [path, value] of parts) {
    const [list = '', second = '', field] = path.split('/');
    if (list === 'cycles' && field !== undefined) {
      const cycle = cycles.get(Number(second)) ?? {};
      cycles.set(Number(second), { ...cycle, [field]: value });
    } else if (isList(list)) (whole[list] as unknown[]).push(value);
    else if (path.startsWith('voters/')) (whole.voters as unknown[]).push(value);
    else whole[path] = value;
  }
  // a cycle that is not there any more has lost its number
  whole.cycles = [...cycles.values()]
    .filter(({ number }) => number !== undefined)
    .sort((one, other) => Number(one.number) - Number(other.number));
  const made = whole as Improvement;
  // what comes back stands where it stood
  return { ...made, tasks: made.tasks.toSorted(byTime('madeAt')), notes: made.notes.toSorted(byTime('at')) };
}

const byTime =
  <K extends string>(key: K) =>
  (one: Record<K, string>, other: Record<K, string>): number =>
    one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : 0;
