import type { ProcessSummary, Words } from '../../../../../model/process.ts';
import { newDraft, type Draft } from './draft.ts';
import type { AttributeInfo } from './attributes.ts';

/** One entry of the menu: what it is called, what else it is found by, and the form it opens. */
export interface Choice {
  readonly name: string;
  readonly also: string;
  readonly draft: Draft;
}
export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly Choice[];
}

type Has = Pick<ProcessSummary, 'hasStages' | 'marksDelivery' | 'hasFeedback'>;

/** Every kind of filter that makes sense in a process, in plain words. */
export function choiceGroups(has: Has, attributes: readonly AttributeInfo[], { case: one }: Words): ChoiceGroup[] {
  const choice = (name: string, also: string, draft: Draft): Choice => ({ name, also, draft });
  const groups: ChoiceGroup[] = [
    {
      title: 'By attribute',
      choices: attributes.map((attribute) => choice(attribute.name, 'attribute value', attributeDraft(attribute))),
    },
    {
      title: 'By what happens',
      choices: [
        choice('Passes through an activity', 'occurs contains step never', newDraft('activity')),
        ...(has.hasStages ? [choice('Visits a stage', 'occurs contains', newDraft('stage'))] : []),
        choice('Starts with', 'first activity', newDraft('starts')),
        choice('Ends with', 'last activity', newDraft('ends')),
        choice('One follows another', 'directly eventually later hand-over after time between', newDraft('follows', { of: 'activity' })),
        choice('Something is done again', 'rework repeat loop twice', newDraft('rework')),
        choice('Goes one of these ways', 'variant path trace', newDraft('variant')),
      ],
    },
    {
      title: 'By time',
      choices: [
        choice(
          `How long the ${one} takes`,
          'duration throughput delivery processing waiting idle',
          newDraft('duration', { of: has.marksDelivery ? 'delivery' : 'throughput' }),
        ),
        choice('How long one activity takes', 'processing work duration step', newDraft('processing')),
        ...(has.hasStages
          ? [
              choice('How long a stage waits or takes', 'waiting queue before inside gap time in stage idle', newDraft('stage-wait')),
              choice('Waits beyond the limit', 'late target missed overdue', newDraft('late')),
            ]
          : []),
        choice('Waits at an hour of the week', 'queue weekday day night shift heat map', newDraft('waits-at')),
      ],
    },
    {
      title: 'By people',
      choices: [
        choice('Who worked on it', 'resource person staff', newDraft('resource')),
        choice('Which team worked on it', 'group department', newDraft('team')),
      ],
    },
    {
      title: 'By what was said',
      choices: has.hasFeedback
        ? [
            choice('Score', 'satisfaction answer feedback nps rating', newDraft('score')),
            choice('With a comment', 'answer feedback said text', newDraft('comment')),
          ]
        : [],
    },
  ];
  return groups.filter(({ choices }) => choices.length > 0);
}

/** More values than this are cut by a range rather than ticked. */
const TICKED = 12;

export const attributeDraft = ({ name, type, values }: AttributeInfo): Draft =>
  newDraft('attribute', {
    name,
    op: type === 'time' ? 'missing' : type === 'number' && (values?.length ?? 0) > TICKED ? 'range' : 'values',
  });

/** The groups with the entries a search finds, by every word of it. */
export function foundChoices(groups: readonly ChoiceGroup[], search: string): ChoiceGroup[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ title, choices }) => ({
      title,
      choices: choices.filter(({ name, also }) => wanted.every((word) => `${name} ${also} ${title}`.toLowerCase().includes(word))),
    }))
    .filter(({ choices }) => choices.length > 0);
}

/** What a form is headed by. */
export function draftTitle(draft: Draft, groups: readonly ChoiceGroup[]): string {
  if (draft.kind === 'attribute') return draft.name;
  for (const { choices } of groups) for (const { name, draft: one } of choices) if (one.kind === draft.kind) return name;
  return 'Filter';
}
