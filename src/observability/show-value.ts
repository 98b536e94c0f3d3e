// A payload made fit to be shown: nothing that looks like a secret, and never more than some kilobytes.

/** A payload as people may see it: without secrets, at most 16 KB. */
export interface ShownValue {
  readonly value: unknown;
  readonly bytes: number;
  /** True: `value` is the beginning of the JSON as text. */
  readonly cut: boolean;
}

export const SHOWN_BYTES_MAX = 16_384;
const HIDDEN = '[secret]';
/** Histories hold ids by design; this is for the day when somebody forgets. */
const SECRET_KEY = /passw|secret|token|authorization|credential|api[-_]?key|cookie|private[-_]?key|mongodb_uri/i;
const CREDENTIALS_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@"]+@/gi;

export function showValue(value: unknown): ShownValue {
  const safe = withoutSecrets(value);
  const text = JSON.stringify(safe) ?? 'null';
  const bytes = Buffer.byteLength(text);
  if (bytes <= SHOWN_BYTES_MAX) return { value: safe ?? null, bytes, cut: false };
  return { value: Buffer.from(text).subarray(0, SHOWN_BYTES_MAX).toString(), bytes, cut: true };
}

/** The same with secrets hidden, at any depth. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return hideCredentials(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_KEY.test(key) ? HIDDEN : withoutSecrets(inner)]),
  );
}

const hideCredentials = (text: string): string => text.replaceAll(CREDENTIALS_IN_URL, `$1${HIDDEN}@`);

const MESSAGE_MAX = 2_000;

/** An error's own words, for people. */
export const showMessage = (text: string): string => hideCredentials(text).slice(0, MESSAGE_MAX);
