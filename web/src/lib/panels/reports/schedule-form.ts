import { isZone } from '../../../../../model/calendar.ts';
import { isMailAddress, type Channel, type Recipient } from '../../../../../model/delivery.ts';
import { CHOSEN_SECTIONS, USUAL_SECTIONS, type ChosenSection, type LetterKind, type LetterOrder } from '../../../../../model/letter.ts';
import {
  recipientsInWords,
  whenInWords,
  type Schedule,
  type ScheduleChange,
  type ScheduleContent,
  type Weekday,
  type When,
} from '../../../../../model/schedule.ts';
import { KIND_NAMES } from './schedule-words.ts';
import { byName } from '../../../../../model/ordered-json.ts';

/** What a person has written of a letter that goes out by itself. The scope stands in the address of the page. */
export interface ScheduleForm {
  name: string;
  kind: LetterKind;
  /** Of the A3: `imp-001`. */
  improvement: string;
  sections: ChosenSection[];
  by: When['kind'];
  days: Weekday[];
  time: string;
  day: number | 'last';
  pattern: string;
  zone: string;
  owner: string;
  recipients: Recipient[];
  attachPdf: boolean;
  missed: ScheduleContent['missed'];
  unchanged: ScheduleContent['unchanged'];
}

export const SECTION_NAMES: Readonly<Record<ChosenSection, string>> = {
  measures: 'Measures with their weekly lines',
  ribbon: 'The ribbon, from intake to follow-up',
  alerts: 'Alerts since the letter before',
  lost: 'Where hours are lost',
  improvements: 'Improvements with their verdicts',
  satisfaction: 'Satisfaction by stage',
  comments: 'What people wrote, in their own words',
};

/** A letter as most want it: Monday at seven, by the clock of the service. */
export const blankForm = (process: { id: string; zone: string } | null, zone: string): ScheduleForm => ({
  name: process === null ? 'All services, weekly' : KIND_NAMES.weekly,
  kind: process === null ? 'house' : 'weekly',
  improvement: '',
  sections: [...USUAL_SECTIONS],
  by: 'weekly',
  days: ['monday'],
  time: '07:00',
  day: 1,
  pattern: '0 7 * * 1-5',
  zone: process?.zone ?? zone,
  owner: '',
  recipients: [],
  attachPdf: false,
  missed: 'once',
  unchanged: 'send',
});

/** The form as the way to it asked: for a kind of letter, or for the A3 of an improvement. */
export function begunWith(form: ScheduleForm, begin: { kind: string; improvement: string } | undefined): ScheduleForm {
  const kind = (['weekly', 'monthly', 'improvement'] as const).find((one) => one === begin?.kind);
  if (kind === undefined || form.kind === 'house') return form;
  return {
    ...form,
    kind,
    name: KIND_NAMES[kind],
    improvement: kind === 'improvement' ? (begin?.improvement ?? '') : '',
    by: kind === 'monthly' ? 'monthly' : form.by,
  };
}

/** The form of a schedule as it is. */
export function formOf(schedule: ScheduleContent): ScheduleForm {
  const { when, order } = schedule;
  const blank = blankForm(null, schedule.zone);
  return {
    ...blank,
    name: schedule.name,
    kind: order.kind,
    improvement: order.improvement ?? '',
    sections: [...(order.sections ?? USUAL_SECTIONS)],
    by: when.kind,
    ...(when.kind === 'weekly' ? { days: [...when.days], time: when.time } : {}),
    ...(when.kind === 'monthly' ? { day: when.day, time: when.time } : {}),
    ...(when.kind === 'cron' ? { pattern: when.pattern } : {}),
    zone: schedule.zone,
    owner: schedule.owner ?? '',
    recipients: schedule.recipients.map(({ channel, to }) => ({ channel, to })),
    attachPdf: schedule.attachPdf,
    missed: schedule.missed,
    unchanged: schedule.unchanged,
  };
}

export function whenOf(form: Pick<ScheduleForm, 'by' | 'days' | 'time' | 'day' | 'pattern'>): When {
  if (form.by === 'cron') return { kind: 'cron', pattern: form.pattern.trim() };
  if (form.by === 'monthly') return { kind: 'monthly', day: form.day, time: form.time };
  return { kind: 'weekly', days: [...form.days], time: form.time };
}

/** Whether a letter of this kind has parts to choose from and is about a choice of cases. */
export const isAboutCases = (kind: LetterKind): boolean => kind === 'weekly' || kind === 'monthly';

/** What the letter is to be about; null while the form does not name an improvement it needs. */
export function orderOf(
  form: Pick<ScheduleForm, 'kind' | 'improvement' | 'sections'>,
  process: string | null,
  scope: string,
): LetterOrder | null {
  if (form.kind === 'house') return { kind: 'house' };
  if (process === null) return null;
  if (form.kind === 'improvement') return form.improvement === '' ? null : { kind: 'improvement', process, improvement: form.improvement };
  const sections = CHOSEN_SECTIONS.filter((section) => form.sections.includes(section));
  return { kind: form.kind, process, ...(scope === '' ? {} : { scope }), sections };
}

/** What is kept; null where `wants` says what is missing. */
export function contentOf(form: ScheduleForm, process: string | null, scope: string): ScheduleContent | null {
  const order = orderOf(form, process, scope);
  if (order === null || wants(form) !== '') return null;
  return {
    name: form.name.trim(),
    order,
    when: whenOf(form),
    zone: form.zone.trim(),
    owner: form.owner.trim() === '' ? null : form.owner.trim(),
    recipients: form.recipients,
    attachPdf: form.attachPdf,
    missed: form.missed,
    unchanged: form.unchanged,
  };
}

export { isMailAddress as isAddress };

/** What the form still wants before it can be kept, as a sentence; nothing when all is there. */
export function wants(form: ScheduleForm): string {
  if (form.name.trim() === '') return 'Give the letter a name.';
  if (form.kind === 'improvement' && form.improvement === '') return 'Choose the improvement it tells of.';
  if (form.by === 'weekly' && form.days.length === 0) return 'Choose at least one weekday.';
  if (form.by !== 'cron' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(form.time)) return 'Say at what time it goes out.';
  if (form.by === 'cron' && form.pattern.trim().split(/\s+/).length !== 5)
    return 'A pattern has five parts: minute, hour, day, month, weekday.';
  if (!isZone(form.zone.trim())) return 'Choose the time zone of the clock.';
  if (form.owner.trim() !== '' && !isMailAddress(form.owner.trim())) return 'The owner’s address is no mail address.';
  return '';
}

const sameRecipient = (one: Recipient, other: Recipient): boolean =>
  one.channel === other.channel && one.to.toLowerCase() === other.to.toLowerCase();

/**
 * Addresses out of what a person typed or pasted: with commas, semicolons, spaces or lines between, with names (`Ann <ann@example.org>`)
 * or without. `wrong` are pieces that are no addresses, as they were typed.
 */
export function addressesIn(text: string): { addresses: string[]; wrong: string[] } {
  const addresses: string[] = [];
  const wrong: string[] = [];
  for (const line of text.split(/[\n,;]+/)) {
    const bracketed = /<([^<>]*)>/.exec(line)?.[1];
    const pieces = bracketed === undefined ? line.trim().split(/\s+/) : [bracketed.trim()];
    for (const piece of pieces.filter(Boolean)) (isMailAddress(piece) ? addresses : wrong).push(piece);
  }
  return { addresses: [...new Set(addresses)], wrong };
}

/** The recipients with more of a channel; nobody twice. */
export function withRecipients(all: readonly Recipient[], channel: Channel, to: readonly string[]): Recipient[] {
  const fresh = to.map((one): Recipient => ({ channel, to: one }));
  return [...all, ...fresh.filter((one, at) => !all.concat(fresh.slice(0, at)).some((other) => sameRecipient(one, other)))];
}

/** A part of a schedule that two people can change at the same time. */
export type Part = 'name' | 'order' | 'when' | 'zone' | 'owner' | 'recipients' | 'attachPdf' | 'missed' | 'unchanged';
export const PART_NAMES: Readonly<Record<Part, string>> = {
  name: 'Name',
  order: 'What is in it',
  when: 'When',
  zone: 'Time zone',
  owner: 'Owner',
  recipients: 'Recipients',
  attachPdf: 'PDF attached',
  missed: 'After a time in which nothing ran',
  unchanged: 'Without any change',
};
export const PARTS = Object.keys(PART_NAMES) as Part[];

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one, byName) === JSON.stringify(other, byName);

/** The parts in which two versions differ. */
export const differing = (one: ScheduleContent, other: ScheduleContent): Part[] => PARTS.filter((part) => !same(one[part], other[part]));

/** What is sent: only what was changed, so that nothing else of the schedule is touched. */
export function changeOf(base: Schedule, now: ScheduleContent): ScheduleChange {
  return { revision: base.revision, ...Object.fromEntries(differing(base, now).map((part) => [part, now[part]])) };
}

/** Where both changed the same part to different things. `base` is what both began with. */
export const clashes = (base: ScheduleContent, mine: ScheduleContent, theirs: ScheduleContent): Part[] =>
  differing(base, mine).filter((part) => !same(theirs[part], base[part]) && !same(theirs[part], mine[part]));

/** My changes on top of what others saved: parts I did not touch are theirs. */
export function rebased(base: ScheduleContent, mine: ScheduleContent, theirs: ScheduleContent): ScheduleContent {
  const touched = new Set(differing(base, mine));
  return Object.fromEntries(PARTS.map((part) => [part, touched.has(part) ? mine[part] : theirs[part]])) as unknown as ScheduleContent;
}

/** A part in words, for who has to choose between two versions of it. */
export function partWords(content: ScheduleContent, part: Part): string {
  if (part === 'when') return whenInWords(content.when);
  if (part === 'recipients')
    return content.recipients.length > 6
      ? recipientsInWords(content.recipients)
      : content.recipients.map(({ to }) => to).join(', ') || 'nobody';
  if (part === 'order') {
    const { kind, sections, scope, improvement } = content.order;
    const parts = isAboutCases(kind) ? ` with ${String((sections ?? USUAL_SECTIONS).length)} parts` : '';
    return `${KIND_NAMES[kind]}${improvement === undefined ? '' : ` ${improvement}`}${parts}${scope === undefined || scope === '' ? '' : `, of ${decodeURIComponent(scope)}`}`;
  }
  if (part === 'attachPdf') return content.attachPdf ? 'yes' : 'no';
  if (part === 'missed') return content.missed === 'once' ? 'caught up once' : 'skipped';
  if (part === 'unchanged') return content.unchanged === 'send' ? 'sent all the same' : 'skipped';
  return content[part] ?? 'nobody';
}

export const isScheduleForm = (value: unknown): value is ScheduleForm =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(blankForm(null, 'UTC')).every((key) => key in value) &&
  Array.isArray((value as ScheduleForm).recipients) &&
  Array.isArray((value as ScheduleForm).sections) &&
  Array.isArray((value as ScheduleForm).days);
