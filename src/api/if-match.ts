// The header `If-Match`: a change is done only if the thing is still one of these (RFC 9110, 13.1.1). Compared strongly, so that
// a weak tag, which names something similar, never matches.
import type { ExpectedVersion } from '../operations/account-changes.ts';

/** Undefined: the header is not there, and nothing is asked for. What is no tag matches nothing. */
export function expectedVersion(header: string | undefined): ExpectedVersion | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  return [...header.matchAll(/(?<weak>W\/)?"(?<tag>[^"]*)"/g)].flatMap(({ groups }) =>
    groups?.['weak'] === undefined ? [groups?.['tag'] ?? ''] : [],
  );
}
