// What a worker has taken it does all at once: here older days give way to the rest.
import type { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { createGivingWay, type GivingWay } from '../../src/activities/giving-way.ts';
import { waitFor } from '../helpers/wait-for.ts';

const QUIET_MS = 20;
const never = () => new AbortController().signal;

/** Work that goes on until it is let go. */
function held() {
  let release = (): void => undefined;
  const gone = new Promise<void>((resolve) => (release = resolve));
  return { gone, release };
}

/** A step of the workflow with that id, as the worker runs it; goes on until it is let go. */
function stepOf(givingWay: GivingWay, workflowId: string) {
  const { gone, release } = held();
  const context = { info: { workflowExecution: { workflowId } } } as unknown as Context;
  const { inbound } = givingWay.interceptor(context);
  const done = inbound.execute?.({ args: [], headers: {} }, () => gone);
  return { end: async () => (release(), await done) };
}

/** Several pieces of a backfill at once, and how many of them work. */
function pieces(givingWay: GivingWay, count: number) {
  const work = Array.from({ length: count }, held);
  let working = 0;
  const all = work.map(({ gone }) =>
    givingWay.hold(never(), async () => {
      working += 1;
      await gone;
      working -= 1;
    }),
  );
  return { working: () => working, endOne: () => work.shift()?.release(), all: Promise.all(all), rest: work };
}

const isWorking = (of: { working(): number }, count: number) =>
  waitFor(`${count} pieces at work`, async () => of.working() === count, 2_000);

describe('older days in a worker', () => {
  it('work all at once while the worker has nothing else in hand', async () => {
    const older = pieces(createGivingWay(QUIET_MS), 5);
    await isWorking(older, 5);
  });

  it('work one at a time while an account day is in hand, and all again when it is quiet', async () => {
    const givingWay = createGivingWay(QUIET_MS);
    const day = stepOf(givingWay, 'account-day/daily/2026-11-20/u1');
    const older = pieces(givingWay, 4);
    await isWorking(older, 1);
    older.endOne();
    await isWorking(older, 1);
    await day.end();
    await isWorking(older, 3);
  });

  it('rest three times as long as they worked before the next one begins, while an account day is in hand', async () => {
    const givingWay = createGivingWay(QUIET_MS);
    const day = stepOf(givingWay, 'account-day/daily/2026-11-20/u1');
    const begins: number[] = [];
    const ends: number[] = [];
    const piece = async (): Promise<void> => {
      begins.push(performance.now());
      const until = performance.now() + 40;
      await waitFor('a moment of work', async () => performance.now() >= until);
      ends.push(performance.now());
    };
    await Promise.all([givingWay.hold(never(), piece), givingWay.hold(never(), piece)]);
    const [began = 0, next = 0] = begins;
    const [ended = 0] = ends;
    // The work is measured around the piece, and a timer may be a moment early.
    expect(next - ended).toBeGreaterThanOrEqual(3 * (ended - began) - 10);
    await day.end();
  });

  it('do not give way to themselves', async () => {
    const givingWay = createGivingWay(QUIET_MS);
    const own = stepOf(givingWay, 'account-history/2026-01-01..2026-03-31/u1');
    await isWorking(pieces(givingWay, 3), 3);
    await own.end();
  });

  it('leave the line when the worker stops', async () => {
    const givingWay = createGivingWay(QUIET_MS);
    const day = stepOf(givingWay, 'account-day/daily/2026-11-20/u1');
    const first = pieces(givingWay, 1);
    const stop = new AbortController();
    const waiting = givingWay.hold(stop.signal, () => Promise.resolve('done'));
    stop.abort(new Error('draining'));
    await expect(waiting).rejects.toThrow('draining');
    await expect(givingWay.hold(AbortSignal.abort(new Error('stopped')), () => Promise.resolve())).rejects.toThrow(
      'stopped',
    );
    await day.end();
    first.endOne();
    await first.all;
  });
});
