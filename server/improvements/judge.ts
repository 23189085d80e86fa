import { localDay } from '../../model/calendar.ts';
import { currentCycle, type Improvement } from '../../model/improvement.ts';
import { VERDICT_NAMES, type VerdictRecord } from '../../model/improvement-verdict.ts';
import { Cancelled, Problem } from '../../model/problem.ts';
import type { LocalDate } from '../../model/units.ts';
import { ask, type AboutFor } from '../analytics/analytic.ts';
import { improvementEffect } from '../analytics/improvement-effect.ts';
import { inSnapshot } from '../routes/answers.ts';
import type { Standing } from '../store/improvements.ts';
import type { Throughline } from '../throughline.ts';
import { version } from '../version.ts';
import { changedDefinitions } from './definitions.ts';

/** Who writes what nobody typed. */
const WATCH = 'Throughline';

interface Judged {
  readonly record: VerdictRecord;
  readonly definitions: readonly string[];
}

/**
 * Judges one improvement by the figures of now, and writes down what is new: another verdict, a definition that changed, a
 * reversal, which opens an adopted one again, once for each adoption. Does nothing before a change was made.
 *
 * Never rejects because of the figures: what can't be judged any more keeps what was known, with the reason.
 */
export async function judge(house: Throughline, process: string, id: string, now: Date, signal?: AbortSignal): Promise<void> {
  const before = house.store.improvements.find(process, id);
  if (!before) return;
  const standing = house.store.improvements.standing(process, id);
  if (!isJudged(before)) return forgetTaken(house, before, standing);
  const { record, definitions } = await look(house, before, standing, now, signal);
  const after = house.store.improvements.find(process, id);
  // what was changed meanwhile is judged by whoever changed it
  if (!after || !isJudged(after) || currentCycle(after).changedOn !== currentCycle(before).changedOn) return;
  writeDown(house, after, { record, definitions }, standing, now);
}

/** A start that was taken back, or a cycle that has no change yet: what was said of the one before is not said of this one. */
function forgetTaken(house: Throughline, { process, id, state, cycles }: Improvement, standing: Standing): void {
  if (state !== 'planned' || standing.verdict === null) return;
  house.store.improvements.stand(process, id, {
    verdict: null,
    improvedCycle: standing.improvedCycle === cycles.length ? null : standing.improvedCycle,
    decidedOn: cycles.length === 1 ? null : standing.decidedOn,
  });
  house.live.improvementsChanged(process);
}

/** Whether an improvement in this state is looked at with every data version. */
export const isUnderWatch = (state: Improvement['state']): boolean => state === 'running' || state === 'adopted';

const isJudged = (improvement: Improvement): boolean =>
  improvement.removedAt === null && isUnderWatch(improvement.state) && currentCycle(improvement).changedOn !== null;

async function look(
  house: Throughline,
  { process, id, frozen }: Improvement,
  { verdict }: Standing,
  now: Date,
  signal?: AbortSignal,
): Promise<Judged> {
  const options = signal ? { signal } : {};
  try {
    const { result, process: context } = await inSnapshot(house, process, options, (source) =>
      ask(source, improvementEffect, { process }, { improvement: id }, options),
    );
    const { about } = result;
    if (about === undefined) throw new Error('The question about effects told of no effect.');
    return {
      definitions: changedDefinitions({ frozen }, context),
      record: recordOf(about, { dataVersion: result.dataVersion, dataTo: context.endAt, ...judgedBy(now) }),
    };
  } catch (error) {
    if (!(error instanceof Problem) || error instanceof Cancelled || signal?.aborted) throw error;
    const problem = [error.message, error.detail].filter(Boolean).join(' ');
    const { facts } = house.live.get(process);
    const at = { dataVersion: facts.dataVersion, dataTo: facts.endAt, ...judgedBy(now) };
    return { definitions: [], record: { ...(verdict ?? UNJUDGED), ...at, problem } };
  }
}

const judgedBy = (now: Date) => ({ judgedAt: now.toISOString(), program: version });

/** Whether these are the words of this program about these data: another one may judge by other rules. */
export const isOfNow = (record: VerdictRecord | null, dataVersion: number): boolean =>
  record?.dataVersion === dataVersion && record.program === version;

const UNJUDGED: VerdictRecord = {
  verdict: 'not-enough-data',
  words: VERDICT_NAMES['not-enough-data'],
  rule: '',
  ...{ effect: null, effectLow: null, effectHigh: null, before: null, after: null, afterPoints: 0 },
  ...{ since: null, holdsFrom: null, reachedAt: null, wouldNow: null, targetMet: null, predictionMet: null, valueMs: null, reached: null },
  progress: { share: 0, missing: [] },
  ...{ balancing: [], touched: [], problem: null, dataVersion: 0, dataTo: null, judgedAt: '' },
};

const recordOf = (
  about: AboutFor<typeof improvementEffect>,
  at: Pick<VerdictRecord, 'dataVersion' | 'dataTo' | 'judgedAt' | 'program'>,
): VerdictRecord => ({
  verdict: about.verdict,
  words: about.words,
  rule: about.rule,
  effect: about.effect,
  effectLow: about.effectLow,
  effectHigh: about.effectHigh,
  before: about.baseline?.mean ?? null,
  after: about.after?.mean ?? null,
  afterPoints: about.after?.points ?? 0,
  since: about.since,
  holdsFrom: about.holdsFrom,
  reachedAt: about.reachedAt,
  wouldNow: about.wouldNow?.mean ?? null,
  targetMet: about.targetMet,
  predictionMet: about.predictionMet,
  valueMs: about.valueMs,
  reached: about.reached,
  progress: about.progress,
  balancing: about.balancing.map(({ id, name, unit, better, before, after, effect, low, high, verdict }) => ({
    ...{ id, name, unit, better, before, after, effect, low, high, verdict },
  })),
  touched: [...about.touched],
  problem: null,
  ...at,
});

function writeDown(house: Throughline, improvement: Improvement, judged: Judged, standing: Standing, now: Date): void {
  // a verdict without its line in the history would never get one
  house.store.transaction(() => noteDown(house, improvement, judged, standing, now));
  reopen(house, improvement, judged.record, now);
  house.live.improvementsChanged(improvement.process);
}

function noteDown(house: Throughline, improvement: Improvement, { record, definitions }: Judged, standing: Standing, now: Date): void {
  const { process, id } = improvement;
  const store = house.store.improvements;
  const cycle = currentCycle(improvement);
  const deed = { by: WATCH, at: now, dataVersion: record.dataVersion };
  const improved = record.verdict === 'improved' || record.verdict === 'holding';
  const spoken = record.problem === null && record.verdict !== 'too-early' && record.verdict !== 'not-enough-data';
  store.stand(process, id, {
    verdict: record,
    improvedCycle: improved ? cycle.number : standing.improvedCycle,
    decidedOn: standing.decidedOn ?? (spoken ? (record.reachedAt ?? dayOf(house, process, record.dataTo)) : null),
  });
  const was = standing.verdict;
  if (was?.verdict !== record.verdict)
    store.note(process, id, {
      ...deed,
      kind: 'verdict',
      words: `Verdict became ${VERDICT_NAMES[record.verdict]}${was ? `, after ${VERDICT_NAMES[was.verdict]}` : ''}. ${record.rule}`.trim(),
    });
  if (record.problem !== null && was?.problem !== record.problem)
    store.note(process, id, { ...deed, kind: 'definition', words: `It could not be judged anew: ${record.problem}` });
  const told = new Set(
    store
      .history(process, id)
      .filter(({ kind }) => kind === 'definition')
      .map(({ words }) => words),
  );
  for (const words of [...definitions, ...record.touched])
    if (!told.has(words)) store.note(process, id, { ...deed, kind: 'definition', words });
}

const dayOf = (house: Throughline, process: string, at: string | null): LocalDate | null =>
  at === null ? null : localDay(Date.parse(at), house.live.get(process).stored.zone);

/** A change that was adopted and is gone from the figures is open again: once for each adoption, and not for what was known when it was adopted. */
function reopen(house: Throughline, improvement: Improvement, record: VerdictRecord, now: Date): void {
  const { process, id, state, adoption } = improvement;
  if (state !== 'adopted' || adoption === null || adoption.reopened !== null || record.problem !== null) return;
  if (record.verdict !== 'reverted' && record.verdict !== 'worse') return;
  const cycle = currentCycle(improvement);
  if (cycle.verdict?.verdict === record.verdict) return;
  house.store.improvements.change(
    process,
    id,
    {
      kind: 'reopened',
      by: WATCH,
      at: now,
      dataVersion: record.dataVersion,
      words: `Opened again: ${VERDICT_NAMES[record.verdict]}. ${record.rule}`.trim(),
    },
    (before) => {
      if (before.adoption === null || before.state !== 'adopted') return before;
      const reopened = { at: now.toISOString(), words: record.rule === '' ? record.words : record.rule, bucket: record.since };
      const open = { ...currentCycle(before), decision: null, decidedAt: null };
      return { ...before, state: 'running', adoption: { ...before.adoption, reopened }, cycles: [...before.cycles.slice(0, -1), open] };
    },
  );
}
