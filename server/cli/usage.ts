import { CHOSEN_SECTIONS } from '../../model/letter.ts';

/** Wrong usage: the command line itself makes no sense. Exit code 2. */
export class WrongUsage extends Error {
  readonly command: string | undefined;
  constructor(message: string, command?: string) {
    super(message);
    this.name = 'WrongUsage';
    this.command = command;
  }
}

const EVERYWHERE = `  --data FOLDER   the data folder (else THROUGHLINE_DATA, else ./data)
  --json          machine-readable on standard output and nothing else there
  --help          these words`;

const READING = `  --recipe WHAT       a recipe of the service by name, a file that holds one (YAML or JSON), or none; when left out,
                      the one that fits the columns. What is said here goes before it
  --kind KIND         events (one row per event), feedback (one row per answer) or cases (one row per case, attributes
                      only); guessed when left out
  --arrangement HOW   events (one row per event), wide (one row per case, a column of dates for each activity) or
                      status (one row per change of status)
  --role COLUMN=ROLE  what a column means; may be repeated. Columns not named keep their guess.
                      events: case activity start end lifecycle instance event-id arrival resource team cost attribute ignore
                      feedback: case answered-at score comment stage instrument customer site invited-at language attribute ignore
  --time-format COLUMN=FORMAT  how a column's times are written, where day and month can't be told apart:
                      '%d/%m/%Y %H:%M' or '%m/%d/%Y %H:%M'; may be repeated
  --zone ZONE         the time zone of times without an offset, as Europe/Dublin; a new service keeps its days by it
  --fix JSON          a correction as check prints it, '{"kind":"merge-equal-rows"}' for instance; may be repeated
  --personal COLUMN=code|keep  personal data replaced by a stable code, or kept; may be repeated
  --encoding NAME     the encoding of a text, as windows-1252; recognised when left out
  --delimiter CHARACTER, --quote CHARACTER, --header-line NUMBER  where they are recognised wrongly
  --sheet NAME        the sheet of a workbook; else the first that holds anything
  --part NAME         the file of a ZIP archive, where its tables have different columns`;

const TEXTS = {
  serve: `throughline serve [--port NUMBER] [--host ADDRESS] [--dev]

Serves the pages and the API of a data folder on this machine, until Ctrl+C. An empty folder gets the sample
services (THROUGHLINE_SAMPLES=off leaves it empty).

  --port NUMBER   the port (else THROUGHLINE_PORT, else 4600); 0 takes any free one
  --host ADDRESS  a loopback address (else THROUGHLINE_HOST, else 127.0.0.1)
  --dev           pages compiled as they change
  --data FOLDER   the data folder (else THROUGHLINE_DATA, else ./data)`,
  check: `throughline check FILE [--process ID] [--recipe NAME|FILE|none] [options of import]

Reads a file as an import would and prints the report of the page: format, columns with the role each seems to have
and why, questions with what each answer leads to, problems of the rows with three of them, what can be done about
each and what that does, and what was checked. With --process the data of the service count, its zone and its
recipes. Changes nothing.

${READING}`,
  import: `throughline import FILE… --process ID [--recipe NAME|FILE|none] [options]

Imports files, one after the other, all of a file or nothing, a receipt for each. The first that is refused ends it,
and it is said which were imported. A service that does not exist is made.

  --process ID        the service: lower case letters, digits and hyphens
  --replace WHAT      cases: the file takes the place of all earlier events of the cases it holds;
                      2026-10-01..2026-11-01: of all earlier events that happened from the first day to before the second
  --remember-replace  the recipe of the source is to replace cases from now on
${READING}`,
  imports: `throughline imports --process ID

Lists every import of a service, newest first, also those that were refused or cut off.`,
  undo: `throughline undo IMPORT --process ID

Takes an import back: any, not only the last. IMPORT is its number or id, as \`throughline imports\` lists them. The figures
are then those of the imports that remain; \`throughline redo\` brings it again.`,
  redo: `throughline redo IMPORT --process ID

Brings an import again that was undone.`,
  versions: `throughline versions --process ID

Lists every data version of a service, newest first, with the imports it is made of. ask --version N asks one of them.`,
  rebuild: `throughline rebuild [--process ID]

Makes the figures of a service, or of all, again from the kept files (uploads/) and the register (state.sqlite). They come
out the same. Where events.duckdb is damaged, stop the server, move that file away, and start again or run this.`,
  ask: `throughline ask QUESTION --process ID [--where FILTER …] [--scope JSON] [--param NAME=VALUE …] [--version N] [--format FORMAT]

Puts a question of the catalogue; without QUESTION it lists them.

  --where FILTER       only cases that pass the filter; may be repeated, then all of them hold. As in the address of a page:
                       'Priority:in:1|2'  'Age:range:18..65'  '@activity:Triage|Assess'  '@not-activity:Triage'
                       '@follows:directly:Triage:Assess:1h..'  '@duration:throughput:2days..'  '@late'  '@rework'
                       docs/api.md lists every kind
  --scope JSON         which cases: {"period":{"from":"2026-10-01","to":"2026-11-01"},"state":"complete",
                       "filters":[{"kind":"attribute","name":"Priority","op":"in","values":["1"]}]}
  --param NAME=VALUE   a parameter of the question; may be repeated
  --version N          an earlier data version; it is made ready first, which takes as long as its imports did
  --format FORMAT      json, csv, table or arrow; table on a terminal and json elsewhere, when left out`,
  blueprint: `throughline blueprint get --process ID
throughline blueprint set --process ID [FILE]

Prints the blueprint of a service as YAML (with --json as JSON), or replaces it by a file or by what comes on
standard input; YAML and JSON are both read. The figures follow at once. Its parts: docs/blueprint.md.`,
  improvements: `throughline improvements list --process ID
throughline improvements show IMPROVEMENT --process ID
throughline improvements export --process ID

Lists the improvements of a service with the verdict of its figures, shows one (imp-001) with what is missing and what happened, or
prints the portfolio as CSV. With --json as the API has it. Nothing of it has to be asked for: every new data version is judged.`,
  report: `throughline report preview KIND --process ID --out letter.pdf [options]
throughline report send KIND --process ID --to a@example.org,b@example.org [options]
throughline report send --schedule ID [--to a@example.org]
throughline report list [--process ID]

preview makes a letter as it would be made now, and writes it as PDF and, beside it, as the mail: letter.html and letter.txt.
Nothing is kept, nothing is sent. send makes one, keeps it and sends it: to those named, or to everybody on the list of a
schedule. list shows the schedules and the letters that were kept. KIND is weekly, monthly, improvement (its A3) or house (a
line for each service, without --process).

  --out FILE          of preview: where the PDF goes
  --to ADDRESSES      of send: mail addresses with commas between; with --schedule only they get it
  --pdf               of send: the PDF is attached
  --improvement ID    of improvement: imp-001
  --scope QUERY       only some cases, as the address of a page has it: 'where=Priority:in:1|2'
  --sections A,B      of ${CHOSEN_SECTIONS.join(', ')}; all but comments when left out
  --on DAY            a day of the week or month it is about; the last whole one of the data when left out
  --json              the letter as one JSON value too, letter.json, and what was written on standard output`,
  alerts: `throughline alerts list --process ID

Lists the alerts of a service: what is open, and what ended in the last 90 days. With --json as the API has it, with the rules.`,
  recipes: `throughline recipes --process ID

Lists the recipes of a service: how files of each source are read, as the imports before made them.`,
  recipe: `throughline recipe get NAME --process ID
throughline recipe set NAME --process ID [FILE]
throughline recipe remove NAME --process ID

Prints a recipe as YAML (with --json with all that is known of it), writes one from a file or from standard input, or
forgets it. One that is written and does not exist is made.`,
  processes: `throughline processes

Lists the services of the data folder.`,
} as const;

export type Command = keyof typeof TEXTS;
export const isCommand = (word: string): word is Command => Object.hasOwn(TEXTS, word);

export const helpOf = (command: Command): string => (command === 'serve' ? TEXTS.serve : `${TEXTS[command]}\n\nEverywhere\n${EVERYWHERE}`);

export const help = `Throughline: how a service really runs, from first request to closure.

  serve        serve pages and API of a data folder on this machine
  check        say what a file holds, without importing it
  import       import files into a service
  imports      list the imports of a service
  undo, redo   take an import back, or bring it again
  versions     list the data versions of a service
  rebuild      make the figures again from the kept files
  ask          put a question of the catalogue
  blueprint    get or set the blueprint of a service
  improvements list improvements with their verdicts, show one, export them as CSV
  report       preview a letter to leadership as PDF and mail, send it, list what was sent
  alerts       list what is open of what the rules of a service look for
  recipes      list how files of each source are read
  recipe       get, set or remove one of them
  processes    list the services

throughline COMMAND --help says more, throughline --version which one this is. Exit code 0: done; 1: refused, with the reason; 2: wrong usage.
While a server holds the data folder, commands go through it.`;
