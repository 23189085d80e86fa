import type { Letter, LetterAnswer, Section } from '../../../model/letter.ts';
import { checkOf, checkText } from './check.ts';

/** What the maker of a letter knows; the rest follows from it. */
export interface Unsealed {
  readonly kind: Letter['kind'];
  readonly service: Letter['service'];
  readonly periodWords: string;
  readonly period: Letter['period'];
  /** What the subject of the mail begins with: `Emergency department, week 44`. */
  readonly about: string;
  /** What the subject says; the first line of the headline when absent. */
  readonly says?: string | undefined;
  readonly headline: readonly string[];
  readonly lead: string;
  readonly quiet: boolean;
  readonly sections: readonly Section[];
  readonly answers: readonly LetterAnswer[];
  readonly scope: string;
  readonly scopeWords: string;
  readonly zone: string;
  readonly dataVersion: number;
  /** How the data version is printed: `data version 41`. */
  readonly versionWords: string;
  readonly dataTo: string | null;
  readonly definitions: Letter['definitions'];
  readonly sending: string | undefined;
  readonly madeAt: Date;
}

const MOST_SUBJECT = 160;

/** The letter with its check code and what stands at its feet. */
export function sealed(given: Unsealed): Letter {
  const { about, says, versionWords, sending, madeAt, ...rest } = given;
  const content = { scope: given.scope, dataVersion: given.dataVersion, answers: [...given.answers] };
  const check = checkOf(content);
  const which = given.scope === '' ? '' : ` ${given.scopeWords}.`;
  return {
    format: 1,
    ...rest,
    ...content,
    headline: [...given.headline],
    sections: [...given.sections],
    subject: short(`${about}: ${(says ?? given.headline[0] ?? '').replace(/\.$/, '')}`),
    check,
    footFigures: `Same figures as the dashboard, ${versionWords}, check ${checkText(check)}`,
    footSending: `${sending === undefined || sending === '' ? '' : `${sending} `}Times in ${given.zone}.${which}`,
    madeAt: madeAt.toISOString(),
  };
}

/** A subject on one line, and not longer than mail programs show. */
function short(text: string): string {
  // eslint-disable-next-line no-control-regex -- a line break in a name must not become one in a head of a mail
  const line = text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  return line.length <= MOST_SUBJECT ? line : `${line.slice(0, MOST_SUBJECT - 1).trimEnd()}…`;
}
