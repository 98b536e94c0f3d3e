// What counts as a change for those who listen.
import { expect, test } from 'vitest';
import { changesBetween, readLive } from '../../src/operations/live-changes.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { scratchStore } from '../helpers/scratch-store.ts';

test('the end of an incident is told, also when many others have been opened since', async () => {
  const store = await scratchStore();
  const deps = { store, clock: systemClock };
  const ids = Array.from({ length: 60 }, (_, index) => `source-failing/s${index}`);
  for (const id of ids) await store.alerts.raise({ id, severity: 'warning', title: 'A source fails', detail: '' });
  const before = await readLive(deps);
  for (const id of ids) await store.alerts.resolve(id);
  const [change] = changesBetween(before, await readLive(deps));
  expect(change?.topic).toBe('alerts');
  expect(change?.changed.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(
    ids.map((id) => `${id} resolved`).sort(),
  );
});
