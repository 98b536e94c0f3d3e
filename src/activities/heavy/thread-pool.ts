// Computing off the event loop, so that heartbeats go on: accounts go to worker threads in chunks, a bounded number at a time.
// Knows nothing of forecasts; what the threads can compute is in the thread's own file.
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { MorrowError } from '../../contract/errors.ts';
import { refusalOf, type Answer } from './answer.ts';
import type { Chunk, Jobs } from './run-chunk.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

export interface JobRun<Task> {
  readonly tasks: readonly Task[];
  /** Ends the run within a moment, even in the middle of a computation: its thread is taken down. */
  readonly signal: AbortSignal;
  /** After each chunk: tasks answered so far. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** True: somebody waits; its chunks go before those of other runs. */
  readonly urgent?: boolean;
}

type TaskOf<J extends Jobs, Name extends keyof J> = Parameters<J[Name]>[0];
type AnswerOf<J extends Jobs, Name extends keyof J> = Answer<ReturnType<J[Name]>>;

export interface ThreadPool<J extends Jobs> {
  /**
   * One answer per task, in their order. A task whose thread dies is refused with INTERNAL; the others go on.
   * @throws the signal's reason when it is aborted, and AbortError when the pool is closed.
   */
  run<Name extends keyof J & string>(job: Name, run: JobRun<TaskOf<J, Name>>): Promise<readonly AnswerOf<J, Name>[]>;
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  readonly threads: number;
  /** The thread's file, which exports `runChunk`; source or built code. */
  readonly entry: URL;
}

/** Few enough that progress is seen and cancelling wastes little, enough that handing over costs nothing. */
export const CHUNK_SIZE = 25;
const IDLE_MS = 60_000;

type Threads = Piscina<Chunk, readonly Answer<unknown>[]>;

export function createThreadPool<J extends Jobs>({ threads, entry }: ThreadPoolOptions): ThreadPool<J> {
  const pool: Threads = new Piscina({
    filename: fileURLToPath(entry),
    name: 'runChunk',
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    execArgv: extname(entry.pathname) === '.ts' ? ['--import', 'tsx'] : [],
  });
  // A thread that dies idle is replaced; nobody waits for it.
  pool.on('error', () => undefined);
  // One more than threads, so that none waits for work; no more, so that memory does not grow with the batch.
  const inFlight = threads + 1;
  const semaphore = createSemaphore(inFlight);
  return {
    async run<Name extends keyof J & string>(job: Name, { tasks, ...run }: JobRun<TaskOf<J, Name>>) {
      const { signal, onProgress, urgent = false } = run;
      const shared = { pool, semaphore, signal, onProgress, urgent, lanes: inFlight };
      const answers = await orAborted(signal, () => runChunks(chunksOf(job, tasks), shared));
      // The thread's file and this pool are typed by the same jobs.
      return answers as readonly AnswerOf<J, Name>[];
    },
    close: () => pool.destroy(),
  };
}

interface ChunkRun {
  readonly pool: Threads;
  readonly semaphore: Semaphore;
  readonly signal: AbortSignal;
  readonly urgent: boolean;
  readonly lanes: number;
  readonly onProgress: ((done: number) => void) | undefined;
}

function chunksOf(job: string, tasks: readonly unknown[]): readonly Chunk[] {
  const count = Math.ceil(tasks.length / CHUNK_SIZE);
  return Array.from({ length: count }, (_, index) => ({
    job,
    tasks: tasks.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
  }));
}

async function runChunks(chunks: readonly Chunk[], run: ChunkRun): Promise<readonly Answer<unknown>[]> {
  const answers: (readonly Answer<unknown>[])[] = [];
  const waiting = chunks.entries();
  let done = 0;
  const lane = async (): Promise<void> => {
    for (const [index, chunk] of waiting) {
      answers[index] = await run.semaphore.hold(() => runChunk(chunk, run), run);
      done += chunk.tasks.length;
      run.onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: run.lanes }, lane));
  return answers.flat();
}

/** A chunk whose thread dies is tried again one by one: the task that kills threads fails alone. */
async function runChunk(
  chunk: Chunk,
  { pool, signal }: Pick<ChunkRun, 'pool' | 'signal'>,
): Promise<readonly Answer<unknown>[]> {
  try {
    return await pool.run(chunk, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || error.name === 'AbortError') throw error;
    if (chunk.tasks.length === 1) return [{ refused: refusalOf(threadDied(error)) }];
  }
  const answers: Answer<unknown>[] = [];
  for (const task of chunk.tasks) answers.push(...(await runChunk({ ...chunk, tasks: [task] }, { pool, signal })));
  return answers;
}

const threadDied = (cause: Error): MorrowError =>
  new MorrowError('INTERNAL', `The thread gave no answer: ${cause.message}.`, { cause });

/** The work's result, or the signal's reason at once: what waits for its turn has no thread to take down. */
async function orAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    settled.abort();
  }
}
