import type { AlertRuleContent } from './alert.ts';

const COMMON = { recipients: [], remindAfterDays: 7, quiet: null, muted: false };

/** What most services begin with. Nobody is told: what is found stands on the page and in the letter until a recipient is chosen. */
export const USUAL_RULES: readonly AlertRuleContent[] = [
  {
    name: 'Signals for the worse',
    // rising or falling alone comes often by chance and says little that the others don't
    watch: { kind: 'signal', measures: null, rules: [1, 2, 4], per: 'week' },
    closeAfterDays: 7,
    ...COMMON,
  },
  {
    name: 'Missed targets',
    watch: { kind: 'target', measures: null, levels: null, missed: ['never', 'share'], per: 'week' },
    closeAfterDays: 7,
    ...COMMON,
  },
  { name: 'Late data', watch: { kind: 'late', days: 3 }, closeAfterDays: 0, ...COMMON },
  { name: 'Refused or broken files', watch: { kind: 'broken', refused: true, rejectedShare: 0.05 }, closeAfterDays: 0, ...COMMON },
];
