// Who goes first: keys that Temporal takes, and what the accounts of a page are owed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../src/activities/account-groups.ts';
import { FAIRNESS_KEY_BYTES_MAX, TIER_WEIGHTS, accountShare, runShare } from '../../src/contract/priorities.ts';
import { TIERS } from '../../src/domain/account.ts';
import { Shares } from '../../src/workflows/priority.ts';
import { accountId, anAccount } from '../helpers/builders.ts';

const account = fc
  .record({ cohort: fc.stringMatching(/^[a-z][a-z0-9]{0,2}$/), tier: fc.constantFrom(...TIERS) })
  .map((of) => ({ ...of, id: accountId('x') }));
const page = fc
  .array(account, { maxLength: 60 })
  .map((list) => list.map((of, index) => anAccount({ ...of, id: accountId(`u${String(index).padStart(3, '0')}`) })));
const idsOf = (accounts: readonly { readonly id: ReturnType<typeof accountId> }[]) => accounts.map(({ id }) => id);

describe('keys and weights', () => {
  it('a key fits into what Temporal takes, whatever the name of the cohort', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...TIERS), (cohort, tier) => {
        const keys = [accountShare({ cohort, tier }).fairnessKey, runShare({ cohort }).fairnessKey];
        for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(FAIRNESS_KEY_BYTES_MAX);
      }),
      { seed: 7 },
    );
  });

  it('the longest cohort that is allowed keeps its tiers apart', () => {
    const keys = TIERS.map((tier) => accountShare({ cohort: 'c'.repeat(48), tier }).fairnessKey);
    expect(new Set(keys).size).toBe(TIERS.length);
  });

  it('a run never shares the turns of a cohort', () => {
    expect(runShare({ cohort: 'critical' }).fairnessKey).not.toBe(
      accountShare({ cohort: 'run', tier: 'critical' }).fairnessKey,
    );
  });

  it('more urgent tiers weigh more, within what Temporal takes', () => {
    const { critical, standard, economy } = TIER_WEIGHTS;
    expect(critical).toBeGreaterThan(standard);
    expect(standard).toBeGreaterThan(economy);
    expect(economy).toBeGreaterThanOrEqual(0.001);
    expect(critical).toBeLessThanOrEqual(1_000);
  });
});

describe('the accounts of a page', () => {
  it('each is owed what its cohort and tier are, as long as the page has few groups', () => {
    const few = page.filter((accounts) => new Set(accounts.map(({ cohort, tier }) => `${cohort}/${tier}`)).size <= 16);
    fc.assert(
      fc.property(few, (accounts) => {
        const shares = new Shares({ ids: idsOf(accounts), groups: groupsOf(accounts) });
        for (const one of accounts) expect(shares.of(one.id)).toEqual({ priority: accountShare(one) });
      }),
      { seed: 7 },
    );
  });

  it('with more groups than fit, who is left over takes turns with the largest', () => {
    const accounts = Array.from({ length: 40 }, (_, index) =>
      anAccount({ id: accountId(`u${index}`), cohort: index < 20 ? 'large' : `tiny-${index}` }),
    );
    const groups = groupsOf(accounts);
    const shares = new Shares({ ids: idsOf(accounts), groups });
    expect(groups).toHaveLength(16);
    expect(shares.of(accountId('u39')).priority?.fairnessKey).toBe('large/standard');
  });

  it('the most urgent tier is started first, everybody once and in the order of the page otherwise', () => {
    fc.assert(
      fc.property(page, (accounts) => {
        const shares = new Shares({ ids: idsOf(accounts), groups: groupsOf(accounts) });
        const ordered = shares.inOrder(idsOf(accounts));
        expect(ordered.toSorted()).toEqual(idsOf(accounts));
        const ranks = ordered.map((id) => -(shares.of(id).priority?.fairnessWeight ?? 0));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
      { seed: 7 },
    );
  });

  it('a page of 0.2, which names no groups, keeps its order and asks for nothing', () => {
    const ids = ['u2', 'u1'].map(accountId);
    const shares = new Shares({ ids });
    expect(shares.inOrder(ids)).toEqual(ids);
    expect(shares.of(accountId('u1'))).toEqual({});
  });
});
