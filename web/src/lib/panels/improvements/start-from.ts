import type { DraftOrder } from '../../../../../model/improvement-view.ts';
import { readableQuery, SCOPE_KEYS } from '../../../../../model/scope.ts';
import type { Wait } from '../bottlenecks/wait.ts';

/** Where a person stood when they wanted to start an improvement. */
export type StartFrom =
  | { readonly kind: 'bottleneck'; readonly wait: Wait }
  | { readonly kind: 'satisfaction'; readonly stage?: string }
  | { readonly kind: 'theme'; readonly theme: string; readonly stage?: string }
  | { readonly kind: 'comparison'; readonly against: string }
  | { readonly kind: 'blank' };

const OWN = ['of', 'stage', 'from-step', 'to-step', 'theme', 'against', 'page', 'idea', 'measure'] as const;

/**
 * The address of the form for an improvement. `page` is the page a person comes from, after the service, with its query
 * (`bottlenecks/…?from=…`): its choice of cases goes along, and the improvement leads back to it.
 */
export function startHref(process: string, from: StartFrom, page: string): string {
  const query = new URLSearchParams({ of: from.kind });
  switch (from.kind) {
    case 'bottleneck':
      if (from.wait.kind === 'stage') query.set('stage', from.wait.stage);
      else {
        query.set('from-step', from.wait.from);
        query.set('to-step', from.wait.to);
      }
      break;
    case 'theme':
      query.set('theme', from.theme);
      if (from.stage !== undefined) query.set('stage', from.stage);
      break;
    case 'satisfaction':
      if (from.stage !== undefined) query.set('stage', from.stage);
      break;
    case 'comparison':
      query.set('against', from.against);
      break;
    case 'blank':
      break;
  }
  const at = page.indexOf('?');
  const said = new URLSearchParams(at < 0 ? '' : page.slice(at));
  for (const [key, value] of said) if ((SCOPE_KEYS as readonly string[]).includes(key)) query.append(key, value);
  if (page !== '') query.set('page', page);
  return `/${process}/improvements/new?${readableQuery(query)}`;
}

/** What the server is asked to draft, as the address of the form has it; anything that makes no sense is a blank form. */
export function draftOrder(query: URLSearchParams): DraftOrder {
  const said = (key: string) => query.get(key) || undefined;
  const scope = readableQuery(new URLSearchParams([...query].filter(([key]) => (SCOPE_KEYS as readonly string[]).includes(key))));
  const [stage, from, to, theme, against, page] = ['stage', 'from-step', 'to-step', 'theme', 'against', 'page'].map(said);
  const both = { ...(scope === '' ? {} : { scope }), ...(page === undefined ? {} : { page }) };
  switch (said('of')) {
    case 'bottleneck':
      if (from !== undefined && to !== undefined) return { kind: 'bottleneck', from, to, ...both };
      return stage === undefined ? { kind: 'blank', ...both } : { kind: 'bottleneck', stage, ...both };
    case 'satisfaction':
      return { kind: 'satisfaction', ...(stage === undefined ? {} : { stage }), ...both };
    case 'theme':
      return theme === undefined
        ? { kind: 'blank', ...both }
        : { kind: 'theme', theme, ...(stage === undefined ? {} : { stage }), ...both };
    case 'comparison':
      return { kind: 'comparison', ...(against === undefined ? {} : { against }), ...both };
    default:
      return { kind: 'blank', ...(said('measure') === undefined ? {} : { measure: said('measure') ?? '' }), ...both };
  }
}

/** Under which name a half-written form is kept: one for each place it can come from. */
export const formName = (process: string, query: URLSearchParams): string =>
  `start ${process} ${readableQuery(new URLSearchParams([...query].filter(([key]) => (OWN as readonly string[]).includes(key) && key !== 'page')))}`;
