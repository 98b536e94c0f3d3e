// Compares what a client sent with what the service expects, in a time that tells nothing about where they differ.
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @returns a check of one header value against `expected`. */
export function credentialCheck(expected: string): (given: string | readonly string[] | undefined) => boolean {
  const wanted = digest(expected);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), wanted);
}

export const bearer = (token: string): string => `Bearer ${token}`;
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
