// The worker threads that models are trained in.
import { extname } from 'node:path';
import { createThreadPool, type ThreadPool } from './thread-pool.ts';
import type { TrainingJobs } from './training-thread.ts';

export type TrainingPool = ThreadPool<TrainingJobs>;

/** The threads' entry stands beside this file, as source or as built code. */
export const createTrainingPool = (threads: number): TrainingPool =>
  createThreadPool<TrainingJobs>({
    threads,
    entry: new URL(`./training-thread${extname(import.meta.url)}`, import.meta.url),
  });
