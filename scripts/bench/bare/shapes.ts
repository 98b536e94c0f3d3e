// Five other shapes of an account day, from our earlier measurements: how much the kind of each step decides.
// A: all ordinary activities. B: merge local. C: fetch and merge local. D: everything local. E: one fetch for all sources.
import { executeChild, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { bareDefaultActivities, bareHeavyActivities } from './activities.ts';
import { LOCAL, TRAINING } from './options.ts';

const SOURCES = [0, 1, 2, 3] as const;

const ordinary = proxyActivities<typeof bareDefaultActivities>({ startToCloseTimeout: '30s' });
const local = proxyLocalActivities<typeof bareDefaultActivities>(LOCAL);
const localTraining = proxyLocalActivities<typeof bareHeavyActivities>(LOCAL);
const heavy = proxyActivities<typeof bareHeavyActivities>(TRAINING);

type Fetcher = Pick<typeof ordinary, 'fetchReport'>;
const fetchEach = (by: Fetcher, account: string): Promise<number[]> =>
  Promise.all(SOURCES.map((source) => by.fetchReport(account, source)));

export async function shapeA(account: string): Promise<string> {
  await ordinary.mergeRevenue(account, await fetchEach(ordinary, account));
  return heavy.trainModel(account);
}

export async function shapeB(account: string): Promise<string> {
  await local.mergeRevenue(account, await fetchEach(ordinary, account));
  return heavy.trainModel(account);
}

export async function shapeC(account: string): Promise<string> {
  await local.mergeRevenue(account, await fetchEach(local, account));
  return heavy.trainModel(account);
}

export async function shapeD(account: string): Promise<string> {
  await local.mergeRevenue(account, await fetchEach(local, account));
  return localTraining.trainModel(account);
}

export async function shapeE(account: string): Promise<string> {
  await local.mergeRevenue(account, [await ordinary.fetchReport(account, 0)]);
  return heavy.trainModel(account);
}

const SHAPES = { A: shapeA, B: shapeB, C: shapeC, D: shapeD, E: shapeE };

/** One parent that starts all its children at once. */
export async function shapeParent(shape: keyof typeof SHAPES, run: string, count: number): Promise<number> {
  const ids = Array.from({ length: count }, (_, index) => `${run}/${index}`);
  const done = await Promise.all(ids.map((id) => executeChild(SHAPES[shape], { workflowId: id, args: [id] })));
  return done.length;
}
