import { PLAIN_WORDS, type Words } from '../../../../model/process.ts';
import { capital } from '../../../../model/format.ts';

/** Words to choose from; anything else is typed. */
export const WORD_SETS: readonly Words[] = [
  PLAIN_WORDS,
  { person: 'patient', people: 'patients', case: 'visit', cases: 'visits' },
  { person: 'client', people: 'clients', case: 'request', cases: 'requests' },
  { person: 'applicant', people: 'applicants', case: 'application', cases: 'applications' },
  { person: 'customer', people: 'customers', case: 'order', cases: 'orders' },
  { person: 'claimant', people: 'claimants', case: 'claim', cases: 'claims' },
];

const KEYS = ['person', 'people', 'case', 'cases'] as const;

/** The set these words are, or -1 when they are a person's own. */
export const wordSetOf = (words: Words): number => WORD_SETS.findIndex((set) => KEYS.every((key) => set[key] === words[key]));

/** The words without blanks around them, or the key of the first that is missing. */
export function tidyWords(words: Words): { words: Words } | { missing: (typeof KEYS)[number] } {
  for (const key of KEYS) if (words[key].trim() === '') return { missing: key };
  const { during } = words;
  return {
    words: {
      person: words.person.trim(),
      people: words.people.trim(),
      case: words.case.trim(),
      cases: words.cases.trim(),
      ...(during?.trim() ? { during: during.trim() } : {}),
    },
  };
}

/** How the words sound in a sentence of the product. */
export const exampleOf = (words: Words): string =>
  `“1,204 ${words.cases} are open. ${capital(words.people)} wait 47\u00a0min; one ${words.case} in ten takes longer.”`;
