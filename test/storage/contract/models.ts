// The model registry: versions, one champion, going back, and the log of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecidedBy } from '../../../src/domain/forecast/types.ts';
import { account, accountId, cutoffs, date, U1 } from '../builders.ts';
import type { ContractContext } from '../contract.ts';
import { model } from '../forecast-builders.ts';

const SEED = 20_260_310;
const ANNA: DecidedBy = { kind: 'person', name: 'anna' };
const MARGIN: DecidedBy = { kind: 'rule', name: 'promotion-margin' };

const promotion = (modelId: string, by = ANNA) => ({ accountId: U1, modelId, by, reason: `${modelId} is better` });
const going = { accountId: U1, by: ANNA, reason: 'it was better before' };

export function modelsContract({ store, another }: ContractContext): void {
  const stages = async (account_ = U1) =>
    (await store().models.list(account_, 100)).map(({ id, stage }) => `${id} ${stage}`);
  const championId = async () => (await store().models.findChampion(U1))?.id ?? null;

  async function promoteAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await store().models.register(model(id));
      await store().models.promote(promotion(id));
    }
  }

  describe('models', () => {
    test('come back to the last bit, as the first version and the challenger', async () => {
      const registered = await store().models.register(model('m1'));
      const { createdAt } = registered;
      expect(registered).toEqual({ ...model('m1'), version: 1, stage: 'challenger', createdAt, promotion: null });
      expect(await store().models.find('m1')).toEqual(registered);
      expect(await store().models.findVersion(U1, 1)).toEqual(registered);
      expect(await store().models.findChallenger(U1)).toEqual(registered);
      expect(await store().models.findChampion(U1)).toBeNull();
      expect(await store().models.find('other')).toBeNull();
      expect(await store().models.findVersion(U1, 2)).toBeNull();
    });

    test('keep what a later forecasting puts into the recipe', async () => {
      const later = { ...model('m1'), laterField: { weights: [0.5, 0.5] } };
      await store().models.register(later);
      expect(await store().models.find('m1')).toMatchObject({ laterField: { weights: [0.5, 0.5] } });
    });

    test('with a figure that is no number are refused', async () => {
      const candidates = [{ name: 'naive-7', errors: [NaN], weights: [1] }];
      await expect(async () => store().models.register(model('m1', { candidates }))).rejects.toThrow('NaN');
      expect(await store().models.list(U1, 10)).toEqual([]);
    });

    test('that are registered again are what they were, and nothing is logged twice', async () => {
      const first = await store().models.register(model('m1'));
      await store().models.register(model('m2'));
      expect(await store().models.register(model('m1'))).toEqual({ ...first, stage: 'archived' });
      expect(await stages()).toEqual(['m2 challenger', 'm1 archived']);
      expect((await store().models.listEvents(U1, 10)).map(({ modelId }) => modelId)).toEqual(['m2', 'm1']);
    });

    test('are counted per account, and a newer challenger takes the older one’s place', async () => {
      for (const id of ['m1', 'm2', 'm3']) await store().models.register(model(id));
      await store().models.register(model('other', { accountId: accountId('u2') }));
      expect(await stages()).toEqual(['m3 challenger', 'm2 archived', 'm1 archived']);
      expect(await stages(accountId('u2'))).toEqual(['other challenger']);
      expect((await store().models.list(U1, 2)).map(({ version }) => version)).toEqual([3, 2]);
    });

    test('that many register at once have versions of their own, and one of them is the challenger', async () => {
      const instances = [store(), await another()] as const;
      const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
      await Promise.all(ids.map((id, index) => instances[index % 2 === 0 ? 0 : 1].models.register(model(id))));
      await Promise.all(ids.map((id, index) => instances[index % 2 === 0 ? 1 : 0].models.register(model(id))));
      const all = await store().models.list(U1, 100);
      expect(all.map(({ version }) => version)).toEqual(ids.map((_, index) => 12 - index));
      expect(all.map(({ stage }) => stage)).toEqual(['challenger', ...ids.slice(1).map(() => 'archived')]);
      expect(await store().models.listEvents(U1, 100)).toHaveLength(12);
    });
  });

  describe('promoting a model', () => {
    test('makes it the champion, archives the one before, and says by whom and why', async () => {
      await promoteAll(['m1']);
      await store().models.register(model('m2'));
      const result = await store().models.promote(promotion('m2', MARGIN));
      expect(result).toMatchObject({ changed: true, model: { id: 'm2', stage: 'champion' } });
      expect(result.previous).toMatchObject({ id: 'm1', stage: 'archived' });
      expect(await store().models.findChampion(U1)).toEqual(result.model);
      expect(await store().models.find('m1')).toEqual(result.previous);
      expect(result.model.promotion).toMatchObject({ by: MARGIN, reason: 'm2 is better', sequence: 2 });
      expect(await store().models.findChallenger(U1)).toBeNull();
      const [latest, ...earlier] = await store().models.listEvents(U1, 10);
      const { at } = result.model.promotion ?? {};
      const by = { by: MARGIN, reason: 'm2 is better', at };
      expect(latest).toEqual({ accountId: U1, modelId: 'm2', version: 2, event: 'promoted', ...by });
      expect(earlier.map(({ event, modelId }) => `${event} ${modelId}`)).toEqual([
        'registered m2',
        'promoted m1',
        'registered m1',
      ]);
    });

    test('leaves a newer challenger waiting', async () => {
      for (const id of ['m1', 'm2']) await store().models.register(model(id));
      await store().models.promote(promotion('m1'));
      expect(await stages()).toEqual(['m2 challenger', 'm1 champion']);
    });

    test('again changes nothing and tells the same', async () => {
      await promoteAll(['m1', 'm2']);
      const before = await store().models.findChampion(U1);
      const again = await store().models.promote(promotion('m2', MARGIN));
      expect(again).toMatchObject({ changed: false, model: before, previous: { id: 'm1' } });
      expect(await store().models.findChampion(U1)).toEqual(before);
      expect(await store().models.listEvents(U1, 10)).toHaveLength(4);
    });

    test('is refused for a model that is not there, or is another account’s', async () => {
      await store().models.register(model('theirs', { accountId: accountId('u2') }));
      for (const id of ['nothing', 'theirs']) {
        await expect(store().models.promote(promotion(id))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      }
      expect(await store().models.findChampion(U1)).toBeNull();
      expect(await store().models.findChampion(accountId('u2'))).toBeNull();
    });

    test('by many at once ends with one champion, and every look in between finds exactly one', async () => {
      const instances = [store(), await another()] as const;
      const ids = Array.from({ length: 8 }, (_, index) => `m${index}`);
      await promoteAll(['first']);
      for (const id of ids) await store().models.register(model(id));
      let running = true;
      const seen: number[] = [];
      const watching = (async () => {
        while (running) {
          const all = await instances[1].models.list(U1, 100);
          seen.push(all.filter(({ stage }) => stage === 'champion').length);
          seen.push((await instances[1].models.findChampion(U1)) === null ? 0 : 1);
          await new Promise(setImmediate);
        }
      })();
      await Promise.all(ids.map((id, index) => instances[index % 2 === 0 ? 0 : 1].models.promote(promotion(id))));
      running = false;
      await watching;
      expect(new Set(seen)).toEqual(new Set([1]));
      const champion = await store().models.findChampion(U1);
      expect(champion?.promotion?.sequence).toBe(9);
      expect((await stages()).filter((line) => line.endsWith(' champion'))).toEqual([`${champion?.id} champion`]);
      const promoted = (await store().models.listEvents(U1, 100)).filter(({ event }) => event === 'promoted');
      expect(promoted.map(({ modelId }) => modelId)).toContain(champion?.id);
      expect(promoted).toHaveLength(9);
    });
  });

  describe('going back to an earlier champion', () => {
    test('takes the one before, and is logged as such', async () => {
      await promoteAll(['m1', 'm2']);
      const result = await store().models.rollback(going);
      expect(result).toMatchObject({ changed: true, model: { id: 'm1', stage: 'champion' }, previous: { id: 'm2' } });
      expect(result.model.promotion).toMatchObject({ by: ANNA, reason: 'it was better before', sequence: 3 });
      expect(await stages()).toEqual(['m2 archived', 'm1 champion']);
      const [latest] = await store().models.listEvents(U1, 1);
      expect(latest).toMatchObject({ event: 'rolled-back', modelId: 'm1', version: 1 });
    });

    test('twice goes two back, and then there is nothing left', async () => {
      await promoteAll(['m1', 'm2', 'm3']);
      await store().models.rollback(going);
      await store().models.rollback(going);
      expect(await championId()).toBe('m1');
      await expect(store().models.rollback(going)).rejects.toMatchObject({ code: 'NO_EARLIER_CHAMPION' });
      expect(await championId()).toBe('m1');
    });

    test('never returns to a model that was left that way', async () => {
      await promoteAll(['m1', 'm2', 'm3']);
      await store().models.rollback(going);
      await promoteAll(['m4']);
      await store().models.rollback(going);
      expect(await championId()).toBe('m2');
      await store().models.rollback(going);
      expect(await championId()).toBe('m1');
    });

    test('returns to a model that somebody promoted again after leaving it', async () => {
      await promoteAll(['m1', 'm2']);
      await store().models.rollback(going);
      await store().models.promote(promotion('m2'));
      await promoteAll(['m3']);
      await store().models.rollback(going);
      expect(await championId()).toBe('m2');
    });

    test('is done once when it names the champion to leave and is repeated', async () => {
      await promoteAll(['m1', 'm2', 'm3']);
      const leavingThird = { ...going, leaving: 'm3' };
      expect(await store().models.rollback(leavingThird)).toMatchObject({ changed: true, model: { id: 'm2' } });
      expect(await store().models.rollback(leavingThird)).toMatchObject({ changed: false, model: { id: 'm2' } });
      expect(await championId()).toBe('m2');
    });

    test('is refused where there was no champion at all', async () => {
      await store().models.register(model('m1'));
      await expect(store().models.rollback(going)).rejects.toMatchObject({ code: 'NO_EARLIER_CHAMPION' });
    });

    test('follows every story of promotions and rollbacks like a pile of champions', async () => {
      const story = fc.array(fc.constantFrom('back', 'p0', 'p1', 'p2', 'p3'), { maxLength: 10 });
      let round = 0;
      const property = fc.asyncProperty(story, async (steps) => {
        const owner = accountId(`s${round++}`);
        for (const name of ['p0', 'p1', 'p2', 'p3']) {
          await store().models.register(model(`${owner}/${name}`, { accountId: owner }));
        }
        const pile: string[] = [];
        for (const step of steps) {
          if (step !== 'back') {
            const modelId = `${owner}/${step}`;
            if (pile.at(-1) !== modelId) pile.push(modelId);
            await store().models.promote({ accountId: owner, modelId, by: ANNA, reason: 'next' });
          } else if (pile.length > 1) {
            pile.pop();
            await store().models.rollback({ ...going, accountId: owner });
          }
          expect((await store().models.findChampion(owner))?.id ?? null).toBe(pile.at(-1) ?? null);
        }
      });
      await fc.assert(property, { seed: SEED, numRuns: 25 });
    });
  });

  describe('retention of models', () => {
    test('keeps the champion, the one before it, and the newest version, whatever their age', async () => {
      const [old, today] = [date('2026-01-01'), date('2026-03-01')];
      for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) {
        await store().models.register(model(id, { businessDate: old }));
        if (id !== 'm5') await store().models.promote(promotion(id));
      }
      const policy = cutoffs({ modelsBefore: today });
      expect(await store().applyRetention(policy)).toMatchObject({ models: 2 });
      expect(await stages()).toEqual(['m5 challenger', 'm4 champion', 'm3 archived']);
      await store().models.rollback(going);
      expect(await championId()).toBe('m3');
      await expect(store().models.rollback(going)).rejects.toMatchObject({ code: 'NO_EARLIER_CHAMPION' });
      expect((await store().models.register(model('m6'))).version).toBe(6);
    });

    test('takes the log of models that are gone, once it is as old', async () => {
      for (const id of ['m1', 'm2']) await store().models.register(model(id, { businessDate: date('2026-01-01') }));
      const later = cutoffs({ modelsBefore: date('2026-12-31') });
      expect(await store().applyRetention(later)).toMatchObject({ models: 1, model_events: 1 });
      expect((await store().models.listEvents(U1, 10)).map(({ modelId }) => modelId)).toEqual(['m2']);
    });
  });

  describe('champions and challengers', () => {
    test('are listed by account, the champion first, and a page never parts the two', async () => {
      for (const id of ['a', 'b', 'c', 'd']) {
        await store().accounts.save(account(id, { cohort: id === 'c' ? 'jp' : 'eu' }));
        if (id === 'b') continue;
        const owner = { accountId: accountId(id) };
        await store().models.register(model(`${id}1`, owner));
        await store().models.promote({ ...promotion(`${id}1`), ...owner });
        await store().models.register(model(`${id}2`, owner));
      }
      const ids = async (...query: Parameters<ReturnType<typeof store>['models']['listCurrent']>) =>
        (await store().models.listCurrent(...query)).map(({ id, stage }) => `${id} ${stage}`);
      const [a, c, d] = ['a', 'c', 'd'].map((id) => [`${id}1 champion`, `${id}2 challenger`]);
      expect(await ids({}, { after: null, limit: 2 })).toEqual([a, c].flat());
      expect(await ids({}, { after: accountId('c'), limit: 2 })).toEqual(d);
      expect(await ids({}, { after: null, through: accountId('b'), limit: 5 })).toEqual(a);
      expect(await ids({ cohort: 'jp' }, { after: null, limit: 5 })).toEqual(c);
      await store().accounts.save(account('a', { status: 'archived' }));
      expect(await ids({}, { after: null, limit: 5 })).toEqual([c, d].flat());
      expect(await ids({ includeArchived: true }, { after: null, limit: 5 })).toEqual([a, c, d].flat());
    });
  });
}
