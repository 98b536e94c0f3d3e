// The environment is read once, checked as a whole, and never quoted back: a value may be a secret.
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { MAX_HISTORY_DEPTH_DAYS } from '../../src/domain/account.ts';

describe('the configuration', () => {
  test('has a default for everything but secrets', () => {
    expect(readConfig({})).toMatchObject({ API_PORT: 9095, store: { kind: 'sqlite', file: '.morrow/morrow.db' } });
  });

  test('takes an option before the environment, and an empty variable for one that is not set', () => {
    expect(readConfig({ API_PORT: '1' }, { API_PORT: '2' }).API_PORT).toBe(2);
    expect(readConfig({ API_PORT: '' }, { API_PORT: '' }).API_PORT).toBe(9095);
  });

  test('chooses MongoDB when its address is given', () => {
    expect(readConfig({ MONGODB_URI: 'mongodb://host/', MONGODB_DATABASE: 'x' }).store).toEqual({
      kind: 'mongodb',
      uri: 'mongodb://host/',
      database: 'x',
    });
  });

  test('is refused with the name of every bad variable and the value of none', () => {
    const bad = { API_PORT: 'hunter2', MONGODB_URI: 'hunter2', MORROW_TIME_ZONE: 'hunter2' };
    expect(() => readConfig(bad)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
    expect(() => readConfig(bad)).toThrow(/^(?!.*hunter2)(?=.*API_PORT)(?=.*MONGODB_URI)(?=.*MORROW_TIME_ZONE)/);
  });

  test('never keeps revenue for fewer days than a model may learn from', () => {
    const days = (kept: number) => () => readConfig({ KEEP_REVENUE_DAYS: String(kept) });
    expect(days(MAX_HISTORY_DEPTH_DAYS)).not.toThrow();
    expect(days(MAX_HISTORY_DEPTH_DAYS - 1)).toThrow(/KEEP_REVENUE_DAYS/);
  });

  test('cannot be changed once it is read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});
