import type { Filter, Scope } from '../../../../model/scope.ts';
import { withFilters, withPeriod } from './page-scope.ts';
import { canRedo, canUndo, NO_CHANGES, noted, stepped, type ChangeList } from './change-list.ts';

/**
 * The changes of filters and period of this visit, for undo and redo. After Back, a link or another service the offer is gone
 * rather than wrong.
 */
class Changes {
  #list = $state.raw<ChangeList>(NO_CHANGES);

  /** Remembers that the filters of the scope, or its period, are about to become these. */
  note(scope: Scope, filters: readonly Filter[], period: Scope['period'] = scope.period): void {
    this.#list = noted(this.#list, scope, filters, period);
  }

  canUndo(scope: Scope): boolean {
    return canUndo(this.#list, scope);
  }

  canRedo(scope: Scope): boolean {
    return canRedo(this.#list, scope);
  }

  /** The scope one step back or forward; null where there is none. */
  step(scope: Scope, direction: 'undo' | 'redo'): Scope | null {
    const next = stepped(this.#list, scope, direction);
    if (next === null) return null;
    this.#list = next.list;
    return withFilters(withPeriod(scope, next.period?.from ?? null, next.period?.to ?? null, next.period?.by), next.filters);
  }
}

export const changes = new Changes();
