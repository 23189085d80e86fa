import type { RowOf } from '../../../../../server/analytics/catalog.ts';

export * from '../../../../../model/score-words.ts';
export type VoiceRow = RowOf<'voice'>;
