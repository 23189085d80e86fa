import { answers } from '$lib/api/kept.ts';
import { askQuestion, questionQuery, type AnalyticId, type AnswerOf, type Params } from '$lib/api/questions.ts';
import type { Scope } from '$model/scope.ts';

/** Asks a question of the catalogue once per scope, parameters and data version, however many want to know. */
export async function askKept<Id extends AnalyticId>(
  id: Id,
  asked: { scope: Scope; version: number; signal: AbortSignal },
  params: Params = {},
): Promise<AnswerOf<Id>> {
  const key = `${id} ${asked.scope.process} ${String(asked.version)} ${questionQuery(asked.scope, params).toString()}`;
  const known = answers.find<AnswerOf<Id>>(key);
  if (known) return known;
  const answer = await askQuestion(id, asked.scope, params, { signal: asked.signal });
  answers.keep(key, answer);
  return answer;
}
