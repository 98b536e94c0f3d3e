// What every store must do with variables: nobody writes over somebody else, and a run's are kept as it read them.
import { describe, expect, test } from 'vitest';
import type { VariableRecord } from '../../../src/ports/store.ts';
import { isoDate } from '../../helpers/builders.ts';
import type { ContractContext } from '../contract.ts';

const variable = (more: Partial<VariableRecord> = {}): VariableRecord => ({
  id: 'gate.jump',
  value: 0.8,
  revision: 'r1',
  setAt: '2026-11-22T10:00:00.000Z',
  setBy: 'anna',
  ...more,
});

export function variablesContract({ store, another }: ContractContext): void {
  describe('variables', () => {
    test('of all types come back as they were set, for every instance, by name', async () => {
      const set = [
        variable({ id: 'a', value: '' }),
        variable({ id: 'b', value: false }),
        variable({ id: 'c', value: 1 }),
      ];
      for (const one of set.toReversed()) expect(await store().variables.save(one, null)).toBe(true);
      expect(await (await another()).variables.list()).toEqual(set);
    });

    test('are replaced and removed by whoever knows the newest one, and by nobody else', async () => {
      await store().variables.save(variable(), null);
      expect(await store().variables.save(variable({ value: 1, revision: 'r2' }), null)).toBe(false);
      expect(await store().variables.save(variable({ value: 1, revision: 'r2' }), 'r1')).toBe(true);
      expect(await store().variables.save(variable({ value: 2, revision: 'r3' }), 'r1')).toBe(false);
      expect(await store().variables.remove('gate.jump', 'r1')).toBe(false);
      expect(await store().variables.list()).toEqual([variable({ value: 1, revision: 'r2' })]);
      expect(await store().variables.remove('gate.jump', 'r2')).toBe(true);
      expect(await store().variables.save(variable({ revision: 'r4' }), 'r2')).toBe(false);
      expect(await store().variables.list()).toEqual([]);
    });

    test('of a run are those it read last, and go with old runs', async () => {
      const id = 'day/daily/2026-11-21';
      const read = { id, values: { 'gate.jump': 0.6, odd$name: true }, recordedAt: '2026-11-22T10:00:00.000Z' };
      await store().variables.saveOfRun({ ...read, values: {} });
      await store().variables.saveOfRun(read);
      expect(await store().variables.findOfRun(id)).toEqual(read);
      expect(await store().variables.findOfRun('day/daily/2026-11-20')).toBeNull();
      const old = isoDate('2020-01-01');
      const cutoffs = {
        payloadsBefore: old,
        forecastsBefore: old,
        revenueBefore: old,
        modelsBefore: old,
        ratesBefore: old,
        requestKeysBefore: old,
        auditBefore: old,
      };
      await store().applyRetention({ ...cutoffs, runsBefore: isoDate('2026-11-22') });
      expect(await store().variables.findOfRun(id)).toEqual(read);
      await store().applyRetention({ ...cutoffs, runsBefore: isoDate('2026-11-23') });
      expect(await store().variables.findOfRun(id)).toBeNull();
    });
  });
}
