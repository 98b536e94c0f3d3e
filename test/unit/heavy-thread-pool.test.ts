// The pool of worker threads: what it promises to whoever trains hundreds of accounts at once.
import { afterEach, expect, test } from 'vitest';
import { CHUNK_SIZE, createThreadPool, type ThreadPool } from '../../src/activities/heavy/thread-pool.ts';
import { createSemaphore } from '../../src/activities/heavy/semaphore.ts';
import { waitFor } from '../helpers/wait-for.ts';
import type { TestJobs } from './heavy-thread-child.ts';

const THREADS = 2;
const open: ThreadPool<TestJobs>[] = [];
const quiet = () => new AbortController().signal;
const sharedNumber = () => new Int32Array(new SharedArrayBuffer(4));
const count = (n: number) => Array.from({ length: n }, (_, index) => index);

function aPool(threads = THREADS): ThreadPool<TestJobs> {
  const pool = createThreadPool<TestJobs>({ threads, entry: new URL('./heavy-thread-child.ts', import.meta.url) });
  open.push(pool);
  return pool;
}

afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

test('every account gets its own answer, in the order asked for', async () => {
  const accounts = count(3 * CHUNK_SIZE + 4);
  const answers = await aPool().run('double', { tasks: accounts, signal: quiet() });
  expect(answers).toEqual(accounts.map((account) => ({ value: account * 2 })));
});

test('nothing to compute is answered at once', async () => {
  expect(await aPool().run('double', { tasks: [], signal: quiet() })).toEqual([]);
});

test('progress is told after every chunk and ends with the number of accounts', async () => {
  const told: number[] = [];
  const tasks = count(2 * CHUNK_SIZE + 5);
  await aPool().run('double', { tasks, signal: quiet(), onProgress: (done) => told.push(done) });
  expect(told).toHaveLength(3);
  expect(told.toSorted((a, b) => a - b)).toEqual(told);
  expect(told.at(-1)).toBe(tasks.length);
});

test('an account that cannot be computed is refused with its reason, and the others are not', async () => {
  const answers = await aPool().run('refuseOdd', { tasks: [2, 3, 4], signal: quiet() });
  const refused = { code: 'NO_HISTORY', message: 'Nothing is known of account 3.', facts: { account: 3 } };
  expect(answers).toEqual([{ value: 2 }, { refused }, { value: 4 }]);
});

test('an error that nobody foresaw says where it happened', async () => {
  const [answer] = await aPool().run('trip', { tasks: [1], signal: quiet() });
  expect(answer).toMatchObject({ refused: { code: 'INTERNAL', stack: expect.stringContaining('heavy-thread-child') } });
});

test('an account that kills its thread fails alone, and the pool goes on', async () => {
  const pool = aPool(1);
  const answers = await pool.run('killThread', { tasks: count(2 * CHUNK_SIZE), signal: quiet() });
  const failed = answers.flatMap((answer, account) => ('refused' in answer ? [{ account, ...answer.refused }] : []));
  expect(failed).toEqual([
    expect.objectContaining({ account: 13, code: 'INTERNAL', message: expect.stringContaining('exited with code: 7') }),
  ]);
  expect(await pool.run('double', { tasks: [21], signal: quiet() })).toEqual([{ value: 42 }]);
});

test('cancelling ends within a second, even in the middle of a computation that never ends', async () => {
  const pool = aPool(1);
  const cancel = new AbortController();
  const started = sharedNumber();
  const endless = pool.run('forEver', { tasks: [started], signal: cancel.signal });
  await waitFor('the computation is under way', async () => Atomics.load(started, 0) === 1);
  const at = performance.now();
  cancel.abort(new Error('No longer wanted.'));
  await expect(endless).rejects.toThrow('No longer wanted.');
  expect(performance.now() - at).toBeLessThan(1_000);
  // The one thread of the pool was busy for ever: an answer shows that it has been replaced.
  expect(await pool.run('double', { tasks: [4], signal: quiet() })).toEqual([{ value: 8 }]);
});

test('cancelling also ends what still waits for a thread, and disturbs nobody else', async () => {
  const pool = aPool(1);
  const [busy, waiting] = [new AbortController(), new AbortController()];
  const started = sharedNumber();
  const endless = pool.run('forEver', { tasks: [started], signal: busy.signal });
  await waitFor('the computation is under way', async () => Atomics.load(started, 0) === 1);
  const queued = pool.run('double', { tasks: count(4 * CHUNK_SIZE), signal: waiting.signal });
  waiting.abort(new Error('No longer wanted.'));
  await expect(queued).rejects.toThrow('No longer wanted.');
  busy.abort(new Error('Done looking.'));
  await expect(endless).rejects.toThrow('Done looking.');
});

test('what was cancelled before it began is not begun', async () => {
  const run = aPool().run('double', { tasks: [1], signal: AbortSignal.abort(new Error('Too late.')) });
  await expect(run).rejects.toThrow('Too late.');
});

test('however many batches come at once, no more chunks are handed over than there are threads, and one', async () => {
  let underWay = 0;
  let most = 0;
  // A chunk's tasks are read when it leaves for a thread: the first one counts it in, the progress counts it out.
  const first = {
    get spins() {
      underWay += 1;
      most = Math.max(most, underWay);
      return 20_000;
    },
  };
  const tasks = count(6 * CHUNK_SIZE).map((index) => (index % CHUNK_SIZE === 0 ? first : { spins: 20_000 }));
  const onProgress = () => void (underWay -= 1);
  const pool = aPool();
  await Promise.all(count(3).map(() => pool.run('spin', { tasks, signal: quiet(), onProgress })));
  expect(underWay).toBe(0);
  expect(most).toBe(THREADS + 1);
});

test('who is waited for goes before the batches that came first', async () => {
  const turns = createSemaphore(1);
  const order: string[] = [];
  const note = (name: string) => () => Promise.resolve(void order.push(name));
  let release = (): void => undefined;
  const gone = new Promise<void>((resolve) => (release = resolve));
  const first = turns.hold(() => gone);
  const rest = [turns.hold(note('batch')), turns.hold(note('batch')), turns.hold(note('today'), { urgent: true })];
  release();
  await Promise.all([first, ...rest]);
  expect(order).toEqual(['today', 'batch', 'batch']);
});
