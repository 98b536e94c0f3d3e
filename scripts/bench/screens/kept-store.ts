// Seeding takes longest: a store that was seeded into a folder of one's own is used again, when it is the one that is asked for.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MorrowError } from '../../../src/contract/errors.ts';
import { isIsoDate } from '../../../src/domain/calendar/dates.ts';
import { readRunningStack } from '../../lib/stack-file.ts';
import type { SeedPlan } from './seed/plan.ts';

const FILE = 'screens-seed.json';
const planRecord = z.object({ accounts: z.number(), days: z.number(), last: z.string().refine(isIsoDate) });

/** False: nothing is there yet. @throws MorrowError INVALID_REQUEST when the folder holds another store. */
export function isSeeded(folder: string, plan: SeedPlan): boolean {
  const file = join(folder, FILE);
  if (!existsSync(file)) return false;
  const found = planRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (JSON.stringify(found) === JSON.stringify(plan)) return true;
  throw new MorrowError(
    'INVALID_REQUEST',
    `${folder} holds a store of ${found.accounts} accounts x ${found.days} days up to ${found.last}. Remove it, or name another folder.`,
  );
}

export const markSeeded = (folder: string, plan: SeedPlan): void =>
  writeFileSync(join(folder, FILE), JSON.stringify(plan));

/** What Temporal knew is of a server that is gone; runs begin anew. */
export function forgetTemporal(folder: string): void {
  if (readRunningStack(folder) !== null) return;
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `temporal.db${end}`), { force: true });
}
