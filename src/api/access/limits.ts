// How much one client may ask, and how often somebody may try a password. Counted per process, in memory.
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { MorrowError, type ErrorCode } from '../../contract/errors.ts';

const ATTEMPT_WINDOW_S = 15 * 60;
const ATTEMPTS_PER_NAME = 10;
const ATTEMPTS_PER_ADDRESS = 50;

export interface RequestLimits {
  /** Counts a request. @throws MorrowError TOO_MANY_REQUESTS. */
  request(client: string): Promise<void>;
  /** Counts an attempt to sign in, before the password is looked at. @throws MorrowError TOO_MANY_ATTEMPTS. */
  attempt(address: string, name: string): Promise<void>;
  /** The attempt was a right one, and counts no longer. */
  succeeded(address: string, name: string): Promise<void>;
}

/** @param ratePerSecond null: requests are not limited; attempts always are. */
export function requestLimits(ratePerSecond: number | null): RequestLimits {
  const requests = ratePerSecond === null ? null : new RateLimiterMemory({ points: ratePerSecond, duration: 1 });
  const names = new RateLimiterMemory({ points: ATTEMPTS_PER_NAME, duration: ATTEMPT_WINDOW_S });
  const addresses = new RateLimiterMemory({ points: ATTEMPTS_PER_ADDRESS, duration: ATTEMPT_WINDOW_S });
  return {
    request: async (client) => {
      if (requests !== null) await consume(requests, client, 'TOO_MANY_REQUESTS');
    },
    attempt: async (address, name) => {
      await consume(addresses, addressKey(address), 'TOO_MANY_ATTEMPTS');
      await consume(names, name, 'TOO_MANY_ATTEMPTS');
    },
    succeeded: async (address, name) => {
      await Promise.all([addresses.reward(addressKey(address)), names.delete(name)]);
    },
  };
}

const MESSAGES = {
  TOO_MANY_REQUESTS: 'This client asks too often.',
  TOO_MANY_ATTEMPTS: 'Signing in has failed too often from this address or for this name.',
} as const satisfies Partial<Record<ErrorCode, string>>;

async function consume(limiter: RateLimiterMemory, key: string, code: keyof typeof MESSAGES): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new MorrowError(code, MESSAGES[code], { retryAfterMs: Math.max(refused.msBeforeNext, 1_000) });
  }
}

/** A customer of an IPv6 network has a whole /64 and could use another address for each request. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((group) => group !== '').length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  return `${all.slice(0, 4).join(':')}::/64`;
}
