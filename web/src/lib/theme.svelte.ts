/** How the page is lit: as a person chose it in this browser, or as the system says. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'throughline-theme';

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

/** The chosen theme; `static/theme.js` has already applied it before the first paint. */
class ThemeChoice {
  chosen = $state<Theme>(stored());

  choose(theme: Theme): void {
    this.chosen = theme;
    try {
      if (theme === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // not stored: it holds until the page is left
    }
    this.apply();
  }

  apply(): void {
    const dark = this.chosen === 'dark' || (this.chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }

  /** Follows the system while nothing else is chosen. Returns what stops it. */
  watch(): () => void {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => {
      this.apply();
    };
    // paper is light
    const printing = () => {
      document.documentElement.dataset.theme = 'light';
    };
    system.addEventListener('change', changed);
    addEventListener('beforeprint', printing);
    addEventListener('afterprint', changed);
    return () => {
      system.removeEventListener('change', changed);
      removeEventListener('beforeprint', printing);
      removeEventListener('afterprint', changed);
    };
  }
}

export const theme = new ThemeChoice();
