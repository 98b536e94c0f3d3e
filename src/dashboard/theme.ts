// Light or dark: as the system says, unless somebody chose here. The choice stays in this browser.
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'morrow-theme';
/** Told to whoever draws by itself, such as charts. */
const CHANGED = 'morrow-theme-changed';

let chosen: Theme = 'system';

export const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** A browser may refuse to store anything: then nothing was chosen. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return isTheme(stored) ? stored : 'system';
  } catch {
    return 'system';
  }
}

/** Now, and again whenever the system changes its mind. Once per page. */
export function applyStoredTheme(): void {
  apply(storedTheme());
  systemIsDark().addEventListener('change', () => {
    if (chosen === 'system') apply('system');
  });
}

const systemIsDark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds for this page only.
  }
  apply(theme);
}

/** Styles know light and dark only. */
function apply(theme: Theme): void {
  chosen = theme;
  const system = systemIsDark().matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = theme === 'system' ? system : theme;
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back when colours change, whoever changed them. Returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}
