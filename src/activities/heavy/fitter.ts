// The pool of worker threads that fits models: one fit per thread, cancelled fits take their thread down with them.
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { DomainError, type DomainErrorCode, type DomainFacts } from '../../domain/domain-error.ts';
import type { FittedModel } from '../../domain/forecast/types.ts';
import type { FitRequest, Fitter } from '../dependencies.ts';

/** A thread's answer: errors lose their class on the way between threads, so they travel as data. */
export type FitAnswer =
  | { readonly model: FittedModel }
  | { readonly refused: { readonly code: DomainErrorCode; readonly message: string; readonly facts: DomainFacts } };

export function createFitter(threads: number): Fitter {
  const pool = new Piscina<FitRequest, FitAnswer>({
    filename: threadFile(),
    name: 'fit',
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    execArgv: isSource() ? ['--import', 'tsx'] : [],
  });
  return {
    async fit(request, signal) {
      const answer = await pool.run(request, { signal });
      if ('model' in answer) return answer.model;
      const { code, message, facts } = answer.refused;
      throw new DomainError(code, message, facts);
    },
    close: () => pool.destroy(),
  };
}

/** The thread's entry stands beside this file, as source or as built code. */
const threadFile = (): string => fileURLToPath(new URL(`./fit-thread${extname(import.meta.url)}`, import.meta.url));
const isSource = (): boolean => extname(import.meta.url) === '.ts';
