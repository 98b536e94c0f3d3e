// `morrow reset`: back to a first start. Removes what the stack wrote, and nothing else that may lie in the folder.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimStateFolder } from '../stack-file.ts';
import { DATABASE_SUFFIXES, STATE_ENTRIES, statePlace, type StateOptions } from './place.ts';

export interface ResetOptions extends StateOptions {
  /** Asks the user; gets what would go. */
  readonly confirm: (paths: readonly string[]) => Promise<boolean>;
}

export interface ResetResult {
  /** Absolute paths; empty when there was nothing or the user said no. */
  readonly removed: readonly string[];
  /** True: MongoDB holds the revenue and was left alone. */
  readonly mongoLeftOut: boolean;
}

/** @throws MorrowError STACK_RUNNING. */
export async function resetState(options: ResetOptions): Promise<ResetResult> {
  const { stateDir, databases, usesMongo } = statePlace(options);
  if (!existsSync(stateDir)) return { removed: [], mongoLeftOut: usesMongo };
  const claim = await claimStateFolder(stateDir, 'its state is not removed');
  try {
    const files = databases.flatMap(({ file }) => DATABASE_SUFFIXES.map((suffix) => `${file}${suffix}`));
    const paths = [...files, ...STATE_ENTRIES.map((entry) => join(stateDir, entry))].filter(existsSync);
    if (paths.length === 0 || !(await options.confirm(paths))) return { removed: [], mongoLeftOut: usesMongo };
    for (const path of paths) await rm(path, { recursive: true, force: true });
    return { removed: paths, mongoLeftOut: usesMongo };
  } finally {
    await claim.release();
  }
}
