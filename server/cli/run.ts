import { parseArgs } from 'node:util';
import { IMPORT_KINDS, ROLES, type Mapping, type Role } from '../../model/event-log.ts';
import { Problem } from '../../model/problem.ts';
import { isProcessId, processIdOf } from '../../model/process.ts';
import { openDoor, type Door } from './door.ts';
import { check, importFiles, listImports } from './files.ts';
import { Voice, type Terminal } from './output.ts';
import { ask, FORMATS, getBlueprint, listProcesses, setBlueprint, type AskFormat, type AskOrder } from './questions.ts';
import { serve } from './serve.ts';
import { help, helpOf, isCommand, WrongUsage, type Command } from './usage.ts';
import { readConfig, type Config } from '../config.ts';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  data: { type: 'string' },
  process: { type: 'string' },
  kind: { type: 'string' },
  role: { type: 'string', multiple: true },
  'time-format': { type: 'string', multiple: true },
  zone: { type: 'string' },
  scope: { type: 'string' },
  param: { type: 'string', multiple: true },
  format: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  dev: { type: 'boolean' },
} as const;
type Option = keyof typeof OPTIONS;

/** What each command takes besides --help, --data and --json. */
const TAKES: Record<Command, readonly Option[]> = {
  serve: ['port', 'host', 'dev'],
  check: ['kind', 'role', 'time-format', 'zone'],
  import: ['process', 'kind', 'role', 'time-format', 'zone'],
  imports: ['process'],
  ask: ['process', 'scope', 'param', 'format'],
  blueprint: ['process'],
  processes: [],
};

interface Given {
  readonly command: Command;
  readonly rest: readonly string[];
  readonly values: Readonly<
    Partial<Record<Exclude<Option, 'role' | 'time-format' | 'param' | 'json' | 'dev' | 'help' | 'version'>, string>>
  > & {
    role?: string[];
    'time-format'?: string[];
    param?: string[];
    json?: boolean;
    dev?: boolean;
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
  const quiet = { THROUGHLINE_LOG: process.stderr.isTTY || command !== 'serve' ? 'warn' : 'info' };
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
  if (command === 'serve') return serve(config, voice, { dev: values.dev === true });
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const task = taskOf({ command, rest, values }, voice, abort.signal);
  const door = await openDoor(config);
  try {
    await task(door);
  } finally {
    await door.close();
  }
}

/** Everything that can be refused before a data folder is touched is refused here. */
function taskOf(
  { command, rest, values }: Given & { command: Exclude<Command, 'serve'> },
  voice: Voice,
  signal: AbortSignal,
): (door: Door) => Promise<void> {
  const json = values.json === true;
  const [first, ...more] = rest;
  switch (command) {
    case 'check': {
      if (first === undefined || more.length > 0) throw new WrongUsage('Say which file to check, one at a time.', command);
      const order = { file: first, mapping: mappingOf(values, command), json, signal };
      return (door) => check(door, voice, order);
    }
    case 'import': {
      if (first === undefined) throw new WrongUsage('Say which file to import.', command);
      const order = { files: rest, process: processOf(values.process, command), mapping: mappingOf(values, command), json, signal };
      return (door) => importFiles(door, voice, order);
    }
    case 'imports': {
      const process = processOf(values.process, command);
      return (door) => listImports(door, voice, process, json);
    }
    case 'ask': {
      if (more.length > 0) throw new WrongUsage('One question at a time.', command);
      const order = askOrderOf(first, values);
      return (door) => ask(door, voice, order);
    }
    case 'blueprint': {
      const process_ = processOf(values.process, command);
      if (first === 'get' && more.length === 0) return (door) => getBlueprint(door, voice, process_, json);
      if (first === 'set' && more.length <= 1)
        return (door) => setBlueprint(door, voice, { process: process_, file: more[0], json, input: process.stdin });
      throw new WrongUsage('Say get, or set with a file.', command);
    }
    case 'processes':
      return (door) => listProcesses(door, voice, json);
  }
}

function askOrderOf(question: string | undefined, values: Given['values']): AskOrder {
  const format = values.json ? 'json' : values.format;
  if (format !== undefined && !(FORMATS as readonly string[]).includes(format))
    throw new WrongUsage(`“${format}” is not a format. It takes ${FORMATS.join(', ')}.`, 'ask');
  return {
    question,
    process: question === undefined ? undefined : processOf(values.process, 'ask'),
    scope: values.scope,
    params: (values.param ?? []).map((pair) => pairOf(pair, '--param', 'NAME=VALUE', 'ask')),
    format: format as AskFormat | undefined,
  };
}

/** The command line as it was meant, or the help it asks for. */
function read(words: readonly string[]): Given | string {
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
    if (command === 'help') return rest[0] !== undefined && isCommand(rest[0]) ? helpOf(rest[0]) : help;
    throw new WrongUsage(`“${command}” is not a command.`);
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

function mappingOf(values: Given['values'], command: Command): Mapping {
  const { kind, zone } = values;
  if (kind !== undefined && !(IMPORT_KINDS as readonly string[]).includes(kind))
    throw new WrongUsage(`“${kind}” is not a kind. It takes ${IMPORT_KINDS.join(' or ')}.`, command);
  const roles = Object.fromEntries(
    (values.role ?? []).map((pair) => {
      const [column, role] = pairOf(pair, '--role', 'COLUMN=ROLE', command);
      if (!(ROLES as readonly string[]).includes(role))
        throw new WrongUsage(`“${role}” is not a role. It takes ${ROLES.join(', ')}.`, command);
      return [column, role as Role];
    }),
  );
  const timeFormats = Object.fromEntries(
    (values['time-format'] ?? []).map((pair) => pairOf(pair, '--time-format', 'COLUMN=FORMAT', command)),
  );
  return {
    ...(kind === undefined ? {} : { kind: kind as NonNullable<Mapping['kind']> }),
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
    ...(Object.keys(timeFormats).length === 0 ? {} : { timeFormats }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** The last “=” parts name and value: a column's name may hold one. */
function pairOf(pair: string, option: string, form: string, command: Command): readonly [string, string] {
  const at = option === '--param' ? pair.indexOf('=') : pair.lastIndexOf('=');
  if (at < 1 || at === pair.length - 1) throw new WrongUsage(`${option} ${pair} is not of the form ${form}.`, command);
  return [pair.slice(0, at), pair.slice(at + 1)];
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
