/** Numbers that name a person for a state or a bank, told by their form and their check digits. */
const FORMS: readonly { readonly form: RegExp; readonly holds: (text: string) => boolean }[] = [
  { form: /^\d{3}-\d{2}-\d{4}$/, holds: (text) => !/^(?:000|666|9)/.test(text) },
  { form: /^[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]$/i, holds: () => true },
  { form: /^\d{7}[A-W][A-IW]?$/i, holds: pps },
  { form: /^\d{3}[ -]?\d{3}[ -]?\d{4}$/, holds: nhs },
  { form: /^\d{9}$/, holds: bsn },
  { form: /^\d{8}[A-Z]$/i, holds: (text) => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(text.slice(0, 8)) % 23] === text.slice(8).toUpperCase() },
  { form: /^(?:\d{2})?\d{6}[-+]\d{4}$/, holds: luhnOfTen },
  { form: /^\d{6}[-+A]\d{3}[0-9A-Y]$/i, holds: hetu },
  {
    form: /^[12]\d{2}(?:0[1-9]|1[0-2])\d{2}\d{3}\d{3}\d{2}$/,
    holds: (text) => 97n - (BigInt(text.slice(0, 13)) % 97n) === BigInt(text.slice(13)),
  },
  { form: /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, holds: iban },
];

export function isIdentifier(text: string): boolean {
  const value = text.trim();
  return FORMS.some(({ form, holds }) => form.test(value) && holds(value));
}

/** An Irish PPS number. */
function pps(text: string): boolean {
  const second = text.length > 8 ? text.charCodeAt(8) - 64 : 0;
  const sum = [...text.slice(0, 7)].reduce((all, digit, at) => all + Number(digit) * (8 - at), (second === 23 ? 0 : second) * 9);
  return ('WABCDEFGHIJKLMNOPQRSTUV'[sum % 23] ?? '') === text.charAt(7).toUpperCase();
}

/** A British NHS number: the digits weigh 10 to 2, the last makes the sum a multiple of 11. */
function nhs(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].map(Number);
  const sum = digits.slice(0, 9).reduce((all, digit, at) => all + digit * (10 - at), 0);
  return (11 - (sum % 11)) % 11 === digits[9] && new Set(digits).size > 1;
}

/** A Dutch burgerservicenummer. */
function bsn(text: string): boolean {
  const digits = [...text].map(Number);
  const sum = digits.reduce((all, digit, at) => all + digit * (at === 8 ? -1 : 9 - at), 0);
  return sum % 11 === 0 && new Set(digits).size > 2;
}

/** A Swedish personal number. */
function luhnOfTen(text: string): boolean {
  const digits = text.replace(/\D/g, '').slice(-10);
  const sum = [...digits].reduce((all, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A Finnish personal identity code. */
function hetu(text: string): boolean {
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(text.slice(0, 6) + text.slice(7, 10)) % 31] === text.slice(10).toUpperCase();
}

function iban(text: string): boolean {
  const moved = text.slice(4) + text.slice(0, 4);
  const digits = [...moved].map((letter) => (/\d/.test(letter) ? letter : String(letter.charCodeAt(0) - 55))).join('');
  return BigInt(digits) % 97n === 1n;
}
