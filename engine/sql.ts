/**
 * SQL as tagged text: every `${value}` is bound as a parameter, never pasted. Fragments made with `sql` nest.
 *
 * `identifier` quotes a name, `join` puts a separator between fragments, `raw` is for words written in this
 * code base (a dialect's function), never for a value from outside.
 */
export type SqlValue = string | number | bigint | boolean | null | Date;
export interface Sql {
  readonly strings: readonly string[];
  readonly values: readonly SqlValue[];
}

const isSql = (value: unknown): value is Sql => typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;

export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const values: SqlValue[] = [];
  parts.forEach((part, at) => {
    const after = strings[at + 1] ?? '';
    if (isSql(part)) {
      texts[texts.length - 1] += part.strings[0] ?? '';
      part.values.forEach((value, inner) => {
        values.push(value);
        texts.push(part.strings[inner + 1] ?? '');
      });
      texts[texts.length - 1] += after;
    } else {
      values.push(part);
      texts.push(after);
    }
  });
  return { strings: texts, values };
}

/** Text that this code base wrote itself. */
export const raw = (text: string): Sql => ({ strings: [text], values: [] });

/** A quoted name of a table, column or schema. */
export const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

export const empty: Sql = raw('');

export function join(parts: readonly Sql[], separator = ', '): Sql {
  return parts.reduce<Sql>((all, part, at) => (at === 0 ? part : sql`${all}${raw(separator)}${part}`), empty);
}

/** A list of bound values in brackets: `(${…}, ${…})`. */
export const list = (values: readonly SqlValue[]): Sql => sql`(${join(values.map((value) => sql`${value}`))})`;
/** All of the conditions; true when there are none. */
export const and = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? raw('true')
    : join(
        conditions.map((one) => sql`(${one})`),
        ' AND ',
      );

/** The text an engine reads, with its placeholders. */
export function render(query: Sql, placeholder: (index: number) => string): { text: string; values: readonly SqlValue[] } {
  return { text: query.strings.reduce((text, piece, at) => (at === 0 ? piece : text + placeholder(at) + piece), ''), values: query.values };
}
