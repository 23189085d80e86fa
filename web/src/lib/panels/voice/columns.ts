import type { Column } from '../../ui/table.ts';
import type { Instrument } from '../../../../../model/feedback.ts';
import { duration, number } from '../../../../../model/format.ts';
import { scoreText, slopeText, type VoiceRow } from './words.ts';

const MISSING = '–';
const figure = (name: string, of: (row: VoiceRow) => number | null, digits = 1): Column<VoiceRow> => ({
  name,
  number: true,
  text: (row) => {
    const value = of(row);
    return value === null ? MISSING : number(value, digits);
  },
  value: of,
});
const score = (name: string, of: (row: VoiceRow) => number | null, instrument: Instrument | null): Column<VoiceRow> => ({
  name,
  number: true,
  text: (row) => {
    const value = of(row);
    return value === null ? MISSING : scoreText(value, instrument, 1);
  },
  value: of,
});

const scored = (instrument: Instrument | null): Column<VoiceRow>[] => [
  figure('Answers', (row) => row.answers, 0),
  score('Score', (row) => row.score, instrument),
  figure('95 % from', (row) => row.low),
  figure('95 % to', (row) => row.high),
];
const compared: Column<VoiceRow>[] = [
  figure('Against the others', (row) => row.difference),
  { name: 'Beyond chance', text: (row) => (row.difference === null ? MISSING : row.credible ? 'yes' : 'no') },
];

export const stageColumns = (instrument: Instrument | null): Column<VoiceRow>[] => [
  { name: 'Stage', text: (row) => row.stage ?? '' },
  ...scored(instrument),
  score('Target', (row) => row.scoreTarget, instrument),
  ...compared,
];

/** What waiting goes with, stage by stage. */
export const waitColumns = (instrument: Instrument | null): Column<VoiceRow>[] => [
  { name: 'Stage', text: (row) => row.stage ?? '' },
  { name: 'Limit', number: true, text: (row) => (row.limitMs === null ? MISSING : duration(row.limitMs)), value: (row) => row.limitMs },
  score('Within', (row) => row.withinScore, instrument),
  figure('Answers within', (row) => row.withinAnswers, 0),
  score('Beyond', (row) => row.beyondScore, instrument),
  figure('Answers beyond', (row) => row.beyondAnswers, 0),
  figure('Effect on all', (row) => row.effect),
  figure('Effect from', (row) => row.effectLow),
  figure('Effect to', (row) => row.effectHigh),
  { name: 'Slope', number: true, text: (row) => slopeText(row)?.text ?? MISSING, value: (row) => row.slopePerHour },
  { name: 'Slope, 95 %', number: true, text: (row) => slopeText(row)?.interval ?? MISSING },
  figure('Answers of the slope', (row) => row.slopeAnswers, 0),
  { name: 'Bends at', number: true, text: (row) => (row.bendMs === null ? MISSING : duration(row.bendMs)), value: (row) => row.bendMs },
];

/** The name of a part: a hand-over, a variant, a value. */
export function partName(row: VoiceRow): string {
  switch (row.kind) {
    case 'hand-over':
      return `${row.from ?? ''} to ${row.to ?? ''}`;
    case 'variant':
      return (row.activities ?? []).join(' > ');
    case 'attribute':
      return row.value ?? '';
    case 'stage':
      return row.stage ?? '';
  }
}

export const partColumns = (instrument: Instrument | null): Column<VoiceRow>[] => [
  { name: 'Kind', text: (row) => row.attribute ?? row.kind },
  { name: 'Name', text: partName },
  ...scored(instrument),
  ...compared,
  { name: 'Slope', number: true, text: (row) => slopeText(row)?.text ?? MISSING, value: (row) => row.slopePerHour },
];
