// What is known about the data behind a forecast: counted from the history and from what the sources reported for the day.
import type { IsoDate, SourceId } from '../../ids.ts';
import type { DailySeries } from '../model.ts';
import type { InputFacts } from './types.ts';

export interface InputSources {
  readonly history: DailySeries;
  /** Sources the account has enabled. */
  readonly expected: readonly SourceId[];
  /** What they reported for the business date. */
  readonly reports: readonly { readonly sourceId: SourceId; readonly items: number; readonly rejected: number }[];
  readonly trainedOn: IsoDate | null;
}

export function measureInputs({ history, expected, reports, trainedOn }: InputSources): InputFacts {
  const { values } = history;
  const reported = new Set(reports.map(({ sourceId }) => sourceId));
  const last = values.findLastIndex((value) => value !== null);
  return {
    missingLast7: missingOfLast(values, 7),
    missingLast28: missingOfLast(values, 28),
    daysSinceObservation: last === -1 ? null : values.length - 1 - last,
    sourcesExpected: expected.length,
    sourcesReported: expected.filter((id) => reported.has(id)).length,
    rejectedShare: rejectedShare(reports),
    modelTrainedOn: trainedOn,
  };
}

/** Days before the account's first one are not missing: there was nothing to observe. */
function missingOfLast(values: DailySeries['values'], days: number): number {
  const first = values.findIndex((value) => value !== null);
  if (first === -1) return Math.min(days, values.length);
  return values.slice(Math.max(first, values.length - days)).filter((value) => value === null).length;
}

function rejectedShare(reports: InputSources['reports']): number {
  const rejected = reports.reduce((sum, report) => sum + report.rejected, 0);
  const rows = reports.reduce((sum, report) => sum + report.items + report.rejected, 0);
  return rows === 0 ? 0 : rejected / rows;
}
