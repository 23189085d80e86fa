import { localDay } from '../model/calendar.ts';
import { MINUTE } from '../model/units.ts';
import type { RowOf } from '../server/analytics/catalog.ts';
import { clock, dayLabel, fullDay, longPauses, timeAxis, type Span, type TimeAxis } from './case-timeline-axis.ts';
import { shortDuration } from './scale.ts';
import { fitText, textWidth, type Fitted } from './text.ts';

export type CaseStep = RowOf<'case'>;

/** Sizes of the timeline of a case in px (design/src/07-variants.mjs). */
export const TIMELINE = { row: 19, bar: 10, name: 12.5, small: 11.5, printed: 10.5, head: 20 } as const;
const DOT = 4;
/** What a step without an end shows of itself. */
const OPEN = 22;
const SHORTEST = 2;
/** Rows that are seen at once. */
export const IN_SIGHT = 40;
const LONGEST_NOTE = 200;

export interface Block {
  x: number;
  width: number;
}

/** One step of the case as it is drawn; `y` is the top of its row. */
export interface TimelineRow {
  step: CaseStep;
  y: number;
  name: Fitted;
  /** “ again”, “ again, 3rd time”: said of a step that was done before. */
  again: string;
  /** Start of the step, with the day where it differs from the row above. */
  time: string;
  waiting: (Block & { text: string | null }) | null;
  processing: Block | null;
  /** Middle of the dot of a step without length. */
  dot: number | null;
  /** Start of a step that has no end. */
  open: Block | null;
  /** Who did it, beside the bar: on its right, or on its left where there is no room. */
  note: (Fitted & { x: number; end: boolean }) | null;
}

export interface CaseTimeline {
  width: number;
  height: number;
  /** Height of the axis above the first row. */
  head: number;
  /** Where names end and the time of start stands (its right edge), and where the axis begins. */
  at: { time: number; axis: number };
  axis: TimeAxis;
  rows: TimelineRow[];
}

export interface TimelineOptions {
  width: number;
  zone: string;
  /** People are written beside the bars; false where there is no room for them. */
  people?: boolean;
}

/** Start, end and the moment before the start from which the step waited, in ms since 1970; `end` is null when it has none. */
export const spanOf = (step: CaseStep) => ({
  enabled: Date.parse(step.enabledAt),
  start: Date.parse(step.startedAt),
  end: step.completedAt === null ? null : Date.parse(step.completedAt),
});

/**
 * One case from top to bottom: a row per step, its waiting before its processing, on an axis of real time in the zone of
 * the process. Pure geometry for `width` px: the page only draws it.
 */
export function caseTimeline(steps: readonly CaseStep[], { width, zone, people = true }: TimelineOptions): CaseTimeline {
  const spans = steps.map(spanOf);
  const whole = wholeOf(spans);
  const times = timeWords(
    spans.map(({ start }) => start),
    whole,
    zone,
  );
  const timeWidth = Math.max(34, ...uniqueWidths(times));
  const nameRoom = Math.min(
    Math.max(96, ...steps.slice(0, 1000).map((step) => textWidth(nameWhole(step), TIMELINE.name))) + 2,
    Math.max(96, Math.min(250, width * 0.27)),
  );
  const notes = people ? steps.map(noteText) : [];
  const noteRoom = Math.min(120, Math.max(8, ...uniqueWidths(notes.slice(-40)).map((room) => room + 10)), width * 0.18);
  const time = nameRoom + 10 + timeWidth;
  const start = time + 12;
  const axis = timeAxis(whole, longPauses(busyOf(spans)), { x: start, width: Math.max(60, width - start - noteRoom), right: width }, zone);
  const head = axis.days.length > 0 ? TIMELINE.head + 15 : TIMELINE.head;
  const rows = steps.map((step, index): TimelineRow => {
    const y = head + index * TIMELINE.row;
    const marks = marksOf(step, axis);
    const again = againWords(step.visit);
    return {
      step,
      y,
      name: fitText(step.activity, TIMELINE.name, nameRoom - textWidth(again, TIMELINE.name)) ?? { text: '…', condensed: true, cut: true },
      again,
      time: times[index] ?? '',
      ...marks,
      note: notePlace(notes[index] ?? '', marks, { left: start, right: width }),
    };
  });
  return { width, height: head + steps.length * TIMELINE.row + 4, head, at: { time, axis: start }, axis, rows };
}

type Spans = readonly ReturnType<typeof spanOf>[];

/** From the first moment to the last; at least a minute, so that a single instant has an axis. */
function wholeOf(spans: Spans): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const { enabled, start, end } of spans) {
    from = Math.min(from, enabled, start);
    to = Math.max(to, end ?? start);
  }
  if (from > to) return { from: 0, to: MINUTE };
  return { from, to: to > from ? to : from + MINUTE };
}

const busyOf = (spans: Spans): Span[] => {
  const busy = spans.map(({ start, end }) => ({ from: start, to: end ?? start }));
  const arrival = spans[0]?.enabled;
  if (arrival !== undefined) busy.unshift({ from: arrival, to: arrival });
  return busy.sort((one, other) => one.from - other.from || one.to - other.to);
};

/** The time each step starts at; a day is said in the first row and wherever it changes, when there are several. */
function timeWords(starts: readonly number[], whole: Span, zone: string): string[] {
  const days = starts.map((start) => dayLabel(start, zone));
  const several = localDay(whole.from, zone) !== localDay(whole.to, zone);
  const years = new Set([whole.from, whole.to].map((moment) => localDay(moment, zone).slice(0, 4))).size > 1;
  const seconds = whole.to - whole.from < 10 * MINUTE && starts.length > 1;
  return starts.map((start, index) => {
    const at = clock(start, zone, seconds);
    // where rows scroll, the last day said may be out of sight
    if (!several || (days[index] === days[index - 1] && starts.length <= IN_SIGHT)) return at;
    return `${years ? fullDay(start, zone) : (days[index] ?? '')} ${at}`;
  });
}

function uniqueWidths(texts: readonly string[]): number[] {
  return [...new Set(texts)].map((text) => textWidth(text, TIMELINE.small));
}

/** “ again” for the second time, “ again, 3rd time” from then on. */
export function againWords(visit: number): string {
  if (visit < 2) return '';
  if (visit === 2) return ' again';
  const ending = visit % 100 >= 11 && visit % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][visit % 10] ?? 'th');
  return ` again, ${String(visit)}${ending}`;
}

const nameWhole = (step: CaseStep) => `${step.activity}${againWords(step.visit)}`;
const noteText = (step: CaseStep) =>
  [step.resource ?? step.team ?? '', step.completedAt === null ? 'no end' : ''].filter(Boolean).join(', ');

type Marks = Pick<TimelineRow, 'waiting' | 'processing' | 'dot' | 'open'>;

function marksOf(step: CaseStep, axis: TimeAxis): Marks {
  const { enabled, start, end } = spanOf(step);
  const from = axis.at(enabled);
  const at = axis.at(start);
  const room = at - from;
  const said = shortDuration(step.waitingMs);
  const fits = textWidth(said, TIMELINE.printed) + 10 <= room;
  const waiting = step.waitingMs > 0 ? { x: from, width: Math.max(room, 1), text: fits ? said : null } : null;
  const takesTime = end !== null && end > start;
  return {
    waiting,
    processing: takesTime ? { x: at, width: Math.max(SHORTEST, axis.at(end) - at) } : null,
    dot: end !== null && !takesTime ? at : null,
    open: end === null ? { x: at, width: OPEN } : null,
  };
}

/** Beside the bar: right of it where it fits, else left of it, else cut on the side with more room. */
function notePlace(text: string, { waiting, processing, dot, open }: Marks, edge: { left: number; right: number }): TimelineRow['note'] {
  if (text === '') return null;
  const mark = processing ?? open ?? { x: (dot ?? edge.left) - DOT, width: 2 * DOT };
  const right = mark.x + mark.width + 7;
  const left = (waiting?.x ?? mark.x) - 7;
  const wanted = textWidth(text, TIMELINE.small);
  const free = { right: edge.right - right, left: left - edge.left };
  const end = wanted > free.right && free.left > free.right;
  const fitted = fitText(text, TIMELINE.small, Math.min(LONGEST_NOTE, end ? free.left : free.right));
  return fitted === null ? null : { ...fitted, x: end ? left : right, end };
}

/** How the time of a case is made up, in ms: the time until `until` (its last moment when absent) in which a step ran, and the rest. */
export function caseTimes(
  steps: readonly CaseStep[],
  arrivedAt: string,
  until: string,
): { totalMs: number; processingMs: number; waitingMs: number } {
  const end = Date.parse(until);
  let free = Date.parse(arrivedAt);
  const totalMs = Math.max(0, end - free);
  let processingMs = 0;
  const busy = steps
    .flatMap((step) =>
      step.completedAt === null ? [] : [{ from: Date.parse(step.startedAt), to: Math.min(end, Date.parse(step.completedAt)) }],
    )
    .sort((one, other) => one.from - other.from);
  for (const { from, to } of busy) {
    processingMs += Math.max(0, to - Math.max(from, free));
    free = Math.max(free, to);
  }
  return { totalMs, processingMs, waitingMs: totalMs - processingMs };
}
