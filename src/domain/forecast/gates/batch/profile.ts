// Folds a day's rows into the profile that later days are compared with.
import type { IsoDate } from '../../../ids.ts';
import type { BatchPolicy } from '../policy.ts';
import { ascending, quantile } from '../statistics.ts';
import type { BatchProfile, BatchRow } from './types.ts';

const PERCENT = 100;

/** Deterministic, and the order of the rows does not matter. */
export function profileBatch(
  rows: readonly BatchRow[],
  date: IsoDate,
  { tailShift }: Pick<BatchPolicy, 'tailShift'>,
): BatchProfile {
  const share = (has: (row: BatchRow) => boolean): number =>
    rows.length === 0 ? 0 : rows.filter(has).length / rows.length;
  return {
    date,
    accounts: rows.length,
    shiftQuantiles: percentiles(knownShifts(rows)),
    zeroShare: share(({ allZero }) => allZero),
    negativeShare: share(({ negative }) => negative),
    tailShare: share(({ shift }) => isBeyond(shift, tailShift)),
    lateShare: share(({ late }) => late),
    heldShare: share(({ held, late }) => held && !late),
  };
}

/** The finite shifts, ascending. */
export const knownShifts = (rows: readonly BatchRow[]): readonly number[] =>
  ascending(
    rows.map(({ shift }) => shift).filter((shift): shift is number => shift !== null && Number.isFinite(shift)),
  );

/** A shift that is no number lies beyond every limit; an unknown one beyond none. */
export const isBeyond = (shift: number | null, limit: number): boolean => shift !== null && !(Math.abs(shift) <= limit);

const percentiles = (sorted: readonly number[]): readonly number[] =>
  sorted.length === 0 ? [] : Array.from({ length: PERCENT + 1 }, (_, percent) => quantile(sorted, percent / PERCENT));
