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

const TEXTS = {
  serve: `throughline serve [--port NUMBER] [--host ADDRESS] [--dev]

Serves the pages and the API of a data folder on this machine, until Ctrl+C. An empty folder gets the sample
services (THROUGHLINE_SAMPLES=off leaves it empty).

  --port NUMBER   the port (else THROUGHLINE_PORT, else 4600); 0 takes any free one
  --host ADDRESS  a loopback address (else THROUGHLINE_HOST, else 127.0.0.1)
  --dev           pages compiled as they change
  --data FOLDER   the data folder (else THROUGHLINE_DATA, else ./data)`,
  check: `throughline check FILE [--kind events|feedback] [--role COLUMN=ROLE …] [--time-format COLUMN=FORMAT …] [--zone ZONE]

Reads a file as an import would and says what it holds: encoding, columns, the role each seems to have and why,
and what should be known before it is imported. Changes nothing.`,
  import: `throughline import FILE… --process ID [--kind events|feedback] [--role COLUMN=ROLE …] [--time-format COLUMN=FORMAT …] [--zone ZONE]

Imports files, one after the other, all of a file or nothing. A service that does not exist is made.

  --process ID        the service: lower case letters, digits and hyphens
  --kind KIND         events (one row per event) or feedback (one row per answer); guessed when left out
  --role COLUMN=ROLE  what a column means; may be repeated. Columns not named keep their guess.
                      events: case activity start end lifecycle instance event-id arrival resource team cost attribute ignore
                      feedback: case answered-at score comment stage instrument customer invited-at language attribute ignore
  --time-format COLUMN=FORMAT  how a column's times are written, where day and month can't be told apart:
                      '%d/%m/%Y %H:%M' or '%m/%d/%Y %H:%M'; may be repeated
  --zone ZONE         the time zone of times without an offset, as Europe/Dublin; a new service keeps its days by it`,
  imports: `throughline imports --process ID

Lists every import of a service, newest first, also those that were refused or cut off.`,
  ask: `throughline ask QUESTION --process ID [--scope JSON] [--param NAME=VALUE …] [--format json|csv|table|arrow]

Puts a question of the catalogue; without QUESTION it lists them.

  --scope JSON         which cases: {"period":{"from":"2026-10-01","to":"2026-11-01"},"state":"complete",
                       "filters":[{"kind":"attribute","name":"Priority","op":"in","values":["1"]}]}
  --param NAME=VALUE   a parameter of the question; may be repeated
  --format FORMAT      table on a terminal and json elsewhere, when left out`,
  blueprint: `throughline blueprint get --process ID
throughline blueprint set --process ID [FILE]

Prints the blueprint of a service as YAML (with --json as JSON), or replaces it by a file or by what comes on
standard input; YAML and JSON are both read. The figures follow at once.`,
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
  ask          put a question of the catalogue
  blueprint    get or set the blueprint of a service
  processes    list the services

throughline COMMAND --help says more. Exit code 0: done; 1: refused, with the reason; 2: wrong usage.
While a server holds the data folder, commands go through it.`;
