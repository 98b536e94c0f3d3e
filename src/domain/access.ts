// Who may do what: three roles, each with everything that the one before it may, and the form of an API key.

/** viewer reads; operator also runs, corrects and decides; admin also rules over keys, users and what is deleted for good. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const includesRole = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** `mk_<id>_<secret>`: 10 and 40 hexadecimal digits, so 160 random bits that nobody tries out. */
export const API_KEY_PATTERN = /^mk_([0-9a-f]{10})_([0-9a-f]{40})$/;

export interface ApiKeyParts {
  /** May be shown: it names the key in lists and logs. */
  readonly id: string;
  readonly secret: string;
}

/** Null: no API key at all. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, id, secret] = API_KEY_PATTERN.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export const CALLER_KINDS = ['key', 'user', 'machine', 'local', 'cli', 'system', 'anonymous'] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Lower-case letters, digits, `.`, `_`, `@`, `-`; 1 to 64 characters. */
export const USER_NAME_PATTERN = /^[a-z0-9][a-z0-9._@-]{0,63}$/;
