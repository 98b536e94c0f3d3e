// Passwords are kept as scrypt hashes that carry their own parameters, so that these can be raised later.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { MorrowError } from '../../contract/errors.ts';

interface Cost {
  /** log2 of N; memory is 128 * N * r bytes. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MB and some hundred milliseconds of one core: one of the settings that OWASP's cheat sheet on password storage names. */
const COST: Cost = { logN: 15, r: 8, p: 3 };
const BYTES = 32;
const SALT_BYTES = 16;

/** More than so many would wait for seconds, and hold memory meanwhile. */
const WAITING_MAX = 20;
let waiting = 0;
let line: Promise<unknown> = Promise.resolve();

/** One at a time per process, so that a crowd at the door takes one core and 32 MB, not all. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= WAITING_MAX) {
    throw new MorrowError('TOO_MANY_ATTEMPTS', 'Too many people sign in at once.', { retryAfterMs: 5_000 });
  }
  waiting += 1;
  const turn = line.then(work).finally(() => (waiting -= 1));
  line = turn.catch(() => undefined);
  return turn;
}

/** `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await inTurn(() => derive(password, salt, cost));
  return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** False for a wrong password. @throws MorrowError STORE_INCOMPATIBLE for a hash that is none of ours. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const { cost, salt, hash } = parse(stored);
  const derived = await inTurn(() => derive(password, salt, cost));
  return timingSafeEqual(derived, hash);
}

/** Whether a hash was made with less work than today's. */
export const isWeakHash = (stored: string): boolean => !stored.startsWith(`scrypt$${COST.logN}$${COST.r}$${COST.p}$`);

/** Checked for a name that nobody has, so that it takes as long as a wrong password. Nobody's password has this hash. */
export const NOBODYS_HASH = `scrypt$${COST.logN}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

function parse(stored: string): { readonly cost: Cost; readonly salt: Buffer; readonly hash: Buffer } {
  const [, logN, r, p, salt, hash] =
    /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]{43})$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) {
    throw new MorrowError(
      'STORE_INCOMPATIBLE',
      'The password of a user is kept in a form that this version does not know.',
    );
  }
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

/** The same letters count as the same, however a keyboard composes them. */
const derive = (password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** logN;
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
