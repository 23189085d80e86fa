import { Type, type Static } from 'typebox';
import { Recipient } from './delivery.ts';
import { Count, Instant, LocalDate, OneOf, OrNull } from './units.ts';

/** A cause that comes back within so many days of its end goes on with the episode of before. */
export const REOPEN_DAYS = 14;
/** From this many cases on, a share is held against its goal. */
export const LEAST_FOR_GOAL = 10;

/** What a rule looks at: signals of control charts, targets, data that don't come, data that come broken. */
export const WATCH_KINDS = ['signal', 'target', 'late', 'broken'] as const;
export type WatchKind = (typeof WATCH_KINDS)[number];
/** When a target counts as missed: by the newest whole period, by limits that never reach it, by the share within it against its goal. */
export const MISSED_BY = ['newest', 'never', 'share'] as const;
export type MissedBy = (typeof MISSED_BY)[number];

const Id = Type.String({ minLength: 1, maxLength: 300 });
const Chosen = Type.Union([Type.Array(Id, { maxItems: 200 }), Type.Null()], { description: 'By their ids; null for all there are.' });
const Per = OneOf(['day', 'week', 'month']);

/** Control charts: the newest whole period is part of one of the chosen rules, for the worse; of a neutral measure either way. */
export const SignalWatch = Type.Object(
  {
    kind: Type.Literal('signal'),
    measures: Chosen,
    rules: Type.Array(Type.Integer({ minimum: 1, maximum: 4 }), { minItems: 1, maxItems: 4, uniqueItems: true }),
    per: Per,
  },
  { additionalProperties: false },
);
/** Measures against their targets, and the share of times within each service level against its goal. */
export const TargetWatch = Type.Object(
  {
    kind: Type.Literal('target'),
    measures: Chosen,
    levels: Chosen,
    missed: Type.Array(OneOf(MISSED_BY), { minItems: 1, uniqueItems: true }),
    per: Per,
  },
  { additionalProperties: false },
);
/** No new data for `days` beyond what is usual, by the clock on the wall. */
export const LateWatch = Type.Object(
  { kind: Type.Literal('late'), days: Type.Integer({ minimum: 1, maximum: 366 }) },
  { additionalProperties: false },
);
/** Files that were refused, and files of which more rows than `rejectedShare` (0..1) were. */
export const BrokenWatch = Type.Object(
  { kind: Type.Literal('broken'), refused: Type.Boolean(), rejectedShare: OrNull(Type.Number({ exclusiveMinimum: 0, maximum: 1 })) },
  { additionalProperties: false },
);
export const Watch = Type.Union([SignalWatch, TargetWatch, LateWatch, BrokenWatch]);
export type Watch = Static<typeof Watch>;
export type WatchOf<K extends WatchKind> = Extract<Watch, { kind: K }>;

const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
/** Hours of each day, in the zone of the service, in which nothing is sent; `18:00` to `07:00` goes over midnight. */
export const QuietHours = Type.Object(
  { from: TimeOfDay, to: TimeOfDay, weekends: Type.Boolean({ description: 'Saturday and Sunday the whole day, too.' }) },
  { additionalProperties: false },
);
export type QuietHours = Static<typeof QuietHours>;

/** What a person writes of a rule. */
export const AlertRuleContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
    watch: Watch,
    recipients: Type.Array(Recipient, { maxItems: 100, description: 'Nobody: what is found stands on the page and in the letter.' }),
    /** The first reminder so many days after the message, then after twice, four and eight times as many; null for none. */
    remindAfterDays: OrNull(Type.Integer({ minimum: 1, maximum: 90 })),
    /** An alert ends when its cause has been gone for so many days; 0 at once. */
    closeAfterDays: Type.Integer({ minimum: 0, maximum: 90 }),
    quiet: OrNull(QuietHours),
    /** It goes on looking and says nothing. */
    muted: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type AlertRuleContent = Static<typeof AlertRuleContent>;

export const AlertRule = Type.Object({
  id: Type.String(),
  process: Type.String(),
  revision: Count,
  ...AlertRuleContent.properties,
  madeAt: Instant,
  changedAt: Instant,
  removedAt: OrNull(Instant),
});
export type AlertRule = Static<typeof AlertRule>;

/** Only what is given changes; `revision` is the one that was looked at. */
export const AlertRuleChange = Type.Object(
  { revision: Count, ...Type.Partial(AlertRuleContent).properties },
  { additionalProperties: false },
);
export type AlertRuleChange = Static<typeof AlertRuleChange>;

/** What an alert is about: a measure, a target, the data. */
export const SUBJECT_KINDS = ['measure', 'level', 'data', 'import'] as const;

/** What was found, as of the last look. Names and files are foreign text. */
export const Finding = Type.Object(
  {
    /** The same for the same cause: `signal:wait-for-triage:up`. */
    cause: Type.String(),
    kind: OneOf(WATCH_KINDS),
    subject: Type.Object({ kind: OneOf(SUBJECT_KINDS), id: Type.String(), name: Type.String() }),
    /** What is wrong, after the name: “8 weeks above the centre line, 62 min”. */
    words: Type.String(),
    /** Worse for those whose direction is known; a neutral measure is only high or low. */
    tone: OneOf(['worse', 'neutral']),
    /** Day from which on it is so, where the data know. */
    since: OrNull(LocalDate),
    /** Another value says that it happened once more. */
    occurrence: Type.String(),
    /** Where it can be seen, after the address of the server. */
    href: Type.String(),
  },
  { additionalProperties: false },
);
export type Finding = Static<typeof Finding>;

export const EPISODE_STATES = ['open', 'closed'] as const;

/**
 * One cause from its first alert to its end, and again where it comes back soon. The same cause never has two open episodes in a rule.
 */
export const Episode = Type.Object({
  id: Type.String(),
  process: Type.String(),
  rule: Type.String(),
  state: OneOf(EPISODE_STATES),
  finding: Finding,
  /** Of the first time, and of the newest time it came back. */
  openedAt: Instant,
  reopenedAt: OrNull(Instant),
  closedAt: OrNull(Instant),
  closedBy: OrNull(OneOf(['gone', 'person'])),
  /** How often it has been open: 2 when it came back once. */
  times: Type.Integer({ minimum: 1 }),
  /** Since when the cause is gone; null while it stands. */
  goneSince: OrNull(Instant),
  /** The cause as it stands now is settled by a person's word: only its coming back opens the episode. */
  settled: Type.Boolean(),
  /** Day from which on messages go out again, in the zone of the service. */
  snoozedUntil: OrNull(LocalDate),
  muted: Type.Boolean(),
  /** Of this time of being open. */
  reminders: Count,
  nextReminderAt: OrNull(Instant),
  lastSeenAt: Instant,
  dataVersion: Count,
});
export type Episode = Static<typeof Episode>;

export const EPISODE_EVENTS = [
  'opened',
  'again',
  'gone',
  'back',
  'closed',
  'reopened',
  'reminded',
  'told',
  'snoozed',
  'woken',
  'muted',
  'unmuted',
  'settled',
  'unsettled',
] as const;
export type EpisodeEvent = (typeof EPISODE_EVENTS)[number];

/** A line of the history of an episode, which is only ever added to. */
export const EpisodeEntry = Type.Object({
  id: Count,
  at: Instant,
  by: Type.String(),
  kind: OneOf(EPISODE_EVENTS),
  words: Type.String(),
  dataVersion: OrNull(Count),
});
export type EpisodeEntry = Static<typeof EpisodeEntry>;

/** Why something is told now. */
export const NOTICE_KINDS = ['opened', 'reopened', 'reminder', 'closed', 'standing'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A line of a message, as it was sent. */
export const AlertLine = Type.Object({
  episode: Type.String(),
  kind: OneOf(NOTICE_KINDS),
  name: Type.String(),
  words: Type.String(),
  href: Type.String(),
});
export type AlertLine = Static<typeof AlertLine>;

/** What one message says; several alerts of a rule that come together are one. */
export const AlertMessage = Type.Object({
  id: Type.String(),
  process: Type.String(),
  service: Type.String(),
  rule: Type.String(),
  ruleName: Type.String(),
  madeAt: Instant,
  subject: Type.String(),
  lines: Type.Array(AlertLine),
  zone: Type.String(),
  dataVersion: Count,
});
export type AlertMessage = Static<typeof AlertMessage>;

/** An episode with what a page needs of it. */
export const EpisodeView = Type.Object({
  ...Episode.properties,
  ruleName: Type.String(),
  /** In one sentence, with since when and how often. */
  sentence: Type.String(),
  /** An improvement under way with this measure; null where nobody has taken it up. */
  improvement: OrNull(Type.Object({ id: Type.String(), name: Type.String() })),
});
export type EpisodeView = Static<typeof EpisodeView>;

/** A rule with what it finds and when it last looked. */
export const RuleView = Type.Object({
  ...AlertRule.properties,
  /** What it looks at, in words. */
  sentence: Type.String(),
  open: Count,
  /** Messages that wait for the end of its quiet hours. */
  waiting: Count,
  lookedAt: OrNull(Instant),
  /** Why it could not look, in words. */
  problem: OrNull(Type.String()),
});
export type RuleView = Static<typeof RuleView>;

const Choice = Type.Object({ id: Type.String(), name: Type.String() });

export const AlertList = Type.Object({
  rules: Type.Array(RuleView),
  episodes: Type.Array(EpisodeView),
  /** Rules that were deleted and can be brought back, newest first. */
  removed: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), removedAt: Instant })),
  /** What a rule can be about: measures, those of them that have a target, service levels with a goal. */
  choices: Type.Object({ measures: Type.Array(Choice), withTarget: Type.Array(Type.String()), levels: Type.Array(Choice) }),
});
export type AlertList = Static<typeof AlertList>;
