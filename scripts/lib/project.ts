// Where things lie: the checkout, the built files beside it, the machine's cache. Works from source and from dist/.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { MorrowError } from '../../src/contract/errors.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The folder of package.json. */
export const projectRoot = findRoot(import.meta.dirname);

/** `source` runs the TypeScript files through tsx, `built` what `tsc -b` left in dist/. */
export type CodeMode = 'source' | 'built';

/** How this very process runs. */
export const codeMode: CodeMode = import.meta.filename.endsWith('.ts') ? 'source' : 'built';

/** The arguments that make Node run an entry point, given as its path without ending: `workers/default`. */
export function nodeArguments(entry: string, mode: CodeMode = codeMode): string[] {
  return mode === 'source'
    ? ['--import', 'tsx', join(projectRoot, `${entry}.ts`)]
    : [join(projectRoot, 'dist', `${entry}.js`)];
}

/** Things that are slow to get and safe to share between checkouts: `~/.cache/morrow`. */
export function machineCacheFolder(env: EnvironmentVariables): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(env['HOME'] || homedir(), '.cache') : base, 'morrow');
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new MorrowError('INTERNAL', `No package.json above ${from}.`);
  }
}
