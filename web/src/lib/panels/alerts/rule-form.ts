import type { AlertRuleContent, MissedBy, Watch, WatchKind } from '$model/alert.ts';
import type { Recipient } from '$model/delivery.ts';

/** A rule as its form has it: parts of every kind, so that going from one to another loses nothing. */
export interface RuleForm {
  name: string;
  kind: WatchKind;
  per: 'day' | 'week' | 'month';
  /** Null: all there are. */
  measures: string[] | null;
  levels: string[] | null;
  rules: number[];
  missed: MissedBy[];
  days: number | null;
  refused: boolean;
  /** In percent; null for none. */
  rejected: number | null;
  recipients: Recipient[];
  remind: number | null;
  close: number | null;
  isQuiet: boolean;
  quietFrom: string;
  quietTo: string;
  weekends: boolean;
  muted: boolean;
}

export const KINDS: Readonly<Record<WatchKind, string>> = {
  signal: 'A control chart gives a signal for the worse',
  target: 'A target is missed',
  late: 'Data are late',
  broken: 'A file is refused or broken',
};
const NAMES: Readonly<Record<WatchKind, string>> = {
  signal: 'Signals for the worse',
  target: 'Missed targets',
  late: 'Late data',
  broken: 'Refused or broken files',
};

/** A name somebody has not written themselves follows the kind. */
export const isOwnName = (name: string): boolean => !Object.values(NAMES).includes(name) && name.trim() !== '';
export const nameOf = (kind: WatchKind): string => NAMES[kind];

export function formOf(rule: AlertRuleContent | null): RuleForm {
  const form: RuleForm = {
    name: NAMES.signal,
    kind: 'signal',
    per: 'week',
    measures: null,
    levels: null,
    rules: [1, 2, 4],
    missed: ['never', 'share'],
    days: 3,
    refused: true,
    rejected: 5,
    recipients: [],
    remind: 7,
    close: 7,
    isQuiet: false,
    quietFrom: '18:00',
    quietTo: '07:00',
    weekends: false,
    muted: false,
  };
  if (rule === null) return form;
  const { name, watch, recipients, remindAfterDays, closeAfterDays, quiet, muted } = rule;
  return {
    ...form,
    ...partsOf(watch),
    ...{ name, recipients: [...recipients], remind: remindAfterDays, close: closeAfterDays, muted },
    ...(quiet === null ? {} : { isQuiet: true, quietFrom: quiet.from, quietTo: quiet.to, weekends: quiet.weekends }),
  };
}

const own = (ids: readonly string[] | null) => (ids === null ? null : [...ids]);

function partsOf(watch: Watch): Partial<RuleForm> {
  switch (watch.kind) {
    case 'signal':
      return { kind: watch.kind, per: watch.per, measures: own(watch.measures), rules: [...watch.rules] };
    case 'target':
      return { kind: watch.kind, per: watch.per, measures: own(watch.measures), levels: own(watch.levels), missed: [...watch.missed] };
    case 'late':
      return { kind: watch.kind, days: watch.days };
    case 'broken':
      return {
        kind: watch.kind,
        refused: watch.refused,
        rejected: watch.rejectedShare === null ? null : Math.round(watch.rejectedShare * 1000) / 10,
      };
  }
}

const whole = (value: number | null, least: number, most: number): value is number =>
  value !== null && Number.isInteger(value) && value >= least && value <= most;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is still wrong with it, in words; empty when it can be saved. */
export function wrongWith(form: RuleForm): string {
  if (form.name.trim() === '') return 'The rule needs a name.';
  return wrongWatch(form) || wrongTelling(form);
}

function wrongWatch({ kind, measures, levels, rules, missed, days, refused, rejected }: RuleForm): string {
  switch (kind) {
    case 'signal':
      if (measures?.length === 0) return 'Choose at least one measure.';
      return rules.length === 0 ? 'Choose at least one rule of the chart.' : '';
    case 'target':
      if (missed.length === 0) return 'Say when a target counts as missed.';
      return measures?.length === 0 && levels?.length === 0 ? 'Choose at least one measure or service level.' : '';
    case 'late':
      return whole(days, 1, 366) ? '' : 'Late is from 1 to 366 days.';
    case 'broken':
      if (rejected !== null && !(rejected > 0 && rejected <= 100)) return 'The share of rejected rows lies above 0 and up to 100 %.';
      return !refused && rejected === null ? 'Choose refused files, rejected rows, or both.' : '';
  }
}

function wrongTelling({ remind, close, isQuiet, quietFrom, quietTo }: RuleForm): string {
  if (remind !== null && !whole(remind, 1, 90)) return 'A reminder comes after 1 to 90 days.';
  if (!whole(close, 0, 90)) return 'An alert ends after 0 to 90 days.';
  return isQuiet && !(TIME.test(quietFrom) && TIME.test(quietTo)) ? 'Quiet hours need a beginning and an end.' : '';
}

/** The rule that a form describes; it has nothing wrong with it. */
export function contentOf(form: RuleForm): AlertRuleContent {
  return {
    name: form.name.trim(),
    watch: watchOf(form),
    recipients: form.recipients,
    remindAfterDays: form.remind,
    closeAfterDays: form.close ?? 0,
    quiet: form.isQuiet ? { from: form.quietFrom, to: form.quietTo, weekends: form.weekends } : null,
    muted: form.muted,
  };
}

function watchOf({ kind, per, measures, levels, rules, missed, days, refused, rejected }: RuleForm): Watch {
  switch (kind) {
    case 'signal':
      return { kind, measures, rules: rules.toSorted(), per };
    case 'target':
      return { kind, measures, levels, missed, per };
    case 'late':
      return { kind, days: days ?? 1 };
    case 'broken':
      return { kind, refused, rejectedShare: rejected === null ? null : rejected / 100 };
  }
}
