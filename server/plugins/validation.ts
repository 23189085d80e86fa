import type { FastifySchemaCompiler } from 'fastify';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { TSchema } from 'typebox';
import { BadRequest } from '../../model/problem.ts';

interface Violation {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: unknown;
}

/**
 * Checks what comes in against the schema of its route. Nothing is repaired: a body is taken as it is or refused
 * with the field named. Only text of a query string becomes a number or a boolean where the schema wants one.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  return (data) => {
    const value: unknown = httpPart === 'querystring' || httpPart === 'params' ? Value.Convert(schema, data) : data;
    if (check.Check(value)) return { value };
    return { error: inWords(meant(schema, value, check.Errors(value)), httpPart ?? 'body') };
  };
};

interface Branch {
  readonly anyOf?: readonly Branch[];
  readonly properties?: Readonly<Record<string, { readonly const?: unknown }>>;
}

/**
 * Of a choice between objects that say by a word of theirs which they are (`kind`), what is wrong with the one that was meant. All
 * branches are listed else, and the first complains of what belongs to another.
 */
function meant(schema: TSchema, value: unknown, violations: readonly Violation[]): readonly Violation[] {
  const first = violations.find(({ keyword }) => keyword !== 'boolean');
  const at = first?.schemaPath.indexOf('/anyOf/') ?? -1;
  if (!first || at < 0) return violations;
  const choice = partAt(schema, first.schemaPath.slice(1, at)) as Branch | undefined;
  const tag = Object.keys(choice?.anyOf?.[0]?.properties ?? {}).find((name) =>
    choice?.anyOf?.every(({ properties }) => typeof properties?.[name]?.const === 'string'),
  );
  const path = pathOfChoice(first, at);
  const given = partAt(value, path) as Record<string, unknown> | null | undefined;
  if (!choice?.anyOf || tag === undefined || typeof given !== 'object' || given === null || Array.isArray(given)) return violations;
  const words = choice.anyOf.map(({ properties }) => properties?.[tag]?.const);
  const branch = choice.anyOf[words.indexOf(given[tag])];
  const about = { schemaPath: first.schemaPath.slice(0, at), message: '' };
  if (!Object.hasOwn(given, tag)) return [{ ...about, keyword: 'required', instancePath: path, params: { requiredProperties: [tag] } }];
  if (!branch) return [{ ...about, keyword: 'enum', instancePath: `${path}/${tag}`, params: { allowedValues: words } }];
  const own = Value.Errors(branch as TSchema, given).map((one) => ({ ...one, instancePath: path + one.instancePath }));
  return own.length > 0 ? own : violations;
}

const keysOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

const partAt = (whole: unknown, path: string): unknown =>
  keysOf(path).reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key) ? (part as Record<string, unknown>)[key] : undefined,
    whole,
  );

/** Where the choice stands in what was sent: as deep as its schema, a branch may complain of what lies below. */
function pathOfChoice({ schemaPath, instancePath }: Violation, at: number): string {
  const below = schemaPath.slice(at).match(/\/(?:properties\/[^/]+|items(?:\/\d+)?)/g)?.length ?? 0;
  const parts = instancePath.split('/');
  return parts.slice(0, Math.max(1, parts.length - below)).join('/');
}

/** The first thing that is wrong, as a sentence. */
export function inWords(violations: readonly Violation[], part: string): BadRequest {
  // of a choice that fits nowhere the branches are listed before the choice itself; the branches say more
  const first = violations.find(({ keyword }) => keyword !== 'boolean') ?? violations[0];
  if (!first) return new BadRequest(part, 'The request is not of the form that is read here.');
  const path = keysOf(first.instancePath);
  const params = first.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
    allowedValues?: unknown[];
    type?: string;
    limit?: number;
  };
  const field = (extra?: string) => [...path, ...(extra === undefined ? [] : [extra])].join('.') || part;
  switch (first.keyword) {
    case 'required': {
      const missing = field(params.requiredProperties?.[0]);
      return new BadRequest(missing, `“${missing}” is missing.`);
    }
    case 'additionalProperties': {
      const unknown = field(params.additionalProperties?.[0]);
      return new BadRequest(unknown, `“${unknown}” is not known here.`);
    }
    case 'enum':
      return new BadRequest(
        field(),
        `“${field()}” is not one of the words it takes.`,
        `It takes ${(params.allowedValues ?? []).join(', ')}.`,
      );
    case 'pattern':
    case 'format':
      return new BadRequest(field(), `“${field()}” is not written as it has to be.`, `It ${first.message}.`);
    default:
      return new BadRequest(field(), `“${field()}” ${first.message}.`);
  }
}
