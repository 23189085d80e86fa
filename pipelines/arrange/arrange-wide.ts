import type { Mapping, Role } from '../../model/event-log.ts';
import { BadRequest } from '../../model/problem.ts';
import type { Recognised } from '../recognise/plan.ts';
import type { SeenFile } from '../recognise/recognise.ts';
import type { Layout } from './arrange.ts';
import { layOutWide } from './lay-out-wide.ts';
import { clocksOf, notesOnClocks, withClocks, type Clocks } from './wide-clocks.ts';
import { keyOf, milestoneColumns, milestonesOf, toldMilestones, type Milestone } from './wide.ts';

/** Roles that say the same for every event of a case, and stay what they were guessed. */
const OF_THE_CASE: readonly Role[] = ['score', 'comment', 'answered-at', 'ignore'];
/** How many cases the first screen shows as events. */
const SHOWN_CASES = 3;

/** Makes events of a file with one row per case. */
export async function arrangeWide({ session, file, table, seen: all, mapping, signal }: Layout): Promise<SeenFile> {
  const given = mapping.roles ?? {};
  const clocks = clocksOf(all.columns, chosenColumns(all.columns, mapping), mapping);
  const seen = { ...all, columns: withClocks(all.columns, clocks) };
  const chosen = chosenColumns(seen.columns, mapping);
  const key = keyOf(
    seen.columns.filter((one) => !chosen.includes(one)),
    seen.findings.rows,
    Object.keys(given),
    mapping.arrangement === 'wide',
  );
  const milestones = milestonesOf(chosen, mapping.milestones);
  if (milestones.length === 0)
    throw new BadRequest(
      'arrangement',
      'The file has no column of dates that could become an activity.',
      'Name the columns that say when something happened, under “milestones”, or read the file as one row per event.',
    );
  const columns = seen.columns.map((one) => inWide(one, key, milestones, given[one.finding.name]));
  const laidOut = firstEvents(table.shape.sample, key, milestones, clocks);
  const wide = {
    ...seen,
    columns,
    arrangement: 'wide' as const,
    milestones: toldMilestones(milestones),
    laidOut,
    layoutNotes: [...wordsOf(milestones, seen.findings.rows), ...notesOnClocks(seen.columns, clocks)],
  };
  const open = columns.some(
    ({ guess, ambiguous, finding }) => guess.role === 'milestone' && (ambiguous || finding.reading.type !== 'time'),
  );
  const named = columns.find(({ guess }) => guess.role === 'case');
  if (named === undefined || open) return { ...wide, table, rowColumns: columns };
  const others = columns.filter(({ guess }) => !['milestone', 'case', 'ignore'].includes(guess.role));
  return { ...wide, ...(await layOutWide(session, file, table, { key: named, milestones, others, clocks }, signal)) };
}

/** The columns that become activities: those a person named, else those whose name and values say so. */
function chosenColumns(columns: readonly Recognised[], { roles = {}, milestones = {} }: Mapping): Recognised[] {
  for (const name of Object.keys(milestones)) {
    const column = columns.find(({ finding }) => finding.name === name);
    if (column === undefined)
      throw new BadRequest(`milestones.${name}`, `The file has no column “${name}”.`, 'Columns are named as in the header of the file.');
    if (milestones[name] !== '' && column.finding.reading.type !== 'time' && column.finding.filled > 0)
      throw new BadRequest(
        `milestones.${name}`,
        `“${name}” holds no times that can be read, “${column.finding.samples[0] ?? ''}” for instance.`,
        'Give the format of the column, or leave it out.',
      );
  }
  const likely = milestoneColumns(columns).filter(({ guess }) => guess.role !== 'answered-at');
  return columns.filter((one) => {
    const { name } = one.finding;
    const named = Object.hasOwn(milestones, name) ? milestones[name] : undefined;
    if (named !== undefined) return named !== '';
    const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
    return role === undefined ? likely.includes(one) : role === 'milestone';
  });
}

/** What a column means in a wide file. A person, a team or a cost describes the case there: nothing says of which activity it is. */
function inWide(one: Recognised, key: Recognised | null, milestones: readonly Milestone[], given: Role | undefined): Recognised {
  const milestone = milestones.find(({ start, end }) => start === one || end === one);
  if (milestone !== undefined)
    return {
      ...one,
      guess: {
        role: 'milestone',
        confidence: 0.9,
        reason: `Its values are times: when “${milestone.activity}” ${endWord(one, milestone)}.`,
      },
    };
  if (one === key)
    return {
      ...one,
      guess: {
        ...one.guess,
        role: 'case',
        confidence: Math.max(one.guess.confidence, 0.9),
        reason: 'Every row has its own: a row is a case.',
      },
    };
  if (given !== undefined && given !== 'milestone') return one;
  if (OF_THE_CASE.includes(one.guess.role)) return one;
  return {
    ...one,
    ambiguous: one.ambiguous,
    guess: { role: 'attribute', confidence: 0.8, reason: 'It describes the case, as each case has one row.' },
  };
}

const endWord = (one: Recognised, { start, end }: Milestone): string =>
  start === null || end === null ? 'was done' : one === start ? 'began' : 'was done';

/** The first cases of the file as events, with the times as they are written there. */
function firstEvents(
  sample: readonly (readonly string[])[],
  key: Recognised | null,
  milestones: readonly Milestone[],
  clocks: Clocks,
): string[][] {
  const paired = milestones.some(({ start }) => start !== null);
  const field = (row: readonly string[], one: Recognised | null): string => {
    const text = one === null ? '' : (row[one.finding.index] ?? '').trim().slice(0, 200);
    const clock = one === null || text === '' ? undefined : clocks.get(one.finding.index);
    return clock === undefined ? text : `${text} ${field(row, clock)}`.trim();
  };
  const rows = sample.slice(0, SHOWN_CASES).flatMap((row) =>
    milestones.flatMap((one) => {
      const [start, end] = [field(row, one.start), field(row, one.end)];
      return start === '' && end === '' ? [] : [[field(row, key), one.activity, ...(paired ? [start] : []), end]];
    }),
  );
  return [[key?.finding.name ?? 'case', 'Activity', ...(paired ? ['Start', 'End'] : ['Time'])], ...rows];
}

function wordsOf(milestones: readonly Milestone[], rows: number): string[] {
  const said = milestones.slice(0, 20).map(({ activity, start, end }) => {
    const columns = [start, end].flatMap((one) => (one === null ? [] : [`“${one.finding.name}”`]));
    return `${columns.join(' and ')} ${columns.length === 2 ? 'are start and end of' : 'is'} “${activity}”`;
  });
  const more = milestones.length > 20 ? `, and ${milestones.length - 20} more` : '';
  const instants = milestones.every(({ start, end }) => start === null || end === null);
  return [
    `The file has one row for each case: ${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row' : 'rows'} became events, one for each date that is filled. ${said.join('; ')}${more}. At equal times the order of the columns holds.`,
    ...(instants ? ['Each date says when a step was done. How long work itself took is therefore not known.'] : []),
  ];
}
