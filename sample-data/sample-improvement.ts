import type { ImprovementContent, Prediction } from '../model/improvement.ts';
import type { DraftOrder } from '../model/improvement-view.ts';
import type { Instant, LocalDate } from '../model/units.ts';

/** One thing that was done about an improvement of a sample, at its own time. */
export type SampleDeed = { readonly at: Instant; readonly by?: string } & (
  | { readonly do: 'task'; readonly title: string; readonly owner: string; readonly dueOn: LocalDate }
  | { readonly do: 'done'; readonly title: string }
  | { readonly do: 'start'; readonly madeOn: LocalDate }
  | { readonly do: 'note'; readonly text: string; readonly on: LocalDate }
  | { readonly do: 'vote'; readonly voter: string }
  | { readonly do: 'link'; readonly words: string; readonly improvement: string }
);

/**
 * An improvement that comes with a sample. Its problem, its measure, its baseline and all figures are drafted from the log when it is
 * loaded; here stands only what people decided and said. Without `plan` it is an idea.
 */
export interface SampleImprovement {
  readonly madeAt: Instant;
  readonly by: string;
  readonly draft: DraftOrder;
  readonly plan: boolean;
  readonly content: Partial<ImprovementContent> & Pick<ImprovementContent, 'name'>;
  readonly hypothesis: string;
  readonly prediction: Prediction;
  readonly deeds: readonly SampleDeed[];
}
