import { Type, type Static } from 'typebox';
import { VerdictId } from './improvement-verdict.ts';
import { Count, Instant, LocalDate, OneOf, OrNull } from './units.ts';

/** `weekly` and `monthly`: one service over a period. `improvement`: its A3. `house`: a line for each service. */
export const LETTER_KINDS = ['weekly', 'monthly', 'improvement', 'house'] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/** What a letter can hold, in the order in which it is printed. */
export const SECTION_KINDS = [
  'services',
  'measures',
  'ribbon',
  'asked',
  'alerts',
  'lost',
  'improvements',
  'satisfaction',
  'comments',
  'story',
  'about',
] as const;
export type SectionKind = (typeof SECTION_KINDS)[number];

/** What a reader may leave out; the rest belongs to every letter of its kind. People's own words only when asked for. */
export const CHOSEN_SECTIONS = ['measures', 'ribbon', 'alerts', 'lost', 'improvements', 'satisfaction', 'comments'] as const;
export type ChosenSection = (typeof CHOSEN_SECTIONS)[number];
export const USUAL_SECTIONS: readonly ChosenSection[] = ['measures', 'ribbon', 'alerts', 'lost', 'improvements', 'satisfaction'];

/**
 * One figure of a letter. `value` in its unit as the API has it (ms, 0..1, score, count), null where there is too little; `text` is what
 * every form of the letter prints; `href` leads to the live page at the letter's data version: a path, put after the address of the server.
 */
export const Figure = Type.Object(
  { value: OrNull(Type.Number()), text: Type.String(), href: OrNull(Type.String()) },
  { additionalProperties: false },
);
export type Figure = Static<typeof Figure>;

/** Better and worse only where a rule or an interval says so. */
export const TONES = ['better', 'worse', 'neutral', 'common'] as const;
export const Tone = OneOf(TONES);
export type Tone = Static<typeof Tone>;

const Titled = { title: Type.String(), note: Type.String() };

/** What is wanted of the reader: by an improvement, or by a signal that nobody has taken up. Without items it says that nothing is. */
export const AskedSection = Type.Object({
  kind: Type.Literal('asked'),
  ...Titled,
  items: Type.Array(
    Type.Object({
      /** Printed first and bold: “Decide by 9 November:”. */
      lead: Type.String(),
      words: Type.String(),
      due: OrNull(LocalDate),
      source: OneOf(['improvement', 'signal', 'alert']),
      /** Of the improvement, measure or alert. */
      id: Type.String(),
      href: Type.String(),
    }),
  ),
  /** “Nothing is asked of you this week.” where there are no items, else empty. */
  none: Type.String(),
});

/** The measures with their weekly lines. A letter that is quiet has one sentence in `steady` and no rows. */
export const MeasuresSection = Type.Object({
  kind: Type.Literal('measures'),
  ...Titled,
  /** Heads of the columns `now`, `context` and of the line: “Week 44”, “October”, “26 weeks”. */
  heads: Type.Object({ now: Type.String(), context: Type.String(), line: Type.String() }),
  steady: Type.String(),
  rows: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      /** What it is of: “median”, “of all visits”. */
      sub: Type.String(),
      now: Figure,
      context: Figure,
      /** Text empty without a target. */
      target: Figure,
      /** Points of the line with their limits, as `charts/control-tile.ts` takes them; `target` in the unit of the measure. */
      series: Type.Array(
        Type.Object({
          bucket: LocalDate,
          whole: Type.Boolean(),
          value: OrNull(Type.Number()),
          n: Count,
          signal: OrNull(OneOf(['improvement', 'concern', 'high', 'low'])),
          mean: OrNull(Type.Number()),
          low: OrNull(Type.Number()),
          high: OrNull(Type.Number()),
          phase: Count,
        }),
      ),
      /** Days on which an improvement of this measure began. */
      changes: Type.Array(LocalDate),
      variation: OrNull(OneOf(['improvement', 'concern', 'common', 'high', 'low'])),
      /** Which way the signal points; null without one. */
      direction: OrNull(OneOf(['up', 'down'])),
      assurance: OrNull(OneOf(['always', 'never', 'hit-and-miss'])),
      /** What it means, in words: “8 weeks above the centre line”. */
      meaning: Type.String(),
      /** The line in words, for those who don't see it. */
      alt: Type.String(),
    }),
  ),
});

/** The ribbon: stages from arrival to delivery and after it, in printed whole minutes that add up. */
export const RibbonSection = Type.Object({
  kind: Type.Literal('ribbon'),
  ...Titled,
  waiting: Figure,
  processing: Figure,
  total: Figure,
  /** “In the department”, “After”. */
  partNames: Type.Object({ delivery: Type.String(), after: Type.String() }),
  afterTotal: OrNull(Figure),
  /** Rows and `about` of the question `throughline` as they came: charts are drawn from them. */
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  about: Type.Record(Type.String(), Type.Unknown()),
  /** The same as a table, for mail and for those who don't see the drawing. `waiting` empty where waiting and work can't be told apart. */
  table: Type.Array(
    Type.Object({
      stage: Type.String(),
      part: OneOf(['delivery', 'after']),
      waiting: Figure,
      processing: Figure,
      within: Figure,
      score: Figure,
    }),
  ),
  /** Whether waiting and work can be told apart. */
  told: Type.Boolean(),
  /** Of the score: “good or very good”; empty without answers. */
  scoreName: Type.String(),
  scoreTarget: OrNull(Type.Number()),
  alt: Type.String(),
});

/** Where most hours are lost. */
export const LostSection = Type.Object({
  kind: Type.Literal('lost'),
  ...Titled,
  items: Type.Array(
    Type.Object({
      rank: Count,
      name: Type.String(),
      words: Type.String(),
      lost: Figure,
      /** Against the time before; text empty where there is nothing to hold it against. */
      change: Figure,
      changeDirection: OrNull(OneOf(['up', 'down'])),
      changeTone: Tone,
      /** “satisfaction −8.7 pts”; text empty where too few were asked. */
      score: Figure,
      interval: Type.String(),
      href: Type.String(),
    }),
  ),
  none: Type.String(),
});

export const ImprovementsSection = Type.Object({
  kind: Type.Literal('improvements'),
  ...Titled,
  rows: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      since: Type.String(),
      measure: Type.String(),
      effect: Figure,
      interval: Type.String(),
      tone: Tone,
      /** Null before it was judged; `words` then says what is next: “Starts 16 Nov”. */
      verdict: OrNull(VerdictId),
      words: Type.String(),
      href: Type.String(),
    }),
  ),
  none: Type.String(),
});

export const SatisfactionSection = Type.Object({
  kind: Type.Literal('satisfaction'),
  ...Titled,
  /** Overall, with `n` answers. Text says “71 %” or “+30”. */
  overall: Figure,
  n: Figure,
  /** By stage; those below ten answers have no value and say so. */
  points: Type.Array(Type.Object({ stage: Type.String(), score: Figure, n: Count, low: Type.Boolean() })),
  target: OrNull(Type.Number()),
  targetText: Type.String(),
  words: Type.Array(Type.String()),
  alt: Type.String(),
});

/** What customers wrote, in their words: foreign text, to be printed and never run. */
export const CommentsSection = Type.Object({
  kind: Type.Literal('comments'),
  ...Titled,
  items: Type.Array(Type.Object({ text: Type.String(), about: Type.String(), href: Type.String() })),
});

/** Alerts that opened, came back or closed since the last letter, and those still open. */
export const AlertsSection = Type.Object({
  kind: Type.Literal('alerts'),
  ...Titled,
  items: Type.Array(
    Type.Object({ id: Type.String(), words: Type.String(), state: OneOf(['open', 'closed', 'snoozed']), tone: Tone, href: Type.String() }),
  ),
});

/** One line for each service of the house. */
export const ServicesSection = Type.Object({
  kind: Type.Literal('services'),
  ...Titled,
  rows: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      headline: Type.String(),
      cases: Figure,
      time: Figure,
      timeName: Type.String(),
      score: Figure,
      /** Measures with a signal for the worse, for the better. */
      concerns: Figure,
      better: Figure,
      asks: Figure,
      dataTo: Type.String(),
      href: Type.String(),
    }),
  ),
});

/** One improvement as an A3: boxes in the order in which they are read, and the chart of its effect. */
export const StorySection = Type.Object({
  kind: Type.Literal('story'),
  ...Titled,
  verdict: OrNull(VerdictId),
  verdictWords: Type.String(),
  effect: Figure,
  interval: Type.String(),
  tone: Tone,
  facts: Type.Array(Type.Object({ name: Type.String(), text: Type.String() })),
  boxes: Type.Array(Type.Object({ name: Type.String(), side: OneOf(['left', 'right']), text: Type.Array(Type.String()) })),
  /** Rows of the question `improvement-effect`: the chart is drawn from them. */
  points: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  about: Type.Record(Type.String(), Type.Unknown()),
  changedOn: OrNull(LocalDate),
  balancing: Type.Array(Type.Object({ name: Type.String(), effect: Figure, interval: Type.String(), tone: Tone, words: Type.String() })),
  alt: Type.String(),
});

/** What the figures rest on. */
export const AboutSection = Type.Object({ kind: Type.Literal('about'), ...Titled, notes: Type.Array(Type.String()) });

export const Section = Type.Union([
  ServicesSection,
  MeasuresSection,
  RibbonSection,
  AskedSection,
  AlertsSection,
  LostSection,
  ImprovementsSection,
  SatisfactionSection,
  CommentsSection,
  StorySection,
  AboutSection,
]);
export type Section = Static<typeof Section>;
export type SectionOf<K extends SectionKind> = Extract<Section, { kind: K }>;

/**
 * An answer that figures of the letter come from, cut to the rows it uses. Asked again,
 * `GET /api/v1/processes/{process}/analytics/{analytic}?{query}&version={dataVersion}` begins with these rows.
 * `analytic` is `improvements` for lines of the register, which no question answers: `query` is then empty.
 */
export const LetterAnswer = Type.Object({
  process: Type.String(),
  analytic: Type.String(),
  query: Type.String(),
  dataVersion: Count,
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  about: Type.Optional(Type.Unknown()),
});
export type LetterAnswer = Static<typeof LetterAnswer>;

/**
 * One letter, whole: what paper, mail and page are made of, and nothing else is. Kept as it was made.
 *
 * `check`: first 8 hex digits of the SHA-256 over the canonical JSON (keys sorted, no space, fractions with nine digits) of `{scope, dataVersion, rows}`,
 * rows being those of `answers` in their order: whoever has two letters can tell whether they hold the same figures.
 */
export const Letter = Type.Object({
  format: Type.Literal(1),
  kind: OneOf(LETTER_KINDS),
  /** Empty ids for the letter of the house. */
  service: Type.Object({ id: Type.String(), name: Type.String() }),
  /** The period in words, at the right of the head: “Week 44, 26 October to 1 November 2026”. */
  periodWords: Type.String(),
  period: OrNull(Type.Object({ from: LocalDate, to: LocalDate })),
  /** Subject of the mail, without the name of the product: “Emergency department, week 44: Triage is faster and stays so”. */
  subject: Type.String(),
  /** One or two sentences, a line each. */
  headline: Type.Array(Type.String()),
  lead: Type.String(),
  /** Nothing new and nothing asked: at most 120 words. */
  quiet: Type.Boolean(),
  sections: Type.Array(Section),
  answers: Type.Array(LetterAnswer),
  /** Query of the scope without its period, and the same in words: “All visits”, “Visits with triage category 2”. */
  scope: Type.String(),
  scopeWords: Type.String(),
  zone: Type.String(),
  dataVersion: Count,
  dataTo: OrNull(Instant),
  /** Hash of the definition of each question used, by its id: the next letter says which changed. */
  definitions: Type.Record(Type.String(), Type.String()),
  check: Type.String({ pattern: '^[0-9a-f]{8}$' }),
  /** Left foot of the first page: “Same figures as the dashboard, data version 41, check 7c1e 90ab”. */
  footFigures: Type.String(),
  /** Left foot of the last page: “Sent each Monday at 07:00 to 9 people. Times in Europe/Dublin.” */
  footSending: Type.String(),
  madeAt: Instant,
});
export type Letter = Static<typeof Letter>;

export const sectionOf = <K extends SectionKind>(letter: Pick<Letter, 'sections'>, kind: K): SectionOf<K> | undefined =>
  letter.sections.find((section): section is SectionOf<K> => section.kind === kind);

/** What a letter is to be about. */
export const LetterOrder = Type.Object(
  {
    kind: OneOf(LETTER_KINDS),
    /** The service; absent for the house. */
    process: Type.Optional(Type.String()),
    /** Which cases, as the query of a page has it, without a period. */
    scope: Type.Optional(Type.String({ maxLength: 8000 })),
    /** Of `improvement`: `imp-001`. */
    improvement: Type.Optional(Type.String({ maxLength: 40 })),
    sections: Type.Optional(Type.Array(OneOf(CHOSEN_SECTIONS))),
    /** A day of the week or month the letter is about; the last whole one of the data when left out. */
    on: Type.Optional(LocalDate),
  },
  { additionalProperties: false },
);
export type LetterOrder = Static<typeof LetterOrder>;
