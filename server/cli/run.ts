import { parseArgs } from 'node:util';
import { Problem } from '../../model/problem.ts';
import { isProcessId, processIdOf } from '../../model/process.ts';
import { listAlerts } from './alerts.ts';
import { openDoor, type Door } from './door.ts';
import { check, importFiles, listImports } from './files.ts';
import { mappingOf, pairOf, READING_OPTIONS, type ReadingValues } from './mapping.ts';
import { Voice, type Terminal } from './output.ts';
import { ask, FORMATS, getBlueprint, listProcesses, setBlueprint, type AskFormat, type AskOrder } from './questions.ts';
import { exportImprovements, listImprovements, showImprovement } from './improvements.ts';
import { reportTask } from './letters.ts';
import { getRecipe, listRecipes, removeRecipe, setRecipe, wantedRecipe } from './recipes.ts';
import { serve } from './serve.ts';
import { changeImport, listVersions, rebuild } from './versions.ts';
import { help, helpOf, isCommand, WrongUsage, type Command } from './usage.ts';
import { readConfig, type Config } from '../config.ts';
import { version } from '../version.ts';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'string' },
  json: { type: 'boolean' },
  data: { type: 'string' },
  process: { type: 'string' },
  ...READING_OPTIONS,
  'remember-replace': { type: 'boolean' },
  scope: { type: 'string' },
  where: { type: 'string', multiple: true },
  param: { type: 'string', multiple: true },
  format: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  dev: { type: 'boolean' },
  improvement: { type: 'string' },
  sections: { type: 'string' },
  on: { type: 'string' },
  out: { type: 'string' },
  to: { type: 'string' },
  schedule: { type: 'string' },
  pdf: { type: 'boolean' },
} as const;
type Option = keyof typeof OPTIONS;

const READING = Object.keys(READING_OPTIONS) as Option[];

/** What each command takes besides --help, --data and --json. */
const TAKES: Record<Command, readonly Option[]> = {
  serve: ['port', 'host', 'dev'],
  check: ['process', ...READING],
  import: ['process', 'remember-replace', ...READING],
  imports: ['process'],
  undo: ['process'],
  redo: ['process'],
  versions: ['process'],
  rebuild: ['process'],
  ask: ['process', 'scope', 'where', 'param', 'format', 'version'],
  blueprint: ['process'],
  improvements: ['process'],
  alerts: ['process'],
  report: ['process', 'improvement', 'scope', 'sections', 'on', 'out', 'to', 'schedule', 'pdf'],
  recipes: ['process'],
  recipe: ['process'],
  processes: [],
};

interface Given {
  readonly command: Command;
  readonly rest: readonly string[];
  readonly values: Readonly<
    Partial<Record<Exclude<Option, keyof ReadingValues | 'remember-replace' | 'where' | 'param' | 'json' | 'dev' | 'help' | 'pdf'>, string>>
  > &
    ReadingValues & {
      'remember-replace'?: boolean;
      where?: string[];
      param?: string[];
      json?: boolean;
      dev?: boolean;
      pdf?: boolean;
      help?: boolean;
    };
}

/** Runs one command line and answers its exit code: 0 done, 1 refused, 2 wrong usage. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const voice = new Voice(terminal);
  const json = words.includes('--json');
  try {
    const given = read(words);
    if (typeof given === 'string') {
      voice.answer(given);
      return 0;
    }
    await obey(given, voice);
    return 0;
  } catch (error) {
    return explain(error, voice, json);
  }
}

async function obey({ command, rest, values }: Given, voice: Voice): Promise<void> {
  // a command says in words what a server has in its log
  const quiet = { THROUGHLINE_LOG: command !== 'serve' ? 'error' : process.stderr.isTTY ? 'warn' : 'info' };
  const config: Config = readConfig(
    {
      ...quiet,
      ...process.env,
      ...(values.data === undefined ? {} : { THROUGHLINE_DATA: values.data }),
      ...(values.port === undefined ? {} : { THROUGHLINE_PORT: values.port }),
      ...(values.host === undefined ? {} : { THROUGHLINE_HOST: values.host }),
    },
    process.cwd(),
  );
  if (command === 'serve') {
    nothingMore(rest, command);
    return serve(config, voice, { dev: values.dev === true });
  }
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const task = await taskOf({ command, rest, values }, voice, abort.signal);
    const door = await openDoor(config);
    try {
      for (const notice of door.notices) voice.say(notice);
      await task(door);
    } finally {
      await door.close();
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

type Task = (door: Door) => Promise<void>;

/** Everything that can be refused before a data folder is touched is refused here. */
function taskOf(
  { command, rest, values }: Given & { command: Exclude<Command, 'serve'> },
  voice: Voice,
  signal: AbortSignal,
): Task | Promise<Task> {
  const json = values.json === true;
  const [first, ...more] = rest;
  switch (command) {
    case 'check':
    case 'import':
      return readingTask({ command, rest, values }, voice, signal);
    case 'imports':
    case 'versions':
    case 'recipes': {
      nothingMore(rest, command);
      const process = processOf(values.process, command);
      return (door) => LISTS[command](door, voice, process, json);
    }
    case 'undo':
    case 'redo': {
      if (first === undefined || more.length > 0) throw new WrongUsage('Say which import, by its id or number, one at a time.', command);
      const order = { process: processOf(values.process, command), json, signal };
      return (door) => changeImport(door, voice, command, first, order);
    }
    case 'rebuild': {
      // “rebuild ed” means one service, and would make all of them again
      nothingMore(rest, command);
      const process = values.process === undefined ? undefined : processOf(values.process, command);
      return (door) => rebuild(door, voice, process, { json, signal });
    }
    case 'ask': {
      if (more.length > 0) throw new WrongUsage('One question at a time.', command);
      const order = askOrderOf(first, values, signal);
      return (door) => ask(door, voice, order);
    }
    case 'blueprint':
      return blueprintTask(rest, processOf(values.process, command), voice, json);
    case 'improvements':
      return improvementsTask(rest, processOf(values.process, command), voice, json);
    case 'report':
      return reportTask(rest, values, voice);
    case 'alerts':
      return alertsTask(rest, processOf(values.process, command), voice, json);
    case 'recipe':
      return recipeTask(rest, processOf(values.process, command), voice, json);
    case 'processes':
      nothingMore(rest, command);
      return (door) => listProcesses(door, voice, json);
  }
}

/** A word that means nothing to the command is not passed over: whoever wrote it meant something. */
function nothingMore([word]: readonly string[], command: Command): void {
  if (word === undefined) return;
  const meant = TAKES[command].includes('process') && isProcessId(word) ? ` For a service: --process ${word}.` : '';
  throw new WrongUsage(`${command} takes no “${word}”.${meant}`, command);
}

const LISTS = { imports: listImports, versions: listVersions, recipes: listRecipes } as const;

/** `check` and `import`: how files are to be read. */
async function readingTask({ command, rest, values }: Given, voice: Voice, signal: AbortSignal): Promise<Task> {
  const [file, ...more] = rest;
  if (file === undefined) throw new WrongUsage(`Say which file to ${command}.`, command);
  const process = values.process === undefined && command === 'check' ? undefined : processOf(values.process, command);
  const reading = async () => ({
    recipe: await wantedRecipe(values.recipe),
    mapping: mappingOf(values, command),
    json: values.json === true,
    signal,
  });
  if (command === 'check') {
    if (more.length > 0) throw new WrongUsage('Say which file to check, one at a time.', command);
    const order = { ...(await reading()), file, process };
    return (door) => check(door, voice, order);
  }
  const order = { ...(await reading()), files: rest, process: process ?? '', rememberReplace: values['remember-replace'] };
  return (door) => importFiles(door, voice, order);
}

function blueprintTask(
  [verb, file, ...more]: readonly string[],
  process_: string,
  voice: Voice,
  json: boolean,
): (door: Door) => Promise<void> {
  if (verb === 'get' && file === undefined) return (door) => getBlueprint(door, voice, process_, json);
  if (verb === 'set' && more.length === 0)
    return (door) => setBlueprint(door, voice, { process: process_, file, json, input: process.stdin });
  throw new WrongUsage('Say get, or set with a file.', 'blueprint');
}

function improvementsTask(
  [verb, id, ...more]: readonly string[],
  process_: string,
  voice: Voice,
  json: boolean,
): (door: Door) => Promise<void> {
  if ((verb === undefined || verb === 'list') && id === undefined) return (door) => listImprovements(door, voice, process_, json);
  if (verb === 'export' && id === undefined) return (door) => exportImprovements(door, voice, process_, json);
  if (verb === 'show' && id !== undefined && more.length === 0)
    return (door) => showImprovement(door, voice, { process: process_, id, json });
  throw new WrongUsage('Say list, export, or show and the id of an improvement, as imp-001.', 'improvements');
}

function alertsTask([verb, ...more]: readonly string[], process_: string, voice: Voice, json: boolean): (door: Door) => Promise<void> {
  if ((verb !== undefined && verb !== 'list') || more.length > 0) throw new WrongUsage('Say list.', 'alerts');
  return (door) => listAlerts(door, voice, process_, json);
}

function recipeTask(
  [verb, name, file, ...more]: readonly string[],
  process_: string,
  voice: Voice,
  json: boolean,
): (door: Door) => Promise<void> {
  if (name === undefined || more.length > 0 || !['get', 'set', 'remove'].includes(verb ?? '') || (file !== undefined && verb !== 'set'))
    throw new WrongUsage('Say get, set or remove, and the name of the recipe; after set a file.', 'recipe');
  const order = { process: process_, name, json };
  if (verb === 'get') return (door) => getRecipe(door, voice, order);
  if (verb === 'remove') return (door) => removeRecipe(door, voice, order);
  return (door) => setRecipe(door, voice, { ...order, file, input: process.stdin });
}

function askOrderOf(question: string | undefined, values: Given['values'], signal: AbortSignal): AskOrder {
  const format = values.json ? 'json' : values.format;
  if (format !== undefined && !(FORMATS as readonly string[]).includes(format))
    throw new WrongUsage(`“${format}” is not a format. It takes ${FORMATS.join(', ')}.`, 'ask');
  return {
    question,
    process: question === undefined ? undefined : processOf(values.process, 'ask'),
    version: versionOf(values.version),
    signal,
    scope: values.scope,
    where: values.where ?? [],
    params: (values.param ?? []).map((pair) => pairOf(pair, '--param', 'NAME=VALUE', 'ask')),
    format: format as AskFormat | undefined,
  };
}

function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new WrongUsage(`“${text}” is not a data version. It takes a number from 1 on.`, 'ask');
  return Number(text);
}

/** The command line as it was meant, or the help or version it asks for. */
function read(words: readonly string[]): Given | string {
  // everywhere else it is followed by a data version
  if (words.length === 1 && words[0] === '--version') return version;
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [command] = words;
    throw new WrongUsage(error instanceof Error ? error.message : String(error), command);
  }
  const [command, ...rest] = parsed.positionals;
  const { values } = parsed;
  if (command === undefined) {
    if (values.help || words.length === 0) return help;
    throw new WrongUsage('Say which command.');
  }
  if (!isCommand(command)) {
    const about = command === 'help' ? rest[0] : command;
    if (about === undefined) return help;
    if (command === 'help' && isCommand(about)) return helpOf(about);
    throw new WrongUsage(`“${about}” is not a command.`);
  }
  if (values.help) return helpOf(command);
  const allowed: readonly string[] = ['data', 'json', ...TAKES[command]];
  const stranger = Object.keys(values).find((option) => !allowed.includes(option));
  if (stranger !== undefined) throw new WrongUsage(`${command} does not take --${stranger}.`, command);
  return { command, rest, values };
}

function processOf(id: string | undefined, command: Command): string {
  if (id === undefined) throw new WrongUsage('Say which service: --process ID.', command);
  if (!isProcessId(id))
    throw new WrongUsage(
      `“${id}” can't be the id of a service: lower case letters, digits and hyphens, up to 40. “${processIdOf(id)}” would do.`,
      command,
    );
  return id;
}

function explain(error: unknown, voice: Voice, json: boolean): number {
  if (error instanceof WrongUsage) {
    voice.say(
      `${error.message}\n\n${error.command !== undefined && isCommand(error.command) ? `throughline ${error.command} --help says how.` : help}`,
    );
    return 2;
  }
  if (error instanceof Problem) {
    if (json) voice.json(error.body());
    voice.say([error.message, error.detail].filter(Boolean).join('\n'));
    return 1;
  }
  voice.say(`Something went wrong in Throughline itself.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
}
