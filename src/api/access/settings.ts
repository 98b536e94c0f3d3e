// How the API lets people and programs in; read from the environment by whoever starts it.
import type { Role } from '../../domain/access.ts';
import type { SessionTimes } from '../../operations/access/sessions.ts';

export interface AccessSettings {
  /** off: everybody who reaches the port may do everything; for loopback only. */
  readonly mode: 'off' | 'required';
  /** An admin's key that needs no store. */
  readonly adminKey: string | null;
  /** Host names, beside addresses and localhost, that the API answers to. */
  readonly allowedHosts: readonly string[];
  /** Addresses, networks, or `loopback`, `uniquelocal`: whose X-Forwarded-For and X-Forwarded-Proto count. */
  readonly trustedProxies: readonly string[];
  readonly session: SessionTimes;
  /** Requests of one client; null: any number. */
  readonly ratePerSecond: number | null;
  /** Null: tokens of an identity provider are not taken. */
  readonly jwt: JwtSettings | null;
}

export interface JwtSettings {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Where the token says what its holder is; dots lead into objects. */
  readonly roleClaim: string;
  /** Role by what stands in that claim. */
  readonly roles: Readonly<Record<string, Role>>;
}

const HOUR_MS = 60 * 60 * 1_000;

/** As on a developer's machine. */
export const ACCESS_OFF: AccessSettings = {
  mode: 'off',
  adminKey: null,
  allowedHosts: [],
  trustedProxies: [],
  session: { idleMs: HOUR_MS, maxMs: 12 * HOUR_MS },
  ratePerSecond: null,
  jwt: null,
};
