// Light or dark: as the system says, unless somebody chose here. The choice stays in this browser.
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'morrow-theme';
/** Told to whoever draws by itself, such as charts. */
const CHANGED = 'morrow-theme-changed';

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

export const applyStoredTheme = (): void => apply(storedTheme());

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds for this page only.
  }
  apply(theme);
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back when colours change, whoever changed them. Returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener(CHANGED, listener);
  media.addEventListener('change', listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    media.removeEventListener('change', listener);
  };
}
