import { Type, type Static } from 'typebox';
import type { Row } from '../../engine/engine.ts';
import { REJECTIONS, type Rejection } from '../../model/event-log.ts';
import { number, percent, plural } from '../../model/format.ts';
import { Count, DAY, LocalDate, MINUTE, OneOf, OrNull, SECOND, Share } from '../../model/units.ts';
import { analytic, NoParams, type Asked } from './analytic.ts';
import { qualityQueries } from './data-quality-sql.ts';

const CHECKS = [
  'rejected',
  'no-end',
  'inferred-times',
  'date-only',
  'equal-times',
  'no-resource',
  'no-team',
  'attribute',
  'unplaced',
  'days-without-events',
  'after-end-of-data',
  'overlaps',
  'late-events',
  'repeated-rows',
  'unlinked-answers',
] as const;
const KINDS = ['rejected', 'missing', 'inferred', 'order', 'late'] as const;

const QualityRow = Type.Object({
  check: OneOf(CHECKS),
  kind: OneOf(KINDS),
  about: OrNull(Type.String({ description: 'The attribute, or the reason of a rejection.' })),
  unit: OneOf(['rows', 'events', 'steps', 'cases', 'answers', 'days']),
  count: Count,
  of: Count,
  share: OrNull(Share),
  words: Type.String({ description: 'What was found, in a sentence.' }),
});
type QualityRow = Static<typeof QualityRow>;

/**
 * Data quality.
 *
 * Grain: one row per check; one per reason of rejected rows and one per attribute that is not always filled. Only checks
 * that found something have a row. Sources: `step`, `event`, `case_fact`, `feedback`, `rejected_row`, `import_commit`.
 */
export const dataQuality = analytic({
  id: 'data-quality',
  question: 'What is missing, inferred, rejected or late in the data?',
  definition:
    'Rejected: rows of the files that could not be used, by reason. Missing: steps without an end, resource, team or stage, attributes without a value, days between ' +
    'first and last on which no step began, answers that name no known case. Inferred: steps with one time only, steps at midnight among steps with a time of day (where they are more than three times as many as chance would bring), steps that share both ' +
    'times with another of their case, where the order of the file decides. Order: measured steps of one person that overlap. Late: events after the end of the data, ' +
    'events an import brought although an earlier one reached beyond their time, rows that were already there.',
  caveats: [
    'Steps, cases and answers are those of the scope; rejected, repeated and late rows are of the whole service.',
    'A step at midnight is only suspected: some work is done then.',
    'Overlaps of one person can be real where work is done side by side.',
  ],
  params: NoParams,
  row: QualityRow,
  about: Type.Object({
    steps: Count,
    imports: Count,
    fileRows: Count,
    firstDay: OrNull(LocalDate),
    lastDay: OrNull(LocalDate),
    precision: OrNull(OneOf(['minute', 'second', 'ms'], 'How finely starts are written.')),
  }),
  queries: qualityQueries,
  answer: (found, asked) => ({ rows: rowsOf(found, asked).filter(({ count }) => count > 0), about: aboutOf(found) }),
});

type Found = Readonly<Record<string, Row[]>>;
const figures = (found: Found, name: string): Record<string, number> => (found[name]?.[0] ?? {}) as Record<string, number>;

/** A row of the answer, its sentence made of its own figures. */
function line(
  [check, kind, unit]: readonly [QualityRow['check'], QualityRow['kind'], QualityRow['unit']],
  [count = 0, of = 0]: readonly (number | undefined)[],
  words: (said: { share: string; count: number }) => string,
  about: string | null = null,
): QualityRow {
  const share = of === 0 ? null : count / of;
  const said = share === null ? '' : share > 0 && share < 0.001 ? `under ${percent(0.001, 1)}` : percent(share, share < 0.1 ? 1 : 0);
  return { check, kind, about, unit, count, of, share, words: words({ share: said, count }) };
}

function rowsOf(found: Found, { attributes }: Asked): QualityRow[] {
  const steps = figures(found, 'steps');
  const precision = figures(found, 'precision');
  const { fileRows = 0, repeated } = figures(found, 'imports');
  const ties = figures(found, 'ties');
  const overlaps = figures(found, 'overlaps');
  const late = figures(found, 'late');
  const answers = figures(found, 'answers');
  const all = steps.steps ?? 0;
  // where every step is at midnight the file has days only, and that is said as the precision; a few are there by chance
  const byChance = all / ((precision.withSeconds ?? 0) > 0 ? DAY / SECOND : DAY / MINUTE);
  const midnights = (precision.midnights ?? 0) < all && (precision.midnights ?? 0) > 3 * byChance ? precision.midnights : 0;
  const quiet = quietDays(found);
  return [
    ...(found.rejected ?? []).map((row) => {
      const reason = row.reason as Rejection;
      return line(
        ['rejected', 'rejected', 'rows'],
        [Number(row.n), fileRows],
        ({ count }) => `${plural(count, 'row', 'rows')} refused: ${REJECTIONS[reason]}`,
        reason,
      );
    }),
    line(['no-end', 'missing', 'steps'], [steps.noEnd, all], ({ share }) => `${share} of the steps began and have no end.`),
    line(
      ['inferred-times', 'inferred', 'steps'],
      [steps.inferred, all],
      ({ share }) => `${share} of the steps have one time only: how long work itself took is inferred.`,
    ),
    line(
      ['date-only', 'inferred', 'steps'],
      [midnights, all],
      ({ share }) => `${share} of the steps begin at midnight: probably dates without a time of day.`,
    ),
    line(
      ['equal-times', 'inferred', 'steps'],
      [ties.steps, all],
      ({ share }) =>
        `${share} of the steps have the times of another step of their case: the order of the file decides, in ${plural(ties.cases ?? 0, 'case', 'cases')}.`,
    ),
    line(['no-resource', 'missing', 'steps'], [steps.noResource, all], ({ share }) => `${share} of the steps do not say who did them.`),
    line(['no-team', 'missing', 'steps'], [steps.noTeam, all], ({ share }) => `${share} of the steps name no team.`),
    ...attributes.map((attribute) => {
      const counted = Object.entries(found).find(
        ([name, rows]) => name.startsWith(`${attribute.level}_values`) && rows[0]?.[`a${attribute.id}`] !== undefined,
      )?.[1][0];
      const n = Number(counted?.n ?? 0);
      const unit = attribute.level === 'case' ? 'cases' : 'events';
      const filled = Number(counted?.[`a${attribute.id}`] ?? 0);
      return line(
        ['attribute', 'missing', unit],
        [n - filled, n],
        ({ share }) => `${share} of the ${unit} have no ${attribute.name}.`,
        attribute.name,
      );
    }),
    line(['unplaced', 'missing', 'steps'], [steps.unplaced, all], ({ share }) => `${share} of the steps lie in no stage.`),
    line(
      ['days-without-events', 'missing', 'days'],
      [quiet.without, quiet.days],
      ({ count }) => `On ${number(count)} of ${number(quiet.days)} days no step began.`,
    ),
    line(
      ['after-end-of-data', 'late', 'steps'],
      [steps.afterEnd, all],
      ({ count }) => `${plural(count, 'step lies', 'steps lie')} after the end of the data: planned, or a wrong date.`,
    ),
    line(
      ['overlaps', 'order', 'steps'],
      [overlaps.overlapping, overlaps.steps],
      ({ share }) => `${share} of the measured steps begin while the same person is in another.`,
    ),
    line(
      ['late-events', 'late', 'events'],
      [late.late, late.events],
      ({ share }) => `${share} of the events came in a later import than events after them.`,
    ),
    line(
      ['repeated-rows', 'late', 'rows'],
      [repeated, fileRows],
      ({ count }) => `${plural(count, 'row was', 'rows were')} in an earlier file already and added nothing.`,
    ),
    line(
      ['unlinked-answers', 'missing', 'answers'],
      [answers.unlinked, answers.answers],
      ({ share }) => `${share} of the answers name no case that is known.`,
    ),
  ];
}

function quietDays(found: Found): { days: number; without: number } {
  const [row] = found.days ?? [];
  const at = (value: unknown) => (typeof value === 'string' || value instanceof Date ? new Date(value).getTime() : NaN);
  const span = (at(row?.lastDay) - at(row?.firstDay)) / DAY + 1;
  if (!Number.isFinite(span)) return { days: 0, without: 0 };
  const days = Math.round(span);
  return { days, without: days - Number(row?.days ?? 0) };
}

function aboutOf(found: Found): Row {
  const [day] = found.days ?? [];
  const { imports = 0, fileRows = 0 } = figures(found, 'imports');
  const { steps = 0, withMs = 0, withSeconds = 0 } = figures(found, 'precision');
  return {
    steps,
    imports,
    fileRows,
    firstDay: day?.firstDay ?? null,
    lastDay: day?.lastDay ?? null,
    precision: steps === 0 ? null : withMs > 0 ? 'ms' : withSeconds > 0 ? 'second' : 'minute',
  };
}
