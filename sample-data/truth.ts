import { addDays, addMonths, localDay, startOfDay } from '../model/calendar.ts';
import { DAY, HOUR } from '../model/units.ts';
import { deskBlueprint } from './desk-blueprint.ts';
import { CARETAKEN, DESK } from './desk-model.ts';
import { edBlueprint } from './ed-blueprint.ts';
import { changeAt, ED } from './ed-model.ts';
import type { Simulated } from './ed.ts';
import type { RecordedAnswer, RecordedCase } from './record.ts';
import { csatWorth, npsWorth } from './reference-voice.ts';
import { quarterOf, waitsOf } from './reference-waits.ts';
import { deliveredAt, designOf, hasEnded, quantile, rankHandOvers, stageWaits, type Design } from './reference.ts';
import {
  bottleneckTruth,
  groupTruth,
  invoiceTruth,
  openAmountTruth,
  reversalTruth,
  reworkTruth,
  slopeTruth,
  unhappyTruth,
} from './truth-found.ts';

const iso = (instant: number) => new Date(instant).toISOString();
const share = (part: number, whole: number) => (whole === 0 ? null : Math.round((part / whole) * 1e6) / 1e6);
const minutes = (ms: number | null) => (ms === null ? null : Math.round((ms / 60_000) * 100) / 100);
const withActivity = (cases: readonly RecordedCase[], activity: string) =>
  cases.filter((one) => one.steps.some((step) => step.activity === activity));

/** What every service's truth holds: counts, and where the hours are lost. */
function commonTruth(simulated: Simulated, answers: readonly RecordedAnswer[], design: Design, zone: string) {
  const { cases, end } = simulated;
  const steps = cases.flatMap((one) => one.steps);
  const month = lastMonth(end, zone);
  const inMonth = cases.filter(
    (one) => hasEnded(one, design) && deliveredAt(one, design) >= month.from && deliveredAt(one, design) < month.to,
  );
  const times = inMonth.map((one) => deliveredAt(one, design) - one.arrived);
  const top = (scope: readonly RecordedCase[]) => rankHandOvers(scope, cases, design).slice(0, 5);
  return {
    cases: cases.length,
    events: steps.length,
    activities: Object.fromEntries([...countBy(steps.map((step) => step.activity))].sort((a, b) => (a[0] < b[0] ? -1 : 1))),
    variants: new Set(cases.map((one) => one.steps.map((step) => step.activity).join('\n'))).size,
    endedCases: cases.filter((one) => hasEnded(one, design)).length,
    firstAt: iso(steps.reduce((least, step) => Math.min(least, step.start), Infinity)),
    lastAt: iso(steps.reduce((most, step) => Math.max(most, step.end ?? step.start), 0)),
    answers: {
      whole: answers.filter((one) => one.stage === '').length,
      stage: answers.filter((one) => one.stage !== '').length,
      perCase: share(answers.filter((one) => one.stage === '').length, cases.length),
      comments: answers.filter((one) => one.comment !== '').length,
    },
    handOvers: top(cases),
    lastMonth: {
      from: localDay(month.from, zone),
      to: localDay(month.to, zone),
      cases: inMonth.length,
      medianTimeMs: quantile(times, 0.5),
      p90TimeMs: quantile(times, 0.9),
      handOvers: top(inMonth),
    },
  };
}

function lastMonth(end: number, zone: string): { from: number; to: number } {
  const to = addMonths(localDay(end, zone), 0);
  return { from: startOfDay(addMonths(to, -1), zone), to: startOfDay(to, zone) };
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Medians of a stage's wait before and after the change, and of each week, in minutes. */
function waitTruth(simulated: Simulated, design: Design, stage: string) {
  const change = changeAt();
  const waits = stageWaits(simulated.cases, design, stage, true);
  const monday = (week: number) => startOfDay(addDays(ED.firstDay, week * 7), ED.zone);
  const weeks = Math.max(1, Math.ceil((simulated.end - startOfDay(ED.firstDay, ED.zone)) / (7 * DAY)));
  const starts = Array.from({ length: weeks + 1 }, (_, week) => monday(week));
  const median = (from: number, to: number) =>
    minutes(
      quantile(
        waits.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms),
        0.5,
      ),
    );
  return {
    beforeMedianMinutes: median(0, change),
    afterMedianMinutes: median(change, Infinity),
    weeklyMedianMinutes: starts.slice(0, -1).map((from, week) => median(from, starts[week + 1]!)),
  };
}

export function edTruth(simulated: Simulated, answers: readonly RecordedAnswer[]) {
  const design = designOf(edBlueprint);
  const { cases } = simulated;
  const left = cases.filter((one) => hasEnded(one, design));
  const late = new Map(stageWaits(cases, design, 'Assessment', true).map(({ at, ms }) => [at, ms]));
  const waitedLong = (one: RecordedCase) =>
    one.steps.some((step) => step.activity === 'Clinician assessment' && (late.get(step.start) ?? 0) > 60 * 60_000);
  const byId = new Map(cases.map((one) => [one.id, one]));
  const whole = answers.filter((one) => one.stage === '' && withActivity([byId.get(one.case)!], 'Clinician assessment').length > 0);
  const satisfied = (list: readonly RecordedAnswer[]) => share(list.filter((one) => one.score >= 4).length, list.length);
  const waits = waitsOf(cases, 'Triage', 'Clinician assessment');
  return {
    ...commonTruth(simulated, answers, design, ED.zone),
    bottleneck: bottleneckTruth(cases, design),
    nightShortage: groupTruth(waits, HOUR, quarterOf(ED.zone)),
    priorityEffect: groupTruth(waits, HOUR, ({ of }) => of.attributes[0] ?? ''),
    rework: reworkTruth(cases),
    unhappyVariant: unhappyTruth(cases, answers, csatWorth),
    slope: slopeTruth(waits, answers, csatWorth, ({ attributes }) => attributes.slice(0, 2)),
    change: {
      week: ED.changeWeek,
      date: localDay(changeAt(), ED.zone),
      what: 'A second triage nurse from 10:00 to 20:00, who is missing at assessment.',
      triage: waitTruth(simulated, design, 'Triage'),
      assessment: waitTruth(simulated, design, 'Assessment'),
    },
    leftUnseenShare: share(withActivity(left, 'Left before being seen').length, left.length),
    admittedShare: share(withActivity(left, 'Admit to ward').length, left.length),
    observedShare: share(withActivity(left, 'Observe').length, left.length),
    satisfiedShare: satisfied(answers.filter((one) => one.stage === '')),
    satisfiedShareAssessedWithinHour: satisfied(whole.filter((one) => !waitedLong(byId.get(one.case)!))),
    satisfiedShareAssessedLater: satisfied(whole.filter((one) => waitedLong(byId.get(one.case)!))),
    satisfiedShareByStage: Object.fromEntries(
      edBlueprint.stages.map(({ name }) => [name, satisfied(answers.filter((one) => one.stage === name))]),
    ),
  };
}

export function deskTruth(simulated: Simulated, answers: readonly RecordedAnswer[]) {
  const design = designOf(deskBlueprint);
  const { cases } = simulated;
  const ended = cases.filter((one) => hasEnded(one, design));
  const jobs = withActivity(cases, 'Carry out job');
  const again = jobs.filter((one) => one.steps.filter((step) => step.activity === 'Carry out job').length > 1);
  const failed = jobs.filter((one) =>
    one.steps.some(
      (step, at) => step.activity === 'Check quality' && one.steps.slice(at + 1).some((later) => later.activity === 'Carry out job'),
    ),
  );
  const nps = (list: readonly RecordedAnswer[]) =>
    list.length === 0
      ? null
      : Math.round((100_000 * (list.filter((one) => one.score >= 9).length - list.filter((one) => one.score <= 6).length)) / list.length) /
        1000;
  const complained = new Set(withActivity(cases, 'Record complaint').map((one) => one.id));
  const never = ended.filter((one) => !one.steps.some((step) => step.activity === 'Carry out job'));
  const invoiceWaits = stageWaits(cases, design, 'Billing and payment', false).map(({ ms }) => ms);
  const building = (of: RecordedCase) => of.attributes[1] ?? '';
  return {
    ...commonTruth(simulated, answers, design, DESK.zone),
    bottleneck: bottleneckTruth(cases, design),
    rework: reworkTruth(cases),
    unhappyVariant: unhappyTruth(cases, answers, npsWorth),
    lateInvoices: invoiceTruth(cases, deskBlueprint),
    openAmount: openAmountTruth(cases, deskBlueprint, ({ attributes }) => Number(attributes[5])),
    reversal: reversalTruth(
      cases,
      design,
      { attribute: 'Building', value: CARETAKEN, isOne: (of) => building(of) === CARETAKEN },
      {
        attributes: deskBlueprint.mix ?? [],
        cellOf: ({ attributes }) => [attributes[0] ?? '', attributes[3] ?? '', attributes[4] ?? ''],
        stratum: 2,
      },
    ),
    jobs: jobs.length,
    jobsDoneAgainShare: share(again.length, jobs.length),
    failedCheckShare: share(failed.length, jobs.length),
    complaintShare: share(complained.size, jobs.length),
    complaintsResolvedShare: share(withActivity(cases, 'Resolve complaint').length, complained.size),
    neverAJob: never.length,
    neverAJobShare: share(never.length, ended.length),
    rejected: withActivity(cases, 'Reject request').length,
    withdrawn: withActivity(cases, 'Withdraw request').length,
    invoiced: withActivity(cases, 'Prepare invoice').length,
    waitForInvoiceMedianMinutes: minutes(quantile(invoiceWaits, 0.5)),
    lateInvoiceShare: share(invoiceWaits.filter((ms) => ms > 2 * DAY).length, invoiceWaits.length),
    nps: nps(answers),
    npsWithComplaint: nps(answers.filter((one) => complained.has(one.case))),
    npsWithoutComplaint: nps(answers.filter((one) => !complained.has(one.case))),
  };
}
