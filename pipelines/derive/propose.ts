import type { Blueprint } from '../../model/blueprint.ts';
import { workKinds, type WorkKind } from '../../model/templates.ts';

/** Where an activity's name points to. `reason` is a sentence for the person who accepts or refuses it. */
export interface StageProposal {
  readonly activity: string;
  /** Null when the name points nowhere. */
  readonly stage: string | null;
  readonly reason: string;
}

/** Words that say nothing about the kind of work. */
const FILLERS = new Set([
  'the',
  'a',
  'an',
  'of',
  'to',
  'for',
  'and',
  'or',
  'in',
  'on',
  'by',
  'with',
  'from',
  'at',
  'is',
  'be',
  'not',
  'no',
]);

/** Verbs that go with any object. */
const VAGUE = [
  'receiv',
  'log',
  'creat',
  'open',
  'check',
  'review',
  'complet',
  'finish',
  'end',
  'file',
  'record',
  'report',
  'call',
  'contact',
  'confirm',
  'order',
  'print',
  'note',
  'send',
];

interface Candidate {
  readonly stage: string;
  readonly score: number;
  readonly reason: string;
}

/**
 * A stage for each activity, from names alone: words shared with the stage's name, with activities already placed in
 * it, or the kind of work both speak of. Answers in the order asked; the same names always get the same stages.
 */
export function proposeStages(blueprint: Blueprint, activities: readonly string[]): StageProposal[] {
  return activities.map((activity) => propose(blueprint, activity));
}

function propose(blueprint: Blueprint, activity: string): StageProposal {
  if (blueprint.stages.length === 0) return { activity, stage: null, reason: 'The blueprint has no stages yet.' };
  const words = wordsOf(activity);
  let best: Candidate | undefined;
  for (const stage of blueprint.stages) {
    const candidates = [
      sharedWord(words, stage.name, wordsOf(stage.name)),
      ...stage.activities.map((placed) => likePlaced(words, stage.name, placed.name)),
      ...workKinds.map((kind) => sameKind(activity, stage.name, kind)),
    ];
    // the first stage wins a tie: work starts early more often than late
    for (const candidate of candidates) if (candidate && candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best ? { activity, stage: best.stage, reason: best.reason } : { activity, stage: null, reason: 'Its name points to no stage.' };
}

function sharedWord(words: readonly string[], stage: string, stageWords: readonly string[]): Candidate | undefined {
  const at = words.findIndex((word) => stageWords.some((other) => alike(word, other)));
  return at < 0 ? undefined : { stage, score: Math.max(5, 10 - 2 * at), reason: `“${words[at] ?? ''}” is in the name of the stage.` };
}

/** More than half of the words of an activity that is already there. */
function likePlaced(words: readonly string[], stage: string, placed: string): Candidate | undefined {
  const others = wordsOf(placed);
  const shared = words.filter((word) => others.some((other) => alike(word, other)));
  const share = (2 * shared.length) / Math.max(1, words.length + others.length);
  return share > 0.5 ? { stage, score: 4 + 4 * share, reason: `It is called much like “${placed}”, which is in this stage.` } : undefined;
}

/** The stage holds this kind of work, more so the earlier its word stands in the kind's list of stages. */
function sameKind(activity: string, stage: string, kind: WorkKind): Candidate | undefined {
  const spoken = kind.activities.find((start) => speaksOf(activity, start));
  const place = kind.stages.findIndex((start) => speaksOf(stage, start));
  if (spoken === undefined || place < 0) return undefined;
  const words = wordsOf(activity);
  const word = words.find((one) => one.startsWith(spoken.split(' ')[0] ?? spoken)) ?? spoken;
  // the verb at the head says most (“Close request”), unless anything can be done with it (“Receive payment”)
  const leads = words[0] === word && !VAGUE.some((start) => word.startsWith(start));
  const score = 3 + (leads ? 5 : 0) - place * 0.4 + Math.min(spoken.length, 10) * 0.05;
  return { stage, score, reason: `“${word}” is work of ${kind.name}, which belongs to this stage.` };
}

/** “Check-in desk” speaks of `check in`; beginnings of words count, their middles don't. */
function speaksOf(name: string, start: string): boolean {
  return ` ${plain(name)}`.includes(` ${start}`);
}

const alike = (one: string, other: string): boolean =>
  one === other || (Math.min(one.length, other.length) >= 4 && stem(one) === stem(other));

/** Endings that make the same word of another: register, registration, registered. */
const stem = (word: string): string => word.replace(/(ation|ations|ments?|ings?|ers?|ed|es|s|e)$/, '').slice(0, 8);

const wordsOf = (name: string): string[] =>
  plain(name)
    .split(' ')
    .filter((word) => word.length > 1 && !FILLERS.has(word) && !/^\w?\d+$/.test(word));

const plain = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
