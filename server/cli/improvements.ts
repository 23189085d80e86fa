import { percent } from '../../model/format.ts';
import { shownId, type HistoryEntry } from '../../model/improvement.ts';
import { differenceInUnit, inUnit } from '../../model/improvement-words.ts';
import type { ImprovementList, ImprovementSummary, ImprovementView } from '../../model/improvement-view.ts';
import { unitOf } from '../../model/measure.ts';
import type { Door } from './door.ts';
import { table, type Voice } from './output.ts';
import { plain } from '../../model/outside-text.ts';

const pathOf = (process: string): string => `/processes/${encodeURIComponent(process)}/improvements`;

/** `throughline improvements list --process ID`. */
export async function listImprovements(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  const list = await door.get<ImprovementList>(pathOf(process));
  if (json) {
    voice.json(list);
    return;
  }
  if (list.improvements.length === 0) {
    voice.answer(`“${process}” has no improvement yet.`);
    return;
  }
  voice.answer(
    table(
      list.improvements.map(({ id, name, state, verdict, unit, progress, owner }) => ({
        id: shownId(id),
        name: plain(name),
        state,
        verdict: verdict?.words ?? '',
        effect: effectOf(verdict, unit),
        evidence: percent(progress.share),
        owner: plain(owner),
      })),
    ),
  );
}

const effectOf = (verdict: ImprovementSummary['verdict'], unit: ImprovementSummary['unit']): string =>
  verdict === null || verdict.effect === null || unit === null ? '' : differenceInUnit(verdict.effect, unit);

/** `throughline improvements show imp-001 --process ID`. */
export async function showImprovement(
  door: Door,
  voice: Voice,
  { process, id, json }: { process: string; id: string; json: boolean },
): Promise<void> {
  const path = `${pathOf(process)}/${encodeURIComponent(id.toLowerCase())}`;
  const view = await door.get<ImprovementView>(path);
  const history = await door.get<HistoryEntry[]>(`${path}/history`);
  if (json) voice.json({ ...view, history });
  else voice.answer([...headOf(view), ...figuresOf(view), ...listed(view), '', ...history.map(lineOf)].join('\n'));
}

const headOf = ({ id, name, state, owner, problem }: ImprovementView): string[] => [
  `${shownId(id)}  ${plain(name)}  (${state}${owner === '' ? '' : `, ${plain(owner)}`})`,
  ...(problem === '' ? [] : [plain(problem)]),
];

function figuresOf({ frozen, verdict, override, target, progress }: ImprovementView): string[] {
  if (frozen === null) return [];
  const unit = unitOf(frozen.measure);
  const said = [
    `${plain(frozen.measure.name)}, by ${frozen.per}; definition ${frozen.hash.slice(0, 16)}${target === null ? '' : `; target ${inUnit(target, unit)}`}`,
  ];
  if (verdict !== null) {
    const { effect, effectLow, effectHigh, words, rule } = verdict;
    const interval =
      effectLow === null || effectHigh === null
        ? ''
        : ` (95 %: ${differenceInUnit(effectLow, unit)} to ${differenceInUnit(effectHigh, unit)})`;
    said.push(`${words}${effect === null ? '' : `: ${differenceInUnit(effect, unit)}${interval}`}`, ...(rule === '' ? [] : [rule]));
  }
  if (override !== null) said.push(`Own verdict: ${override.verdict}. ${plain(override.reason)}`);
  return [
    ...said,
    `Evidence ${percent(progress.share)}${progress.missing.length === 0 ? '' : `; missing: ${progress.missing.join('; ')}`}`,
  ];
}

const listed = ({ stalls, touched, warnings }: ImprovementView): string[] =>
  [...stalls.map(({ words }) => plain(words)), ...touched.map(plain), ...warnings.map(plain)].map((words) => `! ${words}`);

const lineOf = ({ at, by, words }: HistoryEntry): string => `${at.slice(0, 10)}  ${plain(words)}  (${plain(by)})`;

/** `throughline improvements export --process ID`: the portfolio as CSV, or with `--json` as the API has it. */
export async function exportImprovements(door: Door, voice: Voice, process: string, json: boolean): Promise<void> {
  if (json) voice.json(await door.get<ImprovementList>(pathOf(process)));
  else voice.answer((await door.ask(`${pathOf(process)}.csv`, { accept: 'text/csv' })).body);
}
