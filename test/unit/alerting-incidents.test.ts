// The words of an incident, which people read before anything else.
import { expect, test } from 'vitest';
import { failureIncident } from '../../src/domain/alerting/incidents.ts';
import { isoDate } from '../helpers/builders.ts';

test('accounts that fail for one reason are counted in the title, one as one', () => {
  const day = { pipeline: 'daily', date: isoDate('2026-11-20') };
  const group = { provider: null, code: 'REVENUE_NOT_IMPORTED', stage: 'merging', samples: ['acme'], message: 'none' };
  const titled = (accounts: number) => failureIncident(day, { ...group, accounts }, 30).title;
  expect(titled(1)).toBe('1 account fails with REVENUE_NOT_IMPORTED while merging (daily 2026-11-20)');
  expect(titled(2)).toMatch(/^2 accounts fail with /);
});
