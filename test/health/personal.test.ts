import { expect, it } from 'vitest';
import { isIdentifier } from '../../pipelines/health/identifiers.ts';
import { likenessOf } from '../../pipelines/health/person-names.ts';
import { personalColumns } from '../../pipelines/health/personal.ts';

const kindOf = (name: string, values: readonly string[]): string | null =>
  personalColumns(
    [name],
    values.map((value) => [value]),
  )[0]?.kind ?? null;

it.each(['R. Adeyemi', 'Dr Horvat', 'Dr. A. Horvat', 'Anna Brennan', 'Brennan, Anna', 'ANNA BRENNAN', 'Anna O’Neill-Smith'])(
  '“%s” is the name of a person',
  (value) => {
    expect(likenessOf(value)).toBe('sure');
  },
);

it.each([
  'User_1',
  'Resource01',
  'KIOSK-2',
  'crew 7',
  'Night shift',
  'Triage nurses',
  '2026-10-01',
  'Clin. assesment',
  'Site open',
  '087 123 4567',
])('“%s” is none', (value) => {
  expect(likenessOf(value)).toBeNull();
});

it.each([
  ['resource', ['User_1', 'User_2', 'User_3', 'User_4']],
  ['resource', ['Resource01', 'Resource02', 'Resource03']],
  ['staff', ['KIOSK-2', 'crew 7', 'Night shift', 'Day shift']],
  ['drug', ['Paracetamol', 'Ibuprofen', 'Amoxicillin']],
  ['city', ['New York', 'San Francisco', 'Los Angeles', 'Cork']],
  ['step', ['Register', 'Triage', 'Clinician assessment', 'Discharge']],
  ['started', ['2026-10-01 09:00', '2026-10-02 09:00', '2026-10-03 09:00']],
  ['order', ['4500012345', '4500012346', '4500012347']],
  ['note', ['due on 01.02.2026 10:00', 'moved to 03.02.2026', 'ok']],
  ['note', ['order 0012345678 sent', 'room 012', 'chest pain; left']],
])('nothing of persons in %s %j', (name, values) => {
  expect(kindOf(name, values)).toBeNull();
});

it.each([
  ['staff', ['R. Adeyemi', 'Dr Horvat', 'T. Lis', 'KIOSK-2'], 'names'],
  ['handler', ['O’Neill-Smith, Anna', 'Brennan, Tom', 'Lis, Maria'], 'names'],
  ['contact', ['a.brennan@example.org', 'tom@example.com'], 'mail'],
  ['value', ['+353 87 123 4567', '+353 86 765 4321', '(01) 234 5678'], 'phone'],
  ['phone', ['0871234567', '0867654321'], 'phone'],
  [
    'account',
    ['IE29AIBK93115212345678', 'DE89370400440532013000', 'GB29NWBK60161331926819', 'NL91ABNA0417164300', 'FR1420041010050500013M02606'],
    'identifiers',
  ],
  ['notes', ['chest pain; left', 'call 087 123 4567', 'came back'], 'text'],
  ['notes', ['left', 'write to anna@example.org'], 'text'],
])('%s %j holds %s', (name, values, kind) => {
  expect(kindOf(name, values)).toBe(kind);
});

it('a number of a bank is known by its check digits', () => {
  expect(isIdentifier('IE29AIBK93115212345678')).toBe(true);
  expect(isIdentifier('IE29AIBK93115212345679')).toBe(false);
});
