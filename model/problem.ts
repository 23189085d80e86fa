import { Type, type Static } from 'typebox';

/** What a refused request is answered with (RFC 9457, `application/problem+json`). `code` is stable. */
export const ProblemBody = Type.Object({
  code: Type.String(),
  status: Type.Integer(),
  title: Type.String({ description: 'What is wrong, in one sentence.' }),
  detail: Type.Optional(Type.String({ description: 'Where, and what to do about it.' })),
  field: Type.Optional(Type.String({ description: 'The parameter, column or blueprint path that is wrong.' })),
});
export type ProblemBody = Static<typeof ProblemBody>;

/**
 * A failure that was foreseen and can be said in words.
 *
 * `title` says what happened, `detail` where it happened and what to do. The server turns it into an
 * answer with `status`, the CLI into a sentence and exit code 1.
 */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly field: string | undefined;

  constructor(code: string, status: number, title: string, more: { detail?: string; field?: string } = {}) {
    super(title);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.detail = more.detail;
    this.field = more.field;
  }

  body(): ProblemBody {
    return {
      code: this.code,
      status: this.status,
      title: this.message,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.field === undefined ? {} : { field: this.field }),
    };
  }
}

/** No such thing: `new NotFound('service', 'ed')`. */
export class NotFound extends Problem {
  constructor(what: string, id: string) {
    super(`unknown_${what.replaceAll(' ', '_')}`, 404, `There is no ${what} called “${id}”.`);
  }
}

/** A question or an order that makes no sense as it was put; `field` names the part. */
export class BadRequest extends Problem {
  constructor(field: string, title: string, detail?: string) {
    super('bad_request', 400, title, detail === undefined ? { field } : { field, detail });
  }
}

/** A file that can't be imported as it is. `code` names the reason. */
export class RefusedFile extends Problem {
  constructor(code: string, title: string, detail?: string, field?: string) {
    super(code, 422, title, { ...(detail === undefined ? {} : { detail }), ...(field === undefined ? {} : { field }) });
  }
}

/** The reader went away, or a person pressed Cancel. */
export class Cancelled extends Problem {
  constructor() {
    super('cancelled', 499, 'Stopped as asked. Nothing was changed.');
  }
}
