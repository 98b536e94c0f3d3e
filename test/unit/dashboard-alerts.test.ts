// What the inbox works out by itself: what it asks for, facts in words, and the story of an incident.
import { describe, expect, test } from 'vitest';
import type { AlertDescription } from '../../src/dashboard/client/types.ts';
import { readAlertsSearch } from '../../src/dashboard/state/alerts-search.ts';
import { askOf, factsOf, kindOf, samplesOf, timelineOf } from '../../src/dashboard/view/alerts-view.ts';

const at = (minute: number): string => `2026-11-22T10:0${minute}:00.000Z`;

const description = (more: Partial<AlertDescription['alert']> = {}): AlertDescription => ({
  alert: {
    id: 'failure/daily/2026-11-21/app-store-1/SOURCE_UNAVAILABLE/fetching',
    severity: 'critical',
    title: '12 accounts fail',
    detail: 'For example u1',
    count: 12,
    facts: { code: 'SOURCE_UNAVAILABLE', expectedFinish: null, accounts: 12, samples: ['u1', 'u2'] },
    acknowledgement: { by: 'ada', note: 'asking them', at: at(3) },
    openedAt: at(1),
    lastAt: at(5),
    resolvedAt: null,
    ...more,
  },
  notifications: [
    {
      id: 'opened/webhook',
      alertId: 'failure/daily',
      event: 'opened',
      channel: 'webhook',
      status: 'sent',
      attempts: 1,
      createdAt: at(1),
      dueAt: at(1),
      sentAt: at(2),
      lastError: null,
      title: '12 accounts fail',
    },
    {
      id: 'opened/email',
      alertId: 'failure/daily',
      event: 'opened',
      channel: 'email',
      status: 'given-up',
      attempts: 8,
      createdAt: at(1),
      dueAt: at(6),
      sentAt: null,
      lastError: 'no route',
      title: '12 accounts fail',
    },
  ],
});

describe('the inbox', () => {
  test('asks for what its address says, open incidents by default', () => {
    expect(askOf(readAlertsSearch({}))).toEqual({ open: 'true' });
    expect(askOf(readAlertsSearch({ state: 'resolved', severity: 'critical', kind: 'slow' }))).toEqual({
      open: 'false',
      severity: 'critical',
      kind: 'slow',
    });
    expect(askOf(readAlertsSearch({ state: 'all', severity: 'bad', kind: 'No such kind!' }))).toEqual({});
  });
});

describe('an incident', () => {
  test('tells kind, facts and accounts in words', () => {
    const { alert } = description();
    expect(kindOf(alert)).toBe('failure');
    expect(samplesOf(alert)).toEqual(['u1', 'u2']);
    expect(factsOf(alert)).toEqual([
      ['code', 'SOURCE_UNAVAILABLE'],
      ['accounts', '12'],
    ]);
    expect(samplesOf({ facts: {} })).toEqual([]);
  });

  test('tells what happened and what was told, oldest first', () => {
    expect(timelineOf(description()).map(({ what }) => what)).toEqual([
      'Opened',
      'Told: “opened” by webhook',
      'Taken over by ada',
      'Seen last',
      'Could not be told: “opened” by email, after 8 attempts',
    ]);
  });

  test('that has opened anew tells nothing of the time before', () => {
    const again = timelineOf(description({ openedAt: at(7), lastAt: at(7), acknowledgement: null, resolvedAt: at(9) }));
    expect(again.map(({ what }) => what)).toEqual(['Opened', 'Resolved']);
  });
});
