/** How an answer was asked for. `other` has no rule of its own: its score is the mean on a 0..100 scale. */
export const INSTRUMENTS = ['nps', 'csat', 'ces', 'other'] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

/** Fewer answers than this give no score, only their count (DOMAIN.md section 4). */
export const MIN_ANSWERS = 10;

/** What the score of an instrument says, for the person who reads it. */
export const SCORE_WORDS: Record<Instrument, { name: string; rule: string; unit: string }> = {
  nps: { name: 'Net promoter score', rule: 'Share of 9 and 10 minus share of 0 to 6, on a scale of 0 to 10.', unit: 'pts' },
  csat: { name: 'Satisfied', rule: 'Share of the two best answers of the scale.', unit: '%' },
  ces: { name: 'Easy', rule: 'Share of the two best answers of the scale.', unit: '%' },
  other: { name: 'Score', rule: 'Mean answer, stretched from its scale to 0 to 100.', unit: '' },
};
