import { Type, type Static } from 'typebox';
import { raw, sql } from '../../engine/sql.ts';
import { INSTRUMENTS } from '../../model/feedback.ts';
import { Count, Instant, OneOf, OrNull, Score } from '../../model/units.ts';
import { FEWEST_TEXTS } from '../text/themes.ts';
import { SENTIMENTS } from '../text/sentiment.ts';
import { analytic } from './analytic.ts';
import { answersInScope } from './answers-in-scope.ts';
import { answerValue, primaryInstrument } from './answers.ts';
import { readComments, UNKNOWN } from './comments-read.ts';
import { chosenCases } from './scope.ts';

/** Comments beyond this are counted and not read: themes of so many say what all of them say. */
export const MOST_READ = 10_000;

const Params = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: MOST_READ, default: 50 }),
    offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 }),
    search: Type.String({ default: '', maxLength: 200, description: 'Comments that have this in them, capital letters or not.' }),
    language: Type.String({ default: '', maxLength: 40, description: `A code as in the answer, or ${UNKNOWN}.` }),
    stage: Type.String({ default: '', maxLength: 200, description: 'Comments about this stage.' }),
    whole: Type.Boolean({ default: false, description: 'Only comments about the whole case.' }),
    theme: Type.String({ default: '', maxLength: 200, description: 'Comments with one of the words of this theme, by its key.' }),
  },
  { additionalProperties: false },
);
export type CommentParams = Static<typeof Params>;

const LANGUAGE_FROM = ['file', 'guess', 'unknown'] as const;

/**
 * Comments.
 *
 * Grain: one row per comment, the newest first; `n` is how many there are of those looked for. Sources: `feedback`, `case_fact`. `about`
 * is what all of them say: languages, stages, themes. Read are the newest 10,000 of the scope; `comments` counts all.
 */
export const comments = analytic({
  id: 'comments',
  question: 'What do people write, about which stage, and what do the comments have in common?',
  definition:
    'Every comment of the scope beside its case. Language: as the file names it, else a guess by the common words of English, Dutch, German, French, Spanish, Italian, Portuguese and ' +
    'Swedish, with how sure it is from 0.5 to 1; else unknown. Themes are found within one language, where it has twenty comments or more: words without their endings, and pairs of words that follow each other, each put to the most ' +
    'frequent one that at least half of its comments have too. A comment belongs to a theme when it has one of its words. Words of a stage: those that tell its comments from the rest (log-odds with the whole as prior, ' +
    'at least 2.58 standard errors). Leaning: a theme is unhappy or happy when its comments come with low or high answers so clearly. Sentiment counts words of a list, in English only.',
  caveats: [
    'Themes are words that stand together, not what anybody meant; read some of the comments behind one.',
    'Who writes is not who was served, nor even who answered.',
    'Comments in a language that is unknown or has fewer than twenty comments are in no theme.',
    'The newest 10,000 comments are read; all are counted.',
  ],
  params: Params,
  row: Type.Object({
    case: OrNull(Type.String()),
    at: OrNull(Instant),
    stage: OrNull(Type.String({ description: 'Null: about the whole case.' })),
    instrument: OneOf(INSTRUMENTS),
    score: OrNull(Type.Number({ description: 'As it was given.' })),
    scaleMin: OrNull(Type.Number()),
    scaleMax: OrNull(Type.Number()),
    higherIsBetter: Type.Boolean(),
    comment: Type.String(),
    language: OrNull(Type.String()),
    languageFrom: OneOf(LANGUAGE_FROM),
    confidence: OrNull(Type.Number({ description: 'Of a guess: 0.5 to 0.99.' })),
    sentiment: OrNull(OneOf(SENTIMENTS, 'Null where the text is not English.')),
    themes: Type.Array(Type.String(), { description: 'Keys of themes.' }),
    linkMethod: OrNull(Type.String()),
    linkConfidence: OrNull(Type.Number()),
  }),
  about: Type.Object({
    comments: Type.Integer({ minimum: 0, description: 'In the scope.' }),
    read: Type.Integer({ minimum: 0, description: 'Of them, looked at: the newest.' }),
    unlinked: Type.Integer({ minimum: 0, description: 'Of those read, without a case.' }),
    instrument: OrNull(OneOf(INSTRUMENTS)),
    languages: Type.Array(
      Type.Object({
        language: OrNull(Type.String()),
        comments: Count,
        found: Type.Integer({ minimum: 0, description: 'Of them, those with the text looked for.' }),
        guessed: Type.Integer({ minimum: 0, description: 'Of them, guessed by their words.' }),
        themes: Type.Boolean({
          description: `Whether themes could be found: a language that is known here, with ${FEWEST_TEXTS} comments.`,
        }),
      }),
    ),
    stages: Type.Array(
      Type.Object({
        stage: OrNull(Type.String()),
        comments: Count,
        found: Count,
        words: Type.Array(Type.String(), { description: 'What tells its comments from the rest.' }),
      }),
    ),
    themes: Type.Array(
      Type.Object({
        key: Type.String(),
        language: Type.String(),
        words: Type.Array(Type.String()),
        comments: Count,
        found: Count,
        answers: Type.Integer({ minimum: 0, description: 'Comments with an answer of the primary instrument.' }),
        score: OrNull(Score),
        low: OrNull(Type.Number()),
        high: OrNull(Type.Number()),
        leaning: OrNull(OneOf(['unhappy', 'happy'])),
      }),
    ),
    sentiments: Type.Object({ positive: Count, negative: Count, mixed: Count, neutral: Count }),
  }),
  queries: (asked) => {
    const { search } = asked.params;
    const chosen = chosenCases(asked);
    const written = sql`f.comment IS NOT NULL AND f.comment <> '' AND ${answersInScope(asked, chosen)}`;
    const found = search === '' ? raw('1') : sql`CASE WHEN position(lower(${search}) IN lower(f.comment)) > 0 THEN 1 ELSE 0 END`;
    return {
      rows: sql`${chosen.with()}
      SELECT c.case_id AS "case", f.answered_at AS at, f.stage, f.instrument, f.score, f.scale_min, f.scale_max, f.higher_is_better, f.comment, f.language,
             f.link_method, f.link_confidence, CASE WHEN f.score IS NOT NULL THEN ${answerValue} END AS value, ${found} AS found
      FROM feedback f LEFT JOIN case_fact c ON c.case_key = f.case_key
      WHERE ${written}
      ORDER BY f.answered_at IS NULL, f.answered_at DESC, f.import_seq DESC, f.line DESC
      LIMIT ${raw(String(MOST_READ))}`,
      count: sql`${chosen.with()}SELECT count(*) AS comments, ${primaryInstrument(asked.process)} AS instrument FROM feedback f WHERE ${written}`,
    };
  },
  answer: ({ rows = [], count = [] }, { params }) => {
    const { n, rows: page, about } = readComments(rows, params, (count[0]?.instrument ?? null) as string | null);
    return { n, rows: page, about: { comments: Number(count[0]?.comments ?? 0), instrument: count[0]?.instrument ?? null, ...about } };
  },
});
