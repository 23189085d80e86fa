import { Type, type Static } from 'typebox';
import { Message, Recipient } from './delivery.ts';
import { uncapital } from './format.ts';
import { LETTER_KINDS, LetterOrder } from './letter.ts';
import { Count, Instant, LocalDate, OneOf, OrNull } from './units.ts';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'By the clock on the wall of the zone: 07:00.' });

/** When a letter is due, by the clock of the schedule's zone. */
export const When = Type.Union([
  Type.Object(
    { kind: Type.Literal('weekly'), days: Type.Array(OneOf(WEEKDAYS), { minItems: 1, maxItems: 7, uniqueItems: true }), time: Time },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('monthly'),
      day: Type.Union([Type.Integer({ minimum: 1, maximum: 31 }), Type.Literal('last')], {
        description: 'A month that is too short takes its last day.',
      }),
      time: Time,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('cron'),
      pattern: Type.String({ minLength: 5, maxLength: 120, description: 'Minute, hour, day of month, month, weekday. Hourly at most.' }),
    },
    { additionalProperties: false },
  ),
]);
export type When = Static<typeof When>;

const NOT_IN_ADDRESS = '\\s@<>()",;:\\\\\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff';
/** A mail address as it is typed: nothing in it that could end a header, begin another recipient or hide. */
export const MailAddress = Type.String({ maxLength: 254, pattern: `^[^${NOT_IN_ADDRESS}]+@[^${NOT_IN_ADDRESS}]+$` });

/** After a time in which the program did not run: the newest of the letters that were missed, or none of them. */
export const MISSED = ['once', 'skip'] as const;
/** When neither data nor register have changed since the letter before. */
export const UNCHANGED = ['send', 'skip'] as const;

/** What a person writes of a schedule. */
export const ScheduleContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    /** Without `on`: the letter is about the last whole week or month of the data. */
    order: LetterOrder,
    when: When,
    /** IANA, as Europe/Dublin: whose clock `when` is read on. The times inside the letter are in the zone of the service. */
    zone: Type.String({ minLength: 1, maxLength: 64 }),
    /** Is told when a letter fails, and again when it works. */
    owner: OrNull(MailAddress),
    recipients: Type.Array(Recipient, { maxItems: 500 }),
    attachPdf: Type.Boolean(),
    missed: OneOf(MISSED),
    unchanged: OneOf(UNCHANGED),
  },
  { additionalProperties: false },
);
export type ScheduleContent = Static<typeof ScheduleContent>;

/** What a new schedule says; what is left out takes its usual value: nothing attached, caught up once, sent also without change. */
export const NewSchedule = Type.Object(
  {
    ...Type.Pick(ScheduleContent, ['name', 'order', 'when', 'zone']).properties,
    ...Type.Partial(Type.Omit(ScheduleContent, ['name', 'order', 'when', 'zone'])).properties,
    paused: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type NewSchedule = Static<typeof NewSchedule>;

/** `revision` is the one that was seen; only what is given changes. */
export const ScheduleChange = Type.Object(
  { revision: Type.Integer({ minimum: 1 }), ...Type.Partial(ScheduleContent).properties },
  { additionalProperties: false },
);
export type ScheduleChange = Static<typeof ScheduleChange>;

/**
 * One due time of a schedule. `due`: waits for its turn or its next try; `making`: being made now; `sending`: kept, and not all messages
 * are over; `done`: kept, and every message is over; `failed`: no letter was made; `skipped`: none was wanted.
 */
export const RUN_STATES = ['due', 'making', 'sending', 'done', 'failed', 'skipped'] as const;
export type RunState = (typeof RUN_STATES)[number];
export const Run = Type.Object({
  id: Type.String(),
  schedule: Type.String(),
  dueAt: Instant,
  state: OneOf(RUN_STATES),
  /** What became of it, as a sentence. */
  words: Type.String(),
  tries: Count,
  nextTryAt: OrNull(Instant),
  endedAt: OrNull(Instant),
  /** Id of the kept letter. */
  letter: OrNull(Type.String()),
});
export type Run = Static<typeof Run>;

/** Messages of a letter by what became of them. `unsent`: recipients for whom no channel was set when the letter was made. */
export const Delivered = Type.Object({ sent: Count, waiting: Count, failed: Count, stopped: Count, unsent: Count });
export type Delivered = Static<typeof Delivered>;

/** A line of the archive. */
export const LetterLine = Type.Object({
  id: Type.String(),
  /** Null for a letter of the house. */
  process: OrNull(Type.String()),
  /** The schedule it was made by, if one. */
  schedule: OrNull(Type.Object({ id: Type.String(), name: Type.String() })),
  kind: OneOf(LETTER_KINDS),
  subject: Type.String(),
  periodWords: Type.String(),
  headline: Type.String(),
  quiet: Type.Boolean(),
  dataVersion: Count,
  check: Type.String(),
  /** Of its run; null for a letter that a person asked for. */
  dueAt: OrNull(Instant),
  madeAt: Instant,
  deliveries: Delivered,
  /** “Sent to 9 people.”, “Sent to 7 of 9; 2 were refused.”, “Kept. No mail server is set, so nothing was sent.” */
  words: Type.String(),
});
export type LetterLine = Static<typeof LetterLine>;

/** What is known of a kept letter beside the letter itself. */
export const LetterMeta = Type.Object({
  ...LetterLine.properties,
  order: LetterOrder,
  recipients: Type.Array(Recipient),
  attachPdf: Type.Boolean(),
  /** Of the PDF when it is saved. */
  fileName: Type.String(),
  /** Names of the kept files: `letter.pdf`, `mail.html`, `mail.txt`, `letter.json` and the drawings of the mail. */
  files: Type.Array(Type.String()),
  /** The letters of the same schedule before and after it. */
  before: OrNull(Type.String()),
  after: OrNull(Type.String()),
});
export type LetterMeta = Static<typeof LetterMeta>;

/** A schedule as the page shows it. */
export const Schedule = Type.Object({
  id: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  /** Null for a letter of the house. */
  process: OrNull(Type.String()),
  ...ScheduleContent.properties,
  paused: Type.Boolean(),
  madeAt: Instant,
  changedAt: Instant,
  removedAt: OrNull(Instant),
  /** Null while it is paused or removed, and where its pattern never comes again. */
  nextDueAt: OrNull(Instant),
  /** “Each Monday at 07:00”. */
  whenWords: Type.String(),
  /** “Monday 23 November 2026, 07:00”, by the clock of its zone; empty without one. */
  nextWords: Type.String(),
  /** What stands in the way of letters, told to the owner; null while all is well. */
  trouble: OrNull(Type.Object({ since: Instant, words: Type.String() })),
  lastRun: OrNull(Run),
  lastLetter: OrNull(LetterLine),
  /** Who left by the link in the letter. */
  left: Type.Array(Type.Object({ recipient: Recipient, at: Instant })),
});
export type Schedule = Static<typeof Schedule>;

/** `POST /api/v1/letters`: a letter now, for whoever asks. */
export const LetterSend = Type.Object(
  { order: LetterOrder, recipients: Type.Array(Recipient, { maxItems: 500 }), attachPdf: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export type LetterSend = Static<typeof LetterSend>;

export const KeptLetter = Type.Object({ meta: LetterMeta, deliveries: Type.Array(Message) });

/** `POST /api/v1/schedules/times`: what a choice of times comes to. */
export const TimesOrder = Type.Object({ when: When, zone: ScheduleContent.properties.zone }, { additionalProperties: false });
export const Times = Type.Object({
  /** “Each Monday at 07:00”. */
  words: Type.String(),
  next: Type.Array(
    Type.Object({
      at: Instant,
      day: LocalDate,
      /** “Monday 23 November 2026, 07:00”. */
      words: Type.String(),
      /** Where the clocks change: “02:30 does not exist that night; the letter is made at 03:00.” Else empty. */
      note: Type.String(),
    }),
  ),
});
export type Times = Static<typeof Times>;

const NAMES: Readonly<Record<Weekday, string>> = {
  monday: 'Monday',
  tuesday: 'Tuesday',
  wednesday: 'Wednesday',
  thursday: 'Thursday',
  friday: 'Friday',
  saturday: 'Saturday',
  sunday: 'Sunday',
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** `1st`, `22nd`, `13th`. */
const ordinal = (day: number): string => {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${String(day)}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
};

/** Days as one says them: “Monday and Thursday”, “weekday”, “day”. */
function daysInWords(days: readonly Weekday[]): string {
  const chosen = WEEKDAYS.filter((day) => days.includes(day));
  if (chosen.length === 7) return 'day';
  if (chosen.length === 5 && !chosen.includes('saturday') && !chosen.includes('sunday')) return 'weekday';
  return listed(chosen.map((day) => NAMES[day]));
}

/** “Each Monday and Thursday at 07:00”, “On the 1st of each month at 07:00”, “By the pattern 0 7 * * 1”. */
export function whenInWords(when: When): string {
  if (when.kind === 'cron') return `By the pattern ${when.pattern.trim()}`;
  if (when.kind === 'weekly') return `Each ${daysInWords(when.days)} at ${when.time}`;
  if (when.day === 'last') return `On the last day of each month at ${when.time}`;
  const short = when.day > 28 ? ', on the last day of a month that is shorter' : '';
  return `On the ${ordinal(when.day)} of each month at ${when.time}${short}`;
}

/** “9 people”, “1 person and 1 folder”, “nobody”. */
export function recipientsInWords(recipients: readonly Pick<Recipient, 'channel'>[]): string {
  const count = (channel: Recipient['channel'], one: string, many: string) => {
    const n = recipients.filter((recipient) => recipient.channel === channel).length;
    return n === 0 ? [] : [`${String(n)} ${n === 1 ? one : many}`];
  };
  const parts = [...count('mail', 'person', 'people'), ...count('webhook', 'webhook', 'webhooks'), ...count('folder', 'folder', 'folders')];
  return parts.length === 0 ? 'nobody' : listed(parts);
}

/** The last foot of a letter: “Sent each Monday at 07:00 to 9 people.” */
export function sendingInWords({ when, recipients }: Pick<ScheduleContent, 'when' | 'recipients'>): string {
  const words = whenInWords(when);
  const verb = recipients.length === 0 ? 'Made' : 'Sent';
  const to = recipients.length === 0 ? '' : ` to ${recipientsInWords(recipients)}`;
  return `${verb} ${uncapital(words)}${to}.`;
}
