import { join, raw, sql, type Sql } from '../../engine/sql.ts';
import type { AfterDelivery, BlueprintCheck } from '../../model/after-delivery.ts';
import { STEPS_AFTER, type StepAfter } from '../../model/after-delivery.ts';
import type { Asked, Attribute } from './analytic.ts';
import { marksDelivery } from './scope.ts';

/** What an activity is after delivery: one of its steps, or a part of the check of this number. */
export type RoleName = StepAfter | 'check' | 'checked' | 'failed';

/**
 * Where the blueprint says nothing, names are asked: the patterns of each step in the order in which they are tried, and what
 * a name must not hold. Lower case, with a blank before and after the name.
 */
const PATTERNS: Readonly<Record<StepAfter | 'check', readonly (readonly [pattern: string, never?: string])[]>> = {
  delivered: [['% deliver%', '%invoice%'], ['% handed over%'], ['% carry out%'], ['% discharge %'], ['% complete %', '%payment%']],
  invoice: [['%send%invoice%'], ['%send%bill%'], ['%send fine%'], ['%invoice%', '%pa%'], [' bill %'], ['% billed %'], ['%faktur%']],
  payment: [
    ['%receive%payment%'],
    ['%payment%received%'],
    ['% payment %', '%handle%'],
    ['%payment%', '%handle%'],
    ['% paid %'],
    [' pay %'],
  ],
  correction: [['%correct%invoice%'], ['%invoice%correct%'], ['%credit note%'], ['%change%bill%'], ['% reversal %']],
  dispute: [['%dispute%'], ['%object%invoice%'], ['%appeal%', '%result%'], ['%contest%']],
  complaint: [['%record%complaint%'], ['%complaint%', '%resol%'], ['%complain%', '%resol%'], ['%grievance%', '%resol%']],
  resolved: [['%resol%complaint%'], ['%complaint%resol%'], ['%resolve%'], ['%resolution%']],
  closing: [['% close %'], ['% closed %'], ['% closure %'], ['% archive %']],
  check: [['%check quality%'], ['%quality check%'], ['%inspect%'], ['% check %', '%check in %']],
};

/** How many checks are proposed at most, by name. */
const MOST_CHECKS = 5;

export const afterOf = ({ process }: Asked): AfterDelivery => process.blueprint.after ?? {};

/** The checks of the blueprint; null where it has none, and names are asked. */
export const checksOf = (asked: Asked): readonly BlueprintCheck[] | null => afterOf(asked).checks ?? null;

/**
 * Which activity of the log is what: rows `role, part` (number of the check, else 0), `id, name, proposed`. What the blueprint
 * names counts; a step it is silent about is the activities whose names fit its first pattern that fits any.
 */
export function rolesQuery(asked: Asked): Sql {
  const after = afterOf(asked);
  const said: Sql[] = [];
  const say = (role: RoleName, part: number, names: readonly string[]) => {
    for (const name of names) said.push(sql`SELECT ${role} AS role, ${raw(String(part))} AS part, ${name} AS name`);
  };
  const silent: [StepAfter | 'check', string, string, number][] = [];
  const ask = (role: StepAfter | 'check') => {
    PATTERNS[role].forEach(([pattern, never], rank) => silent.push([role, pattern, never ?? '', rank]));
  };
  for (const step of STEPS_AFTER) {
    const names = after[step];
    if (names !== undefined) say(step, 0, names);
    // stages marked as after delivery say when that was, and no name knows better
    else if (step !== 'delivered' || !marksDelivery(asked.process)) ask(step);
  }
  const checks = checksOf(asked);
  if (checks === null) ask('check');
  checks?.forEach((check, part) => {
    say('check', part, [check.activity]);
    if (check.of !== undefined) say('checked', part, [check.of]);
    say('failed', part, check.failedBy ?? []);
  });
  const parts = [
    ...(said.length === 0
      ? []
      : [
          sql`SELECT g.role, g.part, a.id, a.name, false AS proposed FROM (${join(said, ' UNION ALL ')}) g JOIN activity a ON a.name = g.name`,
        ]),
    ...(silent.length === 0 ? [] : [proposals(silent)]),
  ];
  return join(parts, '\n UNION ALL ');
}

const proposals = (silent: readonly (readonly [string, string, string, number])[]): Sql => sql`
        SELECT f.role, f.place - 1 AS part, f.id, f.name, true AS proposed
        FROM (SELECT m.role, m.id, m.name, m.rank, min(m.rank) OVER (PARTITION BY m.role) AS best,
                     CASE WHEN m.role = 'check' THEN row_number() OVER (PARTITION BY m.role ORDER BY m.rank, m.id) ELSE 1 END AS place
              FROM (SELECT p.role, a.id, a.name, min(p.rank) AS rank
                    FROM activity a
                    CROSS JOIN (${join(
                      silent.map(
                        ([role, pattern, never, rank]) =>
                          sql`SELECT ${role} AS role, ${pattern} AS pattern, ${never} AS never, ${raw(String(rank))} AS rank`,
                      ),
                      ' UNION ALL ',
                    )}) p
                    WHERE ' ' || lower(a.name) || ' ' LIKE p.pattern AND (p.never = '' OR NOT lower(a.name) LIKE p.never)
                    GROUP BY p.role, a.id, a.name) m) f
        WHERE f.rank = f.best AND f.place <= ${raw(String(MOST_CHECKS))}`;

/** The attribute with what is to be paid: the blueprint's, else a numeric one whose name says so. */
export function amountOf(asked: Asked): { attribute: Attribute; proposed: boolean } | null {
  const { amount } = afterOf(asked);
  const numeric = asked.attributes.filter(({ type }) => type === 'number');
  if (amount !== undefined) {
    const attribute = numeric.find(({ name }) => name === amount);
    return attribute === undefined ? null : { attribute, proposed: false };
  }
  const attribute = WORDS_FOR_MONEY.map((words) => numeric.find(({ name }) => words.test(name))).find((found) => found !== undefined);
  return attribute === undefined ? null : { attribute, proposed: true };
}
const WORDS_FOR_MONEY = [/amount/i, /\b(total|sum|price|charge|fee)\b/i, /betrag|montant|importe/i];

/** The attributes that a record must fill, as far as the log has them. */
export const mandatoryAttributes = (asked: Asked): Attribute[] =>
  (afterOf(asked).mandatory?.attributes ?? []).flatMap((name) => asked.attributes.filter((attribute) => attribute.name === name));
