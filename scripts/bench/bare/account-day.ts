// The shape of Morrow's account day without its content: as many steps of the same kind, in the same order, on the same queues.
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { bareDefaultActivities, bareHeavyActivities } from './activities.ts';
import { LOCAL, TRAINING } from './options.ts';

const SOURCES = [0, 1, 2, 3] as const;

const local = proxyLocalActivities<typeof bareDefaultActivities>(LOCAL);
const heavy = proxyActivities<typeof bareHeavyActivities>(TRAINING);

/** `trains`: as on an account's first day, which has no champion yet. */
export async function bareAccountDay(account: string, trains: boolean): Promise<string> {
  await local.beginAccountDay(account);
  const reports = await Promise.all(SOURCES.map((source) => local.fetchReport(account, source)));
  const amounts = await local.transformReports(account, reports);
  const converted = await local.convertRevenue(account, amounts);
  await local.mergeRevenue(account, converted);
  await local.scoreForecasts(account);
  const champion = await local.checkHistory(account);
  const model = trains ? await heavy.trainModel(account) : champion;
  const forecast = await local.makeForecast(account, model);
  await local.judgeForecast(account, forecast);
  return account;
}
