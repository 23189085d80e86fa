import { parseDuration, writeDuration } from '../../../../../model/duration-text.ts';
import { STEPS_AFTER, type AfterDelivery, type BlueprintCheck } from '../../../../../model/after-delivery.ts';

/** A check while a person puts it together: what stands in the fields of its row. */
export interface CheckDraft {
  activity: string;
  of: string;
  limit: string;
  failedBy: string[];
  result: string;
  /** Values of the result that mean “passed”, parted by commas. */
  passes: string;
}

/** The limits, the amount, the checks and what a record must hold, as text. */
export interface AfterDraft {
  invoiceLimit: string;
  paymentLimit: string;
  resolutionLimit: string;
  amount: string;
  checks: CheckDraft[];
  activities: string[];
  attributes: string[];
}

export const newCheck = (): CheckDraft => ({ activity: '', of: '', limit: '', failedBy: [], result: '', passes: '' });

const time = (ms: number | undefined) => (ms === undefined ? '' : writeDuration(ms));

/** The form of what the blueprint says. */
export const afterDraft = (after: AfterDelivery): AfterDraft => ({
  invoiceLimit: time(after.invoiceLimitMs),
  paymentLimit: time(after.paymentLimitMs),
  resolutionLimit: time(after.resolutionLimitMs),
  amount: after.amount ?? '',
  checks: (after.checks ?? []).map((check) => ({
    activity: check.activity,
    of: check.of ?? '',
    limit: time(check.limitMs),
    failedBy: [...(check.failedBy ?? [])],
    result: check.result ?? '',
    passes: (check.passes ?? []).join(', '),
  })),
  activities: [...(after.mandatory?.activities ?? [])],
  attributes: [...(after.mandatory?.attributes ?? [])],
});

class Fault extends Error {}

function limitOf(text: string, name: string): number | undefined {
  if (text.trim() === '') return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new Fault(`${name}: “${text.trim()}” is not a length of time. Write 30 min, 2 h or 14 days.`);
  return ms;
}

function checkOf(draft: CheckDraft): BlueprintCheck {
  const activity = draft.activity.trim();
  if (activity === '') throw new Fault('A check has no activity. Choose one, or remove the check.');
  const passes = draft.passes
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if ((draft.result === '') !== (passes.length === 0))
    throw new Fault(`“${activity}”: an outcome needs the attribute that holds it and the values that mean passed.`);
  const limitMs = limitOf(draft.limit, activity);
  return {
    activity,
    ...(draft.of === '' ? {} : { of: draft.of }),
    ...(limitMs === undefined ? {} : { limitMs }),
    ...(draft.failedBy.length === 0 ? {} : { failedBy: [...draft.failedBy] }),
    ...(draft.result === '' ? {} : { result: draft.result, passes }),
  };
}

/**
 * The part of a blueprint that the form says beside the steps it does not show, or what is wrong with it. `checks` stay unsaid, so that
 * names are asked, as long as nobody has said any; taking the last one away says that there are none.
 */
export function afterOfDraft(draft: AfterDraft, before: AfterDelivery): { after: AfterDelivery } | { fault: string } {
  const { checks } = before;
  const steps = Object.fromEntries(STEPS_AFTER.flatMap((step) => (before[step] === undefined ? [] : [[step, before[step]]])));
  try {
    const limits = {
      invoiceLimitMs: limitOf(draft.invoiceLimit, 'Delivered to invoice'),
      paymentLimitMs: limitOf(draft.paymentLimit, 'Invoice to payment'),
      resolutionLimitMs: limitOf(draft.resolutionLimit, 'Complaint to resolved'),
    };
    const { activities, attributes } = draft;
    return {
      after: {
        ...steps,
        ...Object.fromEntries(Object.entries(limits).filter(([, ms]) => ms !== undefined)),
        ...(draft.amount === '' ? {} : { amount: draft.amount }),
        ...(draft.checks.length === 0 && checks === undefined ? {} : { checks: draft.checks.map(checkOf) }),
        ...(activities.length + attributes.length === 0
          ? {}
          : {
              mandatory: {
                ...(activities.length === 0 ? {} : { activities: [...activities] }),
                ...(attributes.length === 0 ? {} : { attributes: [...attributes] }),
              },
            }),
      },
    };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}
