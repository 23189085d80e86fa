const KEY = 'throughline.my-address';

/** The mail address of whoever sits here, kept in this browser only. A store that can't be reached keeps nothing and breaks nothing. */
export const ownAddress = {
  read(): string {
    try {
      return localStorage.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  },
  keep(address: string): void {
    try {
      localStorage.setItem(KEY, address);
    } catch {
      // a private window
    }
  },
};
