import { untrack } from 'svelte';
import type { ControlMark } from '../../../charts/control-chart.ts';
import { bucketLabel } from '../../../charts/buckets.ts';
import { api } from './api/http.ts';
import { sameCases, samePart, type Part } from './improvement-marks.ts';
import type { ImprovementList } from '../../../model/improvement-view.ts';
import type { Scope } from '../../../model/scope.ts';

/** The last list that was asked for: the lines of one page ask at the same time. */
let last: { key: string; at: number; list: Promise<ImprovementList> } | null = null;
const FRESH_MS = 4000;

/** The improvements of a service with their verdicts. */
export function improvementsOf(process: string, version: number): Promise<ImprovementList> {
  const key = `${process} ${String(version)}`;
  if (last !== null && last.key === key && Date.now() - last.at < FRESH_MS) return last.list;
  const list = api.get<ImprovementList>(`/processes/${encodeURIComponent(process)}/improvements`);
  last = { key, at: Date.now(), list };
  list.catch(() => (last = null));
  return list;
}

type Asking = () => { process: string; version: number } | null;

/** The improvements of a service as a page shows them; null until they are there, or when they can't be had. */
export class Improvements {
  list = $state.raw<ImprovementList | null>(null);
  loading = $state(true);

  constructor(asking: Asking) {
    $effect(() => {
      const asked = asking();
      if (asked === null) {
        this.loading = false;
        return;
      }
      let here = true;
      this.loading = untrack(() => this.list === null);
      improvementsOf(asked.process, asked.version).then(
        (list) => {
          if (!here) return;
          this.list = list;
          this.loading = false;
        },
        // a page without its improvements is still a page
        () => {
          if (here) this.loading = false;
        },
      );
      return () => {
        here = false;
      };
    });
  }
}

/** When something was changed that a weekly line is about: its measure's part of the service, and its cases. */
export class ChangeMarks {
  #known: Improvements;

  constructor(asking: Asking) {
    this.#known = new Improvements(asking);
  }

  /** Of a line: what it measures of which cases. Solid lines with a flag: `25 May, started`. */
  of(measure: Part, scope: Scope): (ControlMark & { improvement: string; name: string })[] {
    return (this.#known.list?.improvements ?? [])
      .filter((one) => one.measure !== null && samePart(one.measure, measure) && sameCases(one.scope ?? '', scope))
      .flatMap(({ id, name, changes }) =>
        changes.map(({ cycle, madeOn }) => ({
          on: madeOn,
          text: `${bucketLabel(madeOn, 'day')}, ${cycle === 1 ? 'started' : `cycle ${String(cycle)}`}`,
          kind: 'change' as const,
          improvement: id,
          name,
        })),
      );
  }
}
