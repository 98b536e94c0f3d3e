// One account's row of the batch, from the forecast that its own gate has judged.
import type { AccountId } from '../../../ids.ts';
import { lastWeeksLevel, usualMovement } from '../recent-history.ts';
import { mean } from '../statistics.ts';
import type { ForecastUnderTest, ForecastVerdict } from '../types.ts';
import type { BatchRow } from './types.ts';

const FIRST_WEEK = 7;

/**
 * The first week's days are compared with the same weekdays of the last four weeks, so that a weekday has no shift of its own.
 * A forecast whose figures are no numbers gets a row without a shift: its own gate holds it.
 */
export function batchRow(accountId: AccountId, candidate: ForecastUnderTest, verdict: ForecastVerdict): BatchRow {
  const { steps, inputs } = candidate;
  const means = steps.map((step) => step.mean).filter(Number.isFinite);
  return {
    accountId,
    shift: means.length < steps.length ? null : standardisedShift(candidate),
    firstDay: means.length < steps.length ? 0 : (means[0] ?? 0),
    allZero: steps.length > 0 && steps.every((step) => step.mean === 0),
    negative: means.some((value) => value < 0),
    late: inputs.daysSinceObservation !== 0 || inputs.sourcesReported < inputs.sourcesExpected,
    held: verdict.decision === 'hold',
  };
}

function standardisedShift({ history, steps }: ForecastUnderTest): number | null {
  const movement = usualMovement(history);
  const levels = steps.slice(0, FIRST_WEEK).flatMap((step) => {
    const level = lastWeeksLevel(history, step.targetDate);
    return level === null ? [] : [step.mean - level];
  });
  const shift = movement === 0 || levels.length === 0 ? Number.NaN : mean(levels) / movement;
  return Number.isFinite(shift) ? shift : null;
}
