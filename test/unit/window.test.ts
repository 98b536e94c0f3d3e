// The bounded window: never more at work than its size, first come first served, and it can be paused and closed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Window, type Place } from '../../src/workflows/window.ts';

/** Work that ends when the test says, in a window. */
function openWindow(size: number, together?: number) {
  const window = new Window(size, together);
  const atWork = new Map<number, { place: Place; end: () => void }>();
  const begun: number[] = [];
  const sentAway: number[] = [];
  const enter = (number: number): void => {
    let served = false;
    void window
      .run((place) => {
        served = true;
        begun.push(number);
        return new Promise((resolve) => {
          atWork.set(number, { place, end: () => (atWork.delete(number), resolve()) });
        });
      })
      .then(() => (served ? undefined : sentAway.push(number)));
  };
  return { window, atWork, begun, sentAway, enter };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a window', () => {
  test('takes on again who was at work before it was made, also when it is paused or closed', async () => {
    const { window, begun, enter } = openWindow(1);
    window.pause();
    let end = () => {};
    const carriedOn = window.carryOn(() => new Promise((resolve) => (end = resolve)));
    enter(1);
    window.resume();
    await settle();
    expect(begun).toEqual([]);

    end();
    await carriedOn;
    await settle();
    expect(begun).toEqual([1]);

    window.close();
    await expect(window.carryOn(() => Promise.reject(new Error('It was begun')))).rejects.toThrow('It was begun');
  });

  test('has never more at work than its size, whoever ends or parks when, and serves in order', async () => {
    const moves = fc.array(
      fc.record({ move: fc.constantFrom('enter', 'end', 'park', 'pause', 'resume'), which: fc.nat(9) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        moves,
        async (size, together, story) => {
          const { window, atWork, begun, enter } = openWindow(size, Math.min(size, together));
          const parked = new Set<number>();
          let entered = 0;
          for (const { move, which } of story) {
            const number = [...atWork.keys()][which % Math.max(1, atWork.size)];
            if (move === 'enter') enter(entered++);
            if (move === 'pause') window.pause();
            if (move === 'resume') window.resume();
            if (number !== undefined && move === 'end') atWork.get(number)?.end();
            if (number !== undefined && move === 'park') {
              parked.add(number);
              atWork.get(number)?.place.park();
            }
            await settle();
            expect([...atWork.keys()].filter((key) => !parked.has(key)).length).toBeLessThanOrEqual(size);
          }
          window.resume();
          while (begun.length < entered) {
            [...atWork.values()][0]?.end();
            await settle();
          }
          expect(begun).toEqual(Array.from({ length: entered }, (_, number) => number));
        },
      ),
    );
  });

  test('lets in together whom it is to let in together, and does not wait for more than there are in line', async () => {
    const { atWork, begun, enter } = openWindow(3, 2);
    [0, 1, 2, 3, 4, 5].forEach(enter);
    await settle();
    atWork.get(0)?.end();
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    atWork.get(1)?.end();
    await settle();
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    atWork.get(2)?.end();
    await settle();
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('lets nobody in while it is paused, and lets who is at work go on', async () => {
    const { window, atWork, begun, enter } = openWindow(2);
    enter(0);
    await settle();
    window.pause();
    enter(1);
    atWork.get(0)?.end();
    await settle();
    expect(begun).toEqual([0]);
    window.resume();
    await settle();
    expect(begun).toEqual([0, 1]);
  });

  test('sends away who stands in line when it is closed', async () => {
    const { window, begun, sentAway, enter } = openWindow(1);
    [0, 1, 2].forEach(enter);
    await settle();
    window.close();
    enter(3);
    await settle();
    expect(begun).toEqual([0]);
    expect(sentAway.toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });
});
