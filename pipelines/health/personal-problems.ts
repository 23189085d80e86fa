import { number } from '../../model/format.ts';
import type { PersonalColumn, PersonalKind } from './personal.ts';
import type { Found, Look } from './look.ts';
import { counted } from './words.ts';

const HOLDS: Readonly<Record<PersonalKind, string>> = {
  names: 'names of persons',
  mail: 'mail addresses',
  phone: 'phone numbers',
  identifiers: 'numbers that identify persons',
  text: 'mail addresses or phone numbers inside comments',
};

/** Columns with data of persons, and what becomes of each. `personal` was found before anything was replaced. */
export function personalProblems(personal: readonly PersonalColumn[], look: Pick<Look, 'seen'>): Found[] {
  return personal.map((column) => {
    const { name, kind, values, looked, examples } = column;
    const finding = look.seen.columns.find((one) => one.finding.name === name)?.finding;
    const some = examples.filter((example) => example !== '');
    const shown = some.length === 0 ? '' : `, ${some.map((example) => `“${example}”`).join(', ')} for instance`;
    const text = kind === 'text';
    return {
      id: `personal:${name}`,
      code: 'personal',
      weight: 'note',
      title: text
        ? `“${name}” holds ${HOLDS[kind]}: ${number(values)} of ${number(looked)} comments that were looked at.`
        : `“${name}” holds ${HOLDS[kind]} (${counted(finding?.distinct ?? values, 'value')}${shown}).`,
      detail: text
        ? 'Comments are kept as they are, unless each is replaced as a whole. A column that nobody should read can also be left out.'
        : 'Each is replaced by a stable code before anything is stored; the original that is kept holds the codes too. The same person has the same code in every file of this data folder.',
      rows: finding?.filled ?? 0,
      column: name,
      places: [],
      choices: [
        {
          id: 'code',
          label: text ? 'Replace each by a code' : 'Replace by a stable code',
          fix: null,
          personal: { [name]: 'code' as const },
          effect: text ? 'Figures stay the same; nobody can read what was written.' : 'Figures stay the same; nobody is named.',
        },
        {
          id: 'keep',
          label: 'Keep as they are',
          fix: null,
          personal: { [name]: 'keep' as const },
          effect: 'The values are stored and shown to everyone who can open the service.',
        },
      ],
      proposed: text ? 'keep' : 'code',
    };
  });
}
