import type { Row } from '../../engine/engine.ts';
import { wilson } from '../../model/statistics.ts';
import { afterOf, amountOf, checksOf, mandatoryAttributes } from './after-roles.ts';
import { AGES, checkLimit } from './after-sql.ts';
import type { Asked } from './analytic.ts';

/** What a row of `after-delivery` can be about. */
export const FIGURES = [
  'invoice',
  'payment',
  'correction',
  'dispute',
  'uninvoiced',
  'unpaid',
  'complaint',
  'resolution',
  'unresolved',
  'check-done',
  'check-on-time',
  'check-passed',
  'missing-activity',
  'missing-attribute',
  'unclosed',
  'reopened',
] as const;
type Figure = (typeof FIGURES)[number];

interface AfterRow extends Row {
  figure: Figure;
  name: string | null;
  activities: string[];
  proposed: boolean;
}

const NOTHING = {
  n: 0,
  count: null,
  share: null,
  low: null,
  high: null,
  medianMs: null,
  p90Ms: null,
  limitMs: null,
  late: null,
  amount: null,
  lateAmount: null,
} as const;

const count = (row: Row | undefined, name: string) => Number(row?.[name] ?? 0);
const known = (row: Row | undefined, name: string): number | null =>
  row?.[name] === null || row?.[name] === undefined ? null : Number(row[name]);

/** So many of n as a share with its interval; null over nothing. */
function shareOf(part: number, n: number) {
  if (n === 0) return { n, count: part, share: null, low: null, high: null };
  return { n, count: part, share: part / n, ...wilson(part / n, n) };
}

/** The answer: the figures for which the log has what they need, in a fixed order. */
export function afterRows(found: Readonly<Record<string, Row[]>>, asked: Asked): AfterRow[] {
  const after = afterOf(asked);
  const [steps] = found.steps ?? [];
  const roles = found.roles ?? [];
  const of = (...names: readonly string[]) => {
    const some = roles.filter(({ role, part }) => names.includes(String(role)) && Number(part) === 0);
    return { activities: some.map(({ name }) => String(name)), proposed: some.some(({ proposed }) => proposed === true) };
  };
  const has = (...names: readonly string[]) => names.every((name) => roles.some(({ role }) => role === name));
  const rows: AfterRow[] = [];
  const add = (when: boolean, figure: Figure, said: { activities: string[]; proposed: boolean }, figures: Row) => {
    if (when) rows.push({ ...NOTHING, figure, name: null, ...said, ...figures });
  };
  const time = (name: string, limitMs: number | undefined, more: Row = {}) => {
    const n = count(steps, `${name}N`);
    const [medianMs = null, p90Ms = null] = (steps?.[`${name}At`] ?? []) as (number | null)[];
    const within = count(steps, `${name}Within`);
    const kept = limitMs === undefined ? { n } : { ...shareOf(within, n), late: n - within, limitMs };
    return { ...kept, medianMs, p90Ms, ...more };
  };
  const invoiced = count(steps, 'invoiced');
  add(
    has('invoice'),
    'invoice',
    of('delivered', 'invoice'),
    time('invoice', after.invoiceLimitMs, { amount: known(steps, 'invoicedAmount') }),
  );
  add(has('invoice', 'payment'), 'payment', of('invoice', 'payment'), time('payment', after.paymentLimitMs));
  add(has('invoice', 'correction'), 'correction', of('correction'), shareOf(count(steps, 'corrected'), invoiced));
  add(has('invoice', 'dispute'), 'dispute', of('dispute'), shareOf(count(steps, 'disputed'), invoiced));
  add(has('invoice') && amountOf(asked) !== null && has('delivered'), 'uninvoiced', of('delivered', 'invoice'), {
    n: count(steps, 'uninvoiced'),
    amount: known(steps, 'uninvoicedAmount'),
    ...(after.invoiceLimitMs === undefined ? {} : { limitMs: after.invoiceLimitMs, late: count(steps, 'uninvoicedLate') }),
  });
  add(has('invoice', 'payment'), 'unpaid', of('invoice', 'payment'), {
    n: count(steps, 'unpaid'),
    amount: known(steps, 'unpaidAmount'),
    ...(after.paymentLimitMs === undefined
      ? {}
      : { limitMs: after.paymentLimitMs, late: count(steps, 'overdue'), lateAmount: known(steps, 'overdueAmount') }),
  });
  add(has('complaint'), 'complaint', of('complaint'), shareOf(count(steps, 'complained'), count(steps, 'cases')));
  add(has('complaint', 'resolved'), 'resolution', of('complaint', 'resolved'), time('resolution', after.resolutionLimitMs));
  add(has('complaint', 'resolved'), 'unresolved', of('complaint', 'resolved'), {
    n: count(steps, 'unresolved'),
    ...(after.resolutionLimitMs === undefined ? {} : { limitMs: after.resolutionLimitMs, late: count(steps, 'unresolvedLate') }),
  });
  rows.push(...checkRows(found, asked), ...missingRows(found, asked));
  add(has('closing'), 'unclosed', of('closing'), shareOf(count(steps, 'unclosed'), count(steps, 'ended')));
  add(has('closing'), 'reopened', of('closing'), shareOf(count(steps, 'reopened'), count(steps, 'closed')));
  return rows;
}

function checkRows({ roles = [], checks = [], steps = [] }: Readonly<Record<string, Row[]>>, asked: Asked): AfterRow[] {
  const parts = roles.filter(({ role }) => role === 'check');
  return parts.flatMap((role): AfterRow[] => {
    const part = Number(role.part);
    const row = checks.find((one) => Number(one.part) === part);
    const check = checksOf(asked)?.[part];
    const said = { name: String(role.name), activities: [String(role.name)], proposed: role.proposed === true };
    const [medianMs = null, p90Ms = null] = (row?.waiting ?? []) as (number | null)[];
    const limitMs = checkLimit(asked, part);
    const checked = count(row, 'checked');
    const done =
      check?.of === undefined ? shareOf(count(row, 'done'), count(steps[0], 'ended')) : shareOf(count(row, 'doneDue'), count(row, 'due'));
    const onTime =
      limitMs === null ? { n: checked } : { ...shareOf(count(row, 'onTime'), checked), limitMs, late: checked - count(row, 'onTime') };
    return [
      // who should have a check that only its name gives away, nobody has said
      ...(said.proposed ? [] : [{ ...NOTHING, figure: 'check-done' as const, ...said, ...done }]),
      { ...NOTHING, figure: 'check-on-time' as const, ...said, ...onTime, medianMs, p90Ms },
      ...(isUnrecorded(asked, part, row)
        ? []
        : [{ ...NOTHING, figure: 'check-passed' as const, ...said, ...shareOf(count(row, 'passed'), checked) }]),
    ];
  });
}

/** Nothing says when a check fails: no outcome, no activity that follows a failure, and no case had it twice. */
function isUnrecorded(asked: Asked, part: number, row: Row | undefined): boolean {
  const check = checksOf(asked)?.[part];
  const outcome = check?.passes !== undefined && asked.attributes.some(({ name }) => name === check.result);
  return !outcome && check?.failedBy === undefined && count(row, 'checked') > 0 && count(row, 'passed') === count(row, 'checked');
}

/** The checks of which it is not known whether they passed, by name. */
export const unrecordedChecks = ({ roles = [], checks = [] }: Readonly<Record<string, Row[]>>, asked: Asked): string[] =>
  roles
    .filter(({ role, part }) => {
      const row = checks.find((one) => Number(one.part) === Number(part));
      return role === 'check' && isUnrecorded(asked, Number(part), row);
    })
    .map(({ name }) => String(name));

function missingRows({ activities = [], attributes = [], steps = [] }: Readonly<Record<string, Row[]>>, asked: Asked): AfterRow[] {
  const n = count(steps[0], 'ended');
  const lacking = (having: number) => shareOf(Math.max(0, n - having), n);
  const { mandatory } = afterOf(asked);
  return [
    ...(mandatory?.activities ?? []).map((name): AfterRow => {
      const row = activities.find((one) => one.name === name);
      return { ...NOTHING, figure: 'missing-activity', name, activities: [name], proposed: false, ...lacking(count(row, 'cases')) };
    }),
    ...mandatoryAttributes(asked).map(({ id, name }): AfterRow => {
      return { ...NOTHING, figure: 'missing-attribute', name, activities: [], proposed: false, ...lacking(count(attributes[0], `m${id}`)) };
    }),
  ];
}

/** Open amounts by the age of the invoice, the youngest first; every group, the empty ones too. */
export const ageRows = (steps: Row | undefined) =>
  AGES.map((fromDays, at) => ({
    fromDays,
    toDays: AGES[at + 1] ?? null,
    cases: count(steps, `age${String(at)}Cases`),
    amount: known(steps, `age${String(at)}Amount`),
  }));

/** What the blueprint names and the log does not have. */
export function unknownNames(found: Readonly<Record<string, Row[]>>, asked: Asked): string[] {
  const { amount, mandatory, checks = [], ...steps } = afterOf(asked);
  const activities = [
    ...Object.values(steps).flatMap((part) => (Array.isArray(part) ? part : [])),
    ...checks.map(({ activity }) => activity),
  ];
  const there = new Set((found.roles ?? []).map(({ name }) => String(name)));
  const attributes = [...(amount === undefined ? [] : [amount]), ...(mandatory?.attributes ?? [])];
  return [
    ...new Set([
      ...activities.filter((name) => !there.has(name)),
      ...attributes.filter((name) => !asked.attributes.some((one) => one.name === name)),
    ]),
  ];
}
