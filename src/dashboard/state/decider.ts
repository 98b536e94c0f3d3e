// The name that somebody decided under last, kept in this browser to save typing. There is no sign-in yet: it is what they say.
const KEY = 'morrow-decider';

export function rememberedName(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // The next decision asks again.
  }
}
