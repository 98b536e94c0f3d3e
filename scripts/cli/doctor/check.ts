// One line of the doctor's report, and the frame that every examination runs in: bounded in time, never throwing.
import { toMorrowError, type MorrowError } from '../../../src/contract/errors.ts';

export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  readonly area: string;
  readonly check: string;
  readonly verdict: Verdict;
  readonly detail: string;
  /** Null when there is nothing to do. */
  readonly action: string | null;
}

/** What an examination says; its area is added by the frame. */
export type Diagnosis = Omit<Finding, 'area'>;

export interface Examination {
  readonly area: string;
  readonly examine: () => Promise<readonly Diagnosis[]>;
}

export const ok = (check: string, detail: string): Diagnosis => ({ check, verdict: 'ok', detail, action: null });
export const warn = (check: string, detail: string, action: string): Diagnosis => ({
  check,
  verdict: 'warn',
  detail,
  action,
});
export const fail = (check: string, detail: string, action: string): Diagnosis => ({
  check,
  verdict: 'fail',
  detail,
  action,
});

export const failedWith = (check: string, error: unknown, verdict: 'warn' | 'fail' = 'fail'): Diagnosis => {
  const known: MorrowError = toMorrowError(error);
  return { check, verdict, detail: `${known.code}: ${known.message}`, action: known.definition.action };
};

const DEADLINE_MS = 20_000;

/** An examination that breaks or hangs is a finding like any other. */
export async function runExamination({ area, examine }: Examination): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Diagnosis[]>((resolve) => {
    const hangs = fail(
      area,
      `no answer within ${DEADLINE_MS / 1_000} s`,
      'Look whether something hangs there, then ask again.',
    );
    timer = setTimeout(() => resolve([hangs]), DEADLINE_MS);
  });
  try {
    const diagnoses = await Promise.race([examine().catch((error: unknown) => [failedWith(area, error)]), late]);
    return diagnoses.map((diagnosis) => ({ area, ...diagnosis }));
  } finally {
    clearTimeout(timer);
  }
}
