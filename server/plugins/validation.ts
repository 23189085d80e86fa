import type { FastifySchemaCompiler } from 'fastify';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { TSchema } from 'typebox';
import { BadRequest } from '../../model/problem.ts';

interface Violation {
  readonly keyword: string;
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
    return { error: inWords(check.Errors(value), httpPart ?? 'body') };
  };
};

/** The first thing that is wrong, as a sentence. */
export function inWords(violations: readonly Violation[], part: string): BadRequest {
  // of a choice that fits nowhere the branches are listed before the choice itself; the branches say more
  const first = violations.find(({ keyword }) => keyword !== 'boolean') ?? violations[0];
  if (!first) return new BadRequest(part, 'The request is not of the form that is read here.');
  const path = first.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
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
