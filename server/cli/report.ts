import type { Receipt, Recognition } from '../../model/event-log.ts';
import type { Effect } from '../../model/effect.ts';
import { duration, number, percent, plural } from '../../model/format.ts';
import type { Health, HealthProblem } from '../../model/health.ts';
import { plain } from '../../model/outside-text.ts';
import type { RecipeMatch } from '../../model/recipe.ts';
import { table } from './output.ts';

/** What a check found, as a person reads it: the same the page shows. */
export function reportInWords(file: string, found: Recognition): string {
  return [
    facts(file, found),
    found.recipe === null ? [] : ['', ...recipeWords(found.recipe)],
    ['', columnsInWords(found)],
    found.milestones.length === 0 ? [] : ['', ...milestoneWords(found)],
    found.questions.flatMap(({ text, options, outcomes }) => [
      '',
      `Question: ${plain(text)}`,
      ...options.map((option, at) => `  ${option}${outcomes?.[at] === undefined ? '' : `: ${plain(outcomes[at])}`}`),
    ]),
    found.needsZone ? ['  Say it with --zone, for example --zone Europe/Dublin.'] : [],
    found.health === null ? [] : ['', ...healthInWords(found.health, found.kind)],
    found.warnings.length === 0 ? [] : ['', ...found.warnings.map((warning) => `Note: ${plain(warning)}`)],
    [
      '',
      found.settled === null
        ? 'It can’t be imported before the question is answered. Nothing was changed.'
        : 'It can be imported like this. Nothing was changed.',
    ],
  ]
    .flat()
    .join('\n');
}

const KINDS: Readonly<Record<string, string>> = { events: 'events', feedback: 'answers', cases: 'cases' };
const ARRANGED: Readonly<Record<string, string>> = {
  events: '',
  wide: ', one row per case with a column of dates for each activity',
  status: ', one row per change of status',
};

function facts(file: string, { rows, kind, arrangement, shape }: Recognition): string[] {
  const delimiter = shape.delimiter === '\t' ? 'tab' : `“${shape.delimiter}”`;
  const text = shape.format === 'text' ? `, ${shape.encoding}, ${delimiter} between fields, decimal mark “${shape.decimal}”` : '';
  return [
    `${plain(file)}: ${plural(rows, 'row', 'rows')} of ${KINDS[kind] ?? kind}${ARRANGED[arrangement] ?? ''}; ${plain(shape.words)}${text}, header on line ${shape.headerLine}${shape.compressed ? ', compressed' : ''}.`,
    ...(shape.sheets.length > 1
      ? [`Its sheets: ${shape.sheets.map((sheet) => `“${plain(sheet.name)}” (${plural(sheet.rows, 'row', 'rows')})`).join(', ')}.`]
      : []),
    ...(shape.parts.length > 1 ? [`Its tables: ${shape.parts.map((part) => `“${plain(part.name)}”`).join(', ')}.`] : []),
  ];
}

function recipeWords({ name, exact, used, changes }: RecipeMatch): string[] {
  if (!used) return [`The recipe “${plain(name)}” fits its columns and was not used: something else was said.`];
  return [
    `Read by the recipe “${plain(name)}”${exact ? ': its columns are the same as before.' : '; its columns differ:'}`,
    ...changes.map(({ words }) => `  ${plain(words)}`),
  ];
}

const columnsInWords = ({ columns }: Recognition): string =>
  table(
    columns.map(({ name, role, confidence, type, timeFormat, samples, reason }) => ({
      column: plain(name),
      role,
      sure: percent(confidence),
      type: timeFormat ?? type,
      sample: plain(samples[0] ?? ''),
      why: plain(reason),
    })),
  );

const milestoneWords = ({ milestones, laidOut }: Recognition): string[] => [
  'Each of these columns of dates becomes an activity:',
  ...milestones.map(
    ({ column, activity, filled }) => `  “${plain(column)}” becomes “${plain(activity)}”, in ${plural(filled, 'row', 'rows')}`,
  ),
  ...laidOut.slice(0, 4).map((row) => `  ${row.map(plain).join(' | ')}`),
];

const WEIGHTS: readonly (readonly [HealthProblem['weight'], string])[] = [
  ['decision', 'To decide'],
  ['refused', 'Can’t be used as it is'],
  ['note', 'Good to know'],
];

/** Whether the rows can be trusted: problems by their weight with rows of the file, what can be done, and what was checked. */
function healthInWords(health: Health, kind: Recognition['kind']): string[] {
  const { rows, usable, asTheyAre, rejected, merged, known, problems, checks } = health;
  const parts = [
    `${number(asTheyAre)} as they are`,
    ...(rejected > 0 ? [`${number(rejected)} can’t be used`] : []),
    ...(merged > 0 ? [`${number(merged)} merged`] : []),
    ...(known > 0 ? [`${number(known)} known already`] : []),
  ];
  return [
    `${number(usable)} of ${plural(rows, 'row', 'rows')} will be imported (${rows === 0 ? percent(1) : percent(usable / rows, 1)}): ${parts.join(', ')}.`,
    ...WEIGHTS.flatMap(([weight, title]) => {
      const some = problems.filter((problem) => problem.weight === weight);
      return some.length === 0 ? [] : ['', title, ...some.flatMap(problemInWords)];
    }),
    ...(checks.length === 0
      ? []
      : [
          '',
          'Checked',
          ...checks.map(
            ({ name, value, remark, fine }) =>
              `  ${fine ? '✓' : '!'} ${name}: ${plain(value)}${remark === null ? '' : ` (${plain(remark)})`}`,
          ),
        ]),
    '',
    casesInWords(health, kind),
  ];
}

/** Whose rows these are: of events with their variants, which neither answers nor the values of cases have. */
function casesInWords({ cases, figures }: Health, kind: Recognition['kind']): string {
  const all = plural(cases.all, 'case', 'cases');
  if (kind === 'feedback') return `${all} named, ${number(cases.new)} of them not known yet.`;
  const counts = `${all}: ${number(cases.new)} new, ${number(cases.changed)} changed, ${number(cases.unchanged)} unchanged.`;
  if (kind === 'cases') return counts;
  const median = figures.medianMs === null ? '' : `; median from first to last event ${duration(figures.medianMs)}`;
  return `${counts} ${plural(figures.variants, 'variant', 'variants')}${median}.`;
}

function problemInWords({ title, detail, samples, choices, proposed, chosen }: HealthProblem): string[] {
  const made = choices.find(({ id }) => id === chosen);
  return [
    `  ${plain(title)}`,
    ...(detail === null ? [] : [`    ${plain(detail)}`]),
    ...samples.map(({ line, text }) => `    row ${number(line)}: ${plain(text)}`),
    ...choices.map(({ id, label, effect, fix, personal }) => {
      const mark = id === chosen ? '●' : '○';
      const what = [id === proposed && made === undefined ? 'proposed' : '', effect === null ? '' : plain(effect)].filter(
        (word) => word !== '',
      );
      const said = id === chosen ? '' : fix !== null ? `\n        --fix '${shellQuoted(JSON.stringify(fix))}'` : personalWords(personal);
      return `    ${mark} ${plain(label)}${what.length === 0 ? '' : `: ${what.join('. ')}`}${said}`;
    }),
  ];
}

const personalWords = (personal: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(personal ?? {})
    .map(([column, choice]) => `\n        --personal '${shellQuoted(plain(column))}=${choice}'`)
    .join('');

const shellQuoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);

/** A receipt as a person reads it. */
export function receiptInWords(receipt: Receipt): string {
  const what = KINDS[receipt.kind] ?? receipt.kind;
  const { cases, newCases, changedCases, unchangedCases } = receipt;
  const lines = [
    `${plain(receipt.file)}: ${number(receipt.accepted)} of ${plural(receipt.rows, 'row', 'rows')} accepted as ${what}; data version ${receipt.dataVersion} of “${receipt.process}”.`,
    receipt.kind === 'feedback'
      ? `  ${number(receipt.linked)} linked to a case.`
      : `  ${plural(cases, 'case', 'cases')}, ${number(newCases)} of them new${changedCases + unchangedCases > 0 ? `, ${number(changedCases)} changed, ${number(unchangedCases)} unchanged` : ''}${receipt.firstAt && receipt.lastAt ? `; from ${receipt.firstAt} to ${receipt.lastAt}` : ''}.`,
  ];
  if (receipt.replaced > 0) lines.push(`  ${plural(receipt.replaced, 'earlier event was', 'earlier events were')} replaced.`);
  if (receipt.duplicates > 0)
    lines.push(`  ${plural(receipt.duplicates, 'row was', 'rows were')} known from an earlier import and added nothing.`);
  if (receipt.merged > 0)
    lines.push(`  ${plural(receipt.merged, 'row equals', 'rows equal')} another row of the file and was merged with it.`);
  if (receipt.equalRows > 0) lines.push(`  ${plural(receipt.equalRows, 'row equals', 'rows equal')} another row of the file; kept.`);
  lines.push(...receipt.fixes.map(({ words, rows }) => `  Corrected: ${plain(words)} (${plural(rows, 'row', 'rows')})`));
  if (receipt.rejected > 0) lines.push(`  ${plural(receipt.rejected, 'row was', 'rows were')} rejected:`);
  for (const { words, rows, column, examples } of receipt.rejections)
    lines.push(
      `    ${number(rows)} × ${plain(words)}${column === null ? '' : ` (${plain(column)})`}`,
      ...examples.slice(0, 3).map((example) => `      ${plain(example)}`),
    );
  lines.push(...effectInWords(receipt.effect), ...receipt.notes.map((note) => `  ${plain(note)}`), `  Import ${receipt.import}`);
  return lines.join('\n');
}

/** The headline figures before and after. */
function effectInWords(effect: Effect | null): string[] {
  if (effect === null || effect.before === null) return [];
  const { before, after } = effect;
  const time = (value: number | null) => (value === null ? 'unknown' : duration(value));
  const changes = [
    ['cases', number(before.cases), number(after.cases)],
    ['events', number(before.events), number(after.events)],
    ['variants', number(before.variants), number(after.variants)],
    ['median time', time(before.medianMs), time(after.medianMs)],
  ].flatMap(([name, was, is]) => (was === is ? [] : [`${name} ${was} → ${is}`]));
  return changes.length === 0 ? [] : [`  ${changes.join('; ')}.`];
}
