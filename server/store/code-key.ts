import { randomBytes } from 'node:crypto';
import type { Store } from './store.ts';

const SETTING = 'code.key';

/**
 * The secret by which this data folder turns personal data into codes: 32 random bytes, made at first use.
 *
 * Never logged and never sent. With it the code of a known value can be worked out, so that it is as precious as the folder
 * itself; without it, of a lost folder, the same person gets another code.
 */
export function codeKeyOf(store: Pick<Store, 'setting' | 'set'>): string {
  const known = store.setting(SETTING);
  if (known !== undefined) return known;
  const fresh = randomBytes(32).toString('hex');
  store.set(SETTING, fresh);
  return fresh;
}
