// What gates decided, and what is held.
import { describe, expect, test } from 'vitest';
import type { HoldStatus } from '../../../src/ports/store.ts';
import { accountId, date, DAY, range } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { gateDecision, hold } from '../forecast-builders.ts';

const PUBLISHED = gateDecision('x').outcome;
const on = (text: string, wave = 0) => ({ date: date(text), wave });

export function decisionsContract({ store }: ContractContext): void {
  describe('decisions of the gate', () => {
    test.each([
      gateDecision('plain'),
      gateDecision('held', {
        population: null,
        profile: null,
        wave: 2,
        findings: [{ rule: 'zero-share', 'odd.key': true, $limit: 0.5, note: null }],
        outcome: {
          wave: 2,
          decision: 'hold',
          judged: 100,
          published: 0,
          held: 100,
          hold: {
            holdId: 'hold/daily/2026-03-10/2',
            date: DAY,
            accounts: 100,
            reason: 'Half of them are zero.',
            policy: { escalateAfterMinutes: 60, decideAfterMinutes: 240, ending: 'keep' },
          },
        },
      }),
    ])('come back as they were made: $id', async (decision) => {
      await store().gates.save(decision);
      await store().gates.save(decision);
      expect(await store().gates.find(decision.id)).toEqual(decision);
      expect(await store().gates.list(range('2026-03-10', '2026-03-10'), 10)).toEqual([decision]);
      expect(await store().gates.find('other')).toBeNull();
    });

    test('are listed newest date first, last wave first', async () => {
      await store().gates.save(gateDecision('a', on('2026-03-09')));
      await store().gates.save(gateDecision('b', on('2026-03-10', 0)));
      await store().gates.save(gateDecision('c', on('2026-03-10', 1)));
      await store().gates.save(gateDecision('d', on('2026-03-11')));
      const ids = async (limit: number) =>
        (await store().gates.list(range('2026-03-09', '2026-03-10'), limit)).map(({ id }) => id);
      expect(await ids(10)).toEqual(['c', 'b', 'a']);
      expect(await ids(2)).toEqual(['c', 'b']);
    });

    test('of days that were let through are what later days are compared with', async () => {
      const decided = (decision: 'publish' | 'quarantine' | 'hold' | 'empty') => ({
        outcome: { ...PUBLISHED, decision },
      });
      const profile = (accounts: number) => {
        const base = gateDecision('x').profile;
        return { profile: base === null ? null : { ...base, accounts } };
      };
      await store().gates.save(gateDecision('early', { ...on('2026-03-05'), ...profile(1) }));
      await store().gates.save(gateDecision('first wave', { ...on('2026-03-06', 0), ...profile(2) }));
      await store().gates.save(
        gateDecision('second wave', { ...on('2026-03-06', 1), ...profile(3), ...decided('quarantine') }),
      );
      await store().gates.save(
        gateDecision('held wave', { ...on('2026-03-06', 2), ...profile(4), ...decided('hold') }),
      );
      await store().gates.save(gateDecision('held day', { ...on('2026-03-07'), ...decided('hold') }));
      await store().gates.save(gateDecision('empty day', { ...on('2026-03-08'), ...decided('empty') }));
      await store().gates.save(gateDecision('no profile', { ...on('2026-03-08', 1), profile: null }));
      await store().gates.save(gateDecision('other cohort', { ...on('2026-03-08'), population: 'eu' }));
      await store().gates.save(gateDecision('a list', { ...on('2026-03-08'), population: null }));
      await store().gates.save(gateDecision('late', { ...on('2026-03-09'), ...profile(5) }));
      await store().gates.save(gateDecision('the day itself', { ...on('2026-03-10'), ...profile(6) }));
      const accounts = async (limit: number) =>
        (await store().gates.baseline('all', DAY, limit)).map((found) => found.accounts);
      expect(await accounts(10)).toEqual([5, 3, 1]);
      expect(await accounts(2)).toEqual([5, 3]);
      expect(await store().gates.baseline('nowhere', DAY, 10)).toEqual([]);
    });
  });

  describe('holds', () => {
    test.each([
      hold('open'),
      hold('decided', {
        status: 'decided',
        closedAt: '2026-03-11T07:00:00.000Z',
        log: [
          {
            action: 'release',
            by: { kind: 'person', name: 'anna' },
            reason: 'A sale.',
            accounts: [accountId('a')],
            forecasts: 1,
            at: '2026-03-11T06:00:00.000Z',
          },
          {
            action: 'keep',
            by: { kind: 'rule', name: 'nobody answered' },
            reason: 'Nobody answered.',
            accounts: null,
            forecasts: 2,
            at: '2026-03-11T07:00:00.000Z',
          },
        ],
      }),
    ])('come back as they were recorded: $id', async (saved) => {
      await store().holds.save(saved);
      await store().holds.save(saved);
      expect(await store().holds.find(saved.id)).toEqual(saved);
      expect(await store().holds.list({ limit: 10 })).toEqual([saved]);
      expect(await store().holds.find('other')).toBeNull();
    });

    test.each<{ query: { readonly statuses?: readonly HoldStatus[] }; expected: readonly string[] }>([
      { query: {}, expected: ['h3', 'h2', 'h1'] },
      { query: { statuses: ['open', 'escalated'] }, expected: ['h3', 'h1'] },
      { query: { statuses: ['expired'] }, expected: [] },
      { query: { statuses: [] }, expected: [] },
    ])('are listed newest first: $query', async ({ query, expected }) => {
      const openedAt = (hour: number) => `2026-03-11T0${hour}:00:00.000Z`;
      await store().holds.save(hold('h2', { openedAt: openedAt(2), status: 'decided' }));
      await store().holds.save(hold('h1', { openedAt: openedAt(1), status: 'escalated' }));
      await store().holds.save(hold('h3', { openedAt: openedAt(3) }));
      const list = async (limit: number) => (await store().holds.list({ ...query, limit })).map(({ id }) => id);
      expect(await list(10)).toEqual(expected);
      expect(await list(1)).toEqual(expected.slice(0, 1));
    });

    test('move on when they are saved again', async () => {
      await store().holds.save(hold('h'));
      await store().holds.save(hold('h', { status: 'escalated' }));
      expect(await store().holds.list({ statuses: ['open'], limit: 10 })).toEqual([]);
      expect(await store().holds.find('h')).toEqual(hold('h', { status: 'escalated' }));
    });
  });
}
