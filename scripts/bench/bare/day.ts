// The shape of Morrow's day run without its content: rates asked for at once, partitions, and in each a window of account days.
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import {
  ParentClosePolicy,
  WorkflowIdReusePolicy,
  executeChild,
  proxyLocalActivities,
  upsertSearchAttributes,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import { ACCOUNTS_IN_FLIGHT, PARTITIONS_IN_FLIGHT, WORKFLOW_TASK_TIMEOUT_MS } from '../../../src/contract/limits.ts';
import { SEARCH_ATTRIBUTES } from '../../../src/contract/search-attributes.ts';
import { bareAccountDay } from './account-day.ts';
import type { bareDefaultActivities } from './activities.ts';
import { LOCAL } from './options.ts';

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
const ACCOUNT = keyword(SEARCH_ATTRIBUTES.account);
const DATE = keyword(SEARCH_ATTRIBUTES.date);
const PIPELINE = keyword(SEARCH_ATTRIBUTES.pipeline);
const OUTCOME = keyword(SEARCH_ATTRIBUTES.outcome);

const local = proxyLocalActivities<typeof bareDefaultActivities>(LOCAL);

export async function bareDay(day: string, sizes: readonly number[], trains: boolean): Promise<number> {
  await Promise.all([local.beginRun(day), local.askRates(day)]);
  const planned = await local.planPartitions(sizes);
  const counts = await inWindow(planned, PARTITIONS_IN_FLIGHT, (size, index) =>
    executeChild(barePartition, {
      ...childOptions(`partition/${day}/${index}`, attributesOf(day)),
      args: [day, { index, size, trains }],
    }),
  );
  await local.judgeBatch(day);
  await local.summariseDay(day);
  upsertSearchAttributes([{ key: OUTCOME, value: 'complete' }]);
  return counts.reduce((sum, count) => sum + count, 0);
}

interface BarePage {
  readonly index: number;
  readonly size: number;
  readonly trains: boolean;
}

export async function barePartition(day: string, { index, size, trains }: BarePage): Promise<number> {
  const accounts = await local.listAccountPage(index, size);
  const done = await inWindow(accounts, ACCOUNTS_IN_FLIGHT, (account) =>
    executeChild(bareAccountDay, {
      ...childOptions(`account-day/${day}/${account}`, attributesOf(day, account)),
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      args: [account, trains],
    }),
  );
  return done.length;
}

function attributesOf(day: string, account?: string): SearchAttributePair[] {
  const pairs = [
    { key: PIPELINE, value: 'daily' },
    { key: DATE, value: day },
  ];
  return account === undefined ? pairs : [...pairs, { key: ACCOUNT, value: account }];
}

const childOptions = (workflowId: string, typedSearchAttributes: SearchAttributePair[]) =>
  ({
    workflowId,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT_MS,
    typedSearchAttributes,
    staticSummary: workflowId,
  }) satisfies ChildWorkflowOptions;

/** As many at a time as there are lanes; each lane takes the next item when it is done with one. */
async function inWindow<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const line = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of line) results.push(await work(item, index));
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, lane));
  return results;
}
