// The watcher behind the stream of events: what it costs the store.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createEventHub } from '../../src/api/events/hub.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { scratchStore } from '../helpers/scratch-store.ts';
import { waitFor } from '../helpers/wait-for.ts';

const TOOK_MS = 20;

interface Look {
  readonly begin: number;
  readonly end: number;
}

/** As with a day of very many accounts. */
function slowly(store: Store, looks: Look[]): Store {
  const list: Store['holds']['list'] = async (query) => {
    const begin = performance.now();
    await delay(TOOK_MS);
    const found = await store.holds.list(query);
    looks.push({ begin, end: performance.now() });
    return found;
  };
  return { ...store, holds: { ...store.holds, list } };
}

test('looks less often at a store that takes long to answer, so that most of its time is for others', async () => {
  const looks: Look[] = [];
  const store = slowly(await scratchStore(), looks);
  const hub = createEventHub({
    operations: { store, clock: systemClock },
    logger: createLogger('test', 'error'),
    times: { lookMs: 1 },
  });
  onTestFinished(() => hub.close());
  hub.listen({
    client: 'anna',
    lastEventId: null,
    isAllowed: () => Promise.resolve(true),
    write: () => true,
    end: () => undefined,
  });
  await waitFor('some looks', () => Promise.resolve(looks.length >= 4));
  for (const [index, { begin }] of looks.slice(1).entries()) {
    expect(begin - (looks[index]?.end ?? 0)).toBeGreaterThan(5 * TOOK_MS);
  }
});
