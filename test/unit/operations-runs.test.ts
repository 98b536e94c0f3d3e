// Run ids can be read back, and a problem document tells what the catalogue knows and nothing that it should not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, ERRORS, MorrowError } from '../../src/contract/errors.ts';
import { DAY_PIPELINES } from '../../src/contract/pipelines.ts';
import {
  accountDayId,
  accountHistoryId,
  backfillRunId,
  dayRunId,
  housekeepingId,
  retrainRunId,
} from '../../src/contract/workflow-ids.ts';
import { PROMOTION_MODES } from '../../src/domain/cohort.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { invalidInput } from '../../src/operations/input.ts';
import { runLinks } from '../../src/operations/links.ts';
import { toProblem } from '../../src/operations/problem.ts';
import { readRunId } from '../../src/operations/run-id.ts';
import { cohort } from '../../src/operations/values.ts';
import { accountId, isoDate } from '../helpers/builders.ts';

const SEED = { seed: 20_261_122 };
const dates = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => isoDate(date.toISOString().slice(0, 10)));
const accounts = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,47}$/).map(accountId);
const cohorts = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,47}$/).filter((name) => cohort.safeParse(name).success);
const pipelines = fc.constantFrom(...DAY_PIPELINES);

describe('a run id', () => {
  test('of a day run says pipeline, date and cohort', () => {
    fc.assert(
      fc.property(pipelines, dates, fc.option(cohorts, { nil: null }), (pipeline, date, group) => {
        const id = dayRunId(pipeline, date, group === null ? {} : { cohort: group });
        expect(readRunId(id)).toEqual({
          kind: 'day',
          pipeline,
          date,
          accountId: null,
          cohort: group,
          explicitAccounts: false,
        });
      }),
      SEED,
    );
  });

  test('of a run of listed accounts is never taken for a cohort', () => {
    fc.assert(
      fc.property(dates, fc.array(accounts, { minLength: 1, maxLength: 5 }), (date, list) => {
        const name = readRunId(dayRunId('daily', date, { accounts: list }));
        expect(name).toMatchObject({ cohort: null, explicitAccounts: true });
      }),
      SEED,
    );
  });

  test('of an account day or history says which account', () => {
    fc.assert(
      fc.property(dates, accounts, (date, account) => {
        expect(readRunId(accountDayId('daily', date, account))).toMatchObject({
          kind: 'account-day',
          date,
          accountId: account,
        });
        expect(readRunId(accountHistoryId(date, date, account))).toMatchObject({
          kind: 'account-history',
          accountId: account,
        });
      }),
      SEED,
    );
  });

  test('of a backfill has the last day of its range as date', () => {
    const id = backfillRunId(isoDate('2026-10-01'), isoDate('2026-10-31'), { cohort: 'north' });
    expect(readRunId(id)).toMatchObject({
      kind: 'backfill',
      pipeline: 'backfill',
      date: '2026-10-31',
      cohort: 'north',
    });
    expect(readRunId(housekeepingId(isoDate('2026-10-31')))).toMatchObject({ kind: 'housekeeping' });
  });

  test.each(PROMOTION_MODES)('of a retraining of %s cohorts says date and scope', (mode) => {
    fc.assert(
      fc.property(dates, cohorts, (date, group) => {
        const whole = { kind: 'retrain', pipeline: 'retrain', date, accountId: null, explicitAccounts: false };
        expect(readRunId(retrainRunId(date))).toEqual({ ...whole, cohort: null });
        expect(readRunId(retrainRunId(date, {}, mode))).toEqual({ ...whole, cohort: null });
        expect(readRunId(retrainRunId(date, { cohort: group }, mode))).toEqual({ ...whole, cohort: group });
        const few = retrainRunId(date, { accounts: [accountId('u1')] }, mode);
        expect(readRunId(few)).toEqual({ ...whole, cohort: null, explicitAccounts: true });
      }),
      SEED,
    );
  });

  test.each([
    '',
    'retrain',
    'retrain/2026-02-30',
    'retrain/2026-02-20+sometimes',
    'retrain/2026-02-20+manual+manual',
    'hold/daily/2026-02-20/0b6e2f61-0',
    'gate/daily/2026-02-20/0b6e2f61-0',
    'model/u1',
    'training/2026-02-20/0',
    'day',
    'day/daily',
    'day/daily/2026-02-30',
    'day/housekeeping/2026-02-20',
    'day/daily/2026-02-20/a/b',
    'day/daily/2026-02-20/',
    'backfill/2026-02-20',
    'account-day/daily/2026-02-20',
    'account-day/daily/2026-02-20/..',
    'partition/day/daily/2026-02-20/0',
    '../../etc/passwd',
    `day/daily/2026-02-20/${'a'.repeat(300)}`,
  ])('%s is none', (id) => {
    expect(readRunId(id)).toBeNull();
  });

  test('is one segment of its address', () => {
    const { self, temporal } = runLinks({ temporalUiUrl: 'http://ui:8233/' }, 'day/daily/2026-02-20', 'default');
    expect(self).toBe('/api/runs/day%2Fdaily%2F2026-02-20');
    expect(temporal).toBe('http://ui:8233/namespaces/default/workflows/day%2Fdaily%2F2026-02-20');
  });
});

describe('a problem document', () => {
  test.each(ERROR_CODES)('of %s has the status, title and action of the catalogue', (code) => {
    const { status, title, action } = ERRORS[code];
    expect(toProblem(new MorrowError(code, 'This happened.'))).toMatchObject({
      code,
      status,
      title,
      action,
      type: `/errors/${code}`,
    });
  });

  test('carries facts, the place that was asked and the request', () => {
    const error = new MorrowError('ACCOUNT_NOT_FOUND', 'There is no account "x".', { facts: { account: 'x' } });
    expect(toProblem(error, { instance: '/api/accounts/x', requestId: 'r1' })).toMatchObject({
      detail: 'There is no account "x".',
      facts: { account: 'x' },
      instance: '/api/accounts/x',
      requestId: 'r1',
    });
  });

  test('names every problem of an input', () => {
    expect(toProblem(invalidInput('date', 'is missing')).errors).toEqual([{ path: 'date', message: 'is missing' }]);
  });

  test('keeps the code of a domain rule', () => {
    expect(toProblem(new DomainError('RATE_MISSING', 'No rate for RUB.')).code).toBe('RATE_MISSING');
  });

  test('of something unforeseen repeats none of its words', () => {
    const text = JSON.stringify(toProblem(new Error('mongodb://root:hunter2@db/ refused')));
    expect(text).toContain('INTERNAL');
    expect(text).not.toMatch(/hunter2|mongodb/);
  });
});
