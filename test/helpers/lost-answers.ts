// A client of a real Temporal server that loses answers on the way, as the server does now and then with those to queries: nothing
// is heard until the caller gives up.
import { randomUUID } from 'node:crypto';
import { isGrpcCancelledError } from '@temporalio/client';
import { onTestFinished } from 'vitest';
import { createLazyClient, type LazyClient } from '../../src/temporal/lazy-client.ts';

type Lossy = 'describeSchedule' | 'listScheduleMatchingTimes';

export interface LosingClient extends Pick<LazyClient, 'client'> {
  /** Loses the next answers to calls of this name. */
  lose(method: Lossy, count: number): void;
  /** How often calls of this name were made since the last `lose` of it. */
  asked(method: Lossy): number;
  /** Calls without an answer that the caller called off. */
  calledOff(): number;
}

export function losingClient(address: string): LosingClient {
  const toLose = new Map<string | symbol, number>();
  const asked = new Map<string | symbol, number>();
  let calledOff = 0;
  const { client, close } = createLazyClient({ namespace: 'default', options: { address } }, 'losing-client');
  const { workflowService } = client.connection;
  // A real call that stays open: nobody gives this queue work.
  const unheard = async (): Promise<never> => {
    const taskQueue = { name: `nobody-${randomUUID()}` };
    await workflowService.pollWorkflowTaskQueue({ namespace: 'default', taskQueue }).catch((error: unknown) => {
      if (isGrpcCancelledError(error)) calledOff += 1;
      throw error;
    });
    throw new Error('The call without an answer has ended.');
  };
  const losing = new Proxy(workflowService, {
    get(service, method) {
      const left = toLose.get(method) ?? 0;
      asked.set(method, (asked.get(method) ?? 0) + 1);
      if (left > 0) toLose.set(method, left - 1);
      return left > 0 ? unheard : Reflect.get(service, method);
    },
  });
  Object.defineProperty(client.connection, 'workflowService', { value: losing });
  onTestFinished(close);
  const lose = (method: Lossy, count: number): void => {
    toLose.set(method, count);
    asked.set(method, 0);
  };
  return { client, lose, asked: (method) => asked.get(method) ?? 0, calledOff: () => calledOff };
}
