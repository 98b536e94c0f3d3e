// What every store must do with predictions in bulk and with the keys of requests that may be repeated.
import { describe, expect, test } from 'vitest';
import { PURGED_ANSWER } from '../../../src/domain/forecast/on-demand/purged.ts';
import type { BulkPrediction } from '../../../src/ports/store.ts';
import { accountId, cutoffs, date } from '../builders.ts';
import type { ContractContext } from '../contract.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
const LONG_AGO = { expiredBefore: '2000-01-01T00:00:00.000Z', abandonedBefore: '2000-01-01T00:00:00.000Z' };

const bulk = (id: string, more: Partial<BulkPrediction> = {}): BulkPrediction => ({
  id,
  status: 'running',
  horizonDays: 7,
  questions: 3,
  parts: 2,
  createdBy: 'anna',
  createdAt: at(0),
  finishedAt: null,
  error: null,
  ...more,
});

export function requestsContract({ store, another }: ContractContext): void {
  describe('predictions in bulk', () => {
    test('come back as they were saved, newest first, a page at a time', async () => {
      for (const id of ['a', 'b', 'c']) await store().bulk.save(bulk(id));
      const other = await another();
      expect(await other.bulk.find('b')).toEqual(bulk('b'));
      expect((await other.bulk.list({ before: null, limit: 2 })).map(({ id }) => id)).toEqual(['c', 'b']);
      expect((await other.bulk.list({ before: 'b', limit: 2 })).map(({ id }) => id)).toEqual(['a']);
    });

    test('end once: the first ending counts', async () => {
      await store().bulk.save(bulk('a'));
      await store().bulk.finish('a', { status: 'cancelled', finishedAt: at(1), error: null });
      await store().bulk.finish('a', { status: 'completed', finishedAt: at(2), error: null });
      expect(await store().bulk.find('a')).toMatchObject({ status: 'cancelled', finishedAt: at(1) });
    });

    test('keep their parts and count the answers; a part that is answered again counts once', async () => {
      const part = { bulkId: 'a', part: 0, rows: 2, refused: 1, content: { 'odd.field$': [1, null] } };
      await store().bulk.savePart({ ...part, kind: 'asked' });
      for (let time = 0; time < 2; time += 1) await store().bulk.savePart({ ...part, kind: 'answered' });
      await store().bulk.savePart({ ...part, kind: 'answered', part: 1, rows: 1, refused: 0 });
      const other = await another();
      expect(await other.bulk.findPart('a', 'answered', 0)).toEqual(part.content);
      expect(await other.bulk.findPart('a', 'answered', 2)).toBeNull();
      expect(await other.bulk.progress('a')).toEqual({ answered: 3, refused: 1 });
      expect(await other.bulk.progress('nobody')).toEqual({ answered: 0, refused: 0 });
    });

    test('forget an account wherever it was asked about, and nobody else', async () => {
      const asked = (account: string) => ({ kind: 'account', account, date: '2026-11-21' });
      const part = { part: 0, rows: 2, refused: 0 } as const;
      for (const bulkId of ['a', 'b'])
        await store().bulk.savePart({ ...part, bulkId, kind: 'asked', content: [asked('gone'), asked('stays')] });
      await store().bulk.savePart({ ...part, bulkId: 'a', kind: 'answered', content: [{ value: 1 }, { value: 2 }] });
      const other = await another();
      expect(await other.bulk.forget(accountId('gone'))).toBe(2);
      for (const bulkId of ['a', 'b'])
        expect(await store().bulk.findPart(bulkId, 'asked', 0)).toEqual([{ kind: 'purged' }, asked('stays')]);
      expect(await store().bulk.findPart('a', 'answered', 0)).toEqual([PURGED_ANSWER, { value: 2 }]);
      expect(await other.bulk.forget(accountId('gone'))).toBe(0);
    });

    test('go with raw payloads', async () => {
      await store().bulk.save(bulk('old', { createdAt: '2026-01-01T00:00:00.000Z' }));
      await store().bulk.save(bulk('young'));
      await store().bulk.savePart({ bulkId: 'old', kind: 'asked', part: 0, rows: 1, refused: 0, content: [] });
      const deleted = await store().applyRetention(cutoffs({ payloadsBefore: date('2026-11-01') }));
      expect(deleted).toMatchObject({ bulk_predictions: 1, bulk_parts: 1 });
      expect(await store().bulk.find('old')).toBeNull();
      expect(await store().bulk.find('young')).not.toBeNull();
    });
  });

  describe('keys of requests', () => {
    const key = { id: 'k', fingerprint: 'f', createdAt: at(0) };
    const answer = { status: 202, location: '/api/runs/x', body: '{"id":"x"}' };

    test('are taken by exactly one of many who come at the same time', async () => {
      const others = await Promise.all([another(), another()]);
      const claims = await Promise.all(
        [store(), ...others].flatMap((one) => [
          one.requestKeys.claim(key, LONG_AGO),
          one.requestKeys.claim(key, LONG_AGO),
        ]),
      );
      expect(claims.filter((claim) => claim === null)).toHaveLength(1);
      expect(claims.find((claim) => claim !== null)).toEqual({ ...key, answer: null });
    });

    test('come back with what was answered', async () => {
      await store().requestKeys.claim(key, LONG_AGO);
      await store().requestKeys.answer(key, answer);
      expect(await (await another()).requestKeys.claim({ ...key, fingerprint: 'g' }, LONG_AGO)).toEqual({
        ...key,
        answer,
      });
    });

    test('are free again when they are given back, though not once they are answered', async () => {
      await store().requestKeys.claim(key, LONG_AGO);
      await store().requestKeys.release(key);
      expect(await store().requestKeys.claim(key, LONG_AGO)).toBeNull();
      await store().requestKeys.answer(key, answer);
      await store().requestKeys.release(key);
      expect(await store().requestKeys.claim(key, LONG_AGO)).toMatchObject({ answer });
    });

    test('are free again after their time, and sooner when nobody has answered', async () => {
      const times = { expiredBefore: at(1), abandonedBefore: at(5) };
      await store().requestKeys.claim(key, LONG_AGO);
      await store().requestKeys.answer(key, answer);
      const young = { ...key, fingerprint: 'g', createdAt: at(3) };
      expect(await store().requestKeys.claim(young, times)).toBeNull();
      expect(await store().requestKeys.claim(key, { ...times, abandonedBefore: at(2) })).toMatchObject({
        answer: null,
      });
      const younger = { ...young, createdAt: at(9) };
      expect(await store().requestKeys.claim(younger, times)).toBeNull();
      await store().requestKeys.answer(younger, answer);
      expect(await store().requestKeys.claim(key, { ...times, abandonedBefore: at(20) })).toMatchObject({ answer });
    });

    test('belong to who took them over: who had them before can neither answer nor give them back', async () => {
      await store().requestKeys.claim(key, LONG_AGO);
      const later = { ...key, createdAt: at(9) };
      expect(await store().requestKeys.claim(later, { ...LONG_AGO, abandonedBefore: at(5) })).toBeNull();
      await store().requestKeys.release(key);
      await store().requestKeys.answer(key, { ...answer, status: 500 });
      expect(await store().requestKeys.claim(key, LONG_AGO)).toEqual({ ...later, answer: null });
    });

    test('are never with two at once, though they are given back all the time', async () => {
      const others = await Promise.all([another(), another()]);
      const holders = new Set<string>();
      const takeAndGiveBack = async (one: ReturnType<typeof store>, client: number): Promise<void> => {
        for (let time = 0; time < 25; time += 1) {
          const mine = { ...key, createdAt: `${at(0).slice(0, -4)}${client}${String(time).padStart(2, '0')}Z` };
          if ((await one.requestKeys.claim(mine, LONG_AGO)) !== null) continue;
          holders.add(mine.createdAt);
          expect(await one.requestKeys.claim(mine, LONG_AGO)).toEqual({ ...mine, answer: null });
          expect([...holders]).toEqual([mine.createdAt]);
          holders.delete(mine.createdAt);
          await one.requestKeys.release(mine);
        }
      };
      const clients = [store(), store(), ...others, ...others];
      await Promise.all(clients.map((one, client) => takeAndGiveBack(one, client)));
    });

    test('go when they are old', async () => {
      await store().requestKeys.claim(key, LONG_AGO);
      expect(await store().applyRetention(cutoffs({ requestKeysBefore: date('2026-11-22') }))).toMatchObject({
        request_keys: 0,
      });
      expect(await store().applyRetention(cutoffs({ requestKeysBefore: date('2026-11-23') }))).toMatchObject({
        request_keys: 1,
      });
    });
  });
}
