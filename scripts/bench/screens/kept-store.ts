// Seeding takes longest: a store that was seeded into a folder of one's own is used again, when it is the one that is asked for.
// A folder that holds anything else is left alone: it may be somebody's state.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MorrowError } from '../../../src/contract/errors.ts';
import { isIsoDate } from '../../../src/domain/calendar/dates.ts';
import { readRunningStack } from '../../lib/stack-file.ts';
import type { SeedPlan } from './seed/plan.ts';

const FILE = 'screens-seed.json';
const planRecord = z.object({ accounts: z.number(), days: z.number(), last: z.string().refine(isIsoDate) });
/** What was seeded to its end, or how far it has come. */
const markRecord = z.union([planRecord, z.object({ seeded: z.enum(['not', 'partly']) })]);
type Mark = z.output<typeof markRecord>;

/**
 * Makes the folder ours, or finds that it is. What Temporal knew is of a server that is gone; runs begin anew.
 * @throws MorrowError INVALID_REQUEST when it holds something else, or a store that was not seeded to its end.
 */
export function claimKept(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.length === 0) mark(folder, { seeded: 'not' });
  else if (!names.includes(FILE)) throw invalid(`${folder} holds something else. Name a new folder, or an empty one.`);
  const found = readMark(folder);
  if (found === null || ('seeded' in found && found.seeded === 'partly')) {
    throw invalid(`${folder} holds a store that was not seeded to its end. Remove it, or name another folder.`);
  }
  if (readRunningStack(folder) !== null) return;
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `temporal.db${end}`), { force: true });
}

/** False: nothing is there yet. @throws MorrowError INVALID_REQUEST when the folder holds another store. */
export function isSeeded(folder: string, plan: SeedPlan): boolean {
  const found = readMark(folder);
  if (found === null || 'seeded' in found) return false;
  if (JSON.stringify(found) === JSON.stringify(plan)) return true;
  throw invalid(
    `${folder} holds a store of ${found.accounts} accounts x ${found.days} days up to ${found.last}. Remove it, or name another folder.`,
  );
}

export const markBegun = (folder: string): void => mark(folder, { seeded: 'partly' });
export const markSeeded = (folder: string, plan: SeedPlan): void => mark(folder, plan);

const mark = (folder: string, content: Mark): void => writeFileSync(join(folder, FILE), JSON.stringify(content));

/** Null: it is not there, or not whole. */
function readMark(folder: string): Mark | null {
  try {
    return markRecord.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
  } catch {
    return null;
  }
}

const invalid = (message: string): MorrowError => new MorrowError('INVALID_REQUEST', message);
